package form

import (
	"slices"
	"testing"

	"nianbao/extract/grid"
)

// rowsOfReview draws the table with a row for each block.
func (d *drawing) rowsOfReview(outcomes []paperColumn) [][]box {
	head := []box{{"类型", 1, 2}}
	for _, c := range outcomes {
		head = append(head, text(c.label))
	}
	out := [][]box{head}
	for i, block := range reviewPaper {
		line := [][]box{{{block.label, 1, 2}}, {{"行政诉讼", 2, 1}, text(block.label)}, {text(block.label)}}[i]
		for _, c := range outcomes {
			line = append(line, text(d.cell(ReviewLitigation, block.key, c.key)))
		}
		out = append(out, line)
	}
	return out
}

func permuted() []paperColumn {
	o := outcomesPaper
	return []paperColumn{o[4], o[1], o[0], o[3], o[2]}
}

// reviewQuirks are review tables with one quirk each.
var reviewQuirks = map[string]func() (truth, []*grid.Grid){
	"a row for each block": func() (truth, []*grid.Grid) {
		d := counted()
		return d.truth, grids(d.rowsOfReview(outcomesPaper))
	},
	"a row for each block, columns permuted": func() (truth, []*grid.Grid) {
		d := drawnBlankNow()
		return d.truth, grids(d.rowsOfReview(permuted()))
	},
	"a row for each block, tabs": func() (truth, []*grid.Grid) {
		d := counted()
		return d.truth, []*grid.Grid{tabbed(drawn(d.rowsOfReview(permuted())))}
	},
	"columns permuted": func() (truth, []*grid.Grid) {
		d := drawnBlankNow()
		return d.truth, grids(d.review(permuted()))
	},
	"columns permuted, tabs": func() (truth, []*grid.Grid) {
		d := drawnBlankNow()
		return d.truth, []*grid.Grid{tabbed(drawn(d.review(permuted())))}
	},
	"columns permuted, packed": func() (truth, []*grid.Grid) {
		d := drawnBlankNow()
		return d.truth, []*grid.Grid{packed(d.review(permuted()))}
	},
	"labels cut": func() (truth, []*grid.Grid) {
		d := counted()
		return d.truth, grids(relabel(d.review(outcomesPaper), map[string]string{"结果维持": "结果", "结果纠正": "结果", "其他结果": "其他", "尚未审结": "尚未"}))
	},
	"labels cut, tabs": func() (truth, []*grid.Grid) {
		d := drawnBlankNow()
		s := relabel(d.review(outcomesPaper), map[string]string{"结果维持": "结果", "结果纠正": "结果", "其他结果": "其他", "尚未审结": "尚未"})
		return d.truth, []*grid.Grid{tabbed(drawn(s))}
	},
	"a label misspelt": func() (truth, []*grid.Grid) {
		d := counted()
		return d.truth, grids(relabel(d.review(permuted()), map[string]string{"结果纠正": "结果纠止"}))
	},
	"page break before the numbers": func() (truth, []*grid.Grid) {
		d := counted()
		s := d.review(permuted())
		return d.truth, grids(s[:3], s[3:])
	},
	"one table for reviews, one for suits": func() (truth, []*grid.Grid) {
		d := counted()
		s := d.review(outcomesPaper)
		first := [][]box{s[0][:1], s[1][:5], s[3][:5]}
		for i := range first[1] {
			first[1][i].down = 1
		}
		return d.truth, grids(first, [][]box{s[0][1:], s[1][5:], s[2], s[3][5:]})
	},
	"a note and a page number below": func() (truth, []*grid.Grid) {
		d := counted()
		s := d.review(outcomesPaper)
		return d.truth, grids(slices.Concat(s, [][]box{{{"注：本表数据截至年底", 1, 15}}, {{"-3-", 1, 15}}}))
	},
	"a note and a page number above": func() (truth, []*grid.Grid) {
		d := counted()
		s := d.review(outcomesPaper)
		return d.truth, grids(slices.Concat(s[:3], [][]box{{{"-3-", 1, 15}}}, s[3:]))
	},
	"a title in front of the numbers": func() (truth, []*grid.Grid) {
		d := drawnBlankNow()
		s := d.review(outcomesPaper)
		s[0] = append([]box{{"", 3, 1}}, s[0]...)
		s[3] = append([]box{text("数量")}, s[3]...)
		return d.truth, grids(s)
	},
	"suits before reviews": func() (truth, []*grid.Grid) {
		d := counted()
		return d.truth, grids(suitsFirst(d.review(outcomesPaper)))
	},
	"suits before reviews, tabs": func() (truth, []*grid.Grid) {
		d := counted()
		return d.truth, []*grid.Grid{tabbed(drawn(suitsFirst(d.review(outcomesPaper))))}
	},
	"blank": func() (truth, []*grid.Grid) {
		d := counted().blanked(func(string, string) bool { return false })
		return d.truth, grids(d.review(outcomesPaper))
	},
	"only totals": func() (truth, []*grid.Grid) {
		d := counted().blanked(func(_, column string) bool { return column == "total" })
		return d.truth, grids(d.review(outcomesPaper))
	},
}

