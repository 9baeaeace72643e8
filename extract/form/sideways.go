package form

import "nianbao/extract/grid"

// Tables that some pages print with rows and columns exchanged are turned
// before they are read. What tells them is labels: names of columns below each
// other, and names of rows side by side.

// leastBeside is how many labels of rows stand side by side where a table is
// turned, and how many of columns below each other.
const leastBeside = 3

// upright reads the rows of a grid, those that are printed sideways turned.
// Lines over the whole width, captions, part one table from the next.
func (l *layer) upright(g *grid.Grid) [][]token {
	rows := l.tokens(g)
	var out [][]token
	done := 0 // rows that were turned, and those before them
	for from := 0; from < len(rows); {
		to := from + 1
		for to < len(rows) && !isCaption(rows[to]) {
			to++
		}
		start := from
		if isCaption(rows[start]) {
			start++
		}
		if l.sideways(rows[start:to]) {
			out = append(out, rows[done:start]...)
			if t := g.Transposed(start, to); t != nil {
				out = append(out, l.tokens(t)...)
			} // else nothing says which cells stand in one column
			done = to
		}
		from = to
	}
	if done == 0 {
		return rows
	}
	return append(out, rows[done:]...)
}

// isCaption tells a row of one text: the caption of a sub-table, or what spans
// the whole width.
func isCaption(row []token) bool {
	first := -1
	for i, t := range row {
		if t.kind == value || t.down || t.kind == label && first >= 0 {
			return false
		}
		if t.kind == label {
			first = i
		}
	}
	return first == 0 && (captioned(row[0].bare) || len(row) == 1 && row[0].cols > 1)
}

// sideways tells rows of a table whose columns are the form's rows.
func (l *layer) sideways(rows [][]token) bool {
	lines, subjects, blocks := 0, 0, 0 // side by side in one row, at most
	applicants, outcomes, columns := 0, 0, 0
	for _, row := range rows {
		n, s, b, across := 0, 0, 0, 0
		for i := range row {
			t := &row[i]
			if t.kind != label || t.down || t.common {
				continue
			}
			if t.line.ok && t.line.quality == exact {
				n++
			}
			if t.subject.ok && t.subject.quality == exact {
				s++
			}
			if t.block >= 0 || t.bare == "行政诉讼" {
				b++
			}
			if l.isLeaf(*t) || t.column >= 0 || t.band.ok && t.band.quality == exact {
				across++
			}
		}
		if across > 1 {
			if across >= leastBeside {
				return false // the header of a table that stands upright
			}
			continue
		}
		lines, subjects, blocks = max(lines, n), max(subjects, s), max(blocks, b)
		if name, found := rowName(row); found {
			switch {
			case name.result.ok && name.result.quality == exact:
				outcomes++
			case name.column >= 0:
				applicants++
			case name.band.ok && name.band.quality == exact:
				columns++
			}
		}
	}
	return lines >= leastBeside && applicants >= leastBeside || blocks > 1 && outcomes >= leastBeside || subjects > 0 && columns > 0 && lines == 0
}

// rowName is the last label before a row's values; the first cell's, where text
// stands beside it that no form prints.
func rowName(row []token) (name *token, found bool) {
	for i := range row {
		switch t := &row[i]; {
		case name != nil && (t.kind == value || i == 1 && t.kind == label && t.likeness == [len(tables)]match{}):
			return name, true
		case t.kind == label && !t.down && !t.common:
			name = t
		}
	}
	return nil, false
}
