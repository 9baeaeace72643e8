package grid

import (
	"slices"
	"strings"
)

// band is a column of values, from the leftmost to the rightmost of them, and
// by which of their edges they stand in line.
type band struct {
	at, end int
	lines   [3]line // by edge
	stands  []stand // strips over this band and no other
}

// line is where one edge of a column's values lies, in half columns.
type line struct {
	low, high int
	straight  bool
}

// stand is a strip of a column with where the strip before it ends; -1 for
// none.
type stand struct {
	strip
	before int
}

// edges are by what a strip of a column may stand in line with others: its left
// edge, its right edge, its middle, in half columns; and how far off it may be.
var edges = [3]struct {
	of  func(at, end int) int
	off int
}{
	{func(at, _ int) int { return 2 * at }, 0},
	{func(_, end int) int { return 2 * end }, 0},
	{func(at, end int) int { return at + end }, 2},
}

// bands finds the value columns of a table that is aligned by spaces, from the
// strips of its lines; nil where alignment does not prove them. Proved they are
// where
//
//   - the values of a column stand flush left, flush right or centred, and
//     apart from those of any other;
//   - in each column two strips are in line though the gaps before them differ,
//     so that spaces were put in to align them, and so they are all over the
//     table;
//   - headers are in line with what they are above, or above others that are;
//   - the fullest rows begin and end in the same columns;
//   - and every column has a value in one of these, or a header of its own.
//
// Only then does a gap say that a cell is blank. Strips that hold more than one
// cell are parted, and those that only reach over a column are told to be none
// of it.
func bands(rows [][]strip, m metric) []band {
	found := bandsOf(rows)
	if len(found) == 0 || len(found) > maxColumns {
		return nil
	}
	split(rows, found, m)
	full := fullRows{}
	for _, row := range rows {
		if !sortValues(row, found) || !full.add(row, found) {
			return nil
		}
	}
	for i := range found {
		if !found[i].straighten() {
			return nil
		}
	}
	left, by := leftmost(rows), common(found)
	for r := range rows {
		if !sortTexts(rows[r:], found, left, by) {
			return nil
		}
	}
	spaced := 0
	for i := range found {
		b := &found[i]
		n := b.aligned()
		if n == 0 && !b.margin(left) || !full.has(i) && !b.headed() {
			return nil
		}
		spaced += n
	}
	if spaced < minSpaced {
		return nil
	}
	return found
}

// minSpaced is how many strips of a table must have been aligned with others
// by spaces: fewer may be chance.
const minSpaced = 4

// bandsOf lists where values stand, those that share a column as one.
func bandsOf(rows [][]strip) []band {
	var values []strip
	for _, row := range rows {
		for _, p := range row {
			if p.value {
				values = append(values, p)
			}
		}
	}
	slices.SortFunc(values, func(a, b strip) int { return a.at - b.at })
	var out []band
	for _, v := range values {
		if last := len(out) - 1; last >= 0 && v.at < out[last].end {
			out[last].end = max(out[last].end, v.end)
			continue
		}
		out = append(out, band{at: v.at, end: v.end})
	}
	return out
}

func leftmost(rows [][]strip) int {
	left := -1
	for _, row := range rows {
		if len(row) > 0 && (left < 0 || row[0].at < left) {
			left = row[0].at
		}
	}
	return left
}

// reach is the columns a strip is over, from the first to behind the last.
func reach(p strip, found []band) (from, to int) {
	if p.label {
		return 0, 0
	}
	from, _ = slices.BinarySearchFunc(found, p, func(b band, p strip) int {
		if b.end <= p.at {
			return -1
		}
		return 1
	})
	for to = from; to < len(found) && found[to].at < p.end; {
		to++
	}
	return from, to
}

// sortValues adds the values of a row to their columns; false where two share
// one.
func sortValues(row []strip, found []band) bool {
	last, before := -1, -1
	for _, p := range row {
		if p.value {
			from, _ := reach(p, found)
			if from == last {
				return false
			}
			last = from
			found[from].stands = append(found[from].stands, stand{p, before})
		}
		before = p.end
	}
	return true
}

// straighten finds the edges by which the values of a column stand in line;
// false where there is none.
func (b *band) straighten() bool {
	any := false
	for e, edge := range edges {
		l := line{straight: true}
		for i, s := range b.stands {
			at := edge.of(s.at, s.end)
			if i == 0 {
				l.low, l.high = at, at
			}
			l.low, l.high = min(l.low, at), max(l.high, at)
		}
		l.straight = l.high-l.low <= edge.off
		b.lines[e], any = l, any || l.straight
	}
	return any
}

// takes tells whether an edge lies in line with those of the column's values.
func (b *band) takes(e, at int) bool {
	l := b.lines[e]
	return l.straight && at >= l.high-edges[e].off && at <= l.low+edges[e].off
}

