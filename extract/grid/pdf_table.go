package grid

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// labelColumns is how many columns of the grid hold labels: as many as the
// deepest form nests.
const labelColumns = 3

// grid reads one table. With labels beside its numbers it is exact; without,
// as where one row of numbers stands under a header, only their order counts.
func (t *numbered) grid() *Grid {
	values, labels, head, rest := t.sort()
	rows := valueRows(values)
	columns := valueColumns(rows)
	if len(columns) == 0 {
		return t.blank()
	}
	labels, units := withoutUnits(labels)
	for _, u := range units {
		columns = append(columns, column{x0: u.x0, x1: u.x1})
	}
	columns = merge(columns)
	columns, labels, head = t.setApart(columns, rows, labels, head)
	behind := 0.0
	for _, p := range labels {
		behind = max(behind, p.x1)
	}
	columns, spanning := withHeads(columns, head, labels, behind)
	if !t.labelled(labels, rows) {
		return unlabelled(columns, append(spanning, labels...), rows)
	}
	bottom := math.Inf(-1)
	for _, p := range head {
		bottom = max(bottom, p.y1)
	}
	a := &assembly{columns: columns, spanning: spanning}
	if a.cells, a.seats = bottomLabels(labels, rows, bottom); a.cells == nil {
		a.cells = labelCells(labels, rows, bottom)
	}
	a.seat(rows)
	a.tails(rest, 3)
	a.tails(units, 1.2)
	return a.grid()
}

// sort tells values, labels left of them, header pieces above them, and what
// else stands among the values.
func (t *numbered) sort() (values, labels, head, rest []*piece) {
	seen, starts := numbered{}, t.starts()
	last := math.Inf(-1) // lower edge of the header
	for _, l := range t.head() {
		last = max(last, l.y1)
	}
	for _, l := range t.lines {
		var pieces []*piece
		for _, p := range l.pieces {
			pieces = append(pieces, t.split(p, starts)...)
		}
		for _, p := range pieces {
			switch {
			case p.value() && p.x1 > t.first.at():
				values = append(values, p)
			case p.x1 <= t.first.at()+0.3*p.size():
				labels = append(labels, p)
			case p.y1 <= last+0.1*p.size() && !seen.tail(p, l):
				head = append(head, p)
			default:
				rest = append(rest, p)
			}
		}
		seen.add(l)
	}
	return values, labels, head, rest
}

// withoutUnits takes units that stand below each other, right of the labels,
// from them: they have a column of their own.
func withoutUnits(labels []*piece) (rest, units []*piece) {
	var first *piece
	n := 0
	for _, p := range labels {
		switch {
		case !unit.MatchString(p.text):
		case first == nil:
			first, n = p, 1
		case aligned(p, first):
			n++
		}
	}
	if n < 2 {
		return labels, nil
	}
	for _, p := range labels {
		if aligned(p, first) && utf8.RuneCountInString(p.text) < 3 {
			units = append(units, p)
		} else {
			rest = append(rest, p)
		}
	}
	return rest, units
}

// split parts a piece that reaches over cells: where its words stand on both
// sides of where values begin, and before a word that stands right below where
// other pieces begin. A text that fills its cell touches the one beside.
func (t *numbered) split(p *piece, starts []float64) []*piece {
	var out []*piece
	from := 0
	for i := 1; i < len(p.words); i++ {
		w, before := p.words[i], p.words[i-1]
		near := 0.15 * w.size()
		if w.x0-before.x1 < 0.05*w.size() {
			continue
		}
		low, _ := slices.BinarySearch(starts, w.x0-near)
		high, _ := slices.BinarySearch(starts, w.x0+near)
		value := isValue(w.text) && w.x0 >= t.first.at()-near && before.x1 <= t.first.at()+2*near
		if value || high-low > 2 {
			out = append(out, pieceOf(p.words[from:i]))
			from = i
		}
	}
	if from == 0 {
		return []*piece{p}
	}
	return append(out, pieceOf(p.words[from:]))
}

// starts is where the pieces of the table begin, in order.
func (t *numbered) starts() []float64 {
	var out []float64
	for _, l := range t.lines {
		for _, p := range l.pieces {
			out = append(out, p.x0)
		}
	}
	slices.Sort(out)
	return out
}

func pieceOf(words []box) *piece {
	p := &piece{box: words[0], words: words[:1:1]}
	for _, w := range words[1:] {
		p.add(w)
	}
	return p
}

// labelled tells whether text stands left of the rows of values, and not only
// above them.
func (t *numbered) labelled(labels []*piece, rows []*valueRow) bool {
	top, bottom := rows[0].middle-2.5*rows[0].size, rows[len(rows)-1].middle+1.5*rows[0].size
	lowest := math.Inf(-1)
	for _, l := range t.head() {
		lowest = max(lowest, l.y1)
	}
	for _, p := range labels {
		beside := p.y0 < rows[len(rows)-1].middle && p.y1 > rows[0].middle
		if beside || p.y0 > top && p.y1 < bottom && p.y0 > lowest {
			return true
		}
	}
	return false
}

// blank reads a table without a number: its labels, and its header as it
// stands.
func (t *numbered) blank() *Grid {
	var rows [][]spanned
	for _, l := range t.lines {
		var row []spanned
		for _, p := range l.pieces {
			row = append(row, spanned{text: p.text})
		}
		rows = append(rows, row)
	}
	return resolve(rows, new(int))
}

// unlabelled is a table of which only the order of its columns counts: each
// header row, the columns' own headers, and the values, blanks kept.
func unlabelled(columns []column, head []*piece, values []*valueRow) *Grid {
	var rows [][]string
	for _, r := range valueRows(head) {
		var row []string
		for _, p := range r.values {
			row = append(row, p.text)
		}
		rows = append(rows, row)
	}
	own := make([]string, len(columns))
	for i, c := range columns {
		own[i] = joinPieces(c.head)
	}
	rows = append(rows, own)
	for _, r := range stacked(values) {
		var row []string
		for _, c := range (&assembly{columns: columns}).cellsOf(r) {
			row = append(row, c.text)
		}
		rows = append(rows, row)
	}
	return ragged(rows, nil)
}

// stacked makes one row of rows so near that they may be lines of the same
// cells: without labels, nothing else tells.
func stacked(values []*valueRow) []*bodyRow {
	var rows []*bodyRow
	for i, v := range values {
		if n := len(rows); n > 0 && v.middle-values[i-1].middle < 1.9*v.size {
			rows[n-1].values = append(rows[n-1].values, v)
			continue
		}
		rows = append(rows, &bodyRow{values: []*valueRow{v}})
	}
	return rows
}

// doubtful is a text that shows numbers and can be read as none.
func doubtful(values []*piece) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = v.text
	}
	return "? " + strings.Join(texts, " ")
}

func joinPieces(pieces []*piece) string {
	var b strings.Builder
	last := ""
	for _, p := range sorted(pieces) {
		if spaceBetween(last, p.text) {
			b.WriteByte(' ')
		}
		b.WriteString(p.text)
		last = p.text
	}
	return b.String()
}
