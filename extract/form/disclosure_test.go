package form

import (
	"slices"
	"testing"

	"nianbao/extract/grid"
)

// disclosureQuirks are disclosure tables with one quirk each.
var disclosureQuirks = map[string]func() (truth, []*grid.Grid){
	"no captions": func() (truth, []*grid.Grid) {
		d := counted()
		s := slices.DeleteFunc(d.disclosure(disclosurePaper2019), func(line []box) bool { return captioned(bare(line[0].text)) })
		return d.truth, grids(s)
	},
	"no captions, tabs": func() (truth, []*grid.Grid) {
		d := counted()
		s := slices.DeleteFunc(d.disclosure(disclosurePaper2019), func(line []box) bool { return captioned(bare(line[0].text)) })
		return d.truth, []*grid.Grid{tabbed(drawn(s))}
	},
	"captions with spaces and narrow brackets": func() (truth, []*grid.Grid) {
		d := counted()
		return d.truth, grids(relabel(d.disclosure(disclosurePaper2021), map[string]string{
			"第二十条第（一）项": "第二十条  第(一)项", "现行有效件数": "现行有效件数(历史累计)", "行政规范性文件": "规范性\n文件"}))
	},
	"columns permuted": func() (truth, []*grid.Grid) {
		d := counted()
		bands := slices.Clone(disclosurePaper2021)
		bands[0].columns = []paperColumn{bands[0].columns[2], bands[0].columns[0], bands[0].columns[1]}
		return d.truth, grids(d.disclosure(bands))
	},
	"a grid for each sub-table": func() (truth, []*grid.Grid) {
		d := counted()
		var out []*grid.Grid
		for _, b := range disclosurePaper2019 {
			out = append(out, drawn(d.disclosure([]bandPaper{b})))
		}
		return d.truth, out
	},
	"sub-tables sideways below their captions": func() (truth, []*grid.Grid) {
		d := counted()
		var out [][]box
		for _, b := range disclosurePaper2021 {
			s := turned(d.disclosure([]bandPaper{b})[1:])
			out = append(append(out, []box{{b.caption, 1, 3}}), s...)
		}
		return d.truth, grids(out)
	},
	"one header over all":         func() (truth, []*grid.Grid) { d := counted(); return d.truth, grids(matrix(d)) },
	"one header over all, tabs":   func() (truth, []*grid.Grid) { d := counted(); return d.truth, []*grid.Grid{tabbed(drawn(matrix(d)))} },
	"one header over all, turned": func() (truth, []*grid.Grid) { d := counted(); return d.truth, grids(turned(matrix(d))) },
	"page break behind a header": func() (truth, []*grid.Grid) {
		d := counted()
		s := d.disclosure(disclosurePaper2021)
		return d.truth, grids(s[:3], s[3:])
	},
	"remarks": func() (truth, []*grid.Grid) {
		d := drawnBlankNow()
		s := d.disclosure(disclosurePaper2021)
		for i := range s {
			s[i] = append(s[i], text([]string{"备注", "3"}[min(i%4/2, 1)]))
		}
		for i, line := range s {
			last := len(line) - 1
			switch {
			case captioned(bare(line[0].text)):
				s[i] = line[:last]
			case line[0].text == "信息内容":
				line[last].text = "备注"
			default:
				line[last].text = []string{"88", "含历史", ""}[i%3]
			}
		}
		return d.truth, grids(s)
	},
	"amounts in 元": func() (truth, []*grid.Grid) {
		d := counted()
		s := relabel(d.disclosure(disclosurePaper2021), map[string]string{"本年收费金额（单位：万元）": "本年收费金额（单位：元）"})
		at := lineOf(s, "行政事业性收费")
		s[at][1].text = "251000"
		d.truth.set(Disclosure, "fees", "amount_wan", figure{"251000", "25.1", Unit})
		return d.truth, grids(s)
	},
	"merged cells swallow the next": func() (truth, []*grid.Grid) {
		d := counted().blanked(func(row, column string) bool { return row != "regulations" || column != "repealed" })
		s := d.disclosure(disclosurePaper2021)
		at := lineOf(s, "规章")
		s[at] = []box{s[at][0], {s[at][1].text, 1, 2}, s[at][3]}
		return d.truth, grids(s)
	},
	"text in cells": func() (truth, []*grid.Grid) {
		d := counted()
		s := d.disclosure(disclosurePaper2021)
		s[lineOf(s, "行政处罚")][1].text = "详见公示"
		d.truth.set(Disclosure, "penalties", "decisions", figure{"", "null", Text})
		return d.truth, grids(s)
	},
}