// sortTexts adds the texts of the first row to the columns they are above or
// in; false where one is in line with none of them. What begins at the left
// edge of the table is a label or a caption, however long.
func sortTexts(rows [][]strip, found []band, left int, by []int) bool {
	taken, before := -1, -1
	wide, beside := false, false // over several columns; over none, among them
	for i := range rows[0] {
		p := &rows[0][i]
		from, to := reach(*p, found)
		caption := len(rows[0]) == 1 && p.at == left && left < found[0].at
		straight := from < to && !p.value && !caption && inLine(*p, found[from:to], by)
		switch {
		case from == to:
			beside = beside || p.at > found[0].at
		case from <= taken:
			return false
		case p.value:
			taken = from
		case straight && to-from == 1:
			found[from].stands = append(found[from].stands, stand{*p, before})
			taken = from
		case p.at != left && headedBelow(rows[1:], found, from, to, by):
			taken = to - 1
		case straight:
			taken, wide = to-1, true
		case p.at != left:
			return false
		default:
			p.label, taken = true, to-1
		}
		before = p.end
	}
	return !wide || !beside // else one header may have pushed another off its column
}

// headedBelow tells whether, before any value, each of some columns has a
// header of its own.
func headedBelow(rows [][]strip, found []band, from, to int, by []int) bool {
	headed := map[int]bool{}
	for _, row := range rows {
		if slices.ContainsFunc(row, func(p strip) bool { return p.value }) {
			break
		}
		for _, p := range row {
			if first, last := reach(p, found); last-first == 1 && inLine(p, found[first:last], by) {
				headed[first] = true
			}
		}
	}
	for i := from; i < to; i++ {
		if !headed[i] {
			return false
		}
	}
	return true
}

// common are the edges by which all columns stand in line; where there is none,
// any will do.
func common(found []band) []int {
	var by []int
	for e := range edges {
		if !slices.ContainsFunc(found, func(b band) bool { return !b.lines[e].straight }) {
			by = append(by, e)
		}
	}
	if by == nil {
		return []int{0, 1, 2}
	}
	return by
}

// inLine tells a text that is in line with the columns it is over.
func inLine(p strip, over []band, by []int) bool {
	first, last := &over[0], &over[len(over)-1]
	for _, e := range by {
		in := first.takes(e, edges[e].of(p.at, p.end))
		switch {
		case first == last:
		case e == 1:
			in = last.takes(e, 2*p.end)
		case e == 2:
			off := first.at + last.end - p.at - p.end
			in = max(off, -off) <= edges[e].off
		}
		if in {
			return true
		}
	}
	return false
}

// aligned is how many strips of the column are in line with another though the
// gaps before them differ.
func (b *band) aligned() int {
	most := 0
	for e, edge := range edges {
		gap, n, any := 0, 0, false
		for _, s := range b.stands {
			if !b.takes(e, edge.of(s.at, s.end)) {
				continue
			}
			if any && s.at-s.before != gap {
				n++
			}
			gap, any = s.at-s.before, true
		}
		most = max(most, n)
	}
	return most
}

// margin tells a column at the left edge of the table, whose strips all begin
// their rows: nothing stands before them to part them from.
func (b *band) margin(left int) bool {
	return b.at == left && !slices.ContainsFunc(b.stands, func(s stand) bool { return s.before >= 0 })
}

// headed tells whether the column has a header of its own.
func (b *band) headed() bool {
	return slices.ContainsFunc(b.stands, func(s stand) bool { return !s.value })
}

// fullRows are the columns of the rows with the most values.
type fullRows struct{ columns []int }

// add takes a row in; false where it is as full as another that begins or ends
// elsewhere.
func (f *fullRows) add(row []strip, found []band) bool {
	var at []int
	for _, p := range row {
		if p.value {
			from, _ := reach(p, found)
			at = append(at, from)
		}
	}
	switch last := len(at) - 1; {
	case len(at) > len(f.columns):
		f.columns = at
	case len(at) == len(f.columns) && len(at) >= fullRow:
		return at[0] == f.columns[0] && at[last] == f.columns[last]
	}
	return true
}

func (f *fullRows) has(column int) bool { return slices.Contains(f.columns, column) }

// manyCuts is from how many columns begun behind a single blank on a line are
// all parted so.
const manyCuts = 3

// split parts the headers of a row where a column begins behind a single blank;
// where many do, at every blank, for a column may have no values.
func split(rows [][]strip, found []band, m metric) {
	for i, row := range rows {
		begins := func(at int) bool { return slices.ContainsFunc(found, func(b band) bool { return b.at == at }) }
		out := splitRow(row, begins, m)
		if len(out) >= len(row)+manyCuts {
			out = splitRow(row, func(at int) bool { return at > found[0].at }, m)
		}
		rows[i] = out
	}
}

func splitRow(row []strip, begins func(at int) bool, m metric) []strip {
	var out []strip
	for _, p := range row {
		if p.value || !strings.ContainsFunc(p.text, isBlank) {
			out = append(out, p)
			continue
		}
		start, at, first, blank := 0, p.at, p.at, false
		for i, r := range p.text {
			if blank && !isBlank(r) && begins(at) {
				text := strings.TrimRightFunc(p.text[start:i], isBlank)
				out = append(out, strip{text: text, at: first, end: first + widthOf(text, m)})
				start, first = i, at
			}
			blank = isBlank(r)
			at += m(r)
		}
		out = append(out, strip{text: p.text[start:], at: first, end: p.end})
	}
	return out
}
