package reparse_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nianbao/crawler/reparse"
	"nianbao/extract"
	"nianbao/extract/audit"
	"nianbao/extract/form"
	"nianbao/seeds/sample"
	"nianbao/store"
)

var day0 = time.Date(2025, 1, 17, 14, 3, 22, 0, time.UTC)

func openArchive(t testing.TB, path string) *store.Archive {
	t.Helper()
	a, err := store.Open(path, store.Options{Verb: "test", Wait: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func newArchive(t testing.TB) *store.Archive {
	return openArchive(t, filepath.Join(t.TempDir(), "archive.db"))
}

func apply(t testing.TB, a *store.Archive, e store.Envelope) {
	t.Helper()
	if _, err := a.Apply(t.Context(), e); err != nil {
		t.Fatal(err)
	}
}

// readToday is what today's parser reads off a page.
func readToday(t testing.TB, url string, body []byte) extract.Report {
	t.Helper()
	return extract.Read(extract.Page{Body: body, MediaType: "text/html", Charset: "utf-8", URL: url, LinkTitle: "the link"})
}

// envelope is an answer with a report that was read off it.
func envelope(t testing.TB, url string, run int, body []byte, r *extract.Report) store.Envelope {
	t.Helper()
	e := store.Envelope{
		Capture: &store.Capture{
			URL: url, Run: uint32(run), At: day0.AddDate(0, 0, run), Method: "GET", Outcome: store.OK, Status: 200, MediaType: "text/html",
			ResponseHeaders: map[string][]string{"Content-Type": {"text/html; charset=utf-8"}}, Context: store.Context{LinkTitle: "the link", Region: "省"},
		},
		Body: body,
	}
	if r == nil {
		return e
	}
	reading, err := store.ReadingOf(r)
	if err != nil {
		t.Fatal(err)
	}
	e.Reading = reading
	return e
}

// outdated is what an older parser read: now without a table, now another
// title, now no report at all.
func outdated(r extract.Report, i int) extract.Report {
	r.Parser = "2020.1.1"
	switch i % 4 {
	case 0:
		r.Tables.Applications, r.Findings = nil, []audit.Finding{}
	case 1:
		r.Title, r.Year = "an older title of "+r.Title, nil
	case 2:
		r.Kind, r.Sections, r.Tables, r.ContentSHA256 = extract.NotAReport, nil, form.Tables{}, nil
	}
	return r
}

// twins fills two archives with the same captures: one read by an older
// parser, one by today's. Some pages have two versions; one is a list.
func twins(t testing.TB, old, today *store.Archive, n int) {
	t.Helper()
	docs := sample.Documents()
	renderings := sample.Renderings()
	for i := range n {
		url := fmt.Sprintf("http://h%d.example/nb/%d.html", i%3, i)
		for run := 1; run <= 1+i%2; run++ {
			d := docs[(i+run)%len(docs)].Document
			body := sample.Render(d, renderings[i%len(renderings)])
			now := readToday(t, url, body)
			was := outdated(now, i)
			apply(t, old, envelope(t, url, run, body, &was))
			apply(t, today, envelope(t, url, run, body, &now))
		}
	}
	list := []byte(`<ul><li><a href="/nb/0.html">某局2024年政府信息公开工作年度报告</a></li></ul>`)
	for _, a := range []*store.Archive{old, today} {
		apply(t, a, envelope(t, "http://h0.example/nb/", 1, list, nil))
	}
}

// reports are the lines of all reports and of all their versions.
func reports(t testing.TB, a *store.Archive) (out []string) {
	t.Helper()
	for l, err := range a.Reports(t.Context(), store.Filter{AllKinds: true}) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(l.JSON))
		for n := 1; ; n++ {
			v, err := a.Version(l.ID, n)
			if errors.Is(err, store.ErrNotFound) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, string(v.JSON))
		}
	}
	return out
}

