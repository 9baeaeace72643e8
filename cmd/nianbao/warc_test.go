package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/seeds/sample"
)

// crawledTwice makes an archive of two crawls between which pages changed, went
// away and stayed as they were.
func crawledTwice(t *testing.T, dir string) {
	t.Helper()
	server := portal(t, dir, "1ms")
	config, err := os.ReadFile(filepath.Join(dir, "config.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "config.yaml", string(config)+"recheck: 0s\n")
	must(t, dir, "crawl")
	docs := server.Documents()
	server.Touch(docs[0].Path)
	server.Edit(docs[1].Path, func(d sample.Document) sample.Document {
		d.Sections[0].Paragraphs = append(d.Sections[0].Paragraphs, "另有补充说明一段。")
		return d
	})
	server.Remove(docs[2].Path, 410)
	must(t, dir, "crawl")
}

var runOf = regexp.MustCompile(`"run":\d+,`)

// TestAnArchiveGoesThroughAWARCAndBack holds that nothing is lost on the way:
// reports, captures, and the WARC itself when it is written again.
func TestAnArchiveGoesThroughAWARCAndBack(t *testing.T) {
	dir := t.TempDir()
	crawledTwice(t, dir)
	must(t, dir, "export", "--format", "warc", "-o", "first.warc.gz")
	r := nianbao(t, dir, "import", "-a", "copy.db", "first.warc.gz")
	if r.code != exitDone || !strings.Contains(r.errout, "0 refused") {
		t.Fatalf("exit %d: %s", r.code, r.errout)
	}
	for _, what := range []string{"reports", "cells", "captures"} {
		was := runOf.ReplaceAllString(must(t, dir, "export", "--what", what), "")
		is := runOf.ReplaceAllString(must(t, dir, "export", "-a", "copy.db", "--what", what), "")
		if was != is {
			t.Errorf("%s: %d lines became %d, or others", what, strings.Count(was, "\n"), strings.Count(is, "\n"))
		}
	}
	captures := must(t, dir, "export", "--what", "captures")
	for _, outcome := range []string{"ok", "not_modified", "http_error"} {
		if !strings.Contains(captures, `"outcome":"`+outcome+`"`) {
			t.Errorf("there is no capture that ended as %s: the test tests nothing", outcome)
		}
	}
	if versions := must(t, dir, "export"); !strings.Contains(versions, `"versions":2`) || !strings.Contains(versions, `"gone_at":"2`) {
		t.Error("no report has two versions, or none is gone: the test tests nothing")
	}
	must(t, dir, "export", "-a", "copy.db", "--format", "warc", "-o", "second.warc.gz")
	if !bytes.Equal(contents(t, dir, "first.warc.gz"), contents(t, dir, "second.warc.gz")) {
		t.Error("the WARC of the copy is another one")
	}
	again := nianbao(t, dir, "import", "-a", "copy.db", "first.warc.gz")
	if again.code != exitDone || !strings.HasPrefix(again.errout, "0 taken in") {
		t.Errorf("import again: exit %d: %s", again.code, again.errout)
	}
	// what was taken in is whole, and is what the parser reads off it
	if r := nianbao(t, dir, "verify", "-a", "copy.db"); r.code != exitDone {
		t.Errorf("verify: exit %d: %s%s", r.code, r.out, r.errout)
	}
	before := must(t, dir, "export", "-a", "copy.db", "--all-kinds")
	must(t, dir, "reparse", "-a", "copy.db")
	if must(t, dir, "export", "-a", "copy.db", "--all-kinds") != before {
		t.Error("reparse reads other reports off what was taken in")
	}
	must(t, dir, "export", "--format", "warc", "-o", "plain.warc")
	if !bytes.HasPrefix(contents(t, dir, "plain.warc"), []byte("WARC/1.1\r\n")) {
		t.Error("plain.warc is not plain")
	}
	if !bytes.HasPrefix([]byte(must(t, dir, "export", "--format", "warc")), []byte{0x1f, 0x8b}) {
		t.Error("what goes to stdout is not compressed")
	}
	someReports(t, dir)
}

// someReports chooses reports by flags: the WARC holds their captures alone.
func someReports(t *testing.T, dir string) {
	t.Helper()
	for _, flags := range [][]string{{"--year", "2023"}, {"--what", "reports"}} {
		must(t, dir, append([]string{"export", "--format", "warc", "-o", "some.warc.gz"}, flags...)...)
		if err := os.Remove(filepath.Join(dir, "some.db")); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		must(t, dir, "import", "-a", "some.db", "some.warc.gz")
		was := must(t, dir, append([]string{"export"}, flags...)...)
		is := must(t, dir, "export", "-a", "some.db")
		if d := cmp.Diff(alone(t, was), alone(t, is)); d != "" || was == "" {
			t.Errorf("%v: reports (-was +is):\n%s", flags, d)
		}
	}
	if r := nianbao(t, dir, "export", "--format", "warc", "--what", "cells"); r.code != exitUsage || !strings.Contains(r.errout, "--what cells") {
		t.Errorf("exit %d: %s", r.code, r.errout)
	}
}

// alone are reports without what depends on which other reports are there.
func alone(t *testing.T, reports string) []map[string]any {
	t.Helper()
	all := lines(t, reports)
	for _, r := range all {
		delete(r, "duplicate_of")
		r["findings"] = slices.DeleteFunc(r["findings"].([]any), func(f any) bool { return f.(map[string]any)["rule"] == "text.borrowed" })
	}
	return all
}

// TestACutWARCGivesWhatIsWholeAndSaysWhere cuts an export in the middle.
func TestACutWARCGivesWhatIsWholeAndSaysWhere(t *testing.T) {
	dir := t.TempDir()
	docs := sample.Documents()
	for i, name := range []string{"a.html", "b.html", "c.html"} {
		write(t, dir, "saved/"+name, string(sample.Render(docs[i].Document, sample.Clean)))
	}
	must(t, dir, "import", "-a", "whole.db", "saved")
	must(t, dir, "export", "-a", "whole.db", "--format", "warc", "-o", "whole.warc.gz")
	whole := contents(t, dir, "whole.warc.gz")
	write(t, dir, "cut/cut.warc.gz", string(whole[:len(whole)*3/4]))
	r := nianbao(t, dir, "import", "--json", "cut")
	if r.code != exitFailed || !containsAll(r.errout, "cut.warc.gz: offset ", "breaks off") {
		t.Errorf("exit %d: %s", r.code, r.errout)
	}
	validate(t, "import", []byte(r.out))
	n := len(lines(t, must(t, dir, "export")))
	if n == 0 || n == 3 {
		t.Errorf("%d reports of a file that is cut in the middle of 3", n)
	}
	if r := nianbao(t, dir, "import", "whole.warc.gz"); r.code != exitDone || len(lines(t, must(t, dir, "export"))) != 3 {
		t.Errorf("the whole file afterwards: exit %d: %s", r.code, r.errout)
	}
	if got, want := must(t, dir, "export"), must(t, dir, "export", "-a", "whole.db"); got != want {
		t.Error("the reports are others than those of the archive that was exported")
	}
}

func contents(t *testing.T, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
