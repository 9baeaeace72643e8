package grid

import "math"

// How a number is told that stands right behind its label, in letters.
const (
	touchGap  = 0.25 // what parts them at least
	touchEdge = 0.15 // how far off the edge of its column it is
	touchRows = 2.5  // how far below the line that has the column
)

// parted is a line of a label and a number so near to each other that they
// pass for one text, as two pieces: where the last line of several pieces has
// one with the number's left or right edge, and begins where the label does.
func (r *region) parted(l *printed) (line *printed, apart bool) {
	if len(l.pieces) != 1 || len(l.pieces[0].words) < 2 || len(r.lines) == 0 {
		return l, false
	}
	words := l.pieces[0].words
	number, before := words[len(words)-1], words[len(words)-2]
	above := r.lines[len(r.lines)-1]
	size := l.size()
	if !isValue(number.text) || number.x0-before.x1 < touchGap*size || len(above.pieces) < 2 || l.y0-above.y1 > touchRows*size {
		return l, false
	}
	same := func(a, b float64) bool { return math.Abs(a-b) <= touchEdge*size }
	if !same(above.x0, l.x0) {
		return l, false
	}
	for _, p := range above.pieces[1:] {
		if p.x0 > before.x1 && (same(p.x0, number.x0) || same(p.x1, number.x1)) {
			two := *l
			two.pieces = []*piece{pieceOf(words[:len(words)-1]), pieceOf(words[len(words)-1:])}
			return &two, true
		}
	}
	return l, false
}
