// Package webtest fills archives for the tests of what is served: with the
// sample portal's reports, read off their pages as a crawl would.
package webtest

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"nianbao/extract"
	"nianbao/seeds/sample"
	"nianbao/store"
)

// Day is when the first run of an archive begins.
var Day = time.Date(2025, 2, 1, 18, 0, 0, 0, time.UTC)

// Open makes an archive with one run begun.
func Open(t testing.TB) *store.Archive {
	t.Helper()
	a, err := store.Open(filepath.Join(t.TempDir(), "archive.db"), store.Options{Verb: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if _, _, err := a.BeginRun(context.Background(), "crawl", Day); err != nil {
		t.Fatal(err)
	}
	return a
}

// URL is where a report of the sample portal stands.
func URL(d sample.Truth) string { return fmt.Sprintf("http://www.s%d.gov.example%s", d.Site, d.Path) }

// Sample stores the reports of the sample portal, and returns them.
func Sample(t testing.TB, a *store.Archive) []sample.Truth {
	t.Helper()
	all, envelopes := answers()
	var callers sync.WaitGroup
	for _, e := range envelopes {
		callers.Go(func() {
			if _, err := a.Apply(context.Background(), e); err != nil {
				t.Error(err)
			}
		})
	}
	callers.Wait()
	return all
}

// answers reads every page of the sample portal, once for all tests.
var answers = sync.OnceValues(func() (all []sample.Truth, out []store.Envelope) {
	all = sample.Documents()
	for _, d := range all {
		e, err := envelope(URL(d), d.Agency, 1, sample.Render(d.Document, d.Rendering))
		if err != nil {
			panic(err) // of a test: the sample's pages can be read
		}
		out = append(out, e)
	}
	return all, out
})

// Region is that of every report Put stores.
const Region = "岚海省/砚川市/青溪区"

// Put stores a page as the given run got it.
func Put(t testing.TB, a *store.Archive, url, agency string, run int, body []byte) {
	t.Helper()
	e, err := envelope(url, agency, run, body)
	if err == nil {
		_, err = a.Apply(context.Background(), e)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// PutMedia stores a body of a media type that was read as a report with nothing
// in it.
func PutMedia(t testing.TB, a *store.Archive, url, media string, body []byte) {
	t.Helper()
	e, err := envelope(url, "某局", 1, body)
	if err == nil {
		e.Capture.MediaType = media
		_, err = a.Apply(context.Background(), e)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func envelope(url, agency string, run int, body []byte) (store.Envelope, error) {
	r := extract.Read(extract.Page{Body: body, MediaType: "text/html", Charset: "utf-8", URL: url, Agency: agency})
	reading, err := store.ReadingOf(&r)
	return store.Envelope{
		Capture: &store.Capture{
			URL: url, Run: uint32(run), At: Day.AddDate(0, 0, run), Method: "GET", Outcome: store.OK, Status: 200, MediaType: "text/html",
			ResponseHeaders: map[string][]string{"Content-Type": {"text/html; charset=utf-8"}},
			Context:         store.Context{Portal: "青溪区人民政府", Region: Region, Agency: agency},
		},
		Body: body, Reading: reading,
	}, err
}

// Changed stores a second version of a report: a sentence more, and 99 in the
// first cell of its first table.
func Changed(t testing.TB, a *store.Archive, d sample.Truth, sentence string) {
	t.Helper()
	for _, again := range sample.Documents() { // the caller's stays as it is
		if again.Path != d.Path {
			continue
		}
		sections := again.Document.Sections
		sections[0].Paragraphs = append(sections[0].Paragraphs, sentence)
		for i := range sections {
			if tables := sections[i].Tables; len(tables) > 0 {
				tables[0].Rows[0].Cells[0].Text = "99"
				break
			}
		}
		Put(t, a, URL(d), d.Agency, 2, sample.Render(again.Document, d.Rendering))
		return
	}
	t.Fatalf("no page %s", d.Path)
}
