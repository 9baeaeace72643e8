package grid

import (
	"slices"
	"strings"
)

// stretch is what stands on one line between two uprights.
type stretch struct {
	from, to int // columns, to behind the last
	text     string
	rule     bool
}

// stretches parts a line at its uprights; nil where it does not begin and end
// with one.
func (c *canvas) stretches(row []rune) []stretch {
	last := len(c.at) - 1
	if !c.parted(row, 0) || !c.parted(row, last) {
		return nil
	}
	var out []stretch
	for from, to := 0, 1; to <= last; to++ {
		if !c.parted(row, to) {
			continue
		}
		text, rule := c.between(row, from, to)
		out = append(out, stretch{from, to, text, rule})
		from = to
	}
	return out
}

// tracing is a canvas being read from above.
type tracing struct {
	open  []*Cell // by column: the cell being read
	cells []*Cell
	row   int
	fresh bool    // the row has text
	lines [][]int // by row: its lines without a rule
}

// grid reads the cells; nil where lines do not meet.
func (c *canvas) grid() *Grid {
	t, ok := c.read()
	if !ok {
		return nil
	}
	if c.ruleRows(t) {
		if t, ok = c.read(); !ok {
			return nil
		}
	}
	rows := len(t.lines)
	g := &Grid{Rows: make([][]*Cell, rows)}
	for r := range g.Rows {
		g.Rows[r] = make([]*Cell, len(c.at)-1)
	}
	for _, cell := range t.cells {
		cell.Rows = min(cell.Rows, rows-cell.Row)
		cell.Text = strings.TrimSpace(cell.Text)
		for r := cell.Row; r < cell.Row+cell.Rows; r++ {
			for k := cell.Col; k < cell.Col+cell.Cols; k++ {
				g.Rows[r][k] = cell
			}
		}
	}
	return g
}

func (c *canvas) read() (t tracing, ok bool) {
	t.open = make([]*Cell, len(c.at)-1)
	for i, row := range c.rows {
		line := c.stretches(row)
		if line == nil || !t.take(line, i) {
			return t, false
		}
	}
	return t, len(t.lines) > 1
}

// take reads one line; false where text goes on with other uprights than the
// line before.
func (t *tracing) take(line []stretch, at int) bool {
	ruled := slices.ContainsFunc(line, func(s stretch) bool { return s.rule })
	if ruled && t.fresh {
		t.row, t.fresh = t.row+1, false
	}
	for _, s := range line {
		if s.rule {
			clear(t.open[s.from:s.to])
			continue
		}
		cell := t.open[s.from]
		if cell == nil {
			if slices.ContainsFunc(t.open[s.from:s.to], func(o *Cell) bool { return o != nil }) {
				return false
			}
			cell = &Cell{Row: t.row, Col: s.from, Cols: s.to - s.from, Rows: 1}
			t.cells = append(t.cells, cell)
			for k := s.from; k < s.to; k++ {
				t.open[k] = cell
			}
		}
		if cell.Col != s.from || cell.Cols != s.to-s.from {
			return false
		}
		cell.Rows = t.row - cell.Row + 1
		if text := strings.TrimSpace(s.text); text != "" {
			cell.Text += "\n" + text
		}
	}
	if !ruled {
		t.fresh = true
		for len(t.lines) <= t.row {
			t.lines = append(t.lines, nil)
		}
		t.lines[t.row] = append(t.lines[t.row], at)
	}
	return true
}

// ruleRows draws rules between the lines of rows that are several in one, as
// where only the header has one below it; false where there are none such.
func (c *canvas) ruleRows(t tracing) bool {
	var rows [][]rune
	done := 0
	for _, lines := range t.lines {
		if !c.several(lines) {
			continue
		}
		for _, at := range lines[1:] {
			rows = append(rows, c.rows[done:at]...)
			rows, done = append(rows, c.rule()), at
		}
	}
	if done == 0 {
		return false
	}
	c.rows = append(rows, c.rows[done:]...)
	return true
}

// several tells lines that are rows of their own: in two of them stand values,
// in each with a label beside them and room around them.
func (c *canvas) several(lines []int) bool {
	valued := 0
	for _, at := range lines {
		label, value := false, false
		for _, s := range c.stretches(c.rows[at]) {
			text := strings.TrimSpace(s.text)
			switch {
			case text == "":
			case !holdsValue(text):
				label = true
			case text == s.text && len(lines) > 1:
				return false // a number as wide as its cell may go on below
			default:
				value = true
			}
		}
		if value && !label {
			return false
		}
		if value {
			valued++
		}
	}
	return valued > 1
}

// rule is a line drawn across the whole table.
func (c *canvas) rule() []rune {
	level, crossing := '─', '┼'
	if c.plain {
		level, crossing = '-', '+'
	}
	row := slices.Repeat([]rune{level}, len(c.rows[0]))
	for _, x := range c.at {
		row[x] = crossing
	}
	return row
}
