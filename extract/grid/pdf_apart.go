package grid

import (
	"math"
	"slices"
)

// A spreadsheet sets numbers to the right of their columns and headers to the
// left, so that a header stands over no number of its own.

// Distances of such columns, in letters.
const (
	flushOff  = 0.1 // right edges of one column's numbers, at most
	apartFrom = 0.5 // a header from the right edge of the column before, at most
)

// setApart makes columns reach from where the column before ends, or the
// labels do, to the right edge of their own numbers, and header pieces taken
// for labels headers again, where the table is proved to be set so: numbers of
// a column end at one edge, and each column has a header that begins right
// behind the column before, and none elsewhere, at least one of them not over its
// numbers. Otherwise all is given back as it was.
func (t *numbered) setApart(columns []column, rows []*valueRow, labels, head []*piece) (wide []column, ownLabels, ownHead []*piece) {
	bottom, behind := math.Inf(-1), math.Inf(-1)
	for _, l := range t.head() {
		bottom = max(bottom, l.y1)
	}
	for _, p := range labels {
		if p.middle() > bottom {
			behind = max(behind, p.x1)
		}
	}
	wide, ownHead = slices.Clone(columns), slices.Clone(head)
	for _, p := range labels {
		if p.middle() < bottom && p.x0 > behind {
			ownHead = append(ownHead, p)
		} else {
			ownLabels = append(ownLabels, p)
		}
	}
	if !flush(columns, rows) {
		return columns, labels, head
	}
	if math.IsInf(behind, -1) { // no labels: the table begins with its headers
		behind = columns[0].x0
		for _, p := range ownHead {
			behind = min(behind, p.x0)
		}
	}
	if !edgesOf(wide, ownHead, behind) {
		return columns, labels, head
	}
	return wide, ownLabels, ownHead
}

// edgesOf makes columns begin where their headers do; false where one has
// none, one header begins elsewhere, or each stands over its numbers.
func edgesOf(columns []column, heads []*piece, behind float64) bool {
	apart, from, taken := false, behind, map[*piece]bool{}
	for i := range columns {
		c := &columns[i]
		first := math.Inf(1)
		for _, p := range heads {
			if p.x0 >= from && p.x0 < c.x0 {
				first = min(first, p.x0)
			}
		}
		n := 0
		for _, p := range heads {
			if p.x0-first >= 0 && p.x0-first < flushOff*p.size() && (i == 0 || first-from < apartFrom*p.size()) {
				n, taken[p], apart = n+1, true, apart || p.x1 < c.x0
			}
		}
		if n == 0 {
			return false
		}
		c.x0, from = from, c.x1
	}
	return apart && len(taken) == len(heads)
}

// flush tells columns whose numbers end at one edge each.
func flush(columns []column, rows []*valueRow) bool {
	for _, r := range rows {
		for _, v := range r.values {
			i, n := under(columns, v.box)
			if n != 1 || math.Abs(columns[i].x1-v.x1) > flushOff*v.size() {
				return false
			}
		}
	}
	return true
}

// headsApart tells a line without numbers whose second text begins where a
// header does, right of all labels beside numbers.
func (t *numbered) headsApart(l *printed) bool {
	if len(l.pieces) < 2 {
		return false
	}
	p := l.pieces[1]
	if !slices.ContainsFunc(t.head(), func(h *printed) bool {
		return slices.ContainsFunc(h.pieces[1:], func(q *piece) bool { return math.Abs(q.x0-p.x0) < flushOff*p.size() })
	}) {
		return false
	}
	for _, beside := range t.lines {
		if !slices.ContainsFunc(beside.pieces, func(q *piece) bool { return q.x1 > p.x0 && !q.value() }) {
			continue
		}
		if beside.values() {
			return false
		}
	}
	return true
}
