package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/extract/form"
	"nianbao/seeds/sample"
)

// realFile is the path of a file from public sources, which stand beside the
// project.
func realFile(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", "real", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s is not here: it stands beside the project", name)
	}
	return path
}

// needs skips a test where a program is not installed.
func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("%s is not installed here", program)
	}
}

func TestARealPDFComesOutOfTheProgramExactly(t *testing.T) {
	const name = "hongze_2023.pdf"
	path := realFile(t, name)
	needs(t, "pdftotext")
	expected, err := os.ReadFile(realFile(t, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]struct{ Tables form.Tables }
	if err := json.Unmarshal(expected, &want); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	compare := func(verb string, tables any) {
		t.Helper()
		b, err := json.Marshal(tables)
		if err != nil {
			t.Fatal(err)
		}
		var got form.Tables
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want[name].Tables, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", verb, diff)
		}
	}
	r := nianbao(t, dir, "check", "--json", path)
	if r.code != exitFailed { // its totals are wrong as printed
		t.Fatalf("exit %d: %s", r.code, r.errout)
	}
	var v verdict
	if err := json.Unmarshal([]byte(r.out), &v); err != nil {
		t.Fatal(err)
	}
	compare("check", v.Files[0].Tables)
	must(t, dir, "import", path)
	report := lines(t, must(t, dir, "export"))[0]
	compare("import and export", report["tables"])
	if report["kind"] != "annual_report" || fmt.Sprint(report["year"]) != "2023" || report["agency"] != "洪泽区人民政府" {
		t.Errorf("%v, %v, %v", report["kind"], report["year"], report["agency"])
	}
}

func TestAFormNobodyFilledInIsNoReport(t *testing.T) {
	path := realFile(t, "form_2021_blank.docx")
	r := nianbao(t, t.TempDir(), "check", "--json", path)
	if r.code != exitUsage || !containsAll(r.out, `"kind": "not_a_report"`) {
		t.Errorf("exit %d: %s", r.code, r.out)
	}
}

func TestAMissingReaderIsToldOnceAndFilesAreKept(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "saved/甲局2024年政府信息公开工作年度报告.pdf", "%PDF-1.4\n1")
	write(t, dir, "saved/乙局2024年政府信息公开工作年度报告.pdf", "%PDF-1.4\n2")
	t.Setenv("PATH", t.TempDir())
	r := nianbao(t, dir, "import", "saved")
	if r.code != exitDone || strings.Count(r.errout, "apt-get install poppler-utils poppler-data") != 1 {
		t.Errorf("exit %d: %s", r.code, r.errout)
	}
	for _, report := range lines(t, must(t, dir, "export")) {
		if report["kind"] != "attachment_only" {
			t.Errorf("kind %v", report["kind"])
		}
	}
	r = nianbao(t, dir, "check", "saved")
	if r.code != exitUsage || !containsAll(r.out, "pdftotext is not installed", "apt-get install") {
		t.Errorf("exit %d: %s", r.code, r.out)
	}
}

// TestWhoeverIsToldWhatIsReadIsToldAllOfIt has a file of a type that is not
// read, and asks for help.
func TestWhoeverIsToldWhatIsReadIsToldAllOfIt(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "x.odt", "x")
	write(t, dir, "none/x.odt", "x")
	all := []string{".html", ".htm", ".pdf", ".docx", ".doc", ".wps", ".rtf", ".xls", ".xlsx", ".txt", ".md"}
	for _, args := range [][]string{{"check", "x.odt"}, {"import", "x.odt"}, {"import", "none"}, {"check", "--help"}, {"import", "--help"}} {
		r := nianbao(t, dir, args...)
		said := strings.FieldsFunc(r.out+r.errout, func(c rune) bool { return strings.ContainsRune(" ,\n", c) })
		for _, ext := range all {
			if !slices.Contains(said, ext) {
				t.Errorf("%v does not name %s: %s%s", args, ext, r.out, r.errout)
			}
		}
		if args[0] == "import" && !slices.Contains(said, ".warc.gz") {
			t.Errorf("%v does not name WARC files: %s%s", args, r.out, r.errout)
		}
	}
}

func TestADamagedPDFIsKeptAndSaidToBe(t *testing.T) {
	needs(t, "pdftotext")
	dir := t.TempDir()
	write(t, dir, "x.pdf", "%PDF-1.4\n")
	if r := nianbao(t, dir, "check", "x.pdf"); r.code != exitUsage || !containsAll(r.out, "x.pdf", "damaged") {
		t.Errorf("exit %d: %s", r.code, r.out)
	}
	if r := nianbao(t, dir, "import", "x.pdf"); r.code != exitDone || !containsAll(r.errout, "x.pdf", "damaged") {
		t.Errorf("exit %d: %s", r.code, r.errout)
	}
}

func TestAWordFileIsImportedByItsContentWhateverItsName(t *testing.T) {
	dir := t.TempDir()
	truth := truthWith(t, "")
	write(t, dir, "report.doc", string(sample.Docx(truth.Document)))
	must(t, dir, "import", "report.doc")
	if r := lines(t, must(t, dir, "export"))[0]; r["kind"] != "annual_report" || r["agency"] != truth.Agency {
		t.Errorf("%v of %v", r["kind"], r["agency"])
	}
}
