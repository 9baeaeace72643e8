package form

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nianbao/extract/grid"
)

// figure is what a cell prints and what must be read there.
type figure struct {
	text, value string
	state       State
}

func num(n int) figure { s := fmt.Sprint(n); return figure{s, s, Plain} }

// truth is what a document's tables hold: table, row, column.
type truth map[string]map[string]map[string]figure

func (d truth) set(table, row, column string, f figure) {
	if d[table] == nil {
		d[table] = map[string]map[string]figure{}
	}
	if d[table][row] == nil {
		d[table][row] = map[string]figure{}
	}
	d[table][row][column] = f
}

// drawing makes the rows of a table, taking figures from a truth.
type drawing struct {
	truth truth
	fill  func(table, row, column string) figure
}

// counted fills cells with numbers that are all different.
func counted() *drawing {
	n := 0
	return &drawing{truth{}, func(_, _, _ string) figure { n++; return num(n) }}
}

// drawnFrom fills cells by dice: mostly numbers, some blank, some odd.
func drawnFrom(dice *rand.Rand) *drawing {
	odd := []figure{{"", "null", Blank}, {"/", "null", Dash}, {"—", "null", Dash}, {"3（其中1件）", "3", Annotated}, {"+4", "4", Signed},
		{"６", "6", Plain}, {"1,204", "1204", Plain}, {"5件", "5", Unit}, {"详见说明", "null", Text}, {"1\n2", "null", Text}, {"约5", "null", Text}}
	return &drawing{truth{}, func(_, _, _ string) figure {
		if dice.IntN(12) == 0 {
			return odd[dice.IntN(len(odd))]
		}
		return num(dice.IntN(900))
	}}
}

func (d *drawing) cell(table, row, column string) string {
	f := d.fill(table, row, column)
	if f.text == "5件" && column == "amount_wan" {
		f.value, f.state = "null", Text // pieces are no money
	}
	d.truth.set(table, row, column, f)
	return f.text
}

// applications draws the table; columns may stand in any order that keeps the
// five kinds of organisations together.
func (d *drawing) applications(rows []paperRow, columns []paperColumn) [][]box {
	out := applicationsHeader(columns)
	for i, r := range rows {
		var line []box
		if r.top != "" && (i == 0 || rows[i-1].top != r.top) {
			line = append(line, box{r.top, run(rows[i:], func(o paperRow) bool { return o.top == r.top }), 1})
		}
		switch {
		case r.group != "":
			if i == 0 || rows[i-1].group != r.group {
				line = append(line, box{r.group, run(rows[i:], func(o paperRow) bool { return o.group == r.group }), 1})
			}
			line = append(line, text(r.label))
		case r.top != "":
			line = append(line, box{r.label, 1, 2})
		default:
			line = append(line, box{r.label, 1, 3})
		}
		for _, c := range columns {
			line = append(line, text(d.cell(Applications, r.key, c.key)))
		}
		out = append(out, line)
	}
	return out
}

func applicationsHeader(columns []paperColumn) [][]box {
	upper, lower := []box{}, []box{}
	organisations := false
	for _, c := range columns {
		switch {
		case c.key == "natural_person" || c.key == "total":
			upper = append(upper, box{c.label, 2, 1})
			continue
		case !organisations:
			organisations = true
			upper = append(upper, box{"法人或其他组织", 1, 5})
		}
		lower = append(lower, text(c.label))
	}
	return [][]box{{{cornered, 3, 3}, {"申请人情况", 1, 7}}, upper, lower}
}

// run counts the rows at the front that belong together.
func run(rows []paperRow, same func(paperRow) bool) int {
	n := 0
	for n < len(rows) && same(rows[n]) {
		n++
	}
	return n
}

func (d *drawing) disclosure(bands []bandPaper) [][]box {
	var out [][]box
	for _, b := range bands {
		width := 1
		head := []box{text("信息内容")}
		for i, c := range b.columns {
			head = append(head, box{c.label, 1, b.spans[i]})
			width += b.spans[i]
		}
		out = append(out, []box{{b.caption, 1, width}}, head)
		for _, r := range b.rows {
			line := []box{text(r.label)}
			for i, c := range b.columns {
				line = append(line, box{d.cell(Disclosure, r.key, c.key), 1, b.spans[i]})
			}
			out = append(out, line)
		}
	}
	return out
}

