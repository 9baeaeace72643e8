package reparse_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/crawler"
	"nianbao/crawler/frontier"
	"nianbao/crawler/reparse"
	"nianbao/extract"
	"nianbao/seeds/sample"
	"nianbao/store"
)

// killEnv tells a child of this test binary which archive to reparse.
const killEnv = "NIANBAO_REPARSE_TEST_ARCHIVE"

// children are what a child of this test binary does, by the variable that
// names its archive.
func children() map[string]func(path string) error {
	return map[string]func(string) error{killEnv: victim, measureEnv: measure}
}

// TestMain lets the test binary be its own child.
func TestMain(m *testing.M) {
	for env, do := range children() {
		path := os.Getenv(env)
		if path == "" {
			continue
		}
		if err := do(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// victim reparses an archive and prints a line for each page it has read.
func victim(path string) error {
	a, err := store.Open(path, store.Options{Verb: "reparse"})
	if err != nil {
		return err
	}
	_, err = reparse.Run(context.Background(), reparse.Options{Archive: a, Progress: func(done, _ int) { fmt.Println(done) }})
	return errors.Join(err, a.Close())
}

// TestKilledReparseIsGoneOnWith kills one behind its first commit, and another
// before its next, and compares with one that was left alone.
func TestKilledReparseIsGoneOnWith(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	a, today := openArchive(t, path), newArchive(t)
	const pages = 90
	twins(t, a, today, pages)
	want := run(t, reparse.Options{Archive: a, DryRun: true})
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if first := killAfter(t, path, 70); first != 1 {
		t.Errorf("it began at page %d", first)
	}
	first := killAfter(t, path, 5)
	if first < 60 || first > 70 {
		t.Errorf("it went on at page %d, and had read 70", first)
	}
	a = openArchive(t, path)
	began := 0
	s := run(t, reparse.Options{Archive: a, Progress: func(done, _ int) {
		if began == 0 {
			began = done
		}
	}})
	if began != first {
		t.Errorf("it went on at page %d, and at %d before", began, first)
	}
	want.DryRun = false
	if d := cmp.Diff(want, s, timeless); d != "" {
		t.Errorf("summary (-in one go +killed):\n%s", d)
	}
	if d := cmp.Diff(reports(t, today), reports(t, a)); d != "" {
		t.Errorf("reports (-today +reparsed):\n%.4000s", d)
	}
}

// killAfter runs a victim and kills it after so many pages. It returns the
// number of the first page it read, and 0 if it came to its end.
func killAfter(t *testing.T, path string, pages int) (first int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), killEnv+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	n := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if n++; n == 1 {
			if _, err := fmt.Sscan(lines.Text(), &first); err != nil {
				t.Fatalf("victim said %q", lines.Text())
			}
		}
		if n == pages {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if cmd.Wait() == nil {
		return 0
	}
	return first
}

// TestPageThatStopsTheProgramStopsItOnce: a run that did not end tries its
// first pages apart, and leaves alone what fails there.
func TestPageThatStopsTheProgramStopsItOnce(t *testing.T) {
	a, today := newArchive(t), newArchive(t)
	twins(t, a, today, 12)
	tried := map[string]bool{}
	bad := "http://h1.example/nb/4.html"
	try := func(_ context.Context, trial crawler.Trial) error {
		tried[trial.URL] = true
		if trial.URL == bad {
			return errors.New("stack overflow")
		}
		return nil
	}
	if s := run(t, reparse.Options{Archive: a, DryRun: true, Try: try}); len(tried) != 0 || s.Failed != 0 {
		t.Errorf("%d tried of a run that none was before", len(tried))
	}
	note := `{"parser":"` + extract.Parser + `","open":true,"after":"000000000000000000000000","summary":{"fields":{},"tables":{},"findings":{}}}`
	if _, err := a.ApplyRereadings(t.Context(), nil, []byte(note)); err != nil {
		t.Fatal(err)
	}
	s := run(t, reparse.Options{Archive: a, Try: try, Workers: 1})
	if !s.Resumed || len(tried) != 12 || s.Failed != 1 || s.Failures[0].URL != bad || !strings.Contains(s.Failures[0].Error, "the program stops at it: stack overflow") {
		t.Errorf("%d tried; %+v", len(tried), s)
	}
	l, err := a.Report(store.ID(bad))
	if err != nil || !strings.Contains(string(l.JSON), `"parser":"2020.1.1"`) {
		t.Errorf("%.100s, %v", l.JSON, err)
	}
	clear(tried)
	if s := run(t, reparse.Options{Archive: a, Try: try}); len(tried) != 0 || s.Failed != 0 {
		t.Errorf("%d tried after a run that ended", len(tried))
	}
}

// TestColumnThatPrintsTheReportItself: an older parser saw a list without
// entries. What is a list stays one, and what is neither is left alone.
func TestColumnThatPrintsTheReportItself(t *testing.T) {
	a := newArchive(t)
	queue, _, err := frontier.Open(t.Context(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	report := sample.Render(sample.Documents()[0].Document, sample.Clean)
	entry := `<ul class="list"><li><a href="/nb/t1.html">某区财政局2024年政府信息公开工作年度报告</a><span>2025-01-17</span></li></ul>`
	pages := map[string][]byte{
		"http://h.example/prints/": report,
		"http://h.example/lists/":  []byte(entry),
		"http://h.example/both/":   append(report[:len(report):len(report)], entry...),
		"http://h.example/empty/":  []byte("<p>暂无"),
	}
	var columns []frontier.Candidate
	for url := range pages {
		columns = append(columns, frontier.Candidate{URL: url, Class: frontier.Lists, Context: store.Context{Column: url}})
	}
	if err := queue.Begin(t.Context(), 1, day0, columns); err != nil {
		t.Fatal(err)
	}
	pages["http://h.example/robots.txt"] = []byte("User-agent: *")
	pages["http://h.example/unknown.html"] = report
	for url, body := range pages {
		e := envelope(t, url, 1, body, nil)
		e.Capture.Context = store.Context{Column: url}
		apply(t, a, e)
	}
	s := run(t, reparse.Options{Archive: a})
	if s.NewReports != 1 || s.Pages != 1 {
		t.Errorf("summary %+v", s)
	}
	if l := reports(t, a); len(l) != 2 || !strings.Contains(l[0], "http://h.example/prints/") {
		t.Errorf("reports %.300s", l)
	}
}
