package main

import (
	"encoding/json"
	"strings"
	"testing"

	"nianbao/seeds/sample"
)

// truthWith finds a document of the sample portal by the findings it must give.
func truthWith(t *testing.T, rule string) sample.Truth {
	t.Helper()
	for _, truth := range sample.Documents() {
		if rule == "" && len(truth.Findings) == 0 && len(truth.Across) == 0 && truth.Forms["applications"] == "2021" {
			return truth
		}
		for _, f := range truth.Findings {
			if f.Rule == rule && rule != "" {
				return truth
			}
		}
	}
	t.Fatalf("no document gives %s", rule)
	return sample.Truth{}
}

func TestCheckExitsByWhatItFinds(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "clean.html", string(sample.Render(truthWith(t, "").Document, sample.Clean)))
	write(t, dir, "wrong.html", string(sample.Render(truthWith(t, "review_litigation.sum").Document, sample.Clean)))
	write(t, dir, "other.txt", "这不是报告。")
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{"clean.html"}, exitDone},
		{[]string{"wrong.html"}, exitFailed},
		{[]string{"clean.html", "wrong.html"}, exitFailed},
		{[]string{"other.txt"}, exitUsage},
		{[]string{"wrong.html", "other.txt"}, exitUsage},
		{[]string{"missing.html"}, exitUsage},
		{[]string{"x.pdf"}, exitUsage},
		{[]string{"."}, exitUsage},
		{[]string{"--fail-on", "error", "wrong.html"}, exitFailed},
	} {
		if r := nianbao(t, dir, append([]string{"check"}, c.args...)...); r.code != c.code {
			t.Errorf("check %v: exit %d, want %d\n%s%s", c.args, r.code, c.code, r.out, r.errout)
		}
	}
}

func TestCheckNamesTheCellInTheReadersLanguage(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "wrong.html", string(sample.Render(truthWith(t, "review_litigation.sum").Document, sample.Clean)))
	en := nianbao(t, dir, "check", "wrong.html").out
	zh := nianbao(t, dir, "check", "--lang", "zh", "wrong.html").out
	if !containsAll(en, "error", "add up to", "review_litigation.sum") {
		t.Errorf("English: %s", en)
	}
	if !containsAll(zh, "错误", "合计为", "行政诉讼") || strings.Contains(zh, "add up") {
		t.Errorf("Chinese: %s", zh)
	}
}

func TestCheckReadsStandardInputAndExplains(t *testing.T) {
	dir := t.TempDir()
	cmd := command(t.Context(), dir, "check", "--json", "--explain", "-")
	cmd.Stdin = strings.NewReader(sample.Text(truthWith(t, "").Document, sample.Piped))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var v verdict
	if err := json.Unmarshal(out, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Files) != 1 || v.Files[0].Cells != 200 || len(v.Files[0].Cell) != 200 {
		t.Fatalf("%d files, %d cells, %d explained", len(v.Files), v.Files[0].Cells, len(v.Files[0].Cell))
	}
	for _, e := range v.Files[0].Cell {
		if e.Label == "" || e.Grid == 0 {
			t.Errorf("no origin: %+v", e)
		}
	}
}

func TestCheckComparesWithLastYear(t *testing.T) {
	dir := t.TempDir()
	var before, after *sample.Truth
	for _, truth := range sample.Documents() {
		if truth.Agency == "青溪区人民政府" && truth.Year == 2022 {
			before = &truth
		}
		if truth.Agency == "青溪区人民政府" && truth.Year == 2024 {
			after = &truth
		}
	}
	if before == nil || after == nil {
		t.Fatal("the sample portal lacks the reports")
	}
	write(t, dir, "2022.txt", sample.Text(before.Document, sample.Tabbed))
	write(t, dir, "2024.txt", sample.Text(after.Document, sample.Tabbed))
	r := nianbao(t, dir, "check", "2024.txt", "--previous", "2022.txt")
	if r.code != exitFailed || !strings.Contains(r.out, "years.") {
		t.Errorf("exit %d: %s", r.code, r.out)
	}
}

// TestCheckTellsAnEmptyFormFromNoReport reads what an official has open before
// anything is filled in, and what is no report at all.
func TestCheckTellsAnEmptyFormFromNoReport(t *testing.T) {
	dir := t.TempDir()
	empty := "二、主动公开政府信息情况\n\n| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n|---|---|---|---|\n| 规章 | | | |\n| 行政规范性文件 | | | |\n\n" +
		"| 信息内容 | 本年处理决定数量 |\n|---|---|\n| 行政许可 | |\n| 行政处罚 | |\n| 行政强制 | |\n"
	write(t, dir, "empty.md", empty)
	write(t, dir, "other.txt", "这不是报告。")
	for _, c := range []struct{ file, lang, want string }{
		{"empty.md", "zh", "空白表格"}, {"empty.md", "en", "empty form"},
		{"other.txt", "zh", "不是政府信息公开工作年度报告"}, {"other.txt", "en", "not an annual report"},
	} {
		if r := nianbao(t, dir, "check", "--lang", c.lang, c.file); !strings.Contains(r.out, c.want) || r.code != exitUsage {
			t.Errorf("%s in %s: exit %d, %s", c.file, c.lang, r.code, r.out)
		}
	}
}
