package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"nianbao/seeds/sample"
	"nianbao/store"
)

// twoVersions imports a page, changes a sentence and a cell of it, and imports
// it once more.
func twoVersions(t *testing.T, dir string) (url string) {
	t.Helper()
	var d sample.Document
	for _, truth := range sample.Documents() {
		if truth.Document.Cell("disclosure", "normative_documents", "issued") != nil {
			d = truth.Document
		}
	}
	importPage := func(d sample.Document) {
		write(t, dir, "pages/a.html", string(sample.Render(d, sample.Clean)))
		must(t, dir, "import", "pages")
	}
	importPage(d)
	d = d.Clone()
	d.Sections[0].Paragraphs[0] = "这一句是新的。" + d.Sections[0].Paragraphs[0]
	if !d.Set("disclosure", "normative_documents", "issued", "4711", sample.Number("4711")) {
		t.Fatal("no such cell")
	}
	importPage(d)
	return "file:a.html"
}

func TestDiffShowsWhatChanged(t *testing.T) {
	dir := t.TempDir()
	url := twoVersions(t, dir)
	id := store.ID(url)
	for _, args := range [][]string{{"diff", id}, {"diff", url}, {"diff", id + "@2"}, {"diff", id + "@1", id + "@2"}, {"diff", id + "@1", id}} {
		out := must(t, dir, args...)
		for _, want := range []string{id + "@1 ", id + "@2 ", "行政规范性文件 | 本年制发件数: ", " → 4711\n", "\n+这一句是新的。\n"} {
			if !strings.Contains(out, want) {
				t.Errorf("%v does not say %q:\n%s", args, want, out)
			}
		}
	}
	out := must(t, dir, "diff", id, "--json")
	validate(t, "diff", []byte(out))
	var d struct {
		Same  bool
		Cells []struct{ Row string }
	}
	if err := json.Unmarshal([]byte(out), &d); err != nil || d.Same || len(d.Cells) != 1 || d.Cells[0].Row != "normative_documents" {
		t.Errorf("%+v, %v", d, err)
	}
	if out := must(t, dir, "diff", id+"@2", id); !strings.Contains(out, "nothing differs") {
		t.Errorf("a version differs from itself:\n%s", out)
	}
	validate(t, "diff", []byte(must(t, dir, "diff", id+"@2", id, "--json")))
}

func TestDiffSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	id := store.ID(twoVersions(t, dir))
	for _, tt := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{}, exitUsage, "accepts between 1 and 2 arg"},
		{[]string{"xyz"}, exitUsage, "16 hex digits"},
		{[]string{id + "@0"}, exitUsage, "numbers from 1 on"},
		{[]string{id + "@x"}, exitUsage, "numbers from 1 on"},
		{[]string{id + "@1"}, exitFailed, "nothing before version 1"},
		{[]string{id + "@3"}, exitFailed, "no report " + id + "@3"},
		{[]string{fmt.Sprintf("%016d", 7)}, exitFailed, "no report"},
		{[]string{"http://unknown.gov.cn/"}, exitFailed, "no report"},
	} {
		r := nianbao(t, dir, append([]string{"diff"}, tt.args...)...)
		if r.code != tt.code || !strings.Contains(r.errout, tt.says) || strings.Count(r.errout, "\n") != 1 {
			t.Errorf("diff %v: exit %d, %q; want %d and %q in one line", tt.args, r.code, r.errout, tt.code, tt.says)
		}
	}
}