// review draws the third table with the outcomes of each block in the order
// given.
func (d *drawing) review(outcomes []paperColumn) [][]box {
	top := []box{{"行政复议", 1, 5}, {"行政诉讼", 1, 10}}
	middle, lower, values := []box{}, []box{}, []box{}
	for _, c := range outcomes {
		middle = append(middle, box{c.label, 2, 1})
	}
	middle = append(middle, box{reviewPaper[1].label, 1, 5}, box{reviewPaper[2].label, 1, 5})
	for range 2 {
		for _, c := range outcomes {
			lower = append(lower, text(c.label))
		}
	}
	for _, block := range reviewPaper {
		for _, c := range outcomes {
			values = append(values, text(d.cell(ReviewLitigation, block.key, c.key)))
		}
	}
	return [][]box{top, middle, lower, values}
}

// reading is a cell as read, or as it must be.
type reading struct {
	Value string
	State State
}

func wanted(d truth) map[string]reading {
	out := map[string]reading{}
	for table, rows := range d {
		for row, cells := range rows {
			for column, f := range cells {
				out[table+"|"+row+"|"+column] = reading{f.value, f.state}
			}
		}
	}
	return out
}

func readings(l Laid) map[string]reading {
	out := map[string]reading{}
	for _, named := range l.Tables.All() {
		for _, r := range named.Table {
			for _, c := range r.Cells {
				out[named.Name+"|"+r.Key+"|"+c.Column] = reading{shown(c.Value), Plain}
			}
		}
	}
	for _, n := range l.Notes {
		key := n.Table + "|" + n.Row + "|" + n.Column
		out[key] = reading{out[key].Value, n.State}
	}
	return out
}

// sameCells compares every cell that is read with every cell that is there.
func sameCells(t *testing.T, got Laid, want truth) {
	t.Helper()
	if diff := cmp.Diff(wanted(want), readings(got), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("cells as printed (-) and as read (+):\n%s", diff)
	}
}

// inContractOrder holds rows and cells against the order of the contract.
func inContractOrder(t *testing.T, got Laid) {
	t.Helper()
	var rows []string
	for _, r := range applicationsPaper {
		rows = append(rows, r.key)
	}
	last := -1
	for _, r := range got.Tables.Applications {
		at := slices.Index(rows, r.Key)
		if r.Key == "other" {
			at = slices.Index(rows, "other.other")
		}
		if at <= last {
			t.Errorf("row %s is out of order", r.Key)
		}
		last = at
		for i, c := range r.Cells {
			if c.Column != applicantsPaper[i].key {
				t.Errorf("column %s of %s is out of order", c.Column, r.Key)
			}
		}
	}
	for _, r := range got.Tables.Disclosure {
		for _, b := range slices.Concat(disclosurePaper2019, disclosurePaper2021) {
			if len(b.columns) != len(r.Cells) || b.columns[0].key != r.Cells[0].Column {
				continue
			}
			for i, c := range r.Cells {
				if c.Column != b.columns[i].key {
					t.Errorf("column %s of %s is out of order", c.Column, r.Key)
				}
			}
		}
	}
}

func noneShifted(t *testing.T, got Laid) {
	t.Helper()
	if len(got.Shifted) > 0 {
		t.Errorf("rows said to be shifted that are not: %v", got.Shifted)
	}
}

// shuffledRows changes the order of the top rows, of the groups, and of the
// rows in each; a group stays together.
func shuffledRows(dice *rand.Rand, rows []paperRow) []paperRow {
	var blocks [][]paperRow
	for _, r := range rows {
		last := len(blocks) - 1
		if r.group != "" && last >= 0 && blocks[last][0].group == r.group {
			blocks[last] = append(blocks[last], r)
			continue
		}
		blocks = append(blocks, []paperRow{r})
	}
	inside := slices.IndexFunc(blocks, func(b []paperRow) bool { return b[0].top != "" })
	end := inside
	for end < len(blocks) && blocks[end][0].top != "" {
		end++
	}
	middle := blocks[inside:end]
	dice.Shuffle(len(middle), func(i, j int) { middle[i], middle[j] = middle[j], middle[i] })
	var out []paperRow
	for _, b := range blocks {
		dice.Shuffle(len(b), func(i, j int) { b[i], b[j] = b[j], b[i] })
		out = append(out, b...)
	}
	return out
}

// shuffledColumns changes the order of the organisations, and may put the
// total first.
func shuffledColumns(dice *rand.Rand) []paperColumn {
	c := slices.Clone(applicantsPaper)
	dice.Shuffle(5, func(i, j int) { c[i+1], c[j+1] = c[j+1], c[i+1] })
	if dice.IntN(2) == 0 {
		c = append([]paperColumn{c[6]}, c[:6]...)
	}
	return c
}

func grids(sheets ...[][]box) []*grid.Grid {
	var out []*grid.Grid
	for _, s := range sheets {
		out = append(out, drawn(s))
	}
	return out
}
