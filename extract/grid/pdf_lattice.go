package grid

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// A lattice is a table whose cells are ruled: what lies between the lines is a
// cell, whatever stands in it and wherever.

// latticeCell is a cell of a ruled table.
type latticeCell struct {
	text      string
	x0, x1    float64 // its edges
	row, rows int
	words     []box
}

// lattice is a ruled table on one page.
type lattice struct {
	page  int
	y0    float64 // of its first line
	x0    float64
	edges []float64 // upright lines, from left to right
	rows  int
	cells []latticeCell
}

// Limits of one lattice.
const maxLattice = 20_000 // rows × columns

// latticesOf finds the ruled tables of a page, and takes their words off it.
func latticesOf(s *sheet, page int) []lattice {
	level, upright := s.ruled()
	if len(level) < 2 || len(upright) < 2 {
		return nil
	}
	var out []lattice
	for _, group := range withSides(meeting(level, upright)) {
		if t, inside, ok := latticeOf(group.level, group.upright, s.boxes); ok {
			t.page = page
			s.boxes = slices.DeleteFunc(slices.Clone(s.boxes), func(b box) bool { return inside(b) })
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b lattice) int { return cmp.Compare(a.y0, b.y0) })
	return out
}

// meetingLines are lines that meet each other.
type meetingLines struct{ level, upright []hairline }

// meeting groups lines that cross or touch, by way of others too.
func meeting(level, upright []hairline) []meetingLines {
	group := make([]int, len(level)+len(upright))
	for i := range group {
		group[i] = i
	}
	root := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]]
			i = group[i]
		}
		return i
	}
	for i, h := range level {
		for j, v := range upright {
			if v.at >= h.from-joint && v.at <= h.to+joint && h.at >= v.from-joint && h.at <= v.to+joint {
				group[root(i)] = root(len(level) + j)
			}
		}
	}
	at := map[int]int{}
	var out []meetingLines
	of := func(i int) *meetingLines {
		r := root(i)
		n, known := at[r]
		if !known {
			n = len(out)
			at[r] = n
			out = append(out, meetingLines{})
		}
		return &out[n]
	}
	for i, h := range level {
		g := of(i)
		g.level = append(g.level, h)
	}
	for j, v := range upright {
		g := of(len(level) + j)
		g.upright = append(g.upright, v)
	}
	return out
}

// latticeOf makes a table of lines that meet; inside tells a word in it. ok is
// false where they make none: a frame, an underline, or cells that are no
// boxes.
func latticeOf(level, upright []hairline, words []box) (t lattice, inside func(box) bool, ok bool) {
	xs, ys := places(upright, level), places(level, upright)
	rows, cols := len(ys)-1, len(xs)-1
	if rows < 1 || cols < 2 || cols > maxColumns || rows*cols > maxLattice {
		return t, nil, false
	}
	of := boxesOf(onPlaces(level, ys), onPlaces(upright, xs), xs, ys)
	if of == nil {
		return t, nil, false
	}
	t = lattice{y0: ys[0], x0: xs[0], edges: xs, rows: rows}
	index := map[int]int{}
	for k, r := range of {
		if r == k {
			index[k] = len(t.cells)
			t.cells = append(t.cells, latticeCell{x0: xs[k%cols], row: k / cols})
		}
	}
	for k, r := range of {
		c := &t.cells[index[r]]
		c.x1, c.rows = max(c.x1, xs[k%cols+1]), max(c.rows, k/cols-c.row+1)
	}
	cellAt := func(b box) (int, bool) {
		x, y := between(xs, b.center()), between(ys, b.middle())
		if x < 0 || y < 0 {
			return 0, false
		}
		return index[of[y*cols+x]], true
	}
	filled := map[int]bool{}
	in, over := 0, 0 // words inside, and of them over a line
	for _, b := range words {
		i, there := cellAt(b)
		if !there {
			continue
		}
		in++
		c := &t.cells[i]
		if reach := b.size() / 2; b.x0 < c.x0-reach || b.x1 > c.x1+reach {
			if over++; isValue(b.text) {
				return t, nil, false // a number over a line: it is none of a table's
			}
		}
		c.words = append(c.words, b)
		filled[i] = true
	}
	if len(filled) == 0 || over*10 > in {
		return t, nil, false
	}
	for i := range t.cells {
		t.cells[i].text = t.cells[i].read()
	}
	return t, func(b box) bool { _, in := cellAt(b); return in }, true
}

