package grid

import (
	"cmp"
	"math"
	"slices"
)

// A spreadsheet sets what stands in a cell to its bottom: numbers stand beside
// the last line of their label. A row that is too low for its label has the
// label's first lines over the row above, so that only how far the lines of one
// cell are from each other tells what belongs together.

// Distances of labels set to the bottom, in letters.
const (
	bottomOff  = 0.15 // middles of a label's last line and of its numbers, at most
	leastPitch = 0.9  // one line to the next
	mostPitch  = 1.9
	pitchOff   = 0.04 // how exactly lines of a cell keep their pitch
)

// bottomLabels puts the lines of labels together that are set to the bottom of
// their cells; nil where that is not proved. Proved it is where each row of
// numbers stands beside the last line of a label, each line without numbers
// below the header is one of those above such a line at the table's pitch, and
// ordinals begin labels of several lines, and stand nowhere else in them.
// Seats are the labels of the rows.
func bottomLabels(pieces []*piece, rows []*valueRow, head float64) (cells []*labelCell, seats map[*valueRow]*labelCell) {
	b := bottomBuilder{free: map[*piece]bool{}, seats: map[*valueRow]*labelCell{}}
	var corner []*piece
	for _, p := range sorted(slices.Clone(pieces)) {
		if p.middle() < head {
			corner = append(corner, p)
			continue
		}
		b.pieces, b.free[p] = append(b.pieces, p), true
	}
	if b.pitch = b.commonPitch(rows); b.pitch == 0 {
		return nil, nil
	}
	for _, r := range slices.Backward(rows) {
		if !b.seat(r) {
			return nil, nil
		}
	}
	if len(b.free) > 0 || b.ordinals < 2 {
		return nil, nil
	}
	return append(labelCells(corner, rows, head), b.cells...), b.seats
}

type bottomBuilder struct {
	pieces   []*piece
	free     map[*piece]bool // those that are of no cell yet
	pitch    float64         // from one line of a cell to the next, in points
	ordinals int             // labels of several lines that begin with an ordinal
	cells    []*labelCell
	seats    map[*valueRow]*labelCell
}

// beside tells a line that stands at the height of numbers.
func beside(p *piece, r *valueRow) bool {
	return math.Abs(p.middle()-r.middle) < bottomOff*p.size()
}

// below tells the next line of a cell, at some pitch.
func below(p, next *piece) (step float64, ok bool) {
	step = next.middle() - p.middle()
	return step, step > leastPitch*p.size() && step < mostPitch*p.size() && aligned(p, next) && math.Abs(p.size()-next.size()) < 0.1*p.size()
}

// commonPitch is the distance most often found between a line without numbers
// and one below it.
func (b *bottomBuilder) commonPitch(rows []*valueRow) float64 {
	var steps []float64
	for _, p := range b.pieces {
		if slices.ContainsFunc(rows, func(r *valueRow) bool { return beside(p, r) }) {
			continue
		}
		for _, q := range b.pieces {
			step, ok := below(p, q)
			if !ok {
				continue
			}
			if steps = append(steps, step); len(steps) > maxSteps {
				return 0
			}
		}
	}
	slices.Sort(steps)
	most, pitch, first := 0, 0.0, 0
	for i, s := range steps {
		for s-steps[first] > pitchOff*s {
			first++
		}
		if n := i - first + 1; n > most {
			most, pitch = n, steps[(first+i)/2]
		}
	}
	return pitch
}

// maxSteps bounds the lines of labels that stand near each other: a table has
// some hundred.
const maxSteps = 10_000

// seat gives a row of numbers the label it stands beside the last line of, and
// takes the groups that end there; false where there is no label. Rows are
// asked from the lowest up: what is left at their height ends there.
func (b *bottomBuilder) seat(r *valueRow) bool {
	var last []*piece
	for _, p := range b.pieces {
		if b.free[p] && beside(p, r) {
			last = append(last, p)
		}
	}
	if len(last) == 0 {
		return false
	}
	slices.SortFunc(last, func(p, q *piece) int { return cmp.Compare(q.x0, p.x0) })
	for i, p := range last {
		c, ok := b.climb(p)
		if !ok {
			return false
		}
		if c.group = i > 0; !c.group {
			b.seats[r] = c
		}
		b.cells = append(b.cells, c)
	}
	return true
}

// climb takes the lines of a cell from its last one up, as long as they keep
// the pitch, to the one with an ordinal; not ok where two lines keep it as well.
func (b *bottomBuilder) climb(p *piece) (*labelCell, bool) {
	lines := []*piece{p}
	for delete(b.free, p); !ordered.MatchString(p.text); delete(b.free, p) {
		up, clear := b.next(p)
		if !clear {
			return nil, false
		}
		if up == nil {
			break
		}
		lines, p = append(lines, up), up
	}
	if len(lines) > 1 && ordered.MatchString(p.text) {
		b.ordinals++
	}
	c := &labelCell{beside: -1}
	for _, l := range slices.Backward(lines) {
		c.add(l)
	}
	return c, true
}

// next is the line above one that keeps the pitch best; nil for none. It is not
// clear where another keeps it as well.
func (b *bottomBuilder) next(p *piece) (up *piece, clear bool) {
	best, second := math.Inf(1), math.Inf(1)
	for _, q := range b.pieces {
		step, ok := below(q, p)
		off := math.Abs(step - b.pitch)
		switch {
		case !b.free[q] || !ok || off > pitchOff*b.pitch:
		case off < best:
			up, best, second = q, off, best
		default:
			second = min(second, off)
		}
	}
	return up, up == nil || second-best > 0.01*b.pitch
}
