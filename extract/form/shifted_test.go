package form

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/extract/grid"
)

// adding fills applications cells so that every total is right.
func adding() *drawing {
	n, sum := 0, 0
	return &drawing{truth{}, func(_, _, column string) figure {
		if column == "total" {
			f := num(sum)
			sum = 0
			return f
		}
		n++
		sum += n
		return num(n)
	}}
}

// TestRowOneColumnOffIsReadAndSaidSo moves the cells of single rows.
func TestRowOneColumnOffIsReadAndSaidSo(t *testing.T) {
	left := func(line []box) []box { // the label takes a column less
		at := len(line) - 8
		line[at].wide--
		return append(line, text(""))
	}
	for name, c := range map[string]struct {
		label, key string
		move       func(line []box) []box
		keep       func(row, column string) bool
	}{
		"left":                 {"（七）总计", "total", left, nil},
		"left, without a last": {"（七）总计", "total", func(l []box) []box { return left(l)[:len(l)] }, nil},
		"right": {"四、结转下年度继续办理", "carried_forward", func(line []box) []box {
			return slices.Insert(line, len(line)-7, text(""))
		}, nil},
		"left with blanks": {"（一）予以公开", "granted", left, func(row, column string) bool {
			return row != "granted" || column == "natural_person" || column == "total"
		}},
	} {
		t.Run(name, func(t *testing.T) {
			d := adding()
			if c.keep != nil {
				// blanks leave the sum of the row to what is printed
				n := 0
				d = &drawing{truth{}, func(_, row, column string) figure {
					switch {
					case !c.keep(row, column):
						return figure{"", "null", Blank}
					case column == "total" && row == c.key:
						return num(n)
					}
					n++
					return num(n)
				}}
			}
			s := applicationsIn(d)
			if c.keep != nil {
				at := lineOf(s, c.label)
				line := s[at]
				line[len(line)-1].text = line[len(line)-7].text
				d.truth.set(Applications, c.key, "total", d.truth[Applications][c.key]["natural_person"])
			}
			at := lineOf(s, c.label)
			s[at] = c.move(s[at])
			got := Lay(grids(s))
			sameCells(t, got, d.truth)
			if diff := cmp.Diff([]Place{{Applications, c.key, ""}}, got.Shifted); diff != "" {
				t.Errorf("rows said to be shifted: %s", diff)
			}
		})
	}
}

// TestRowThatFitsNowhereIsNullWithANote holds a row back that could be read in
// more than one way.
func TestRowThatFitsNowhereIsNullWithANote(t *testing.T) {
	d := adding()
	s := applicationsIn(d)
	at := lineOf(s, "（七）总计")
	line := s[at]
	n := len(line)
	// eight numbers behind the label: which one is too many?
	s[at] = append(line[:n-7:n-7], append([]box{text("5")}, line[n-7:]...)...)
	for _, c := range applicantsPaper {
		d.truth.set(Applications, "total", c.key, figure{"", "null", Text})
	}
	got := Lay(grids(s))
	sameCells(t, got, d.truth)
	noneShifted(t, got)
}

// TestRowsAreMovedByOneColumnAndWhereSumsHoldOnly moves a row two columns, or
// one whose sum would not hold there: what it says is not told.
func TestRowsAreMovedByOneColumnAndWhereSumsHoldOnly(t *testing.T) {
	for name, c := range map[string]struct {
		wide  int
		total string
	}{"two columns": {2, ""}, "a sum that fails": {1, "7"}} {
		t.Run(name, func(t *testing.T) {
			d := adding()
			s := applicationsIn(d)
			at := lineOf(s, "四、结转下年度继续办理")
			n := len(s[at])
			s[at][n-8].wide -= c.wide
			if c.total != "" {
				s[at][n-1].text = c.total
			}
			for _, column := range applicantsPaper {
				d.truth.set(Applications, "carried_forward", column.key, figure{"", "null", Text})
			}
			got := Lay(grids(s))
			sameCells(t, got, d.truth)
			noneShifted(t, got)
		})
	}
}

// TestTabbedRowsOneColumnOff does the same in flattened text: rows whose label
// takes fewer places begin further left anyway.
func TestTabbedRowsOneColumnOff(t *testing.T) {
	d := adding()
	g := tabbed(drawn(applicationsIn(d)))
	for r, row := range g.Rows {
		if row[1].Text == "（七）总计" {
			g.Rows[r] = slices.Delete(row, 2, 3)
		}
	}
	got := Lay([]*grid.Grid{g})
	sameCells(t, got, d.truth)
	if diff := cmp.Diff([]Place{{Applications, "total", ""}}, got.Shifted); diff != "" {
		t.Errorf("rows said to be shifted: %s", diff)
	}
}

