package grid

import (
	"cmp"
	"math"
	"slices"
)

// assembly puts a labelled table together.
type assembly struct {
	columns  []column
	spanning []*piece
	cells    []*labelCell
	seats    map[*valueRow]*labelCell // labels of rows that are known already; nil for none
	rows     []*bodyRow
}

// bodyRow is a row of the table: its label, and what stands in its columns.
type bodyRow struct {
	label  *labelCell // nil where none can be told
	groups []*labelCell
	values []*valueRow
	extra  [][]*piece // by column: text that is no value of its own
	doubt  bool       // its values cannot be placed
}

func (r *bodyRow) middle() float64 {
	if len(r.values) > 0 {
		return r.values[0].middle
	}
	return r.label.middle()
}

// seat gives each row of values its label: the one whose lines it stands
// beside, and of several the rightmost, since the others are groups. Two rows
// of values with one label are one row.
func (a *assembly) seat(rows []*valueRow) {
	if a.seats == nil {
		a.tellGroups()
	}
	by := map[*labelCell]*bodyRow{}
	for _, v := range rows {
		label := a.labelOf(v)
		if r := by[label]; r != nil && label != nil {
			r.values = append(r.values, v)
			continue
		}
		r := &bodyRow{label: label, values: []*valueRow{v}}
		by[label] = r
		a.rows = append(a.rows, r)
	}
	taken := map[*labelCell]bool{}
	for _, r := range a.rows {
		taken[r.label] = true
	}
	for _, c := range a.cells {
		if !taken[c] && !c.group {
			a.rows = append(a.rows, &bodyRow{label: c})
		}
	}
	slices.SortStableFunc(a.rows, func(x, y *bodyRow) int { return cmp.Compare(x.middle(), y.middle()) })
	a.seatGroups()
	a.poison()
}

// tellGroups finds the labels that only hold others: another label stands
// right of them at the same height, or one just above and one just below.
func (a *assembly) tellGroups() {
	for _, c := range a.cells {
		above, below := false, false
		for _, d := range a.cells {
			if !d.right(c) {
				continue
			}
			near := 1.2 * c.size
			above = above || d.middle() < c.middle() && d.y1 > c.y0-near
			below = below || d.middle() > c.middle() && d.y0 < c.y1+near
			c.group = c.group || d.y0 < c.y1-0.2*c.size && d.y1 > c.y0+0.2*c.size
		}
		c.group = c.group || above && below
	}
}

// labelOf is the label a row of values stands beside; nil where there is none
// or two are as near.
func (a *assembly) labelOf(v *valueRow) *labelCell {
	if c, known := a.seats[v]; known {
		return c
	}
	for _, tolerance := range []float64{0, 0.25, 0.7} {
		var best, second *labelCell
		distance := func(c *labelCell) float64 {
			return min(math.Abs(c.middle()-v.middle), math.Abs(c.lines[0].middle()-v.middle))
		}
		for _, c := range a.cells {
			if c.group || !c.holds(v.middle, tolerance*v.size) {
				continue
			}
			switch {
			case best == nil || distance(c) < distance(best):
				best, second = c, best
			case second == nil || distance(c) < distance(second):
				second = c
			}
		}
		if best == nil {
			continue
		}
		if second != nil && distance(second)-distance(best) < 0.2*v.size {
			return nil
		}
		return best
	}
	return nil
}

// seatGroups puts each group's label in the row nearest to its middle among
// those whose own label stands right of it.
func (a *assembly) seatGroups() {
	for _, c := range a.cells {
		if !c.group {
			continue
		}
		var best *bodyRow
		for _, r := range a.rows {
			if r.label == nil || !r.label.right(c) {
				continue
			}
			if best == nil || math.Abs(r.label.middle()-c.middle()) < math.Abs(best.label.middle()-c.middle()) {
				best = r
			}
		}
		if best != nil {
			best.groups = append(best.groups, c)
		}
	}
}

// poison marks the rows next to values without a label, where they stand as
// near as the lines of one cell: the values may be a part of theirs.
func (a *assembly) poison() {
	for i, r := range a.rows {
		if r.label != nil || len(r.values) == 0 {
			continue
		}
		for _, j := range []int{i - 1, i + 1} {
			if j >= 0 && j < len(a.rows) && math.Abs(a.rows[j].middle()-r.middle()) < 1.9*r.values[0].size {
				a.rows[j].values = append(a.rows[j].values, r.values...)
				a.rows[j].doubt = a.rows[j].doubt || len(r.values[0].values) >= len(a.columns)
			}
		}
	}
}

// tails puts text among the values to the cell it goes on from: in the nearest
// row, no further off than reach letters.
func (a *assembly) tails(rest []*piece, reach float64) {
	for _, p := range rest {
		i, n := under(a.columns, p.box)
		var best *bodyRow
		nearest := reach * p.size()
		for _, r := range a.rows {
			for _, v := range r.values {
				if d := math.Abs(v.middle - p.middle()); d < nearest {
					best, nearest = r, d
				}
			}
		}
		switch {
		case best == nil:
		case n != 1:
			best.doubt = true
		default:
			if best.extra == nil {
				best.extra = make([][]*piece, len(a.columns))
			}
			best.extra[i] = append(best.extra[i], p)
		}
	}
}
