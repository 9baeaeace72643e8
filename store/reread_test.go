package store

import (
	"slices"
	"testing"
	"time"
)

const (
	coverURL = "http://a.example/1.html"
	fileURL  = "http://a.example/1.pdf"
)

// withFile is a reading of a page that names fileURL. Text and tables are of
// the file with that SHA-256, where there is one.
func withFile(text, from string) *Reading {
	r := reading(text, 2024)
	r.Attachments = []string{fileURL}
	if from != "" {
		r.Body = []byte(string(r.Body[:len(r.Body)-1]) + `,"tables_from":"` + from + `","text_from":"` + from + `"}`)
	}
	return r
}

// arrival is a file with what the page says now.
func arrival(run uint32, at time.Time, body string, page string, now *Reading) Envelope {
	e := answer(fileURL, run, at, body)
	e.Rereads = []Reread{{URL: coverURL, RawSHA256: shaOf([]byte(page)), Reading: now}}
	return e
}

func pageNow(t *testing.T, a *Archive) Page {
	t.Helper()
	p, known, err := a.PageOf(coverURL)
	if err != nil || !known {
		t.Fatal(known, err)
	}
	return p
}

func TestAFileFillsItsPageInTheSameCommit(t *testing.T) {
	a := newArchive(t)
	day := func(n int) time.Time { return time.Date(2025, 1, n, 0, 0, 0, 0, time.UTC) }
	cover := answer(coverURL, 1, day(1), "cover")
	cover.Reading = withFile("", "")
	mustApply(t, a, cover)
	if pages, err := a.Naming(fileURL); err != nil || !slices.Equal(pages, []string{coverURL}) {
		t.Fatalf("pages that name the file: %v, %v", pages, err)
	}
	first := arrival(1, day(2), "one", "cover", withFile("first", shaOf([]byte("one"))))
	if out := mustApply(t, a, first); out.RereadVersions != 0 {
		t.Errorf("filling a page made %d versions", out.RereadVersions)
	}
	p := pageNow(t, a)
	if p.Versions != 1 || p.Read.TablesFrom != shaOf([]byte("one")) || !p.ChangedAt.Equal(day(2)) || !p.FetchedAt.Equal(day(1)) {
		t.Errorf("filled: %+v %+v", p, p.Read)
	}
	if out := mustApply(t, a, first); !out.Duplicate {
		t.Error("applied twice")
	}
	same := arrival(2, day(3), "one", "cover", withFile("first", shaOf([]byte("one"))))
	mustApply(t, a, same)
	if again := pageNow(t, a); again.Change != p.Change || again.Versions != 1 {
		t.Errorf("the same file changed the page: %+v", again)
	}
	if out := mustApply(t, a, arrival(3, day(4), "two", "cover", withFile("second", shaOf([]byte("two"))))); out.RereadVersions != 1 {
		t.Errorf("another file made %d versions", out.RereadVersions)
	}
	if p := pageNow(t, a); p.Versions != 2 || p.Read.TextFrom != shaOf([]byte("two")) || !p.ChangedAt.Equal(day(4)) {
		t.Errorf("changed: %+v", p)
	}
	checkWhole(t, a)
}

func TestAFileLeavesAPageAloneThatChangedMeanwhile(t *testing.T) {
	a := newArchive(t)
	at := time.Unix(1_700_000_000, 0)
	cover := answer(coverURL, 1, at, "cover, changed")
	cover.Reading = withFile("own text", "")
	mustApply(t, a, cover)
	mustApply(t, a, arrival(1, at.Add(time.Hour), "one", "cover", withFile("first", shaOf([]byte("one")))))
	if p := pageNow(t, a); p.Read.TablesFrom != "" || p.Versions != 1 {
		t.Errorf("%+v", p.Read)
	}
	checkWhole(t, a)
}

func TestAPageThatNamesTheFileNoMoreIsNotFound(t *testing.T) {
	a := newArchive(t)
	at := time.Unix(1_700_000_000, 0)
	cover := answer(coverURL, 1, at, "cover")
	cover.Reading = withFile("a", "")
	mustApply(t, a, cover)
	mustApply(t, a, reportAnswer(coverURL, 2, at.Add(time.Hour), "cover 2", "b", 2024))
	if pages, err := a.Naming(fileURL); err != nil || len(pages) != 0 {
		t.Errorf("pages that name the file: %v, %v", pages, err)
	}
	checkWhole(t, a)
}

func TestRereadsOfNothingAreRefused(t *testing.T) {
	a := newArchive(t)
	at := time.Unix(1_700_000_000, 0)
	for name, e := range map[string]Envelope{
		"a host never met":  arrival(1, at, "x", "cover", withFile("a", "")),
		"without a reading": func() Envelope { e := arrival(1, at, "x", "cover", nil); return e }(),
		"without a body":    func() Envelope { e := arrival(1, at, "x", "cover", withFile("a", "")); e.Body = nil; return e }(),
		"without a capture": func() Envelope {
			e := arrival(1, at, "x", "cover", withFile("a", ""))
			e.Capture, e.Body = nil, nil
			return e
		}(),
	} {
		if name == "a host never met" {
			e.Rereads[0].URL = "http://b.example/1.html"
		}
		if _, err := a.Apply(t.Context(), e); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
