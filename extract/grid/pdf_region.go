package grid

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
)

// Bounds of a region of tables.
const (
	maxBetween = 14    // lines in a row of one piece each, inside
	maxAbove   = 6     // captions above the first line of several pieces
	maxPieces  = 2_500 // of one region: labels are compared with each other
)

// regionAt reads the tables that begin at the first of the lines from i on,
// and says how many lines they took.
func regionAt(lines []*printed, i int, m measure) ([]Block, int) {
	r := &region{m: m}
	start := i
	for start < len(lines) && start-i < maxAbove && m.caption(lines, start) {
		start++
	}
	if start >= len(lines) || !m.tabular(lines[start]) {
		return nil, 0
	}
	r.lines = append(r.lines, lines[i:start]...)
	kept := 0 // lines up to the last that surely belongs to a table
	for _, l := range lines[start:] {
		if r.pieces > maxPieces {
			return asText(r.lines), len(r.lines)
		}
		l, apart := r.parted(l)
		switch {
		case apart, m.tabular(l):
			r.take(l)
			kept = len(r.lines)
			continue
		case m.running(l), len(r.lines)-kept > maxBetween, len(l.pieces) == 1 && chapter.MatchString(l.text()) && !r.label(l):
		default:
			r.take(l)
			if r.below(l) {
				kept = len(r.lines)
			}
			continue
		}
		break
	}
	r.lines = r.lines[:kept]
	if !r.holds() {
		return nil, 0
	}
	return r.blocks(), len(r.lines)
}

// asText is lines that are no table.
func asText(lines []*printed) []Block {
	out := make([]Block, len(lines))
	for i, l := range lines {
		out[i].Text = l.text()
	}
	return out
}

// region is a run of lines that hold tables.
type region struct {
	m        measure
	lines    []*printed
	pieces   int
	last     numbered        // the last line with values
	bottom   float64         // of the lowest letter so far
	first    edge            // of the value columns of the table being read
	ordinals map[string]bool // of the labels so far
	header   bool            // the last line of several pieces had no number
}

// tabular tells a line of a table: pieces that stand apart.
func (m measure) tabular(l *printed) bool {
	return len(l.pieces) > 1 && l.gap() >= cellGap && !m.running(l)
}

// caption tells a line that may stand over a table: one short piece, and a
// line of the table not far below.
func (m measure) caption(lines []*printed, i int) bool {
	l := lines[i]
	if len(l.pieces) != 1 || m.running(l) || chapter.MatchString(l.text()) || opens.MatchString(l.text()) {
		return false
	}
	last := l
	for _, next := range lines[i+1 : min(len(lines), i+1+maxAbove)] {
		if next.y0-last.y1 > 2.5*l.size() || l.size() > 1.2*next.size() {
			return false
		}
		if m.tabular(next) {
			return !next.values()
		}
		if len(next.pieces) != 1 || m.running(next) || opens.MatchString(next.text()) {
			return false
		}
		last = next
	}
	return false
}

// values tells a line with a value in it.
func (l *printed) values() bool { return slices.ContainsFunc(l.pieces, (*piece).value) }

// take adds a line, and learns from it where values begin.
func (r *region) take(l *printed) {
	r.lines = append(r.lines, l)
	if l.values() {
		r.last = numbered{}
		r.last.add(l)
	}
	r.pieces += len(l.pieces)
	r.bottom = max(r.bottom, l.y1)
	if r.ordinals == nil {
		r.ordinals = map[string]bool{}
	}
	if o := numeral.FindString(l.pieces[0].text); o != "" {
		r.ordinals[o] = true
	}
	if len(l.pieces) < 2 {
		return
	}
	switch values := l.valuesOf(); {
	case len(values) > 0 && r.header:
		r.first, r.header = edge{}, false
		fallthrough
	case len(values) > 0:
		r.first.take(values)
	case r.first.most == 0 || !r.left(l):
		r.first, r.header = edge{l.pieces[1].x0, l.pieces[1].x1, 1}, true
	}
}

// numeral is the Chinese ordinal of a label or a heading.
var numeral = regexp.MustCompile(`^[一二三四五六七八九十]{1,2}`)

const numerals = "一二三四五六七八九十"

// label tells a line that could be a heading from a label of the table whose
// numbers are blank: it stands left of the numbers, and its ordinal is the
// next of the table's and not there yet.
func (r *region) label(l *printed) bool {
	if len(l.pieces) != 1 || !r.left(l) {
		return false
	}
	last := r.lines[len(r.lines)-1]
	reach := 2.0
	if r.header {
		reach = 4 // cells of a header stand in the middle of tall rows
	}
	if l.y0-r.bottom > reach*l.size() || l.size() > 1.2*last.size() {
		return false
	}
	o := numeral.FindString(strings.TrimSpace(l.text()))
	if o == "" || r.ordinals[o] {
		return false
	}
	at := strings.Index(numerals, o)
	switch {
	case at == 0:
		return r.header
	case at < 0:
		return false
	}
	runes := []rune(numerals)
	at /= len("一")
	return r.ordinals[string(runes[at-1])] || at > 1 && r.ordinals[string(runes[at-2])]
}

// below tells a line that belongs to the label above it, or is a row without
// numbers.
func (r *region) below(l *printed) bool {
	n := len(r.lines)
	if values := l.valuesOf(); len(values) == len(l.pieces) {
		return n > 1 && r.first.most > 0 && l.y0-r.bottom < 1.2*l.size() && l.x0 >= r.first.at()-l.size()
	}
	if r.last.tail(l.pieces[0], l) && len(l.pieces) == 1 && (rest.MatchString(l.text()) || open(r.last.text())) {
		return true
	}
	return n > 1 && r.left(l) && l.y0-r.lines[n-2].y1 < 1.2*l.size() && l.size() < 1.2*r.lines[n-2].size()
}

