package grid

import "math"

// edge is where value columns begin: the first column of the fullest rows. A
// value that stands further left in one row, as one printed a column off, does
// not move it.
type edge struct {
	x0, x1 float64
	most   int // values in the fullest row so far; 0 where there is none yet
}

// at is the left end; beyond every page where nothing is known yet.
func (e edge) at() float64 {
	if e.most == 0 {
		return math.Inf(1)
	}
	return e.x0
}

// take learns from the values of one line, from left to right.
func (e *edge) take(values []*piece) {
	switch {
	case len(values) == 0 || len(values) < e.most:
	case len(values) > e.most:
		*e = edge{values[0].x0, values[0].x1, len(values)}
	case values[0].x0 < e.x1 && values[0].x1 > e.x0:
		e.x0, e.x1 = min(e.x0, values[0].x0), max(e.x1, values[0].x1)
	}
}

// valuesOf lists the values of a line.
func (l *printed) valuesOf() []*piece {
	var out []*piece
	for _, p := range l.pieces {
		if p.value() {
			out = append(out, p)
		}
	}
	return out
}
