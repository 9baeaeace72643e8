package grid

import (
	"math"
	"regexp"
	"slices"
)

// labelCell is the lines of one label, as they stand in one cell.
type labelCell struct {
	box
	size   float64
	lines  []*piece
	beside int  // the row of values its lines stand beside; -1 for none
	group  bool // a label that only holds others, which stand right of it
}

func (c *labelCell) add(p *piece) {
	if len(c.lines) == 0 {
		c.box, c.size = p.box, p.size()
	} else {
		c.text += p.text
		c.x0, c.y0, c.x1, c.y1 = min(c.x0, p.x0), min(c.y0, p.y0), max(c.x1, p.x1), max(c.y1, p.y1)
	}
	c.lines = append(c.lines, p)
}

// right tells whether the cell stands right of another.
func (c *labelCell) right(of *labelCell) bool { return c.x0 >= of.x1-0.2*of.size }

// holds tells whether a height lies beside the cell's lines, give or take.
func (c *labelCell) holds(y, tolerance float64) bool {
	return y >= c.y0-tolerance && y <= c.y1+tolerance
}

// labelCells puts lines of labels together. rows are the rows of values beside
// them, head is where the header ends.
func labelCells(pieces []*piece, rows []*valueRow, head float64) []*labelCell {
	pieces = withOrdinals(sorted(pieces))
	widths := widest(pieces)
	ordinals := 0
	for _, p := range pieces {
		if ordered.MatchString(p.text) {
			ordinals++
		}
	}
	b := labelBuilder{rows: rows, full: fullest(rows), head: head, widths: widths, ordinals: 5*ordinals >= len(pieces) && ordinals > 1}
	for _, p := range pieces {
		b.place(p)
	}
	return b.cells
}

// bareOrdinal is an ordinal whose label stands apart from it. A Chinese one
// may be the first line of a group's label, with a label of its own beside.
var bareOrdinal = regexp.MustCompile(`^[0-9]{1,2}[.．、]$`)

// withOrdinals joins an ordinal to the label right of it.
func withOrdinals(pieces []*piece) []*piece {
	var out []*piece
	for _, p := range pieces {
		if n := len(out); n > 0 && bareOrdinal.MatchString(out[n-1].text) {
			o := out[n-1]
			if math.Abs(o.middle()-p.middle()) < onLine*p.size() && p.x0 >= o.x1 && p.x0-o.x1 < 2*p.size() {
				joined := *o
				joined.words = slices.Clone(o.words)
				for _, w := range p.words {
					joined.add(w)
				}
				out[n-1] = &joined
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// widest is, for each line, how wide the widest is of those set to the same
// edge, or the same middle, whichever the labels are set to: as wide as the
// cells are, or nearly. One that is wider than all others is of a cell that
// reaches over more.
func widest(pieces []*piece) map[*piece]float64 {
	edge := setTo(pieces)
	out := make(map[*piece]float64, len(pieces))
	for _, p := range pieces {
		near := 0.6 * p.size()
		var widths []float64
		for _, q := range pieces {
			if math.Abs(edge(p)-edge(q)) < near {
				widths = append(widths, q.x1-q.x0)
			}
		}
		slices.Sort(widths)
		out[p] = widths[len(widths)-1]
		for i := len(widths) - 1; i > 0 && len(widths) > 4; i-- {
			if widths[i]-widths[i-1] < near {
				out[p] = widths[i]
				break
			}
		}
	}
	return out
}

// setTo tells whether pieces are set to the left, centred or to the right: by
// what most pairs of different width have in common.
func setTo(pieces []*piece) func(*piece) float64 {
	edges := []func(*piece) float64{
		func(p *piece) float64 { return p.x0 },
		func(p *piece) float64 { return p.center() },
		func(p *piece) float64 { return p.x1 },
	}
	best, most := 0, -1
	for i, edge := range edges {
		n := 0
		for _, p := range pieces {
			for _, q := range pieces {
				if math.Abs(edge(p)-edge(q)) < 0.2*p.size() && math.Abs(p.x1-p.x0-q.x1+q.x0) > 0.8*p.size() {
					n++
				}
			}
		}
		if n > most {
			best, most = i, n
		}
	}
	return edges[best]
}

type labelBuilder struct {
	rows     []*valueRow
	full     int // values in a full row
	head     float64
	widths   map[*piece]float64
	ordinals bool // labels of this table begin with ordinals
	cells    []*labelCell
}

// place adds a line to the cell above it, or begins one.
func (b *labelBuilder) place(p *piece) {
	row := b.beside(p)
	if c := b.above(p); c != nil && b.goesOn(c, p, row) {
		c.add(p)
		if c.beside < 0 {
			c.beside = row
		}
		return
	}
	c := &labelCell{beside: row}
	c.add(p)
	b.cells = append(b.cells, c)
}

// beside is the row of values a line stands right beside; -1 for none.
func (b *labelBuilder) beside(p *piece) int {
	best, nearest := -1, 0.45*p.size()
	for i, r := range b.rows {
		if d := math.Abs(r.middle - p.middle()); d < nearest {
			best, nearest = i, d
		}
	}
	return best
}

// above is the lowest cell over a line, in the same column.
func (b *labelBuilder) above(p *piece) *labelCell {
	var found *labelCell
	for _, c := range b.cells {
		last := c.lines[len(c.lines)-1]
		common := min(last.x1, p.x1) - max(last.x0, p.x0)
		if common < 0.5*min(last.x1-last.x0, p.x1-p.x0) || last.middle() >= p.middle() {
			continue
		}
		if found == nil || last.y1 > found.lines[len(found.lines)-1].y1 {
			found = c
		}
	}
	return found
}

// goesOn tells whether a line is the next one of a cell: near, without an
// ordinal, and below a line that had no room for more.
func (b *labelBuilder) goesOn(c *labelCell, p *piece, row int) bool {
	last := c.lines[len(c.lines)-1]
	size := min(c.size, p.size())
	if p.y0-last.y1 > 1.0*size || ordered.MatchString(p.text) || max(c.size, p.size()) > 1.4*size {
		return false
	}
	full := last.x1-last.x0 >= b.widths[last]-1.3*size || open(c.text)
	switch {
	case row >= 0 && c.beside >= 0 && row != c.beside && (!b.ordinals || len(b.rows[row].values) >= b.full):
		return false // beside another row's values, and not the rest of some of its own
	case c.y1 <= b.head+0.2*size && p.middle() > b.head && !open(c.text):
		return false // beside the header, and below it
	}
	return full || b.ordinals && row < 0
}
