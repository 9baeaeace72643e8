package crawler

import (
	"context"
	"strings"

	"nianbao/crawler/frontier"
	"nianbao/crawler/reading"
	"nianbao/extract"
	"nianbao/store"
)

// maxAttachments bounds what one page may bring: reports posted as images of
// their pages have some dozens.
const maxAttachments = 200

// readReport reads a report off a page, and finds its attachments. A page that
// turns out to be none, and whose link could not be decided, is read as a list
// instead: departments' names often lead to one.
func (t *turn) readReport(ctx context.Context, rec frontier.Record, p page, e *frontier.Ending) error {
	var report extract.Report
	err := reading.Guard(func() (err error) {
		report, err = t.extract(ctx, rec, p, e)
		return err
	})
	if err != nil {
		e.Envelope.Reading, e.Cause = nil, err.Error()
		return nil
	}
	was, _, err := t.run.opts.Archive.PageOf(rec.URL)
	if err != nil {
		return err
	}
	if was.Read != nil && was.Read.Kind != notAReport && report.Kind == extract.NotAReport {
		// What stands there now is a notice without the words of one, or a
		// front page. The report stays as it was read last.
		softGone(e, "a report stood here, what stands here now is none")
		return nil
	}
	e.Unchanged = unchanged(rec, was, e.Envelope)
	if extract.MediaType(p.body) != "" { // it may be a page's attachment as well
		if err := t.rereadPages(ctx, rec, e); err != nil {
			return err
		}
	}
	if report.Kind != extract.NotAReport {
		e.Found = append(e.Found, t.attachments(rec, report)...)
		return nil
	}
	if !rec.Maybe {
		return nil
	}
	return t.readHiddenList(ctx, rec, p, e)
}

// readColumnReport reads a report off a page that lists nothing: some portals
// print it on the column's page itself. A page that is none stays a list, and
// so does one with sub-columns that prints neither tables nor sections.
func (t *turn) readColumnReport(ctx context.Context, rec frontier.Record, p page, e *frontier.Ending, columns bool) {
	if e.Envelope.Capture.Outcome != store.OK {
		return
	}
	err := reading.Guard(func() error {
		report, err := t.extract(ctx, rec, p, e)
		printed := report.Kind == extract.AnnualReport || report.Kind == extract.LegalTableOnly
		if err != nil || report.Kind == extract.NotAReport || columns && !printed {
			e.Envelope.Reading = nil
			return err
		}
		e.Found = append(e.Found, t.attachments(rec, report)...)
		return nil
	})
	if err != nil {
		e.Cause = err.Error()
	}
}

// extract reads a page with its files, and puts what it says into the envelope.
func (t *turn) extract(ctx context.Context, rec frontier.Record, p page, e *frontier.Ending) (extract.Report, error) {
	page := extractPage(rec, p)
	report, err := t.readFiles(ctx, page, extract.Read(page))
	if err == nil {
		e.Envelope.Words = p.words
		e.Envelope.Reading, err = store.ReadingOf(&report)
	}
	return report, err
}

// extractPage is what extraction is told of a page.
func extractPage(rec frontier.Record, p page) extract.Page {
	c := rec.Context
	return extract.Page{
		Body: p.body, MediaType: p.mediaType, Charset: p.charset, URL: rec.URL,
		Agency: c.Agency, Year: c.Year, LinkTitle: c.LinkTitle, LinkDate: c.LinkDate, Words: p.words.Bytes(),
	}
}

// unchanged counts the answers in a row that read the same as the archive has
// it: a new hit counter is no news.
func unchanged(rec frontier.Record, was store.Page, env store.Envelope) int {
	if was.Read == nil {
		return 0
	}
	same := was.RawSHA256 == env.Capture.RawSHA256 ||
		was.Read.ContentSHA256 != "" && was.Read.ContentSHA256 == env.Reading.ContentSHA256
	if !same {
		return 0
	}
	return rec.Unchanged + 1
}

// readHiddenList reads a page as a list of the column's own path, one level
// deep: what it accepts is followed, what it leaves undecided is not.
func (t *turn) readHiddenList(ctx context.Context, rec frontier.Record, p page, e *frontier.Ending) error {
	if !under(rec.Context.Column, rec.URL) {
		return nil
	}
	listing, err := readListing(rec, p)
	if err != nil {
		e.Cause = err.Error()
		return nil
	}
	for _, c := range t.entries(rec, listing) {
		if !c.Maybe {
			e.Found = append(e.Found, c)
		}
	}
	if len(e.Found) > 0 {
		next, err := t.paging(ctx, rec, listing, 0, true)
		if err != nil {
			return err
		}
		e.Found = append(e.Found, next...)
	}
	return nil
}

// under says whether a page lies in the folder of a column.
func under(column, page string) bool {
	column, _, _ = strings.Cut(column, "#")
	column, _, _ = strings.Cut(column, "?")
	i := strings.LastIndexByte(column, '/')
	return i >= 0 && strings.HasPrefix(page, column[:i+1])
}
