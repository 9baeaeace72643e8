package search_test

import (
	"context"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"nianbao/cmd/nianbao/web/search"
	"nianbao/cmd/nianbao/web/webtest"
	"nianbao/seeds/sample"
	"nianbao/store"
)

// long is more than any feeding of a test takes.
const long = time.Minute

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func open(t *testing.T, a *store.Archive, name string) *search.Index {
	t.Helper()
	x, err := search.Open(t.Context(), a, name, quiet())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

func wait(t *testing.T, x *search.Index) {
	t.Helper()
	if !x.Wait(t.Context(), long) {
		t.Fatalf("the index did not catch up: %+v", x.Progress())
	}
}

// found lists the ids a query finds, false finds left out.
func found(t *testing.T, a *store.Archive, x *search.Index, q search.Query) []string {
	t.Helper()
	ids := []string{}
	for after := int64(0); ; {
		hits, err := x.Find(t.Context(), q, after, 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hits {
			after = h.Row
			if d := document(t, a, h.ID); q.Holds(search.Normal(d.Texts()...)) {
				ids = append(ids, h.ID)
			}
		}
		if len(hits) < 7 {
			slices.Sort(ids)
			return ids
		}
	}
}

func document(t *testing.T, a *store.Archive, id string) *search.Document {
	t.Helper()
	line, err := a.Report(id)
	if err != nil {
		t.Fatal(err)
	}
	d, err := search.Decode(line)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// scanned lists the ids of reports that a plain look at every text finds.
func scanned(t *testing.T, a *store.Archive, keep func(*search.Document, string) bool) []string {
	t.Helper()
	ids := []string{}
	for line, err := range a.Reports(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		d, err := search.Decode(line)
		if err != nil {
			t.Fatal(err)
		}
		if keep(d, strings.Join(d.Texts(), "\n")) {
			ids = append(ids, line.ID)
		}
	}
	return ids
}

// TestWordsOfAnyLengthAreFound compares the index with a look at every text.
func TestWordsOfAnyLengthAreFound(t *testing.T) {
	a := webtest.Open(t)
	webtest.Sample(t, a)
	x := open(t, a, "")
	wait(t, x)
	for _, word := range []string{"镇", "青溪", "教育局", "政府信息公开", "依申请公开政府信息", "2024", "年度", "无此词语", "公开信息政"} {
		want := scanned(t, a, func(_ *search.Document, text string) bool { return strings.Contains(text, word) })
		if got := found(t, a, x, search.Query{Text: word}); !slices.Equal(got, want) {
			t.Errorf("%s: found %d reports, want %d", word, len(got), len(want))
		}
	}
}

// TestSearchSyntaxCannotBeWrong asks what people and attackers type.
func TestSearchSyntaxCannotBeWrong(t *testing.T) {
	a := webtest.Open(t)
	webtest.Sample(t, a)
	x := open(t, a, "")
	wait(t, x)
	all := len(found(t, a, x, search.Query{}))
	for text, want := range map[string]int{
		"": all, `"`: all, "-": all, "*": all, "AND OR NOT": 0, `a" OR "b`: 0, "NEAR(公 开)": 0, "qb": 0, "'; DROP TABLE reports; --": 0,
		"公开*": all, "tokens : 公开": 0, strings.Repeat("公开 ", 5000): all, strings.Repeat("(", 9999): all, "\x00\xff公开": all, "公开 -公开": 0,
		"“政府信息公开”": all, "政府 信息 公开": all, "ＧＯＮＧ": 0, "公開": all,
	} {
		if got := len(found(t, a, x, search.Query{Text: text})); got != want {
			t.Errorf("%.40q: %d reports, want %d", text, got, want)
		}
		if _, _, err := x.Count(t.Context(), search.Query{Text: text, Region: text, Agency: text, Host: text}, 0); err != nil {
			t.Errorf("%.40q as filters: %v", text, err)
		}
	}
}

// TestFiltersChooseWhatTheReportsSay compares each filter with the reports.
func TestFiltersChooseWhatTheReportsSay(t *testing.T) {
	a := webtest.Open(t)
	truths := webtest.Sample(t, a)
	x := open(t, a, "")
	wait(t, x)
	agency := truths[3].Agency
	rule := func(d *search.Document, name string) bool {
		for _, f := range d.Findings {
			if f.Rule == name || f.Severity == name {
				return true
			}
		}
		return false
	}
	for name, c := range map[string]struct {
		query search.Query
		keep  func(*search.Document) bool
	}{
		"one year": {search.Query{Text: "公开", Years: []int{2023}}, func(d *search.Document) bool { return d.Year != nil && *d.Year == 2023 }},
		"years in a row": {search.Query{Years: []int{2022, 2024, 2023, 2022}}, func(d *search.Document) bool {
			return d.Year != nil && *d.Year >= 2022 && *d.Year <= 2024
		}},
		"no year":         {search.Query{Years: []int{0}}, func(d *search.Document) bool { return d.Year == nil }},
		"no year, or one": {search.Query{Years: []int{2023, 0}}, func(d *search.Document) bool { return d.Year == nil || *d.Year == 2023 }},
		"year":            {search.Query{Years: []int{2023, 2021}}, func(d *search.Document) bool { return d.Year != nil && (*d.Year == 2023 || *d.Year == 2021) }},
		"region":          {search.Query{Region: "岚海省/砚川市"}, func(*search.Document) bool { return true }},
		"half":            {search.Query{Region: "岚海省/砚"}, func(*search.Document) bool { return false }},
		"agency":          {search.Query{Agency: agency}, func(d *search.Document) bool { return d.Agency != nil && *d.Agency == agency }},
		"form":            {search.Query{Form: "2019"}, func(d *search.Document) bool { return d.Template != nil && *d.Template == "2019" }},
		"finding":         {search.Query{Finding: "applications.row_sum"}, func(d *search.Document) bool { return rule(d, "applications.row_sum") }},
		"severity":        {search.Query{Severity: "error"}, func(d *search.Document) bool { return rule(d, "error") }},
		"host":            {search.Query{Host: "www.s1.gov.example"}, func(d *search.Document) bool { return strings.Contains(d.URL, "www.s1.") }},
		"all": {search.Query{Text: "公开", Years: []int{2024}, Form: "2021"}, func(d *search.Document) bool {
			return d.Year != nil && *d.Year == 2024 && d.Template != nil && *d.Template == "2021"
		}},
	} {
		want := scanned(t, a, func(d *search.Document, _ string) bool { return c.keep(d) })
		if got := found(t, a, x, c.query); !slices.Equal(got, want) || name != "half" && name != "no year" && len(got) == 0 {
			t.Errorf("%s: found %d reports, want %d", name, len(got), len(want))
		}
	}
}

// TestTheIndexFollowsItsArchive changes a report while the index is used.
func TestTheIndexFollowsItsArchive(t *testing.T) {
	a := webtest.Open(t)
	truths := webtest.Sample(t, a)
	x := open(t, a, "")
	wait(t, x)
	d := truths[0]
	id := store.ID(webtest.URL(d))
	webtest.Changed(t, a, d, "这里有罕见龘字。")
	wait(t, x)
	if got := found(t, a, x, search.Query{Text: "罕见龘字"}); !slices.Equal(got, []string{id}) {
		t.Errorf("found %v, want %s alone", got, id)
	}
	sameTally(t, a, x)
	webtest.Put(t, a, webtest.URL(d), "", 3, []byte("<html><body><p>这里什么都没有</p></body></html>"))
	wait(t, x)
	if got := found(t, a, x, search.Query{Text: "罕见龘字"}); len(got) != 0 {
		t.Errorf("found %v, that no longer says so", got)
	}
	sameTally(t, a, x)
}

// sameTally holds the counts against those of the archive.
func sameTally(t *testing.T, a *store.Archive, x *search.Index) {
	t.Helper()
	got, err := x.Tally(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want, err := a.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	years, reports := map[int]int{}, 0
	for _, by := range got.Regions {
		for y, n := range by {
			years[y] += n
			reports += n
		}
	}
	if reports != want.Reports || !mapsEqual(years, want.Years) || !mapsEqual(got.Kinds, want.Kinds) || !mapsEqual(got.Hosts, want.Hosts) || !mapsEqual(got.Forms, want.Templates) {
		t.Errorf("tally %+v\nwant %+v", got, want)
	}
	across := map[string]int{} // those that come from other reports are not in the archive's index
	for rule, n := range got.Findings {
		if rule != "text.borrowed" && rule != "text.foreign_topic" {
			across[rule] = n
		}
	}
	if !mapsEqual(across, want.Findings) {
		t.Errorf("findings %v\nwant %v", across, want.Findings)
	}
}

func mapsEqual[K comparable](a, b map[K]int) bool {
	for k, n := range a {
		if n != b[k] {
			return false
		}
	}
	for k, n := range b {
		if n != a[k] {
			return false
		}
	}
	return true
}

// TestTheIndexIsBuiltAnewWhenItIsLost deletes, damages and exchanges the file,
// while it is used and while it is not.
func TestTheIndexIsBuiltAnewWhenItIsLost(t *testing.T) {
	a := webtest.Open(t)
	truths := webtest.Sample(t, a)
	name := search.Name(a.Path())
	x, err := search.Open(t.Context(), a, "", quiet())
	if err != nil {
		t.Fatal(err)
	}
	wait(t, x)
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	webtest.Changed(t, a, truths[0], "这里有罕见龘字。") // so that Wait has something to wait for
	wait(t, x)
	if n := len(found(t, a, x, search.Query{})); n != len(truths) {
		t.Errorf("deleted while in use: %d reports, want %d", n, len(truths))
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	for what, spoil := range map[string]func() error{
		"empty":   func() error { return os.WriteFile(name, nil, 0o600) },
		"damaged": func() error { return os.WriteFile(name, []byte("SQLite format 3\x00 and then nothing of it"), 0o600) },
		"cut":     func() error { return os.Truncate(name, 5000) },
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		y, err := search.Open(t.Context(), a, "", quiet())
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		wait(t, y)
		if n := len(found(t, a, y, search.Query{Text: "政府"})); n != len(truths) {
			t.Errorf("%s: %d reports, want %d", what, n, len(truths))
		}
		if err := y.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestAnotherArchivesIndexIsNotUsed puts a file there that is of an archive
// with other reports.
func TestAnotherArchivesIndexIsNotUsed(t *testing.T) {
	a := webtest.Open(t)
	webtest.Sample(t, a)
	x := open(t, a, "")
	wait(t, x)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	b := webtest.Open(t)
	if _, _, err := b.BeginRun(context.Background(), "import", webtest.Day.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	d := sample.Documents()[0]
	webtest.Put(t, b, webtest.URL(d), d.Agency, 1, sample.Render(d.Document, d.Rendering))
	y := open(t, b, search.Name(a.Path()))
	wait(t, y)
	if n := len(found(t, b, y, search.Query{})); n != 1 {
		t.Errorf("%d reports, want 1", n)
	}
}

// TestAFileOfSomebodyElseStays names a file that is no index.
func TestAFileOfSomebodyElseStays(t *testing.T) {
	a := webtest.Open(t)
	name := a.Path() + ".notes"
	if err := os.WriteFile(name, []byte("my notes"), 0o600); err != nil {
		t.Fatal(err)
	}
	if x, err := search.Open(t.Context(), a, name, quiet()); err == nil {
		x.Close()
		t.Error("it was opened")
	}
	if text, err := os.ReadFile(name); err != nil || string(text) != "my notes" {
		t.Errorf("%q, %v", text, err)
	}
}

// TestNumbersAreFoundWhole looks for numbers of which every report has the
// digits.
func TestNumbersAreFoundWhole(t *testing.T) {
	a := webtest.Open(t)
	truths := webtest.Sample(t, a)
	x := open(t, a, "")
	webtest.Changed(t, a, truths[0], "依据国办公开办函〔2099〕30917号，办理9,876,501件，涉及3088,3089年。")
	wait(t, x)
	id := store.ID(webtest.URL(truths[0]))
	for text, want := range map[string]int{"30917": 1, "30917号": 1, "２０９９": 1, "9876501件": 1, "9,876,501": 1, "3091": 0, "91730": 0, "98765": 0, "〔2099〕30917号": 1,
		"2099": 1, "3089年": 1, "3089": 1, "30883089": 0, "3088": 1} {
		got := found(t, a, x, search.Query{Text: text})
		if len(got) != want || want == 1 && got[0] != id {
			t.Errorf("%s: found %v, want %d", text, got, want)
		}
	}
}
