package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/seeds/sample"
)

func TestImportTakesFoldersInOnceAndSaysWhatItPassesOver(t *testing.T) {
	dir := t.TempDir()
	docs := sample.Documents()
	write(t, dir, "saved/a/one.html", string(sample.Render(docs[0].Document, sample.Clean)))
	write(t, dir, "saved/two.txt", sample.Text(docs[1].Document, sample.Piped))
	write(t, dir, "saved/three.md", sample.Text(docs[2].Document, sample.Markdown))
	write(t, dir, "saved/news.html", "<html><body><p>今天天气很好。</p></body></html>")
	write(t, dir, "saved/four.odt", "PK")
	r := nianbao(t, dir, "import", "saved")
	if r.code != exitDone || !containsAll(r.errout, "four.odt", "not read", "3 reports") {
		t.Fatalf("exit %d: %s", r.code, r.errout)
	}
	first := must(t, dir, "export")
	if n := len(lines(t, first)); n != 3 {
		t.Errorf("%d reports, want 3", n)
	}
	for _, report := range lines(t, first) {
		url := report["url"].(string)
		sum := sha256.Sum256([]byte(url))
		if !strings.HasPrefix(url, "file:") || report["id"] != hex.EncodeToString(sum[:8]) {
			t.Errorf("%s has id %v", url, report["id"])
		}
	}
	r = nianbao(t, dir, "import", "saved")
	if !containsAll(r.errout, "0 taken in", "4 known") {
		t.Errorf("second import: %s", r.errout)
	}
	if second := must(t, dir, "export"); second != first {
		t.Error("importing again changed the export")
	}
}

func TestImportRefusesWhatItWasGivenAndCannotRead(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "x.odt", "PK")
	write(t, dir, "a/same.txt", "甲")
	write(t, dir, "b/same.txt", "乙")
	if r := nianbao(t, dir, "import", "x.odt"); r.code != exitFailed || !containsAll(r.errout, "x.odt", "type") {
		t.Errorf("exit %d: %s", r.code, r.errout)
	}
	if r := nianbao(t, dir, "import", "missing.txt"); r.code != exitFailed || !containsAll(r.errout, "missing.txt") {
		t.Errorf("exit %d: %s", r.code, r.errout)
	}
	if r := nianbao(t, dir, "import", "a/same.txt", "b/same.txt"); r.code != exitUsage || !containsAll(r.errout, "same.txt") {
		t.Errorf("exit %d: %s", r.code, r.errout)
	}
}

func TestFilesOfOneNameAreToldApartByWhatTheySayOfThemselves(t *testing.T) {
	dir := t.TempDir()
	docs := sample.Documents()
	page := func(i int, url string) string {
		comment := ""
		if url != "" {
			comment = fmt.Sprintf("<!-- saved from url=(%04d)%s -->\n", len(url), url)
		}
		return comment + string(sample.Render(docs[i].Document, sample.Clean))
	}
	write(t, dir, "a/index.html", page(0, "http://a.example/nb/1.html"))
	write(t, dir, "b/index.html", page(1, "http://b.example/nb/1.html"))
	write(t, dir, "c/index.html", page(2, ""))
	if r := nianbao(t, dir, "import", "a", "b", "c"); r.code != exitDone || !containsAll(r.errout, "3 reports") {
		t.Fatalf("exit %d: %s", r.code, r.errout)
	}
	got := map[string]any{}
	for _, report := range lines(t, must(t, dir, "export")) {
		got[report["url"].(string)] = report["title"]
	}
	want := map[string]any{"http://a.example/nb/1.html": docs[0].Document.Title, "http://b.example/nb/1.html": docs[1].Document.Title, "file:index.html": docs[2].Document.Title}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("reports (-want +got):\n%s", d)
	}
	write(t, dir, "d/index.html", page(3, ""))
	if r := nianbao(t, dir, "import", "a", "c", "b", "d"); r.code != exitUsage || !containsAll(r.errout, "c/index.html", "d/index.html", "folder above") {
		t.Errorf("two that say nothing: exit %d: %s", r.code, r.errout)
	}
}

