package grid

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// joins tells whether a ruled table goes on in one at the head of the next
// page: between the same sides.
func (t *lattice) joins(next *lattice) bool {
	near := func(a, b float64) bool { return math.Abs(a-b) <= joint }
	return next.page == t.page+1 && near(t.edges[0], next.edges[0]) && near(t.edges[len(t.edges)-1], next.edges[len(next.edges)-1])
}

// join adds the table on the next page. A row the page break cut is one again:
// its rest, below the break, has no numbers where the row has them above, or
// the other way round, and begins no label. So is a cell that spans rows on
// both sides.
func (t *lattice) join(next *lattice) {
	next.behead(t)
	cut := t.cutRow(next)
	heads := !cut && t.cutHeads(next)
	above := map[[2]int]int{} // cells that end at the break, by their edges
	for i, c := range t.cells {
		if c.row+c.rows == t.rows {
			above[c.sides()] = i
		}
	}
	shift := t.rows
	if cut {
		shift--
	}
	fresh := false // a row of its own has begun, left of the cell
	for _, c := range next.cells {
		i, there := above[c.sides()]
		top := c.row == 0
		c.row += shift
		if top && there && (cut || heads || !(fresh && c.text == "") && t.cells[i].goesOn(c)) {
			up := &t.cells[i]
			up.text += c.text
			up.rows = max(up.rows, c.row+c.rows-up.row)
			continue
		}
		fresh = fresh || top && (isValue(c.text) || ordered.MatchString(c.text))
		t.cells = append(t.cells, c)
	}
	t.rows = shift + next.rows
	t.page = next.page
	t.edges = places(append(asStrokes(t.edges), asStrokes(next.edges)...), nil)
}

func asStrokes(places []float64) []hairline {
	out := make([]hairline, len(places))
	for i, x := range places {
		out[i].at = x
	}
	return out
}

// sides are a cell's edges, rounded so that those of one column agree.
func (c *latticeCell) sides() [2]int {
	return [2]int{int(math.Round(c.x0 / joint)), int(math.Round(c.x1 / joint))}
}

// goesOn tells whether a cell above the break goes on in one below it.
func (c *latticeCell) goesOn(below latticeCell) bool {
	if c.rows == 1 && below.rows == 1 || isValue(c.text) || isValue(below.text) {
		return false
	}
	return below.text == "" || !ordered.MatchString(below.text)
}

// cutRow tells whether the break cut the last row: each of its cells goes on
// in one below; none has a value beside another text; only one of the two rows
// has values, or neither has and several cells go on, as where a header is cut;
// and what is below begins no row of its own.
func (t *lattice) cutRow(next *lattice) bool {
	above := map[[2]int]*latticeCell{}
	valued, label := [2]bool{}, ""
	for i := range t.cells {
		if c := &t.cells[i]; c.row+c.rows == t.rows {
			above[c.sides()] = c
			valued[0] = valued[0] || isValue(c.text)
			if c.rows == 1 && !isValue(c.text) {
				label += c.text
			}
		}
	}
	rest, pairs := "", 0
	for i := range next.cells {
		c := &next.cells[i]
		if c.row != 0 {
			continue
		}
		up := above[c.sides()]
		switch {
		case up == nil, up.text != "" && c.text != "" && (isValue(up.text) || isValue(c.text)):
			return false
		case isValue(c.text):
			valued[1] = true
		case c.rows == 1:
			rest += c.text
			if up.rows == 1 && up.text != "" && c.text != "" {
				pairs++
			}
			if ordered.MatchString(c.text) {
				return false
			}
		}
	}
	if !valued[0] && !valued[1] {
		return pairs > 1
	}
	return valued[0] != valued[1] && label != "" && (rest != "" || valued[1])
}

// behead takes off the rows at the head of a table that are those of the page
// before: its header, said again.
func (t *lattice) behead(before *lattice) {
	again := 0
	for rows := 1; rows < t.rows && rows < before.rows; rows++ {
		a, whole := t.head(rows)
		b, _ := before.head(rows)
		if !whole {
			continue // a cell goes on below
		}
		if len(a) == 0 || !slices.Equal(a, b) {
			break
		}
		again = rows
	}
	if again == 0 {
		return
	}
	t.cells = slices.DeleteFunc(t.cells, func(c latticeCell) bool { return c.row < again })
	for i := range t.cells {
		t.cells[i].row -= again
	}
	t.rows -= again
}

// headCell is what two cells of a header have in common where one is the other
// said again.
type headCell struct {
	sides     [2]int
	row, rows int
	text      string
}

// head lists the cells of the first rows; whole is false where one goes on
// below them. A row of blanks or with a number is no header: then there are
// none.
func (t *lattice) head(rows int) (cells []headCell, whole bool) {
	filled := make([]bool, rows)
	for i := range t.cells {
		c := &t.cells[i]
		if c.row >= rows {
			continue
		}
		if c.row+c.rows > rows {
			return nil, false
		}
		if isValue(c.text) {
			return nil, true
		}
		for r := c.row; r < c.row+c.rows; r++ {
			filled[r] = filled[r] || c.text != ""
		}
		cells = append(cells, headCell{c.sides(), c.row, c.rows, c.text})
	}
	if slices.Contains(filled, false) {
		return nil, true
	}
	return cells, true
}

// cutHeads tells whether the break cut headers that span two rows, beside one
// whose columns are named below it: no row has a value, several headers have
// text on both sides, and one above stands over several below.
func (t *lattice) cutHeads(next *lattice) bool {
	var last, first []latticeCell
	for _, c := range t.cells {
		if c.row+c.rows == t.rows {
			last = append(last, c)
		}
	}
	for _, c := range next.cells {
		if c.row == 0 {
			first = append(first, c)
		}
	}
	pairs, over := 0, false
	for _, up := range last {
		below := 0
		for _, c := range first {
			switch {
			case isValue(up.text) || isValue(c.text):
				return false
			case c.sides() == up.sides() && c.text != "" && up.text != "":
				pairs++
			case c.x0 > up.x0-joint && c.x1 < up.x1+joint && c.text != "":
				below++
			}
		}
		over = over || below > 1
	}
	return pairs > 1 && over
}

// blocks is the table as a grid, or what stands in a few boxes as text.
func (t *lattice) blocks() (out []Block) {
	if !t.slight() {
		return []Block{{Grid: t.grid()}}
	}
	for _, c := range t.cells {
		for line := range strings.SplitSeq(c.text, "\n") {
			if line != "" {
				out = append(out, Block{Text: line})
			}
		}
	}
	return out
}

// slight tells a few boxes, which may be no table.
func (t *lattice) slight() bool {
	filled := 0
	for _, c := range t.cells {
		if c.text != "" {
			filled++
		}
	}
	return filled < 3 || len(t.cells) < 4
}

// grid makes a grid of the table.
func (t *lattice) grid() *Grid {
	rows := make([][]spanned, t.rows)
	cells := slices.Clone(t.cells)
	slices.SortStableFunc(cells, func(a, b latticeCell) int { return cmp.Or(a.row-b.row, cmp.Compare(a.x0, b.x0)) })
	for _, c := range cells {
		from, to := nearestEdge(t.edges, c.x0), nearestEdge(t.edges, c.x1)
		rows[c.row] = append(rows[c.row], spanned{c.text, c.rows, max(1, to-from)})
	}
	return resolve(rows, new(int))
}

// nearestEdge is the number of the place nearest to a point.
func nearestEdge(places []float64, point float64) int {
	best := 0
	for i, x := range places {
		if math.Abs(x-point) < math.Abs(places[best]-point) {
			best = i
		}
	}
	return best
}