func captures(t testing.TB, a *store.Archive) (out []store.Capture) {
	t.Helper()
	for c, err := range a.Captures(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

func run(t testing.TB, o reparse.Options) reparse.Summary {
	t.Helper()
	s, err := reparse.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// timeless compares summaries but for how long they took.
var timeless = cmpopts.IgnoreFields(reparse.Summary{}, "DurationSeconds", "VersionsPerSecond", "Resumed")

func TestReparsedArchiveIsAsIfReadToday(t *testing.T) {
	old, today := newArchive(t), newArchive(t)
	twins(t, old, today, 24)
	before := captures(t, old)
	dry := run(t, reparse.Options{Archive: old, DryRun: true})
	s := run(t, reparse.Options{Archive: old})
	if d := cmp.Diff(reports(t, today), reports(t, old)); d != "" {
		t.Errorf("reports (-today +reparsed):\n%.4000s", d)
	}
	if d := cmp.Diff(before, captures(t, old)); d != "" {
		t.Errorf("captures (-before +after):\n%s", d)
	}
	dry.DryRun = false
	if d := cmp.Diff(dry, s, timeless); d != "" {
		t.Errorf("summary (-dry run +run):\n%s", d)
	}
	// Of 24 pages a quarter each has lost a table, has another title, was no
	// report, and reads as it did but for the parser.
	versions := len(reports(t, today)) - 24
	if s.Pages != 24 || s.Versions != versions || versions < 33 || s.NewReports != 6 || s.Changed != 18 || s.Worse != 0 || s.Failed != 0 || s.NoReports != 0 {
		t.Errorf("summary %+v", s)
	}
	if f := s.Fields["title"]; f == nil || f.Reports != 6 || len(f.Examples) != 3 || !strings.HasPrefix(f.Examples[0].Old, "an older title") || strings.HasPrefix(f.Examples[0].New, "an older") {
		t.Errorf("title: %+v", f)
	}
	if f := s.Fields["year"]; f == nil || f.Reports != 6 || f.Examples[0].Old != "null" || !strings.HasPrefix(f.Examples[0].New, "20") {
		t.Errorf("year: %+v", f)
	}
	if c := s.Tables["applications"]; c == nil || c.Reports < 6 || c.Gained < 6*100 || c.Lost+c.Changed != 0 || c.Examples[0].New == "" || c.Examples[0].Old != "" {
		t.Errorf("applications: %+v", c)
	}
	if again := run(t, reparse.Options{Archive: old}); again.Changed != 0 || again.Versions != versions || again.Resumed {
		t.Errorf("once more: %+v", again)
	}
}

func TestDryRunStoresNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	old := openArchive(t, path)
	twins(t, old, newArchive(t), 8)
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := store.Open(path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if s := run(t, reparse.Options{Archive: r, DryRun: true}); s.Changed != 6 || !s.DryRun {
		t.Errorf("summary %+v", s)
	}
	after, err := os.ReadFile(path)
	if err != nil || !slices.Equal(before, after) {
		t.Errorf("the file was changed (%v)", err)
	}
}

func TestStaleLeavesTodaysReadingsAlone(t *testing.T) {
	old, today := newArchive(t), newArchive(t)
	twins(t, old, today, 8)
	url := "http://h9.example/now.html"
	body := sample.Render(sample.Documents()[0].Document, sample.Clean)
	now := readToday(t, url, body)
	now.Title = "as today's parser would never read it"
	later := now
	later.Parser = "2999.1.1"
	for i, r := range []extract.Report{now, later} {
		apply(t, old, envelope(t, fmt.Sprint(url, i), 1, body, &r))
		apply(t, today, envelope(t, fmt.Sprint(url, i), 1, body, &r))
	}
	s := run(t, reparse.Options{Archive: old, Stale: true})
	if s.Pages != 8 || s.UpToDate != 2 {
		t.Errorf("%d pages, %d up to date; want 8 and 2", s.Pages, s.UpToDate)
	}
	if d := cmp.Diff(reports(t, today), reports(t, old)); d != "" {
		t.Errorf("reports (-today +reparsed):\n%.4000s", d)
	}
}

func TestReportThatLosesNumbersIsNamed(t *testing.T) {
	a := newArchive(t)
	url := "http://h.example/1.html"
	body := sample.Render(sample.Documents()[0].Document, sample.Clean)
	r := readToday(t, url, body)
	n := form.Number("7")
	r.Tables.Disclosure = append(slices.Clone(r.Tables.Disclosure), form.Row{Key: "never", Cells: []form.Cell{{Column: "printed", Value: &n}}})
	apply(t, a, envelope(t, url, 1, body, &r))
	none := "http://h.example/2.html"
	r = readToday(t, none, []byte("<p>nothing"))
	r.Kind, r.Title = extract.AnnualReport, "a report, once"
	apply(t, a, envelope(t, none, 1, []byte("<p>nothing"), &r))
	s := run(t, reparse.Options{Archive: a})
	if s.Worse != 1 || len(s.WorseReports) != 1 || s.NoReports != 1 {
		t.Fatalf("summary %+v", s)
	}
	if w := s.WorseReports[0]; w.URL != url || w.Lost != 1 || w.Before != w.Now+1 || w.ID != store.ID(url) {
		t.Errorf("worse: %+v", w)
	}
	if e := s.Tables["disclosure"].Examples[0]; e.Row != "never" || e.Old != "7" || e.New != "" {
		t.Errorf("example: %+v", e)
	}
}

// TestInterruptedRunIsGoneOnWith stops a run after each so many pages.
func TestInterruptedRunIsGoneOnWith(t *testing.T) {
	whole, today := newArchive(t), newArchive(t)
	twins(t, whole, today, 30)
	want := run(t, reparse.Options{Archive: whole})
	broken := newArchive(t)
	twins(t, broken, newArchive(t), 30)
	stops, last := 0, 0
	var s reparse.Summary
	for {
		ctx, stop := context.WithCancel(t.Context())
		begun := false
		var err error
		s, err = reparse.Run(ctx, reparse.Options{Archive: broken, Progress: func(done, total int) {
			if !begun && done <= last {
				t.Errorf("it began again at %d, after %d", done, last)
			}
			begun = true
			if done >= last+7 {
				stop()
				last = done
			}
			if total != 30 {
				t.Errorf("%d pages in all", total)
			}
		}})
		stop()
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		stops++
	}
	if stops < 2 || !s.Resumed {
		t.Errorf("it was stopped %d times, resumed: %v", stops, s.Resumed)
	}
	if d := cmp.Diff(want, s, timeless); d != "" {
		t.Errorf("summary (-in one go +with stops):\n%s", d)
	}
	if d := cmp.Diff(reports(t, today), reports(t, broken)); d != "" {
		t.Errorf("reports (-today +reparsed):\n%.4000s", d)
	}
	if n, err := broken.RereadingNote(); n != nil || err != nil {
		t.Errorf("a note is left: %s, %v", n, err)
	}
}

// TestNoteOfAnotherParserIsNotGoneOnWith: what it read must be read again.
func TestNoteOfAnotherParserIsNotGoneOnWith(t *testing.T) {
	a := newArchive(t)
	twins(t, a, newArchive(t), 8)
	for name, note := range map[string]string{
		"another parser": `{"parser":"2020.1.1","after":"ffffffffffffffffffffffff"}`,
		"another scope":  `{"parser":"` + extract.Parser + `","stale":true,"after":"ffffffffffffffffffffffff"}`,
		"no JSON":        `{`,
	} {
		if _, err := a.ApplyRereadings(t.Context(), nil, []byte(note)); err != nil {
			t.Fatal(err)
		}
		if s := run(t, reparse.Options{Archive: a}); s.Pages != 8 || s.Resumed {
			t.Errorf("%s: %d pages, resumed %v", name, s.Pages, s.Resumed)
		}
	}
}

func TestPageThatCannotBeReadAgainStaysAndIsNamed(t *testing.T) {
	a, today := newArchive(t), newArchive(t)
	twins(t, a, today, 8)
	url := "http://h9.example/lost.html"
	r := readToday(t, url, []byte("<p>x"))
	r.Parser = "2020.1.1"
	e := envelope(t, url, 1, nil, &r) // whose body is not in the archive
	e.Capture.RawSHA256 = strings.Repeat("ab", 32)
	apply(t, a, e)
	s := run(t, reparse.Options{Archive: a})
	if s.Pages != 8 || s.Failed != 1 || len(s.Failures) != 1 || s.Failures[0].URL != url || !strings.Contains(s.Failures[0].Error, "not in the archive") {
		t.Errorf("summary %+v", s)
	}
	l, err := a.Report(store.ID(url))
	if err != nil || !strings.Contains(string(l.JSON), `"parser":"2020.1.1"`) {
		t.Errorf("%s, %v", l.JSON, err)
	}
}

func TestSummaryIsAsLongForAnyArchive(t *testing.T) {
	a := newArchive(t)
	n := form.Number("7")
	for i := range 300 {
		url := fmt.Sprintf("http://h.example/%d.html", i)
		r := readToday(t, url, []byte("<p>"))
		r.Kind, r.Title, r.Tables.Disclosure = extract.AnnualReport, fmt.Sprint(i), form.Table{{Key: "never", Cells: []form.Cell{{Column: "printed", Value: &n}}}}
		apply(t, a, envelope(t, url, 1, []byte("<p>"), &r))
	}
	s := run(t, reparse.Options{Archive: a})
	b, err := json.Marshal(s)
	if err != nil || s.Worse != 300 || len(s.WorseReports) != 200 || len(b) > 64<<10 {
		t.Errorf("%d worse, %d named, %d bytes, %v", s.Worse, len(s.WorseReports), len(b), err)
	}
}

func shaOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