func TestReviewTableAsPagesPrintIt(t *testing.T) {
	for name, make := range reviewQuirks {
		t.Run(name, func(t *testing.T) {
			want, sheets := make()
			sameCells(t, Lay(sheets), want)
		})
	}
}

// suitsFirst puts 行政诉讼 to the left of 行政复议.
func suitsFirst(s [][]box) [][]box {
	return [][]box{
		{s[0][1], s[0][0]},
		slices.Concat(s[1][5:], s[1][:5]),
		s[2],
		slices.Concat(s[3][5:], s[3][:5]),
	}
}

// TestReviewNumbersWithoutAPlaceAreNotRead holds rows back whose numbers could
// belong to more than one column.
func TestReviewNumbersWithoutAPlaceAreNotRead(t *testing.T) {
	head := []string{"行政复议", "", "", "", "", "行政诉讼", "", "", "", "", "", "", "", "", ""}
	blocks := []string{"结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "未经复议直接起诉", "", "", "", "", "复议后起诉", "", "", "", ""}
	leaves := []string{"", "", "", "", "", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计"}
	for name, row := range map[string][]string{
		"fourteen numbers": {"1", "2", "3", "4", "5", "6", "7", "8", "9", "1", "2", "3", "4", "5"},
		"sixteen numbers":  {"1", "2", "3", "4", "5", "6", "7", "8", "9", "1", "2", "3", "4", "5", "6", "7"},
		"three numbers":    {"1", "2", "3"},
	} {
		got := Lay([]*grid.Grid{raggedOf([][]string{head, blocks, leaves, row})})
		if n := got.Tables.ReviewLitigation.Numbers(); n > 0 {
			t.Errorf("%s: %d cells are read", name, n)
		}
	}
	mixed := []string{"结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "总计", "结果维持", "结果纠正", "其他结果", "尚未审结", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计"}
	numbers := []string{"1", "0", "0", "0", "1", "2", "1", "1", "0", "0", "0", "0", "0", "0", "0"}
	got := Lay([]*grid.Grid{raggedOf([][]string{head, {"", "", "", "", "", "未经复议直接起诉", "复议后起诉"}, mixed, numbers})})
	if n := got.Tables.ReviewLitigation.Numbers(); n > 0 {
		t.Errorf("blocks in different orders: %d cells are read", n)
	}
}

func TestGarbledReviewHeaderNeedsNumbersThatAddUp(t *testing.T) {
	head := []string{"维持", "纠正", "结果", "审结", "结果", "结果", "其他", "尚未", "结果", "结果", "其他", "尚未"}
	sound := []string{"1", "2", "0", "0", "3", "0", "0", "1", "0", "1", "0", "0", "0", "0", "0"}
	if n := Lay([]*grid.Grid{raggedOf([][]string{head, sound})}).Tables.ReviewLitigation.Numbers(); n != 15 {
		t.Errorf("%d of 15 numbers are read", n)
	}
	broken := slices.Clone(sound)
	broken[4] = "9"
	if n := Lay([]*grid.Grid{raggedOf([][]string{head, broken})}).Tables.ReviewLitigation.Numbers(); n != 0 {
		t.Errorf("%d numbers are read though they do not add up", n)
	}
}

// TestARowOfBlanksBelowNumbersIsARow holds the rows of a block apart from the
// header of the next.
func TestARowOfBlanksBelowNumbersIsARow(t *testing.T) {
	got := Lay([]*grid.Grid{exactOf([][]string{
		{"类别", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计"},
		{"行政复议", "1", "2", "3", "4", "10"},
		{"行政诉讼（未经复议直接起诉）", "", "", "", "", ""},
		{"行政诉讼（复议后起诉）", "", "", "", "", ""},
	})})
	for _, row := range []string{"litigation.direct", "litigation.after_review"} {
		r := got.Tables.ReviewLitigation.Row(row)
		if r == nil || len(r.Cells) != 5 {
			t.Fatalf("%s is %+v, want five blanks", row, r)
		}
		for _, c := range r.Cells {
			if c.Value != nil {
				t.Errorf("%s.%s = %v", row, c.Column, *c.Value)
			}
		}
	}
	if total := got.Tables.ReviewLitigation.Row("review").Get("total"); total == nil || *total != "10" {
		t.Errorf("review.total = %v", total)
	}
}