func TestImportOfASingleFileTakesAddressAgencyAndYear(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "p.html", string(sample.Render(sample.Documents()[0].Document, sample.Word)))
	must(t, dir, "import", "p.html", "--url", "HTTP://WWW.Example.gov.cn:80/a/../nb/1.html#top", "--agency", "某局", "--year", "2019")
	r := lines(t, must(t, dir, "export"))[0]
	if r["url"] != "http://www.example.gov.cn/nb/1.html" || r["agency"] != "某局" || fmt.Sprint(r["year"]) != "2019" {
		t.Errorf("%v %v %v", r["url"], r["agency"], r["year"])
	}
}

// TestRealReportsAreImported reads the reports beside the repository.
func TestRealReportsAreImported(t *testing.T) {
	files, err := filepath.Glob("../../../shared/reports/0*.txt")
	if err != nil || len(files) == 0 {
		t.Skip("../shared/reports is not there")
	}
	dir := t.TempDir()
	args := []string{"import"}
	for _, f := range files {
		abs, err := filepath.Abs(f)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, abs)
	}
	must(t, dir, args...)
	reports := lines(t, must(t, dir, "export"))
	if len(reports) != len(files) {
		t.Fatalf("%d reports of %d files", len(reports), len(files))
	}
	for _, r := range reports {
		if r["kind"] != "annual_report" || r["year"] == nil {
			t.Errorf("%v: kind %v, year %v", r["url"], r["kind"], r["year"])
		}
	}
}

func TestBrokenPagesAreKeptAndNeverReports(t *testing.T) {
	dir := t.TempDir()
	whole := sample.Render(sample.Documents()[0].Document, sample.Clean)
	for name, body := range map[string]string{
		"empty.html": "", "binary.html": "\x00\x01\x02\xff\xfe\x00", "pdf.html": "%PDF-1.7 binary", "nul.txt": "\x00\x00\x00",
		"invalid.txt": "\xff\xff\xff\xff", "cut.html": string(whole[:len(whole)/5]), "tags.html": strings.Repeat("<div>", 20000),
	} {
		write(t, dir, "pages/"+name, body)
	}
	must(t, dir, "import", "pages")
	for _, r := range lines(t, must(t, dir, "export", "--what", "cells")) {
		t.Errorf("a cell was invented: %v", r)
	}
	if _, err := os.Stat(filepath.Join(dir, "archive.db")); err != nil {
		t.Error(err)
	}
}