// withSides gives each group the upright lines that no level one meets, and
// that go from its top to its bottom: sides of a column that is one cell, which
// goes on on the pages before and behind.
func withSides(groups []meetingLines) []meetingLines {
	var out []meetingLines
	for _, g := range groups {
		if len(g.level) > 0 && len(g.upright) > 0 {
			out = append(out, g)
		}
	}
	for _, g := range groups {
		if len(g.level) > 0 {
			continue
		}
		side := g.upright[0]
		for i := range out {
			top, bottom := extentOf(out[i].upright)
			if math.Abs(side.from-top) <= joint && math.Abs(side.to-bottom) <= joint {
				out[i].upright = append(out[i].upright, side)
				break
			}
		}
	}
	return out
}

// extentOf is from where to where lines go together.
func extentOf(lines []hairline) (from, to float64) {
	from, to = lines[0].from, lines[0].to
	for _, l := range lines {
		from, to = min(from, l.from), max(to, l.to)
	}
	return from, to
}

// places are where the lines of one direction lie, and where those that cross
// them end: tables may be open at their sides.
func places(lines, crossing []hairline) []float64 {
	var all []float64
	for _, l := range lines {
		all = append(all, l.at)
	}
	if len(crossing) > 0 {
		first, last := extentOf(crossing)
		all = append(all, first, last)
	}
	slices.Sort(all)
	var out []float64
	for _, x := range all {
		if len(out) == 0 || x-out[len(out)-1] > joint {
			out = append(out, x)
		}
	}
	return out
}

// onPlaces moves lines to their places: edges of different rows, drawn cell by
// cell, lie a little apart.
func onPlaces(lines []hairline, places []float64) []hairline {
	moved := slices.Clone(lines)
	for i, l := range moved {
		at, found := slices.BinarySearch(places, l.at)
		if !found {
			at--
		}
		moved[i].at = places[max(at, 0)]
	}
	return moved
}

// between is the gap between sorted places in which a point lies; -1 outside.
func between(places []float64, point float64) int {
	i, found := slices.BinarySearch(places, point)
	if !found {
		i--
	}
	if i < 0 || i >= len(places)-1 {
		return -1
	}
	return i
}

// boxesOf joins the meshes that no line parts: for each mesh, row by row, the
// first of its cell. It is nil where one is no box.
func boxesOf(level, upright []hairline, xs, ys []float64) []int {
	cols, rows := len(xs)-1, len(ys)-1
	of := make([]int, rows*cols)
	for i := range of {
		of[i] = i
	}
	root := func(i int) int {
		for of[i] != i {
			i = of[i]
		}
		return i
	}
	join := func(a, b int) {
		a, b = root(a), root(b)
		of[max(a, b)] = min(a, b)
	}
	for y := range rows {
		for x := range cols {
			k := y*cols + x
			if x+1 < cols && !covers(upright, xs[x+1], (ys[y]+ys[y+1])/2) {
				join(k, k+1)
			}
			if y+1 < rows && !covers(level, ys[y+1], (xs[x]+xs[x+1])/2) {
				join(k, k+cols)
			}
		}
	}
	size, last := map[int]int{}, map[int]int{}
	for k := range of {
		of[k] = root(k)
		size[of[k]]++
		last[of[k]] = k
	}
	for first, n := range size {
		l := last[first]
		if (l%cols-first%cols+1)*(l/cols-first/cols+1) != n {
			return nil
		}
	}
	return of
}

// read is the text of a cell, line by line. A number that fills its cell goes
// on below.
func (c *latticeCell) read() string {
	lines := linesOf(withUpright(c.words), 0)
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			last := lines[i-1]
			broken := isFigure(l.text()) && isFigure(last.text()) && last.x1-last.x0+last.size()/2 > c.x1-c.x0-cellPadding
			if !broken {
				b.WriteByte('\n')
			}
		}
		b.WriteString(l.text())
	}
	return b.String()
}

// cellPadding is what word processors keep free in a cell, at both sides
// together, in points.
const cellPadding = 12.0
