package intake

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/seeds/sample"
	"nianbao/store"
)

// later is when the imports of these tests are made.
var later = time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)

func newArchive(t testing.TB) *store.Archive {
	t.Helper()
	a, err := store.Open(filepath.Join(t.TempDir(), "archive.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// take imports what do hands in.
func take(t *testing.T, a *store.Archive, do func(*Intake) error) Summary {
	t.Helper()
	in := Begin(t.Context(), Options{Archive: a, Now: func() time.Time { return later }})
	taken := do(in)
	sum, err := in.End()
	if taken != nil || err != nil {
		t.Fatal(taken, err)
	}
	if sum.Taken != sum.Reports+sum.Pages+sum.Captures || sum.Refused != len(sum.Refusals) {
		t.Errorf("the summary does not add up: %+v", sum)
	}
	return sum
}

// takeWARC imports WARC files of testdata, or given as bytes.
func takeWARC(t *testing.T, a *store.Archive, files ...any) Summary {
	t.Helper()
	return take(t, a, func(in *Intake) error { return in.WARCs(sources(t, files...), nil) })
}

func sources(t *testing.T, files ...any) (out []Source) {
	t.Helper()
	for _, f := range files {
		name, b := "given", []byte(nil)
		switch f := f.(type) {
		case []byte:
			b = f
		case string:
			var err error
			if b, err = os.ReadFile(filepath.Join("testdata", f)); err != nil {
				t.Fatal(err)
			}
			name = f
		}
		out = append(out, Source{name, func() (io.ReadSeekCloser, error) { return opened{bytes.NewReader(b)}, nil }})
	}
	return out
}

// opened is a file that is open.
type opened struct{ *bytes.Reader }

func (opened) Close() error { return nil }

// found is what a test compares of a report.
type found struct {
	URL    string
	Kind   string
	Agency string
	Year   int
	Tables sample.Tables
}

// reportsOf reads the reports of an archive by the path of their URL.
func reportsOf(t *testing.T, a *store.Archive) map[string]found {
	t.Helper()
	out := map[string]found{}
	for l, err := range a.Reports(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		var r struct {
			found
			Tables map[string]map[string]map[string]*json.Number
		}
		if err := json.Unmarshal(l.JSON, &r); err != nil {
			t.Fatal(err)
		}
		r.found.Tables = sample.Tables{}
		for name, rows := range r.Tables {
			for row, cells := range rows {
				if r.found.Tables[name] == nil {
					r.found.Tables[name] = map[string]map[string]*string{}
				}
				r.found.Tables[name][row] = map[string]*string{}
				for column, n := range cells {
					r.found.Tables[name][row][column] = (*string)(n)
				}
			}
		}
		out[strings.TrimPrefix(r.URL, "http://"+recordedAt)] = r.found
	}
	return out
}

// wanted is a document of the site as it must come out at an address.
func wanted(url string, truth sample.Truth) found {
	if strings.HasPrefix(url, "/") {
		url = "http://" + recordedAt + url
	}
	return found{URL: url, Kind: truth.Kind, Agency: truth.Agency, Year: truth.Year, Tables: truth.Tables}
}

// passed counts what was passed over, by reason.
func passed(s Summary) map[string]int {
	out := map[string]int{}
	for _, p := range s.PassedOver {
		out[p.Why] = p.Count
	}
	return out
}

// TestRecordingsOfOtherProgramsAreTakenIn reads what wget, warcio.js and a
// browser recorded of one site, whose documents are known.
func TestRecordingsOfOtherProgramsAreTakenIn(t *testing.T) {
	all := slices.Sorted(maps.Keys(truths()))
	for name, tt := range map[string]struct {
		files    []any
		reports  []string          // at their own address
		more     map[string]string // at another one
		pages    int
		captures int
		passed   []string
	}{
		"wget":                {[]any{"wget.warc.gz"}, all, nil, 1, 1, []string{"image/png", "text/css", "robots.txt", "answers with status 404", "records of no page (metadata:)"}},
		"wget, uncompressed":  {[]any{"wget-plain.warc"}, []string{"/nb/chunked.html"}, nil, 0, 0, []string{"records of no page (metadata:)"}},
		"wget, revisits":      {[]any{"wget.warc.gz", "wget-again.warc.gz"}, all, nil, 1, 1, []string{"image/png"}},
		"warcio.js, raw":      {[]any{"warcio.warc.gz"}, all[:5], map[string]string{"/copy.html": "/nb/gzip.html", "/resource.html": "/nb/chunked.html"}, 1, 2, []string{"image/png", "answers with status 404", "records of no page (urn:)", "text of a page that is here as it was served"}},
		"a browser, uncoded":  {[]any{"browser.warc.gz"}, []string{"/nb/brotli.html", "/nb/chunked.html", "/nb/gbk.html", "/nb/gzip.html"}, nil, 1, 0, nil},
		"one over the others": {[]any{"wget.warc.gz", "warcio.warc.gz", "browser.warc.gz"}, all, map[string]string{"/copy.html": "/nb/gzip.html", "/resource.html": "/nb/chunked.html"}, 1, 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			a := newArchive(t)
			sum := takeWARC(t, a, tt.files...)
			want := map[string]found{}
			for _, path := range tt.reports {
				want[path] = wanted(path, truths()[path])
			}
			for at, path := range tt.more {
				want[at] = wanted(at, truths()[path])
			}
			if d := cmp.Diff(want, reportsOf(t, a)); d != "" {
				t.Errorf("reports (-want +got):\n%s", d)
			}
			if sum.Refused > 0 || sum.Pages < tt.pages || sum.Captures < tt.captures || sum.Reports < len(want) {
				t.Errorf("summary %+v", sum)
			}
			why := passed(sum)
			for _, w := range tt.passed {
				if why[w] == 0 {
					t.Errorf("%q was not passed over; what was: %v", w, why)
				}
			}
			before := exported(t, a)
			again := takeWARC(t, a, tt.files...)
			if again.Taken != 0 || again.Known == 0 || exported(t, a) != before {
				t.Errorf("taken in again: %+v", again)
			}
			if runs, err := a.Runs(); err != nil || len(runs) != 1 || runs[0].Ended.IsZero() || runs[0].Verb != "import" {
				t.Errorf("runs %+v, %v: an import of nothing new leaves none", runs, err)
			}
		})
	}
}

func exported(t *testing.T, a *store.Archive) string {
	t.Helper()
	var b strings.Builder
	for r, err := range a.Reports(t.Context(), store.Filter{AllKinds: true}) {
		if err != nil {
			t.Fatal(err)
		}
		b.Write(r.JSON)
	}
	for c := range a.Captures(t.Context()) {
		if err := json.NewEncoder(&b).Encode(c); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// captureOf is the only capture of a page of the site.
func captureOf(t *testing.T, a *store.Archive, path string) store.Capture {
	t.Helper()
	var all []store.Capture
	for c, err := range a.CapturesOf(t.Context(), "http://"+recordedAt+path) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	if len(all) != 1 {
		t.Fatalf("%d captures of %s, want one", len(all), path)
	}
	return all[0]
}

func TestACaptureKeepsWhatItsRecordSays(t *testing.T) {
	a := newArchive(t)
	takeWARC(t, a, "warcio.warc.gz")
	c := captureOf(t, a, "/nb/brotli.html")
	body := sample.Render(truths()["/nb/brotli.html"].Document, sample.Clean)
	if c.RawSHA256 != SumOf(body) || c.Bytes != int64(len(body)) || c.WireBytes >= c.Bytes || c.WireBytes == 0 {
		t.Errorf("body: %s, %d bytes, %d on the wire", c.RawSHA256, c.Bytes, c.WireBytes)
	}
	if c.Status != 200 || c.Outcome != store.OK || c.MediaType != "text/html" || c.ContentEncoding != "br" || c.Method != "GET" {
		t.Errorf("capture %+v", c)
	}
	if c.ResponseHeaders.Get("Content-Encoding") != "br" || c.RequestHeaders.Get("User-Agent") != "recorder" {
		t.Errorf("headers %v and %v", c.ResponseHeaders, c.RequestHeaders)
	}
	if d := later.Sub(c.At); d < 0 || c.At.Nanosecond() == 0 || c.At.Equal(later) {
		t.Errorf("captured at %v", c.At)
	}
	if moved := captureOf(t, a, "/nb/moved.html"); moved.Outcome != store.Redirect || moved.Location != "http://"+recordedAt+"/nb/chunked.html" {
		t.Errorf("redirect %+v", moved)
	}
	page, known, err := a.PageOf("http://" + recordedAt + "/nb/gzip.html")
	if err != nil || !known || page.LastOutcome != store.NotModified || page.ETag != `"one"` || !page.FetchedAt.After(page.FirstSeen) {
		t.Errorf("the page a 304 confirmed: %+v, %v", page, err)
	}
	plain := newArchive(t)
	takeWARC(t, plain, "wget.warc.gz")
	if c := captureOf(t, plain, "/nb/chunked.html"); c.RemoteAddr != "127.0.0.1" || c.Referrer != "http://"+recordedAt+"/" {
		t.Errorf("wget's capture: from %s, led to by %s", c.RemoteAddr, c.Referrer)
	}
}

// TestARevisitNeedsItsPage imports the file with the revisits first.
func TestARevisitNeedsItsPage(t *testing.T) {
	a := newArchive(t)
	sum := takeWARC(t, a, "wget-again.warc.gz")
	if sum.Taken != 0 || sum.Refused != 2 || !strings.Contains(sum.Refusals[0].Why, "import the file with that record first") || sum.Refusals[0].Offset == nil {
		t.Errorf("alone: %+v", sum)
	}
	takeWARC(t, a, "wget.warc.gz")
	if sum := takeWARC(t, a, "wget-again.warc.gz"); sum.Taken != 2 || sum.Refused != 0 {
		t.Errorf("behind its pages: %+v", sum)
	}
	page, _, err := a.PageOf("http://" + recordedAt + "/nb/gbk.html")
	if err != nil || page.Versions != 1 || !page.FetchedAt.After(page.FirstSeen) {
		t.Errorf("page %+v, %v", page, err)
	}
}

func TestAPageSavedByABrowserComesOutOfMHTML(t *testing.T) {
	a := newArchive(t)
	body, err := os.ReadFile("testdata/browser.mhtml")
	if err != nil {
		t.Fatal(err)
	}
	sum := take(t, a, func(in *Intake) error {
		return in.File(File{Path: "x.mhtml", Name: "x.mhtml", Media: MHTML, Body: body})
	})
	if d := cmp.Diff(map[string]found{"/nb/gbk.html": wanted("/nb/gbk.html", truths()["/nb/gbk.html"])}, reportsOf(t, a)); d != "" || sum.Taken != 1 {
		t.Errorf("%+v, reports (-want +got):\n%s", sum, d)
	}
	if c := captureOf(t, a, "/nb/gbk.html"); !c.At.Before(later) {
		t.Errorf("captured at %v, which is when it was imported", c.At)
	}
}
