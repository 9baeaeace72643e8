package form

import (
	"slices"
	"strings"
	"testing"

	"nianbao/extract/grid"
)

// lineOf finds the row of a sheet that prints a label.
func lineOf(sheet [][]box, label string) int {
	return slices.IndexFunc(sheet, func(line []box) bool {
		return slices.ContainsFunc(line, func(b box) bool { return b.text == label })
	})
}

// relabel prints another text for every label.
func relabel(sheet [][]box, by map[string]string) [][]box {
	for _, line := range sheet {
		for i, b := range line {
			if s, ok := by[b.text]; ok {
				line[i].text = s
			}
		}
	}
	return sheet
}

// blanked empties the cells of a table that keep does not keep.
func (d *drawing) blanked(keep func(row, column string) bool) *drawing {
	fill := d.fill
	d.fill = func(table, row, column string) figure {
		if f := fill(table, row, column); keep(row, column) {
			return f
		}
		return figure{"", "null", Blank}
	}
	return d
}

func applicationsIn(d *drawing) [][]box { return d.applications(applicationsPaper, applicantsPaper) }

// only keeps some columns.
func only(columns ...string) func(string, string) bool {
	return func(_, column string) bool { return slices.Contains(columns, column) }
}

// tableQuirks are applications tables with one quirk each.
var tableQuirks = map[string]func() (truth, []*grid.Grid){
	"header repeated": func() (truth, []*grid.Grid) {
		d := counted()
		s := applicationsIn(d)
		return d.truth, grids(slices.Concat(s[:3], s[3:5], s[:3], s[5:]))
	},
	"no header behind a page break": func() (truth, []*grid.Grid) {
		d := counted()
		s := applicationsIn(d)
		return d.truth, grids(s[:5], s[5:])
	},
	"page break inside a group": func() (truth, []*grid.Grid) {
		d := counted()
		s := applicationsIn(d)
		at := lineOf(s, "5.属于三类内部事务信息")
		rest := slices.Clone(s[at:])
		rest[0] = append([]box{{"", 16, 1}, {"", 4, 1}}, rest[0]...)
		return d.truth, grids(s[:at], rest)
	},
	"no header at all, rows that add up": func() (truth, []*grid.Grid) {
		d := adding()
		return d.truth, grids(applicationsIn(d)[3:])
	},
	"no header at all, rows that do not add up": func() (truth, []*grid.Grid) {
		d := counted()
		s := applicationsIn(d)[3:]
		for row, cells := range d.truth[Applications] {
			for column, f := range cells {
				d.truth.set(Applications, row, column, figure{f.text, "null", Text})
			}
		}
		return d.truth, grids(s)
	},
	"label cut over two rows": func() (truth, []*grid.Grid) {
		d := counted()
		s := applicationsIn(d)
		at := lineOf(s, "3.要求提供公开出版物")
		s[at][0].text = "3.要求提供"
		s[lineOf(s, results)][0].down++
		s[lineOf(s, noAction)][0].down++
		rest := append([]box{text("公开出版物")}, slices.Repeat([]box{text("")}, 7)...)
		return d.truth, grids(slices.Concat(s[:at+1], [][]box{rest}, s[at+1:]))
	},
	"empty header cells instead of spans": func() (truth, []*grid.Grid) {
		d := counted()
		s := applicationsIn(d)
		e := text("")
		s[0] = []box{text(cornered), e, e, text("申请人情况"), e, e, e, e, e, e}
		s[1] = []box{e, e, e, text("自然人"), text("法人或其他组织"), e, e, e, e, text("总计")}
		s[2] = []box{e, e, e, e, text("商业企业"), text("科研机构"), text("社会公益组织"), text("法律服务机构"), text("其他"), e}
		return d.truth, grids(s)
	},
	"商业 and 企业 in two header rows": func() (truth, []*grid.Grid) {
		d := counted()
		s := applicationsIn(d)
		s[2][0].text = "商业"
		more := []box{text("企业"), text(""), text(""), text(""), text("")}
		s[0][0].down, s[1][0].down, s[1][2].down = 4, 3, 3
		return d.truth, grids(slices.Concat(s[:3], [][]box{more}, s[3:]))
	},
	"labels cut in the header": func() (truth, []*grid.Grid) {
		d := counted()
		return d.truth, grids(relabel(applicationsIn(d), map[string]string{"社会公益组织": "社会公", "法律服务机构": "法律服"}))
	},
	"group in the cell of the label": func() (truth, []*grid.Grid) {
		d := counted()
		s := applicationsIn(d)
		for _, r := range applicationsPaper {
			if r.group == "" {
				continue
			}
			at := lineOf(s, r.label)
			line := s[at]
			if i := slices.IndexFunc(line, func(b box) bool { return b.text == r.group }); i >= 0 {
				line = slices.Delete(line, i, i+1)
			}
			i := slices.IndexFunc(line, func(b box) bool { return b.text == r.label })
			line[i] = box{r.group + "\n" + r.label, 1, 2}
			s[at] = line
		}
		return d.truth, grids(s)
	},
	"subtotals of groups printed": func() (truth, []*grid.Grid) {
		d := counted()
		s := applicationsIn(d)
		for _, group := range []string{denied, noAccess, noAction, disposed} {
			at := lineOf(s, group)
			line := append([]box{{group, 1, 2}}, slices.Repeat([]box{text("77")}, 7)...)
			i := slices.IndexFunc(s[at], func(b box) bool { return b.text == group })
			s[at][i].text = ""
			s = slices.Insert(s, at, line)
			s[lineOf(s, results)][0].down++
		}
		return d.truth, grids(s)
	},
	"trailing column of remarks": func() (truth, []*grid.Grid) {
		d := drawnBlankNow()
		s := applicationsIn(d)
		s[0] = append(s[0], box{"备注", 3, 1})
		for i := range s[3:] {
			s[3+i] = append(s[3+i], text([]string{"", "见说明", "12", "2"}[i%4]))
		}
		return d.truth, grids(s)
	},
	"column of ordinals in front": func() (truth, []*grid.Grid) {
		d := counted()
		s := applicationsIn(d)
		s[0] = append([]box{{"序号", 3, 1}}, s[0]...)
		for i := range s[3:] {
			s[3+i] = append([]box{text(num(i + 1).text)}, s[3+i]...)
		}
		return d.truth, grids(s)
	},
	"only totals filled": func() (truth, []*grid.Grid) {
		d := counted().blanked(only("total"))
		return d.truth, grids(applicationsIn(d))
	},
	"only natural persons and totals filled": func() (truth, []*grid.Grid) {
		d := counted().blanked(only("total", "natural_person"))
		return d.truth, grids(applicationsIn(d))
	},
	"only totals filled, in tabs": func() (truth, []*grid.Grid) {
		d := counted().blanked(func(row, column string) bool {
			return column == "total" || strings.HasPrefix(row, "denied") || row == "new_received" || row == "granted"
		})
		return d.truth, []*grid.Grid{tabbed(drawn(applicationsIn(d)))}
	},
	"the whole table blank": func() (truth, []*grid.Grid) {
		d := counted().blanked(only())
		return d.truth, grids(applicationsIn(d))
	},
	"the whole table one column left": func() (truth, []*grid.Grid) {
		d := counted()
		return d.truth, grids(leftByOne(applicationsIn(d)))
	},
	"merged cells swallow those behind the first": func() (truth, []*grid.Grid) {
		d := counted().blanked(func(row, column string) bool {
			return row != "granted" || column == "natural_person" || column == "total"
		})
		s := applicationsIn(d)
		at := lineOf(s, "（一）予以公开")
		line := s[at]
		n := len(line)
		s[at] = append(slices.Clone(line[:n-7]), box{line[n-7].text, 1, 6}, line[n-1])
		return d.truth, grids(s)
	},
	"Traditional script": func() (truth, []*grid.Grid) {
		d := counted()
		return d.truth, grids(relabel(applicationsIn(d), map[string]string{"自然人": "自然人", "商业企业": "商業企業", "科研机构": "科研機構", "社会公益组织": "社會公益組織",
			"法律服务机构": "法律服務機構", "总计": "總計", "一、本年新收政府信息公开申请数量": "一、本年新收政府信息公開申請數量", "（七）总计": "（七）總計", "（一）予以公开": "（一）予以公開"}))
	},
}

// TestTablesAsPagesPrintThem lays the applications table with one quirk at a
// time: every cell must come out as it is printed, and no row is shifted.
func TestTablesAsPagesPrintThem(t *testing.T) {
	for name, make := range tableQuirks {
		t.Run(name, func(t *testing.T) {
			want, sheets := make()
			got := Lay(sheets)
			sameCells(t, got, want)
			noneShifted(t, got)
		})
	}
}

// drawnBlankNow leaves every fifth cell blank.
func drawnBlankNow() *drawing {
	n := 0
	return counted().blanked(func(_, _ string) bool { n++; return n%5 != 0 })
}

// leftByOne lets every data row begin one column further left than the header
// says: the labels take two columns.
func leftByOne(s [][]box) [][]box {
	for i := range s[3:] {
		line := s[3+i]
		at := len(line) - 8
		switch {
		case line[at].wide > 1:
			line[at].wide--
		case at > 0:
			line = slices.Delete(line, at-1, at) // the group's label is left out
		}
		s[3+i] = line
	}
	return s
}
