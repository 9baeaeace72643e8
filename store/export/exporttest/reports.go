// Package exporttest makes reports for tests and measurements of exports: as
// many as are asked for, the same ones every time, none of them read off a
// page.
//
// Report n is a function of n alone. Every form, every state of a cell, every
// severity and text that is hard to write (formulas, quotes, line breaks, long
// numbers) is among the first hundred.
package exporttest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"nianbao/extract"
	"nianbao/extract/audit"
	"nianbao/extract/form"
)

// URL is the address of report n.
func URL(n int) string {
	return fmt.Sprintf("http://www.h%d.gov.cn/zfxxgk/nb/t%d.html", n%200, n)
}

// Region is the region of report n.
func Region(n int) string {
	return fmt.Sprintf("河南省/第%d市/第%d县", n%17, n%170)
}

// Report is report n.
func Report(n int) *extract.Report {
	r := rand.New(rand.NewPCG(uint64(n), 2008))
	agency := fmt.Sprintf("第%d县第%d局", n%170, n%23)
	year := 2008 + n%17
	published := fmt.Sprintf("%d-01-%02d", year+1, 1+n%31)
	sum := sha256.Sum256([]byte(URL(n)))
	hash := hex.EncodeToString(sum[:])
	report := &extract.Report{
		Charset: "gb18030", ContentSHA256: &hash, Copies: 1, Parser: "test", Kind: extract.AnnualReport,
		Title: fmt.Sprintf("%s%d年政府信息公开工作年度报告", agency, year), Agency: &agency, AgencyPrinted: &agency,
		Year: &year, PublishedOn: &published, Templates: map[string]string{},
		Sections: []extract.Section{}, CellNotes: []form.Note{}, Attachments: []extract.Attachment{}, Findings: []audit.Finding{},
	}
	m := maker{r: r, report: report}
	m.tables(year)
	m.sections()
	m.findings(n)
	if n%29 == 7 {
		report.Agency, report.Year, report.PublishedOn, report.ContentSHA256 = nil, nil, nil, nil
		report.Title = hard[n%len(hard)]
	}
	if n%5 == 3 {
		report.Attachments = append(report.Attachments, extract.Attachment{URL: URL(n) + "/files/附件.pdf", Name: "附件.pdf"})
	}
	return report
}

// hard are texts that are hard to write.
var hard = []string{
	`=HYPERLINK("http://a.example","点这里")`, "+3", "-5件", "@SUM(A1)", "＝1+1", "'1", "\t缩进", "a,b\"c\"d", "第一行\r\n第二行\n第三行",
	" 前后有空格 ", "null", "0012345678901234", "1E5", "_x000D_", "<b>&amp;</b>", "𠮷野家 \u00a0 \u200b", "a\u0001b", "",
}

// maker fills one report.
type maker struct {
	r      *rand.Rand
	report *extract.Report
}

func (m *maker) tables(year int) {
	t := &m.report.Tables
	version := form.Form2021
	switch {
	case year < 2014:
		version = form.Local
	case year < 2019:
		version = form.Form2014
	case year < 2021:
		version = form.Form2019
	}
	m.report.Template = &version
	if year < 2019 {
		t.Statistics = m.statistics(version)
		return
	}
	for _, row := range form.RowsOf(form.Disclosure, version) {
		t.Disclosure = append(t.Disclosure, m.row(form.Disclosure, row, bandColumns[version][row]))
	}
	for _, row := range form.RowsOf(form.Applications, version) {
		t.Applications = append(t.Applications, m.row(form.Applications, row, applicants))
	}
	for _, row := range form.RowsOf(form.ReviewLitigation, version) {
		t.ReviewLitigation = append(t.ReviewLitigation, m.row(form.ReviewLitigation, row, outcomes))
	}
	for _, table := range []string{form.Disclosure, form.Applications, form.ReviewLitigation} {
		m.report.Templates[table] = version
	}
}

var (
	applicants  = []string{"natural_person", "commercial", "research", "nonprofit", "legal_service", "other", "total"}
	outcomes    = []string{"upheld", "corrected", "other", "pending", "total"}
	counted     = []string{"previous_year", "change", "decisions"}
	bandColumns = map[string]map[string][]string{
		form.Form2021: {
			"regulations": {"issued", "repealed", "in_force"}, "normative_documents": {"issued", "repealed", "in_force"},
			"licensing": {"decisions"}, "penalties": {"decisions"}, "coercion": {"decisions"}, "fees": {"amount_wan"},
		},
		form.Form2019: {
			"regulations": {"created", "published", "in_public"}, "normative_documents": {"created", "published", "in_public"},
			"licensing": counted, "other_services": counted, "penalties": counted, "coercion": counted,
			"fees": {"previous_year", "change"}, "procurement": {"projects", "amount_wan"},
		},
	}
)