func TestDisclosureAsPagesPrintIt(t *testing.T) {
	for name, make := range disclosureQuirks {
		t.Run(name, func(t *testing.T) {
			want, sheets := make()
			got := Lay(sheets)
			sameCells(t, got, want)
			noneShifted(t, got)
		})
	}
}

// TestRowUnderAnothersHeaderIsNotRead holds that a row is read only where the
// header says what the form gives it.
func TestRowUnderAnothersHeaderIsNotRead(t *testing.T) {
	for name, rows := range map[string][][]string{
		"own columns":                   {{"事项", "受理量", "办结量"}, {"行政许可", "120", "118"}, {"行政处罚", "7", "7"}},
		"own columns behind the form's": {{"信息内容", "本年处理决定数量"}, {"行政强制", "0"}, {"事项", "受理量"}, {"行政许可", "120"}},
		"another sub-table's":           {{"信息内容", "本年处理决定数量"}, {"规章", "3"}, {"行政事业性收费", "9"}},
		"no header":                     {{"行政许可", "120"}, {"行政处罚", "7"}},
		"two columns of one name":       {{"信息内容", "本年处理决定数量", "本年处理决定数量"}, {"行政许可", "1", "2"}},
	} {
		for _, ragged := range []bool{true, false} {
			g := raggedOf(rows)
			g.Ragged = ragged
			got := Lay([]*grid.Grid{g})
			for key := range readings(got) {
				if key != "disclosure|coercion|decisions" {
					t.Errorf("%s: %s is read", name, key)
				}
			}
			if name == "own columns" && got.Statutory[0] {
				t.Error("a table of its own is told to be statutory")
			}
		}
	}
	d := counted()
	first := drawn(d.disclosure(disclosurePaper2021[:1]))
	local := raggedOf([][]string{{"项目", "数量"}, {"行政许可", "120"}})
	local.Ragged = false
	sameCells(t, Lay([]*grid.Grid{first, local}), d.truth)
}

func TestTabbedRowWithBlanksIsReadByItsPlaces(t *testing.T) {
	g := raggedOf([][]string{
		{"信息内容", "上一年项目数量", "本年增/减", "", "处理决定数量"},
		{"行政许可", "3", "", "", "22"},
		{"行政处罚", "", "+1", "", "4"},
		{"行政强制", "5", "", "", "", "9"},
	})
	want := truth{}
	for row, cells := range map[string][3]figure{
		"licensing": {num(3), {"", "null", Blank}, num(22)},
		"penalties": {{"", "null", Blank}, {"+1", "1", Signed}, num(4)},
		"coercion":  {num(5), {"", "null", Blank}, num(9)},
	} {
		for i, c := range change {
			want.set(Disclosure, row, c.key, cells[i])
		}
	}
	for _, c := range change { // one place too many: which one?
		want.set(Disclosure, "coercion", c.key, figure{"", "null", Text})
	}
	sameCells(t, Lay([]*grid.Grid{g}), want)
}

// matrix draws the table of 2021 with a row for each subject and a column for
// each count any of them has.
func matrix(d *drawing) [][]box {
	head := []box{text("信息内容")}
	var keys []string
	for _, b := range disclosurePaper2021 {
		for _, c := range b.columns {
			if !slices.Contains(keys, c.key) {
				head, keys = append(head, text(c.label)), append(keys, c.key)
			}
		}
	}
	out := [][]box{head}
	for _, b := range disclosurePaper2021 {
		for _, r := range b.rows {
			line := []box{text(r.label)}
			for i, key := range keys {
				has := slices.ContainsFunc(b.columns, func(c paperColumn) bool { return c.key == key })
				switch {
				case has:
					line = append(line, text(d.cell(Disclosure, r.key, key)))
				default:
					line = append(line, text([]string{"/", ""}[i%2]))
				}
			}
			out = append(out, line)
		}
	}
	return out
}
