package grid

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// grid lays the table out: columns of labels, then one column for each of the
// values'.
func (a *assembly) grid() *Grid {
	var rows [][]spanned
	head, body := a.headLabel()
	for _, r := range valueRows(a.spanning) {
		rows = append(rows, append([]spanned{{colSpan: labelColumns}}, a.across(r.values)...))
	}
	own := []spanned{{text: head, colSpan: labelColumns}}
	headed := false
	for _, c := range a.columns {
		text := joinPieces(c.head)
		headed = headed || text != ""
		own = append(own, spanned{text: text})
	}
	if headed || head != "" {
		rows = append(rows, own)
	}
	for _, r := range body {
		rows = append(rows, append(r.labels(), a.cellsOf(r)...))
	}
	return resolve(rows, new(int))
}

// headLabel takes the labels that stand beside the header off the rows: the
// corner cell, or what the column of labels is called.
func (a *assembly) headLabel() (text string, body []*bodyRow) {
	bottom := math.Inf(-1)
	for _, c := range a.columns {
		for _, p := range c.head {
			bottom = max(bottom, p.y1)
		}
	}
	var texts []string
	for _, r := range a.rows {
		if len(r.values) == 0 && r.label.middle() < bottom {
			texts = append(texts, r.label.text)
			continue
		}
		body = append(body, r)
	}
	return strings.Join(texts, "\n"), body
}

// across lays header pieces over the columns they stand over; one that stands
// between two columns' numbers is over the nearest.
func (a *assembly) across(pieces []*piece) []spanned {
	var out []spanned
	at := 0
	for _, p := range pieces {
		first, n := under(a.columns, p.box)
		if n == 0 {
			n = 1
			for i, c := range a.columns {
				if math.Abs(c.center()-p.center()) < math.Abs(a.columns[first].center()-p.center()) {
					first = i
				}
			}
		}
		if first < at {
			continue
		}
		for ; at < first; at++ {
			out = append(out, spanned{})
		}
		out = append(out, spanned{text: p.text, colSpan: n})
		at += n
	}
	return out
}

// labels are the label cells of a row, over all label columns.
func (r *bodyRow) labels() []spanned {
	slices.SortStableFunc(r.groups, func(x, y *labelCell) int { return cmp.Compare(x.x0, y.x0) })
	cells := r.groups[max(0, len(r.groups)-labelColumns+1):]
	var out []spanned
	for _, g := range cells {
		out = append(out, spanned{text: g.text})
	}
	text := ""
	if r.label != nil {
		text = r.label.text
	}
	return append(out, spanned{text: text, colSpan: labelColumns - len(out)})
}

// cellsOf is what stands in the columns of a row.
func (a *assembly) cellsOf(r *bodyRow) []spanned {
	byColumn := make([][]*piece, len(a.columns))
	var all []*piece
	doubt := r.doubt
	for _, v := range r.values {
		for _, p := range v.values {
			all = append(all, p)
			i, n := under(a.columns, p.box)
			if n != 1 {
				doubt = true
				continue
			}
			byColumn[i] = append(byColumn[i], p)
		}
	}
	if doubt {
		return []spanned{{text: doubtful(all), colSpan: len(a.columns)}}
	}
	out := make([]spanned, len(a.columns))
	for i, pieces := range byColumn {
		out[i].text = a.cellText(r, i, pieces)
	}
	return out
}

// cellText is what one cell says. Figures below each other are one number
// only where the cells beside are centred on them: a cell too narrow for its
// number. Otherwise nobody can tell them from numbers of two rows.
func (a *assembly) cellText(r *bodyRow, column int, values []*piece) string {
	var extra []*piece
	if r.extra != nil {
		extra = r.extra[column]
	}
	if len(extra) > 0 {
		return joinPieces(append(slices.Clone(values), extra...))
	}
	var b strings.Builder
	for i, p := range sorted(values) {
		if i > 0 {
			switch before := values[i-1]; {
			case math.Abs(before.middle()-p.middle()) < onLine*p.size():
				b.WriteByte(' ') // a space inside a number
			case a.broken(r, column, values):
			default:
				b.WriteByte('\n')
			}
		}
		b.WriteString(p.text)
	}
	return b.String()
}

// broken tells the lines of one number that had no room on one.
func (a *assembly) broken(r *bodyRow, column int, lines []*piece) bool {
	top, bottom := lines[0], lines[len(lines)-1]
	middle := (top.y0 + bottom.y1) / 2
	for i, p := range lines {
		if !isFigure(p.text) || i > 0 && (p.y0-lines[i-1].y1 > 0.7*p.size() || !aligned(lines[i-1], p)) {
			return false
		}
	}
	byColumn := map[int][]*piece{}
	for _, v := range r.values {
		for _, p := range v.values {
			if i, n := under(a.columns, p.box); n == 1 {
				byColumn[i] = append(byColumn[i], p)
			}
		}
	}
	single := 0
	for i, pieces := range byColumn {
		if i != column && len(pieces) == 1 && math.Abs(pieces[0].middle()-middle) < 0.35*pieces[0].size() {
			single++
		}
	}
	return single > 1
}
