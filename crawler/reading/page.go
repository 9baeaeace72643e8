package reading

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"

	"nianbao/crawler/fetch"
	"nianbao/extract"
	"nianbao/seeds/urls"
	"nianbao/store"
)

// Archive is what a page is read from.
type Archive interface {
	// CapturesOf walks over the captures of a canonical URL, in order.
	CapturesOf(ctx context.Context, url string) iter.Seq2[store.Capture, error]
	// LatestOf returns the capture whose body stands for a canonical URL, or
	// the redirect that came after it; store.ErrNotFound where there is none.
	LatestOf(ctx context.Context, url string) (store.Capture, error)
	// Blob returns a body by its SHA-256; store.ErrNotFound where it is not there.
	Blob(sha string) ([]byte, error)
	// Words returns what is kept of a file; false where no program was run.
	Words(sha string) (store.Words, bool, error)
	// Naming returns the pages whose latest reading names an attachment.
	Naming(attachment string) ([]string, error)
}

// Arrival is a file that is not in the archive yet.
type Arrival struct {
	// URLs are the canonical addresses that lead to it: its own, and those of
	// the redirects before it.
	URLs    []string
	Capture *store.Capture
	Body    []byte
	Words   *store.Words
}

// maxHops is how many redirects in a row lead to a file; the crawl follows no
// more.
const maxHops = 10

// Of is what extraction is told of a capture. Body and words are those the
// archive keeps of it.
func Of(c *store.Capture, body []byte, words *store.Words) extract.Page {
	return extract.Page{
		Body: body, MediaType: c.MediaType, Charset: fetch.Charset(c.ResponseHeaders.Get("Content-Type")), URL: c.URL,
		Agency: c.Context.Agency, Year: c.Context.Year, LinkTitle: c.Context.LinkTitle, LinkDate: c.Context.LinkDate,
		Words: words.Bytes(),
	}
}

// Page reads a page with its files, as far as the archive has them; arrived,
// which may be nil, is one more. URLs of attachments in the report are
// canonical. The error is one of the archive.
func Page(ctx context.Context, a Archive, p extract.Page, arrived *Arrival) (extract.Report, error) {
	return Complete(ctx, a, p, extract.Read(p), arrived)
}

// Complete is Page for a page that was read already, without its files.
func Complete(ctx context.Context, a Archive, p extract.Page, report extract.Report, arrived *Arrival) (extract.Report, error) {
	if len(report.Attachments) == 0 {
		return report, nil
	}
	base, err := url.Parse(p.URL)
	if err != nil {
		base = nil
	}
	canonical := map[string]string{} // by URL as extraction gives it
	p.Files = nil
	size := 0
	for _, at := range report.Attachments {
		link, err := urls.Canonical(at.URL, base, report.Charset)
		if err != nil {
			continue // stays as it is, and is not asked for
		}
		canonical[at.URL] = link
		f, err := file(ctx, a, link, arrived)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return report, fmt.Errorf("read attachment %s: %w", link, err)
		}
		f.URL = at.URL
		if size += len(f.Body) + len(f.Words); size > maxFiles {
			f.Body, f.Words = nil, nil // named, and not read
		}
		p.Files = append(p.Files, f)
	}
	if len(p.Files) > 0 {
		report = extract.Read(p)
	}
	for i := range report.Attachments {
		if link, ok := canonical[report.Attachments[i].URL]; ok {
			report.Attachments[i].URL = link
		}
	}
	return report, nil
}

// maxFiles bounds what one page's files may hold together, in bytes with their
// words: past it they are named and not read.
const maxFiles = 64 << 20

// file finds an attachment by its canonical URL, through redirects.
// store.ErrNotFound where it was not fetched.
func file(ctx context.Context, a Archive, link string, arrived *Arrival) (extract.File, error) {
	for range maxHops {
		if arrived.at(link) {
			return extract.File{Name: fileName(arrived.Capture), MediaType: arrived.Capture.MediaType, SHA256: arrived.Capture.RawSHA256, Body: arrived.Body, Words: arrived.Words.Bytes()}, nil
		}
		c, err := a.LatestOf(ctx, link)
		if err != nil {
			return extract.File{}, err
		}
		if c.Outcome == store.Redirect {
			if link, err = urls.Canonical(c.Location, nil, ""); err != nil {
				return extract.File{}, store.ErrNotFound
			}
			continue
		}
		f := extract.File{Name: fileName(&c), MediaType: c.MediaType, SHA256: c.RawSHA256}
		if f.Body, err = a.Blob(c.RawSHA256); err != nil {
			return extract.File{}, err
		}
		words, _, err := a.Words(c.RawSHA256)
		f.Words = words.Bytes()
		return f, err
	}
	return extract.File{}, store.ErrNotFound
}

// at tells whether a URL leads to what arrived.
func (f *Arrival) at(link string) bool {
	if f == nil {
		return false
	}
	for _, u := range f.URLs {
		if u == link {
			return true
		}
	}
	return false
}

// Rereads reads again every page that names what arrived. The error is one of
// the archive.
func Rereads(ctx context.Context, a Archive, arrived Arrival) ([]store.Reread, error) {
	var out []store.Reread
	seen := map[string]bool{arrived.Capture.URL: true}
	for _, link := range arrived.URLs {
		pages, err := a.Naming(link)
		if err != nil {
			return nil, err
		}
		for _, page := range pages {
			if seen[page] {
				continue
			}
			seen[page] = true
			r, err := again(ctx, a, page, &arrived)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			out = append(out, r)
		}
	}
	return out, nil
}

// again reads a page of the archive again.
func again(ctx context.Context, a Archive, page string, arrived *Arrival) (store.Reread, error) {
	c, err := a.LatestOf(ctx, page)
	if err != nil {
		return store.Reread{}, err
	}
	if c.Outcome != store.OK {
		return store.Reread{}, store.ErrNotFound
	}
	report, err := Stored(ctx, a, &c, arrived)
	if err != nil {
		return store.Reread{}, err
	}
	r, err := store.ReadingOf(&report)
	return store.Reread{URL: page, RawSHA256: c.RawSHA256, Reading: r}, err
}

// Stored reads the page of a capture from the archive: its body, the words kept
// of it, its files; arrived, which may be nil, is one more. The error is one of
// the archive; store.ErrNotFound where the capture has no body there.
func Stored(ctx context.Context, a Archive, c *store.Capture, arrived *Arrival) (extract.Report, error) {
	body, err := a.Blob(c.RawSHA256)
	if err != nil {
		return extract.Report{}, err
	}
	words, _, err := a.Words(c.RawSHA256)
	if err != nil {
		return extract.Report{}, err
	}
	return Page(ctx, a, Of(c, body, &words), arrived)
}
