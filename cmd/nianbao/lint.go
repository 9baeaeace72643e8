package main

import (
	"fmt"
	"sort"
	"strings"

	"nianbao/extract/audit"
	"nianbao/extract/form"
)

// printVerdict prints the result of a check for people or as JSON.
func (a *app) printVerdict(v verdict, o checkOptions) error {
	if o.asJSON {
		return a.json(v)
	}
	for _, c := range v.Files {
		a.printChecked(c)
	}
	return a.printTotals(v)
}

func (a *app) printChecked(c checked) {
	if c.Error != "" {
		fmt.Fprintf(a.out, "%s: %s%s\n", c.File, a.say("not read: ", "无法读取："), c.Error)
		return
	}
	agency, year := a.say("agency unknown", "机关不明"), a.say("year unknown", "年度不明")
	if c.Agency != nil {
		agency = *c.Agency
	}
	if c.Year != nil {
		year = fmt.Sprint(*c.Year)
	}
	fmt.Fprintf(a.out, a.say("%s: %s, %s, form %s, %d cells\n", "%s：%s，%s，%s 表式，%d 个数\n"), c.File, agency, year, *c.Template, c.Cells)
	findings := make([]audit.Finding, len(c.Findings))
	copy(findings, c.Findings)
	sort.SliceStable(findings, func(i, j int) bool {
		return findings[i].Severity != findings[j].Severity && findings[i].Severity.AtLeast(findings[j].Severity)
	})
	for _, f := range findings {
		where := place(f)
		if where != "" {
			where += ": "
		}
		fmt.Fprintf(a.out, "  %-8s%s%s  [%s]\n", a.severity(f.Severity), where, f.Message, f.Rule)
	}
	for _, e := range c.Cell {
		value := "null"
		if e.Value != nil {
			value = string(*e.Value)
		}
		fmt.Fprintf(a.out, a.say("  %s.%s.%s = %s  from table %d, row “%s”, column “%s”, printed “%s”\n", "  %s.%s.%s = %s  来自第 %d 张表，行“%s”，列“%s”，原文“%s”\n"),
			e.Table, e.Row, e.Column, value, e.Grid, flat(e.Label), flat(e.Header), flat(e.Raw))
	}
}

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// place names the section of the form where a finding is.
func place(f audit.Finding) string {
	switch {
	case f.Table == form.Statistics:
		return "政府信息公开情况统计表"
	case f.Section != nil && f.Rule != "section.missing" && *f.Section > 0:
		return sectionTitles[*f.Section-1]
	case f.Table == form.Disclosure:
		return sectionTitles[1]
	case f.Table == form.Applications:
		return sectionTitles[2]
	case f.Table == form.ReviewLitigation:
		return sectionTitles[3]
	}
	return ""
}

// sectionTitles are those of the form of 2021 (国办公开办函〔2021〕30号).
var sectionTitles = [...]string{"一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
	"四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"}

func (a *app) severity(s audit.Severity) string {
	switch s {
	case audit.Error:
		return a.say("error", "错误")
	case audit.Warning:
		return a.say("warning", "警告")
	}
	return a.say("info", "提示")
}

func (a *app) printTotals(v verdict) error {
	_, err := fmt.Fprintf(a.out, a.say("%d files: %d errors, %d warnings, %d infos\n", "%d 个文件：%d 个错误，%d 个警告，%d 个提示\n"),
		len(v.Files), v.Counts[audit.Error], v.Counts[audit.Warning], v.Counts[audit.Info])
	return err
}