func (m *maker) statistics(version string) form.Table {
	m.report.Templates[form.Statistics] = version
	m.report.StatisticsLabels = map[string]form.Label{}
	var table form.Table
	for _, l := range form.StatLines() {
		if strings.HasPrefix(l.Key, "c") == (version == form.Local) {
			table = append(table, m.row(form.Statistics, l.Key, []string{"value"}))
			m.report.StatisticsLabels[l.Key] = form.Label{Label: l.Label, Unit: l.Unit}
		}
	}
	return table
}

// row makes a row: mostly plain numbers, one cell in eight something else.
func (m *maker) row(table, key string, columns []string) form.Row {
	row := form.Row{Key: key}
	for _, c := range columns {
		value, note := m.cell(c)
		if note.State != form.Plain {
			note.Table, note.Row, note.Column = table, key, c
			m.report.CellNotes = append(m.report.CellNotes, note)
		}
		row.Cells = append(row.Cells, form.Cell{Column: c, Value: value})
	}
	return row
}

func (m *maker) cell(column string) (*form.Number, form.Note) {
	n := form.Number(strconv.Itoa(m.r.IntN(40)))
	if column == "amount_wan" {
		n = form.Number([]string{"562.0678", "0.00", "0", "251000.1"}[m.r.IntN(4)])
	}
	switch m.r.IntN(40) {
	case 0:
		return nil, form.Note{State: form.Blank}
	case 1:
		return nil, form.Note{State: form.Dash, Raw: "—"}
	case 2:
		return &n, form.Note{State: form.Annotated, Raw: string(n) + "（其中修订1件）"}
	case 3:
		n = "-" + n
		return &n, form.Note{State: form.Signed, Raw: "-" + string(n)}
	case 4:
		return nil, form.Note{State: form.Text, Raw: "见附件,\"表二\"\n"}
	}
	return &n, form.Note{}
}

func (m *maker) sections() {
	headings := []string{"总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况",
		"政府信息公开行政复议、行政诉讼情况", "存在的主要问题及改进情况", "其他需要报告的事项"}
	for i, h := range headings {
		number := i + 1
		s := extract.Section{Number: &number, Ordinal: string([]rune("一二三四五六")[i]), Heading: h}
		if i != 1 && i != 2 && i != 3 {
			s.Text = m.text(200 + m.r.IntN(900))
		}
		m.report.Sections = append(m.report.Sections, s)
	}
	if m.r.IntN(10) == 0 {
		m.report.Sections = append(m.report.Sections, extract.Section{Heading: "附件", Text: hard[m.r.IntN(len(hard))]})
	}
}

var phrases = strings.Fields("依法公开 政府信息 主动公开 行政机关 依申请公开 复议 诉讼 平台建设 监督保障 政务新媒体 不断完善 " +
	"重点领域 公开目录 工作人员 培训 解读 回应关切 规范性文件 群众 企业 服务 水平 提升 加强 落实 制度 机制 流程")

// text is n or a few more characters of prose that compresses as prose does.
func (m *maker) text(n int) string {
	var b strings.Builder
	for length := 0; length < n; length += 6 {
		b.WriteString(phrases[m.r.IntN(len(phrases))])
		switch m.r.IntN(6) {
		case 0:
			fmt.Fprintf(&b, "%d条，", m.r.IntN(3000))
		case 1:
			b.WriteString("。\n")
		}
	}
	return b.String()
}

func (m *maker) findings(n int) {
	expected, actual := form.Number("0"), form.Number("4")
	section := 3
	some := []audit.Finding{
		{Rule: "applications.row_sum", Severity: audit.Error, Table: form.Applications, Row: "carried_over", Column: "total",
			Expected: &expected, Actual: &actual, Message: "六类申请人之和为 0，总计为 4"},
		{Rule: "cell.blank", Severity: audit.Info, Table: form.Applications, Row: "granted", Columns: []string{"research", "other"}, Message: "空白"},
		{Rule: "text.year_mismatch", Severity: audit.Warning, Section: &section, Detail: hard[n%len(hard)], Message: hard[n%len(hard)]},
	}
	m.report.Findings = append(m.report.Findings, some[:n%(len(some)+1)]...)
}
