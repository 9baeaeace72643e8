package grid

import (
	"cmp"
	"math"
	"slices"
)

// column is where one value column stands, as far as anything printed in it
// reaches, and the lines of its own header.
type column struct {
	x0, x1 float64
	head   []*piece
}

func (c column) center() float64 { return (c.x0 + c.x1) / 2 }

// valueRow is values at one height, or nearer to each other than lines of two
// rows can stand: those of one row, some of them broken over lines.
type valueRow struct {
	middle, size float64
	low          float64 // middle of the lowest value
	values       []*piece
}

// oneRow is how near, in letters, the middles of values in one row stand.
// Lines of different rows are at least a letter's height apart.
const oneRow = 0.92

// valueRows sorts values into rows, from top to bottom.
func valueRows(values []*piece) []*valueRow {
	var rows []*valueRow
	for _, v := range sorted(values) {
		if n := len(rows); n > 0 && v.middle()-rows[n-1].low < oneRow*min(v.size(), rows[n-1].size) {
			r := rows[n-1]
			r.values, r.low = append(r.values, v), v.middle()
			continue
		}
		rows = append(rows, &valueRow{size: v.size(), low: v.middle(), values: []*piece{v}})
	}
	for _, r := range rows {
		r.middle = (r.values[0].middle() + r.low) / 2
		slices.SortStableFunc(r.values, func(a, b *piece) int { return cmp.Compare(a.x0, b.x0) })
	}
	return rows
}

// columns is the columns that one row alone would make.
func (r *valueRow) columns() []column {
	columns := make([]column, len(r.values))
	for i, v := range r.values {
		columns[i] = column{x0: v.x0, x1: v.x1}
	}
	return merge(columns)
}

// fullest is how many columns the fullest rows have values in. One row alone
// that has more than all others may have a number with a space inside.
func fullest(rows []*valueRow) int {
	counts := make([]int, len(rows))
	for i, r := range rows {
		counts[i] = len(r.columns())
	}
	slices.Sort(counts)
	n := len(counts)
	switch {
	case n == 0:
		return 0
	case n >= 4 && counts[n-1] > counts[n-2]:
		return counts[n-2]
	}
	return counts[n-1]
}

// valueColumns finds the columns: where the fullest rows have their values.
// What stands where hardly any other row has one, as in a row printed a column
// off, makes no column.
func valueColumns(rows []*valueRow) []column {
	most, n := fullest(rows), 0
	var columns []column
	for _, r := range rows {
		if own := r.columns(); len(own) == most {
			columns = append(columns, own...)
			n++
		}
	}
	all := merge(slices.Clone(columns))
	if len(all) <= most || n < 4 {
		return all
	}
	return slices.DeleteFunc(all, func(c column) bool {
		support := 0
		for _, own := range columns {
			if own.x0 < c.x1 && own.x1 > c.x0 {
				support++
			}
		}
		return 2*support < n
	})
}

// merge makes one column of those that overlap.
func merge(columns []column) []column {
	slices.SortStableFunc(columns, func(a, b column) int { return cmp.Compare(a.x0, b.x0) })
	var out []column
	for _, c := range columns {
		if n := len(out); n > 0 && c.x0 < out[n-1].x1 {
			out[n-1].x1 = max(out[n-1].x1, c.x1)
			out[n-1].head = append(out[n-1].head, c.head...)
			continue
		}
		out = append(out, c)
	}
	return out
}

// under lists the columns a piece stands over, or in.
func under(columns []column, b box) (first, n int) {
	for i, c := range columns {
		if b.x0 < c.x1 && b.x1 > c.x0 {
			if n == 0 {
				first = i
			}
			n++
		}
	}
	return first, n
}

// pitch is how far columns stand from each other, middle to middle.
func pitch(columns []column) float64 {
	if len(columns) < 2 {
		return math.Inf(1)
	}
	var steps []float64
	for i := 1; i < len(columns); i++ {
		steps = append(steps, columns[i].center()-columns[i-1].center())
	}
	slices.Sort(steps)
	return steps[len(steps)/2]
}