// TestImportOfAFolderTakesWhatItShouldAndSaysTheRest holds for a folder as
// people have them: links, locks, empty files, names of another system.
func TestImportOfAFolderTakesWhatItShouldAndSaysTheRest(t *testing.T) {
	dir := t.TempDir()
	page := func(i int, head string) string {
		return head + string(sample.Render(sample.Documents()[i].Document, sample.Clean))
	}
	write(t, dir, "saved/one.html", page(0, "<!-- saved from url=(0028)http://a.gov.cn/nb/2020.html -->\n"))
	write(t, dir, "saved/one_files/frame.html", page(1, ""))
	write(t, dir, "saved/two.htm", page(1, ""))
	write(t, dir, "saved/two.files/header.htm", page(0, ""))
	write(t, dir, "saved/own_files/three.html", page(2, "")) // beside no page
	write(t, dir, "saved/empty.html", "")
	write(t, dir, "saved/.hidden.html", page(3, ""))
	write(t, dir, "saved/.git/x.html", page(3, ""))
	write(t, dir, "saved/logo.png", "\x89PNG")
	write(t, dir, "elsewhere/four.html", page(3, ""))
	gbk := "\xc4\xea\xb1\xa8.txt" // 年报
	write(t, dir, "saved/"+gbk, sample.Text(sample.Documents()[5].Document, sample.Piped))
	for link, to := range map[string]string{"four.html": "../elsewhere/four.html", "folder": "../elsewhere", "round": ".", "nowhere.html": "gone.html"} {
		if err := os.Symlink(to, filepath.Join(dir, "saved", link)); err != nil {
			t.Skip(err)
		}
	}
	if err := os.Symlink("saved", filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	r := nianbao(t, dir, "import", "--json", "link")
	validate(t, "import", []byte(r.out))
	var sum struct {
		Taken, Reports, Refused int
		Refusals                []struct{ File, Why string }
		PassedOver              []struct {
			Why   string
			Count int
		} `json:"passed_over"`
	}
	if err := json.Unmarshal([]byte(r.out), &sum); err != nil {
		t.Fatal(err)
	}
	if sum.Taken != 5 || sum.Reports != 5 || sum.Refused != 1 || !strings.HasSuffix(sum.Refusals[0].File, "nowhere.html") || r.code != exitFailed {
		t.Errorf("exit %d: %s", r.code, r.out)
	}
	passed := map[string]int{}
	for _, p := range sum.PassedOver {
		passed[p.Why] = p.Count
	}
	want := map[string]int{"folders of saved pages' files": 2, "links to folders": 2, "empty files": 1, "files of type .png, which is not read": 1}
	if d := cmp.Diff(want, passed); d != "" {
		t.Errorf("passed over (-want +got):\n%s", d)
	}
	addresses := map[string]bool{}
	for _, report := range lines(t, must(t, dir, "export")) {
		addresses[report["url"].(string)] = true
	}
	for _, address := range []string{"http://a.gov.cn/nb/2020.html", "file:two.htm", "file:own_files/three.html", "file:four.html", "file:年报.txt"} {
		if !addresses[address] {
			t.Errorf("%s is not there: %v", address, addresses)
		}
	}
	before := must(t, dir, "export", "--what", "captures")
	nianbao(t, dir, "import", "link", "saved/one.html")
	if must(t, dir, "export", "--what", "captures") != before {
		t.Error("importing again made captures")
	}
}

func TestAFileThatMayNotBeReadIsRefused(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := t.TempDir()
	write(t, dir, "saved/one.txt", "甲")
	if err := os.Chmod(write(t, dir, "saved/two.txt", "乙"), 0); err != nil {
		t.Fatal(err)
	}
	if r := nianbao(t, dir, "import", "saved"); r.code != exitFailed || !containsAll(r.errout, "two.txt: permission denied", "1 taken in") {
		t.Errorf("exit %d: %s", r.code, r.errout)
	}
}

func TestFlagsOfASingleFileGoWithNoOther(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a/one.html", "<p>x")
	write(t, dir, "x.warc", "WARC/1.0\r\n")
	for _, args := range [][]string{{"--url", "http://a.gov.cn/", "a"}, {"--year", "2020", "x.warc"}, {"--agency", "x", "a/one.html", "a"}, {"--url", "mailto:x", "a/one.html"}} {
		if r := nianbao(t, dir, append([]string{"import"}, args...)...); r.code != exitUsage || strings.Count(r.errout, "\n") != 1 {
			t.Errorf("%v: exit %d: %s", args, r.code, r.errout)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "archive.db")); err == nil {
		t.Error("an archive was made for nothing")
	}
	r := nianbao(t, dir, "import", "x.warc")
	if r.code != exitFailed || !containsAll(r.errout, "x.warc: offset 0: ", "breaks off") {
		t.Errorf("exit %d: %s", r.code, r.errout)
	}
	// what the program cannot list, it does not wait for
	if err := exec.Command("mkfifo", filepath.Join(dir, "pipe.html")).Run(); err == nil {
		if r := nianbao(t, dir, "import", "pipe.html"); r.code != exitFailed || !containsAll(r.errout, "pipe.html", "not a file") {
			t.Errorf("a pipe: exit %d: %s", r.code, r.errout)
		}
	}
}

// TestAnImportThatIsInterruptedGoesOn breaks one off and starts it again.
func TestAnImportThatIsInterruptedGoesOn(t *testing.T) {
	dir := t.TempDir()
	docs := sample.Documents()
	for i := range 120 {
		write(t, dir, fmt.Sprintf("saved/%03d.html", i), fmt.Sprintf("<!-- %d -->", i)+string(sample.Render(docs[i%len(docs)].Document, sample.Clean)))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := command(ctx, dir, "import", "saved")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range time.Tick(5 * time.Millisecond) { // until something is taken in
		if info, err := os.Stat(filepath.Join(dir, "archive.db")); err == nil && info.Size() > 0 {
			break
		}
		if ctx.Err() != nil {
			t.Fatal("no archive in two minutes")
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted && code != exitDone {
		t.Errorf("interrupted: exit %d", code)
	}
	r := nianbao(t, dir, "import", "saved")
	if n := len(lines(t, must(t, dir, "export", "--what", "captures"))); r.code != exitDone || n != 120 {
		t.Errorf("exit %d, %d captures of 120 pages: %s", r.code, n, r.errout)
	}
}
