package reparse_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/crawler/reading"
	"nianbao/crawler/reparse"
	"nianbao/seeds/sample"
	"nianbao/store"
)

// TestEachVersionIsReadWithTheFilesItHad: a page whose report is a file, which
// was another one once.
func TestEachVersionIsReadWithTheFilesItHad(t *testing.T) {
	a := newArchive(t)
	page, file := "http://h.example/nb/1.html", "http://h.example/nb/report.docx"
	body := []byte(`<html><head><title>年报</title></head><body><h1>政府信息公开工作年度报告</h1><p><a href="report.docx">政府信息公开工作年度报告.docx</a></p></body></html>`)
	r := readToday(t, page, body)
	apply(t, a, envelope(t, page, 1, body, &r))
	docs := sample.Documents()
	for i, d := range []sample.Document{docs[0].Document, docs[7].Document} {
		e := envelope(t, file, 2+i, sample.Docx(d), nil)
		again, err := reading.Rereads(t.Context(), a, reading.Arrival{URLs: []string{file}, Capture: arrived(e), Body: e.Body})
		if err != nil || len(again) != 1 {
			t.Fatalf("%d pages read again, %v", len(again), err)
		}
		e.Rereads = again
		apply(t, a, e)
	}
	want := reports(t, a)
	if len(want) != 3 || !bytes.Contains([]byte(want[0]), []byte(`"versions":2`)) {
		t.Fatalf("reports %.600s", want)
	}
	age(t, a)
	if cmp.Diff(want, reports(t, a)) == "" {
		t.Fatal("the readings are not out of date")
	}
	if s := run(t, reparse.Options{Archive: a}); s.Pages != 1 || s.Versions != 2 || s.Failed != 0 {
		t.Errorf("summary %+v", s)
	}
	if d := cmp.Diff(want, reports(t, a)); d != "" {
		t.Errorf("reports (-as they came +reparsed):\n%.4000s", d)
	}
}

// arrived is the capture of an envelope with its hash.
func arrived(e store.Envelope) *store.Capture {
	c := *e.Capture
	c.RawSHA256 = shaOf(e.Body)
	return &c
}

// age replaces every reading by one of an older parser, which read nothing.
func age(t *testing.T, a *store.Archive) {
	t.Helper()
	for place, err := range a.Places(t.Context(), store.Place{}) {
		if err != nil {
			t.Fatal(err)
		}
		s, err := a.StoredAt(place)
		if err != nil {
			t.Fatal(err)
		}
		readings := make([]*store.Reading, len(s.Versions))
		for i, v := range s.Versions {
			if v.Read == nil {
				continue
			}
			stored, err := v.Body()
			if err != nil {
				t.Fatal(err)
			}
			var body map[string]json.RawMessage
			if err := json.Unmarshal(stored, &body); err != nil {
				t.Fatal(err)
			}
			body["parser"], body["tables"], body["tables_from"] = []byte(`"2020.1.1"`), []byte(`{}`), []byte("null")
			b, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			readings[i] = &store.Reading{Parser: "2020.1.1", Kind: v.Read.Kind, Body: b}
		}
		r, err := a.Reread(&s, readings)
		if err != nil {
			t.Fatal(err)
		}
		if r == nil {
			continue
		}
		if _, err := a.ApplyRereadings(t.Context(), []*store.Rereading{r}, nil); err != nil {
			t.Fatal(err)
		}
	}
}