// withHeads gives columns their headers, adds those that have nothing but a
// header, and returns the header pieces that stand over several. Behind is
// where labels end: what stands left of that is over no value.
func withHeads(columns []column, head, labels []*piece, behind float64) (all []column, spanning []*piece) {
	step := pitch(columns)
	head = splitHeads(columns, head)
	var alone []column
	for _, p := range sorted(head) {
		switch i, n := under(columns, p.box); {
		case n == 1:
			columns[i].head = append(columns[i].head, p)
		case n == 0 && p.x0 >= behind && !over(head, p, step):
			alone = append(alone, column{x0: p.x0, x1: p.x1, head: []*piece{p}})
		default:
			spanning = append(spanning, p)
		}
	}
	all = merge(append(columns, merge(alone)...))
	for i := range all {
		kept := lowest(all[i].head, append(slices.Clone(head), labels...), pitch(all))
		for _, p := range all[i].head {
			if !slices.Contains(kept, p) {
				spanning = append(spanning, p)
			}
		}
		all[i].head = kept
		for _, p := range kept {
			all[i].x0, all[i].x1 = min(all[i].x0, p.x0), max(all[i].x1, p.x1)
		}
	}
	return parted(all), sorted(spanning)
}

// splitHeads parts header pieces between words that stand over two columns,
// one each: narrow columns leave less room between headers than words do.
func splitHeads(columns []column, head []*piece) []*piece {
	var out []*piece
	for _, p := range head {
		start := 0
		for i := 1; i < len(p.words); i++ {
			a, n := under(columns, p.words[i-1])
			b, k := under(columns, p.words[i])
			if n == 1 && k == 1 && a != b {
				out = append(out, pieceOf(p.words[start:i]))
				start = i
			}
		}
		if start == 0 {
			out = append(out, p)
			continue
		}
		out = append(out, pieceOf(p.words[start:]))
	}
	return out
}

// over tells header text with more of the header below it: it heads several
// columns, and stands between the numbers of two.
func over(head []*piece, p *piece, step float64) bool {
	reach := min(0.75*step, p.x1-p.x0)
	for _, q := range head {
		if q != p && q.y0 >= p.y1-0.2*p.size() && math.Abs(q.center()-p.center()) < reach && !aligned(p, q) {
			return true
		}
	}
	return false
}

// lowest takes the last lines of a stack of header lines: those of the
// column's own cell. A line well above the next, set to another edge, alone at
// its height, too wide for the column, or with room for more is of a cell
// above.
func lowest(stack, others []*piece, step float64) []*piece {
	stack = sorted(stack)
	at := len(stack) - 1
	for at > 0 {
		p, next := stack[at-1], stack[at]
		size := min(p.size(), next.size())
		width, below := p.x1-p.x0, next.x1-next.x0
		fits := width < step && width > below-1.3*size
		if at < len(stack)-1 {
			fits = fits && width < below+1.3*size // the line below was full
		}
		if next.y0-p.y1 > 0.8*size || !aligned(p, next) || !fits || alone(p, next, others) {
			break
		}
		at--
	}
	return stack[max(at, 0):]
}

// alone tells a header line that stands alone, as a caption does, above one
// that does not.
func alone(p, next *piece, others []*piece) bool {
	if slices.ContainsFunc(others, func(q *piece) bool {
		return q != p && q != next && math.Abs(q.middle()-p.middle()) < 0.9*p.size()
	}) {
		return false
	}
	return slices.ContainsFunc(others, func(q *piece) bool {
		return q != next && q != p && math.Abs(q.middle()-next.middle()) < 0.3*p.size()
	})
}

// parted keeps columns from overlapping where a header is wider than its
// column.
func parted(columns []column) []column {
	for i := 1; i < len(columns); i++ {
		if before := &columns[i-1]; before.x1 > columns[i].x0 {
			half := (before.x1 + columns[i].x0) / 2
			before.x1, columns[i].x0 = half, half
		}
	}
	return columns
}
