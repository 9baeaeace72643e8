package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
