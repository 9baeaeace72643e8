package extract_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nianbao/extract"
)

// corpusRecord is what must be read off one page of testdata/corpus. The
// generator beside it writes it from its own data and labels, never from what
// was read.
type corpusRecord struct {
	File        string                       `json:"file"`
	MediaType   string                       `json:"media_type"`
	URL         string                       `json:"url"`
	Covers      []string                     `json:"covers"` // lines of the descriptions of forms and portals
	Kind        extract.Kind                 `json:"kind"`
	Title       string                       `json:"title"`
	Agency      string                       `json:"agency"`
	Year        int                          `json:"year"`
	PublishedOn string                       `json:"published_on"`
	SignedOn    string                       `json:"signed_on"`
	Copies      int                          `json:"copies"`
	Templates   map[string]string            `json:"templates"`
	Sections    string                       `json:"sections"`
	Tables      map[string]map[string]string `json:"tables"` // table → row → "column=value …", _ is null
	States      map[string]string            `json:"states"` // table|row|column → state of its note
	Rules       []string                     `json:"rules"`
	Never       []string                     `json:"never"`
	Says        []string                     `json:"says"`
	Silent      []string                     `json:"silent"`
	Attachments int                          `json:"attachments"`
}

// corpus reads every record.
func corpus(t *testing.T) []corpusRecord {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", "corpus", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	var out []corpusRecord
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var r corpusRecord
		d := json.NewDecoder(bytes.NewReader(b))
		d.DisallowUnknownFields()
		if err := d.Decode(&r); err != nil {
			t.Fatalf("read %s: %v", name, err)
		}
		out = append(out, r)
	}
	return out
}

// page reads the page of a record, kept compressed where it is large.
func (c corpusRecord) page(t *testing.T) extract.Page {
	t.Helper()
	name := filepath.Join("testdata", "corpus", c.File)
	body, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		body, err = unzipped(name + ".gz")
	}
	if err != nil {
		t.Fatal(err)
	}
	if c.MediaType == extract.PDF { // what is kept of it are its words
		return extract.Page{Body: []byte("%PDF-1.7\n"), Words: body, MediaType: c.MediaType, URL: c.URL}
	}
	return extract.Page{Body: body, MediaType: c.MediaType, URL: c.URL}
}

func unzipped(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// corpusPages is the least the corpus may hold.
const corpusPages = 60

// TestCorpusIsReadAsItsRecordsSay reads every page of the corpus.
func TestCorpusIsReadAsItsRecordsSay(t *testing.T) {
	records := corpus(t)
	if len(records) < corpusPages {
		t.Errorf("%d pages, at least %d are wanted", len(records), corpusPages)
	}
	for _, c := range records {
		t.Run(c.File, func(t *testing.T) { c.check(t, extract.Read(c.page(t))) })
	}
}

func (c corpusRecord) check(t *testing.T, r extract.Report) {
	t.Helper()
	g := golden{
		kind: c.Kind, title: c.Title, agency: c.Agency, year: c.Year, published: c.PublishedOn, signed: c.SignedOn,
		sections: c.Sections, says: c.Says, silent: c.Silent, files: c.Attachments, rules: c.Rules, never: c.Never,
	}
	g.checkFields(t, r)
	g.checkText(t, r)
	sameCells(t, cellsOf(r), c.cells(t))
	if r.Copies != c.Copies {
		t.Errorf("copies %d, want %d", r.Copies, c.Copies)
	}
	for table, version := range c.Templates {
		if r.Templates[table] != version {
			t.Errorf("%s is of the form of %q, want %s", table, r.Templates[table], version)
		}
	}
	states := map[string]string{}
	for _, n := range r.CellNotes {
		states[n.Table+"|"+n.Row+"|"+n.Column] = string(n.State)
	}
	sameCells(t, states, c.States)
}

// cells is every expected cell by table|row|column.
func (c corpusRecord) cells(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for table, rows := range c.Tables {
		for row, cells := range rows {
			for _, cell := range strings.Fields(cells) {
				column, value, ok := strings.Cut(cell, "=")
				if !ok {
					t.Fatalf("%s: %s of %s: no value", c.File, cell, row)
				}
				out[table+"|"+row+"|"+column] = value
			}
		}
	}
	return out
}

// checkFields holds what a record says besides cells and narrative.
func (g golden) checkFields(t *testing.T, r extract.Report) {
	t.Helper()
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"kind", r.Kind, g.kind}, {"title", r.Title, g.title}, {"attachments", len(r.Attachments), g.files}, {"sections", numbersOf(r.Sections), g.sections},
		{"agency", deref(r.Agency), g.agency}, {"published", deref(r.PublishedOn), g.published}, {"signed", deref(r.SignedOn), g.signed}, {"year", deref(r.Year), g.year},
	} {
		if c.got != c.want {
			t.Errorf("%s %v, want %v", c.what, c.got, c.want)
		}
	}
}
