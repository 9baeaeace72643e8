package sample

import (
	"fmt"
	"strconv"
	"strings"
)

// A quirk is something real pages do to a report. It changes the document, and
// with it what must be read off and found.
type quirk func(*Document)

// staleYear leaves a sentence of last year's report in section 1.
func staleYear(d *Document) {
	s := d.Section(1)
	s.Paragraphs = append(s.Paragraphs, fmt.Sprintf(
		"%d年，因公开不当引起的失泄密事件为0起，各科室信息审查责任落实到人，全年工作平稳。", d.Year-1))
	d.must("text.year_mismatch", "", "", "")
}

// misnamed prints another name in the title than in the body.
func misnamed(printed string) quirk {
	return func(d *Document) {
		d.Title = strings.Replace(d.Title, d.Agency, printed, 1)
		d.Printed = printed
		s := d.Section(1)
		s.Paragraphs[0] = d.Agency + "按照《中华人民共和国政府信息公开条例》的要求编制本报告。" + s.Paragraphs[0]
		d.must("text.agency_mismatch", "", "", "")
	}
}

// borrowed puts a paragraph of another agency's report into section 5.
func borrowed(from string, year int) quirk {
	return func(d *Document) {
		source := build(byName(from), year)
		s := d.Section(5)
		s.Paragraphs = append(s.Paragraphs, source.Section(5).Paragraphs[0])
		d.Across = append(d.Across, Finding{Rule: "text.borrowed"}, Finding{Rule: "text.foreign_topic"})
	}
}

// blankFirst leaves the first cell of the carried-over row empty while its
// total is n, which nothing adds up to.
func blankFirst(n int) quirk {
	return func(d *Document) {
		for _, a := range applicants {
			d.Set(Applications, "carried_over", a.key, "0", Number("0"))
		}
		settle(d)
		d.Set(Applications, "carried_over", "natural_person", "", nil)
		total := strconv.Itoa(n)
		d.Set(Applications, "carried_over", "total", total, &total)
		d.must("applications.row_sum", Applications, "carried_over", "total")
		d.must("applications.balance", Applications, "", "total")
	}
}

// settle moves what was carried over into what was newly received, so that the
// table balances with nothing carried over, and retells the narrative.
func settle(d *Document) {
	for _, a := range applicants {
		n := d.number(Applications, "total", a.key) + d.number(Applications, "carried_forward", a.key)
		text := strconv.Itoa(n)
		d.Set(Applications, "new_received", a.key, text, &text)
	}
	fresh := strconv.Itoa(d.number(Applications, "new_received", "total"))
	closed := strconv.Itoa(d.number(Applications, "total", "total"))
	for i := range d.Sections {
		for j, p := range d.Sections[i].Paragraphs {
			if strings.HasPrefix(p, "（二）") && d.Sections[i].Number == 1 {
				d.Sections[i].Paragraphs[j] = "（二）依申请公开。本年度收到申请" + fresh + "件，已答复" + closed + "件，答复文书均在法定期限内送达申请人。"
			}
		}
		if d.Sections[i].Number == 3 {
			d.Sections[i].Paragraphs = nil
		}
	}
}

// number reads a plain cell as a number; 0 where there is none.
func (d *Document) number(table, row, column string) int {
	c := d.Cell(table, row, column)
	if c == nil || c.Value == nil {
		return 0
	}
	n, err := strconv.Atoi(*c.Value)
	if err != nil {
		return 0
	}
	return n
}

// must records what has to be found.
func (d *Document) must(rule, table, row, column string) {
	d.Findings = append(d.Findings, Finding{rule, table, row, column})
}

// signedIn dates the signature, and complains where that is before the year's end.
func signedIn(date string) quirk {
	return func(d *Document) {
		d.Signed = date
		if date < strconv.Itoa(d.Year+1) {
			d.must("text.year_mismatch", "", "", "")
		}
	}
}

// cutApplicants cuts two headers of table 2 at their line break.
func cutApplicants(d *Document) {
	d.Relabel(Applications, "社会公益组织", "社会公")
	d.Relabel(Applications, "法律服务机构", "法律服")
}

// cutOutcomes cuts the headers of table 3 at their line break.
func cutOutcomes(d *Document) {
	d.Relabel(Review, "结果维持", "结果")
	d.Relabel(Review, "结果纠正", "结果")
	d.Relabel(Review, "其他结果", "其他")
	d.Relabel(Review, "尚未审结", "尚未")
}

// shiftTotal prints the row （七）总计 one column too far left.
func shiftTotal(d *Document) {
	d.Table(Applications).Row("total").Shift = -1
}

// twice pastes the body a second time, without a title, with attachments
// below; of its agency and year only the text speaks.
func twice(d *Document) {
	d.Copies = 2
	d.Title = ""
	d.Attachments = []string{fmt.Sprintf("%d年度政府信息公开工作年度报告.docx", d.Year)}
}

// printCell prints a cell in another way; value "" means there is no number.
func printCell(table, row, column, text, value string) quirk {
	return func(d *Document) {
		v := &value
		if value == "" {
			v = nil
		}
		d.Set(table, row, column, text, v)
	}
}

// trailer adds a line below the body that is no part of it.
func trailer(text string) quirk {
	return func(d *Document) { d.Trailer = text }
}

// charge sets the fee of table 1.
func charge(text, value string) quirk {
	return printCell(Disclosure, "fees", "amount_wan", text, value)
}