// TestColumnsKeepTheirMeaningBehindAPageBreak holds a table whose columns
// stand in another order than the form's and goes on without a header.
func TestColumnsKeepTheirMeaningBehindAPageBreak(t *testing.T) {
	columns := slices.Clone(applicantsPaper)
	columns[1], columns[5] = columns[5], columns[1]
	columns = append([]paperColumn{columns[6]}, columns[:6]...)
	d := counted()
	s := d.applications(applicationsPaper, columns)
	at := lineOf(s, "（四）无法提供")
	rest := slices.Clone(s[at:])
	rest[0] = append([]box{{"", 12, 1}}, rest[0]...)
	sheets := grids(s[:at], rest)
	got := Lay(sheets)
	sameCells(t, got, d.truth)
	got = Lay([]*grid.Grid{tabbed(sheets[0]), tabbed(sheets[1])})
	sameCells(t, got, d.truth)
}

// TestHeaderWithAWordMisspelt holds that a column's name nobody knows is told
// by what is left, and never by the form's order where that is not the page's.
func TestHeaderWithAWordMisspelt(t *testing.T) {
	columns := slices.Clone(applicantsPaper)
	columns[1], columns[3] = columns[3], columns[1] // 社会公益组织 first
	d := counted()
	got := Lay(grids(relabel(d.applications(applicationsPaper, columns), map[string]string{"科研机构": "料研机枸"})))
	sameCells(t, got, d.truth)

	d = counted()
	got = Lay(grids(relabel(d.applications(applicationsPaper, columns), map[string]string{"科研机构": "料研机枸", "法律服务机构": "去聿服务"})))
	for _, r := range got.Tables.Applications {
		for _, c := range r.Cells {
			if c.Value != nil {
				t.Fatalf("%s, %s is read as %s though no one can tell the columns", r.Key, c.Column, *c.Value)
			}
		}
	}
}

// TestBlanksLostFromFlattenedTextAreNotGuessed lays tables whose cells are
// parted by spaces: a row with fewer numbers than the form says nothing of
// which are missing.
func TestBlanksLostFromFlattenedTextAreNotGuessed(t *testing.T) {
	g := raggedOf([][]string{
		{"信息内容", "本年制发件数", "本年废止件数", "现行有效件数"}, {"规章", "3", "5"}, {"行政规范性文件", "1", "2", "3"},
		{"自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"},
		{"一、本年新收政府信息公开申请数量", "1", "2", "3", "4", "5", "6", "21"},
		{"二、上年结转政府信息公开申请数量", "1", "2", "3", "4", "5"},
		{"（七）总计", "1", "2", "3", "4", "5", "6", "21"},
	})
	want := truth{}
	for i, c := range disclosurePaper2021[0].columns {
		want.set(Disclosure, "regulations", c.key, figure{"", "null", Text})
		want.set(Disclosure, "normative_documents", c.key, num(i+1))
	}
	for i, c := range applicantsPaper {
		f := num(i + 1)
		if c.key == "total" {
			f = num(21)
		}
		want.set(Applications, "new_received", c.key, f)
		want.set(Applications, "total", c.key, f)
		want.set(Applications, "carried_over", c.key, figure{"", "null", Text})
	}
	sameCells(t, Lay([]*grid.Grid{g}), want)
}

// TestHeadersRunTogetherAreReadInTheirOrder lays text in which the cells of a
// header lost what parted them.
func TestHeadersRunTogetherAreReadInTheirOrder(t *testing.T) {
	got := Lay([]*grid.Grid{raggedOf([][]string{
		{"信息内容现行有效件数本年制发件数本年废止件数"}, {"规章", "7", "8", "9"},
		{"自然人", "法人或其他组织", "总计"}, {"科研机构商业企业社会公益组织法律服务机构其他"},
		{"一、本年新收政府信息公开申请数量", "1", "2", "3", "4", "5", "6", "21"},
	})})
	want := truth{}
	for i, key := range []string{"in_force", "issued", "repealed"} {
		want.set(Disclosure, "regulations", key, num(7+i))
	}
	for i, key := range []string{"natural_person", "research", "commercial", "nonprofit", "legal_service", "other"} {
		want.set(Applications, "new_received", key, num(1+i))
	}
	want.set(Applications, "new_received", "total", num(21))
	sameCells(t, got, want)
}

// TestDisclosureRowsAreMovedByOneColumnOnly moves a row of the disclosure table
// one column to the right, and two.
func TestDisclosureRowsAreMovedByOneColumnOnly(t *testing.T) {
	for by, shifted := range map[int][]Place{1: {{Disclosure, "regulations", ""}}, 2: nil} {
		d := counted()
		s := d.disclosure(disclosurePaper2021[:1])
		at := lineOf(s, "规章")
		s[at] = slices.Insert(s[at], 1, slices.Repeat([]box{text("")}, by)...)
		if shifted == nil {
			for _, c := range disclosurePaper2021[0].columns {
				d.truth.set(Disclosure, "regulations", c.key, figure{"", "null", Text})
			}
		}
		got := Lay(grids(s))
		sameCells(t, got, d.truth)
		if diff := cmp.Diff(shifted, got.Shifted); diff != "" {
			t.Errorf("rows moved by %d and said to be shifted: %s", by, diff)
		}
	}
}
