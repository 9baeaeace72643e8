package reparse

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/frontier"
	"nianbao/crawler/portal"
	"nianbao/crawler/reading"
	"nianbao/extract"
	"nianbao/store"
)

// outcome is what became of one page.
type outcome struct {
	id, url   string
	read      bool             // something was read off it before
	versions  int              // read again
	rereading *store.Rereading // nil where nothing differs
	diff      *Difference      // of the latest version; nil where it was not read again
	err       error
}

// pageError is an error of one page alone.
type pageError struct{ error }

func (e *pageError) Unwrap() error { return e.error }

// read reads one page again. It is called in many goroutines.
func (o *Options) read(ctx context.Context, t *task) (out outcome) {
	s, err := o.Archive.StoredAt(t.place)
	if err != nil {
		return outcome{err: err}
	}
	out = outcome{id: s.ID(), url: s.Page.URL, read: s.Page.Read != nil}
	readings := make([]*store.Reading, len(s.Versions))
	for i := range s.Versions {
		v := &s.Versions[i]
		if ctx.Err() != nil {
			return outcome{err: ctx.Err()}
		}
		if o.Stale && (v.Read == nil || !older(v.Read.Parser, extract.Parser)) {
			continue
		}
		files := asOf{Archive: o.Archive}
		if i+1 < len(s.Versions) {
			files.until = s.Versions[i+1].Since
		}
		if readings[i], err = o.reading(ctx, v, files, t.try); err != nil {
			out.err = fmt.Errorf("version %d: %w", v.Number, err)
			return out
		}
		if readings[i] != nil {
			out.versions++
		}
	}
	if out.versions == 0 {
		return out
	}
	if out.rereading, err = o.Archive.Reread(&s, readings); err == nil {
		out.diff, err = difference(&s, readings, out.rereading)
	}
	if err != nil {
		out.rereading, out.err = nil, &pageError{err}
	}
	return out
}

// difference is what the latest version says otherwise; nil where it was not
// read again.
func difference(s *store.Stored, readings []*store.Reading, r *store.Rereading) (*Difference, error) {
	now := readings[len(readings)-1]
	if now == nil {
		return nil, nil
	}
	if !r.Replaces() {
		return new(Difference), nil
	}
	body, err := s.Latest().Body()
	if err != nil {
		return nil, err
	}
	return compare(s.Latest().Read, body, now)
}

// reading reads one version again; nil where there is nothing to be read: it is
// no page for a parser, and was none before.
func (o *Options) reading(ctx context.Context, v *store.Version, files asOf, try bool) (*store.Reading, error) {
	c := v.Capture
	if c == nil {
		if v.Read == nil {
			return nil, nil
		}
		return nil, fmt.Errorf("the capture it was read off: %w", store.ErrNotFound)
	}
	rec, want, err := o.recordOf(ctx, v)
	if err != nil || !want {
		return nil, err
	}
	body, err := o.Archive.BlobAsStored(c.RawSHA256)
	if err != nil {
		return nil, err
	}
	words, _, err := o.Archive.Words(c.RawSHA256)
	if err != nil {
		return nil, err
	}
	page := reading.Of(c, body, &words)
	if rec.Suspect() && o.Try == nil {
		return nil, nil // as a crawl left it
	}
	if try || rec.Suspect() {
		trial := crawler.Trial{URL: c.URL, Record: rec, MediaType: c.MediaType, Charset: page.Charset, Body: body, Words: page.Words}
		if err := o.Try(ctx, trial); err != nil {
			return nil, &pageError{fmt.Errorf("the program stops at it: %w", err)}
		}
	}
	var out *store.Reading
	err = reading.Guard(func() error {
		if v.Read == nil && lists(rec, page) {
			return nil
		}
		report, err := reading.Page(ctx, files, page, nil)
		if err != nil || v.Read == nil && rec.Class == frontier.Lists && report.Kind == extract.NotAReport {
			return err // no error: it stays a list
		}
		if out, err = store.ReadingOf(&report); err != nil {
			return &pageError{err}
		}
		return nil
	})
	if errors.Is(err, reading.ErrPanicked) {
		err = &pageError{err}
	}
	return out, err
}

// asOf is the archive with the files that a version had: those that came
// before the next version did.
type asOf struct {
	*store.Archive
	until time.Time // zero for the latest
}

// LatestOf implements reading.Archive.
func (a asOf) LatestOf(ctx context.Context, url string) (store.Capture, error) {
	return a.LatestBefore(ctx, url, a.until)
}

// recordOf is the frontier's record of a version's page, and whether it is one
// that a parser reads: one that it has read, a list that may print a report
// itself, and a report it failed at. What the archive keeps besides, robots.txt
// and files, is not.
func (o *Options) recordOf(ctx context.Context, v *store.Version) (frontier.Record, bool, error) {
	c := v.Capture
	if v.Read != nil {
		return frontier.Record{URL: c.URL, Class: frontier.Reports, Context: c.Context}, true, nil
	}
	rec, known, err := frontier.Lookup(ctx, o.Archive, c.URL)
	if err != nil || !known {
		return rec, false, err
	}
	return rec, rec.Class == frontier.Lists || rec.Class == frontier.Reports, nil
}

// lists says whether a page is a list that links to something, or what a script
// of one was answered: then a crawl looks for no report on it.
func lists(rec frontier.Record, p extract.Page) bool {
	if rec.Class != frontier.Lists {
		return false
	}
	if portal.Endpoint(p.URL) {
		return true
	}
	column := cmp.Or(rec.Context.Column, p.URL)
	if rec.Hops > 0 {
		column = p.URL
	}
	l := portal.Read(portal.Page{URL: p.URL, Body: p.Body, Charset: p.Charset, Column: column})
	return len(l.Entries)+len(l.Columns) > 0
}