// left tells a line that stands left of where values begin, give or take what
// a letter reaches over its cell.
func (r *region) left(l *printed) bool { return l.x1 <= r.first.at()+0.3*l.size() }

// holds tells tables from text that happens to be set apart: a number with a
// label, several numbers, or several lines of pieces.
func (r *region) holds() bool {
	apart, alone := 0, 0
	for _, l := range r.lines {
		values := 0
		for _, p := range l.pieces {
			if p.value() {
				values++
			}
		}
		if values > 2 || values > 0 && len(l.pieces) > values {
			return true
		}
		if len(l.pieces) > 1 {
			apart++
		} else if values > 0 {
			alone++
		}
	}
	return apart > 1 || apart > 0 && alone > 0
}

// blocks cuts the region into tables, each with one header.
func (r *region) blocks() []Block {
	var out []Block
	for _, part := range r.parts() {
		g := part.grid()
		for _, l := range part.lines {
			g.Lines = append(g.Lines, l.text())
		}
		out = append(out, Block{Grid: g})
	}
	return out
}

// parts cuts before each header. A header that was there before, as after a
// page break, is dropped and the table goes on.
func (r *region) parts() []*numbered {
	var parts []*numbered
	current := &numbered{}
	seen := false // values in the current part
	for i := 0; i < len(r.lines); {
		l := r.lines[i]
		if seen && current.heads(l) {
			if n := repeated(parts, current, r.lines[i:]); n > 0 {
				i += n
				continue
			}
			above := current.captions(l)
			parts = append(parts, current)
			current, seen = &numbered{}, false
			for _, c := range above {
				current.add(c)
			}
		}
		current.add(l)
		seen = seen || l.values()
		i++
	}
	return append(parts, current)
}

// repeated counts lines that say again what the header of a table above said,
// down to its last line.
func repeated(parts []*numbered, current *numbered, lines []*printed) int {
	for _, p := range slices.Backward(append(slices.Clone(parts), current)) {
		head := p.head()
		n := 0
		for n < len(head) && n < len(lines) && lines[n].text() == head[n].text() {
			n++
		}
		if n > 0 && n == len(head) {
			return n
		}
		if n > 1 && n < len(lines) && !current.heads(lines[n]) {
			return n
		}
	}
	return 0
}

// numbered is a table under one header: lines, and where its values begin.
type numbered struct {
	lines []*printed
	first edge
	page  int      // of the last line with values
	last  []*piece // the value cells of the last line with values, with their tails
}

func (t *numbered) add(l *printed) {
	t.lines = append(t.lines, l)
	values := l.valuesOf()
	t.first.take(values)
	if len(values) > 0 {
		t.last, t.page = values, l.page
	}
	for _, p := range l.pieces {
		if !p.value() && t.tail(p, l) {
			t.last = append(t.last, p)
		}
	}
}

// captions takes off the end of the table the lines of one piece that stand
// over the header to come: apart from the labels above, and not below them.
func (t *numbered) captions(header *printed) []*printed {
	n := len(t.lines)
	for n > 1 {
		l := t.lines[n-1]
		if len(l.pieces) != 1 || l.values() || header.x0 > l.pieces[0].center() || t.belowLabel(l.pieces[0], n-1) {
			break
		}
		n--
	}
	above := t.lines[n:]
	t.lines = t.lines[:n:n]
	return above
}

// belowLabel tells a piece set to the edge or the middle of the label above.
func (t *numbered) belowLabel(p *piece, line int) bool {
	for _, l := range slices.Backward(t.lines[:line]) {
		if first := l.pieces[0]; !first.value() {
			return aligned(p, first)
		}
	}
	return false
}

// head is the lines above the first value.
func (t *numbered) head() []*printed {
	for i, l := range t.lines {
		if l.values() {
			return t.lines[:i]
		}
	}
	return t.lines
}

// heads tells a line of a header below values: text above columns that is no
// rest of a value cell.
func (t *numbered) heads(l *printed) bool {
	if l.values() {
		return false
	}
	for _, p := range l.pieces {
		if p.x1 > t.first.at()+0.3*p.size() && !t.tail(p, l) {
			return true
		}
	}
	return t.headsApart(l)
}

// tail tells text of a line that goes on from a value cell right above: a unit
// or a note that had no room beside the number, or anything else that stands
// there alone.
func (t *numbered) tail(p *piece, l *printed) bool {
	if p.x0 < t.first.at()-0.6*p.size() || l.page != t.page || !rest.MatchString(p.text) && len(l.pieces) > 1 && !slices.ContainsFunc(t.last, func(v *piece) bool { return open(v.text) }) {
		return false
	}
	for _, v := range t.last {
		if p.y0-v.y1 < 0.8*p.size() && p.y0 > v.y0 && (aligned(p, v) || open(v.text) && p.x0 < v.x1 && p.x1 > v.x0) {
			return true
		}
	}
	return false
}

// text is what the last value cells say.
func (t *numbered) text() string {
	s := ""
	for _, v := range t.last {
		s += v.text
	}
	return s
}

// aligned tells pieces set below each other in one cell: to the left, to the
// right or centred.
func aligned(a, b *piece) bool {
	near := 0.7 * min(a.size(), b.size())
	return math.Abs(a.x0-b.x0) < near || math.Abs(a.x1-b.x1) < near || math.Abs(a.center()-b.center()) < near
}

// sorted orders pieces from top to bottom, then from left to right.
func sorted(pieces []*piece) []*piece {
	slices.SortStableFunc(pieces, func(a, b *piece) int {
		return cmp.Or(cmp.Compare(a.middle(), b.middle()), cmp.Compare(a.x0, b.x0))
	})
	return pieces
}
