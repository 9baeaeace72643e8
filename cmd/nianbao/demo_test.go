package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nianbao/seeds/sample"
)

// TestDemoShowsEveryReportOfTheSamplePortal runs what a newcomer runs first,
// and compares the records with the data the portal is made from.
func TestDemoShowsEveryReportOfTheSamplePortal(t *testing.T) {
	dir := t.TempDir()
	begin := time.Now()
	r := nianbao(t, dir, "demo")
	if r.code != exitDone {
		t.Fatalf("exit %d\n%s", r.code, r.errout)
	}
	if took := time.Since(begin); took > 30*time.Second {
		t.Errorf("the demo took %v, 30 s are promised", took)
	}
	for _, word := range []string{"export -a demo.db", "stats -a demo.db", "check"} {
		if !strings.Contains(r.errout, word) {
			t.Errorf("the demo does not say what to run next: %q is missing", word)
		}
	}
	reports := lines(t, must(t, dir, "export", "-a", "demo.db"))
	byPath := map[string]map[string]any{}
	for _, report := range reports {
		_, path, _ := strings.Cut(strings.TrimPrefix(report["url"].(string), "http://"), "/")
		byPath["/"+path] = report
	}
	truths := sample.Documents()
	for _, f := range sample.Filed() {
		truths = append(truths, f.Truth)
	}
	if len(reports) != len(truths) {
		t.Errorf("%d reports, want %d", len(reports), len(truths))
	}
	for _, truth := range truths {
		report := byPath[truth.Path]
		if report == nil {
			t.Errorf("%s is not in the archive", truth.Path)
			continue
		}
		if report["agency"] != truth.Agency {
			t.Errorf("%s: agency %v, want %s", truth.Path, report["agency"], truth.Agency)
		}
		checkDuplicate(t, report, byPath[truth.SameAs], truth)
		checkAcross(t, report, truth)
		if !strings.Contains(r.out, report["id"].(string)) {
			t.Errorf("%s is not in the table", truth.Path)
		}
	}
}

// checkDuplicate expects exactly one of two pages with the same report to name
// the other one.
func checkDuplicate(t *testing.T, report, twin map[string]any, truth sample.Truth) {
	t.Helper()
	if truth.SameAs == "" {
		return
	}
	if report["content_sha256"] != twin["content_sha256"] {
		t.Errorf("%s and %s hold one report and hash differently", truth.Path, truth.SameAs)
	}
	if (report["duplicate_of"] == twin["id"]) == (twin["duplicate_of"] == report["id"]) {
		t.Errorf("%s and %s: duplicate_of %v and %v", truth.Path, truth.SameAs, report["duplicate_of"], twin["duplicate_of"])
	}
}

// checkAcross expects the findings that show beside other reports only, each
// naming a report.
func checkAcross(t *testing.T, report map[string]any, truth sample.Truth) {
	t.Helper()
	for _, want := range truth.Across {
		named := false
		for _, f := range report["findings"].([]any) {
			f := f.(map[string]any)
			named = named || f["rule"] == want.Rule && f["other"] != nil && f["other"] != report["id"]
		}
		if !named {
			t.Errorf("%s: no %s that names a report", truth.Path, want.Rule)
		}
	}
}

func TestDemoReplacesItsArchiveButNoOtherFile(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "demo.db", "somebody's notes")
	r := nianbao(t, dir, "demo")
	if r.code != exitFailed || !strings.Contains(r.errout, "demo.db") {
		t.Errorf("exit %d, %q", r.code, r.errout)
	}
	if got := read(t, filepath.Join(dir, "demo.db")); got != "somebody's notes" {
		t.Errorf("the file was changed: %q", got)
	}
}
