package sample

import (
	"slices"
	"strconv"
	"strings"
)

// olderApplications puts table 2 of 2019 beside table 1 of 2021.
func olderApplications(d *Document) {
	*d.Table(Applications) = applicationsTable("2019", history(byName(d.Agency))[d.Year])
}

// dashes prints 0 as / and — in two rows.
func dashes(d *Document) {
	for i, a := range applicants[1:6] {
		text := "/"
		if i%2 == 1 {
			text = "—"
		}
		for _, row := range []string{"denied.state_secret", "not_processed.publication"} {
			if d.number(Applications, row, a.key) == 0 {
				d.Set(Applications, row, a.key, text, nil)
			}
		}
	}
	d.Set(Disclosure, "regulations", "issued", "无", nil)
}

// onlyPersons leaves the organisations' columns empty throughout, having
// counted them all as natural persons.
func onlyPersons(d *Document) {
	t := d.Table(Applications)
	for _, r := range t.Rows {
		total := strconv.Itoa(d.number(Applications, r.Key, "total"))
		d.Set(Applications, r.Key, "natural_person", total, &total)
		for _, a := range applicants[1:6] {
			d.Set(Applications, r.Key, a.key, "", nil)
		}
	}
}

// blankReview leaves table 3 empty.
func blankReview(d *Document) {
	for _, p := range proceedings {
		for _, o := range outcomes {
			d.Set(Review, p.key, o.key, "", nil)
		}
	}
	d.Sections[3].Paragraphs = nil
}

// wrongSums prints a row total, a cell and a block total that do not add up.
func wrongSums(d *Document) {
	bump := func(table, row, column string, by int) {
		n := strconv.Itoa(d.number(table, row, column) + by)
		d.Set(table, row, column, n, &n)
	}
	bump(Applications, "granted", "total", 2)
	d.must("applications.row_sum", Applications, "granted", "total")
	d.must("applications.column_sum", Applications, "total", "total")
	bump(Applications, "new_received", "commercial", 1)
	d.must("applications.row_sum", Applications, "new_received", "total")
	d.must("applications.balance", Applications, "", "commercial")
	bump(Review, "litigation.direct", "total", 1)
	d.must("review_litigation.sum", Review, "litigation.direct", "")
	for _, n := range []int{3, 4} {
		d.Section(n).Paragraphs = nil
	}
}

// withoutTables leaves the narrative alone, as townships' reports did.
func withoutTables(d *Document) {
	for i := range d.Sections {
		for _, t := range d.Sections[i].Tables {
			d.must("table.missing", t.Key, "", "")
		}
		d.Sections[i].Tables = nil
	}
	d.Section(2).Paragraphs = []string{"本年度未制发规章和行政规范性文件，行政许可、行政处罚事项由上级部门统一公开。"}
	d.Section(3).Paragraphs = []string{"本年度政府信息公开申请的受理和答复情况见第一部分。"}
	d.Section(4).Paragraphs = []string{"本年度没有因政府信息公开引起的行政复议和行政诉讼。"}
}

// withoutSection drops a section with its heading.
func withoutSection(number int) quirk {
	return func(d *Document) {
		d.Sections = slices.DeleteFunc(d.Sections, func(s Section) bool { return s.Number == number })
		d.must("section.missing", "", "", "")
	}
}

// withoutRow drops a row of a table.
func withoutRow(table, row string) quirk {
	return func(d *Document) {
		t := d.Table(table)
		t.Rows = slices.DeleteFunc(t.Rows, func(r Row) bool { return r.Key == row })
		d.must("table.row_missing", table, row, "")
	}
}

// pageBreak has a page end behind a row: its number and the header again.
func pageBreak(table, row string) quirk {
	return func(d *Document) { d.Table(table).PageBreak = row }
}

// miscounted tells another number of new applications than the table holds.
func miscounted(d *Document) {
	n := d.number(Applications, "new_received", "total")
	for i, p := range d.Section(1).Paragraphs {
		if strings.HasPrefix(p, "（二）") {
			d.Section(1).Paragraphs[i] = "（二）依申请公开情况。" + strconv.Itoa(d.Year) + "年，全局共收到政府信息公开申请" +
				strconv.Itoa(n+3) + "件，均已登记建档，由承办科室起草答复，法制机构审核。"
		}
	}
	d.Section(3).Paragraphs = nil
	d.must("text.table_mismatch", Applications, "new_received", "total")
}

// oldLabels prints row labels as offices retype them: characters lost, spaces
// strayed in, the older name of a document.
func oldLabels(d *Document) {
	d.Relabel(Disclosure, "行政规范性文件", "规范性文件")
	d.Relabel(Disclosure, "第二十条第（一）项", "第二十条  第（一）项")
	d.Relabel(Applications, "2.其他法律行政法规禁止公开", "2.其他法律行政止公开")
	d.Relabel(Applications, "4.无正当理由大量反复申请", "4、无正当理由大量反复 申请")
	d.Section(2).Heading = "主动公开政府政府情况"
}
