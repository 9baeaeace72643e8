package grid

import "strings"

// repeatedSpan is how many neighbours of one text prove that a table repeats the
// text of a spanned cell in each of its places.
const repeatedSpan = 3

// unrepeat makes an exact grid of rows in which spanned cells stand once for
// each place they cover, as some converters write them; nil for any other
// table. Neighbours with one text that is no number are one cell, and so are
// neighbours of one number below a header that is one cell; and a header with
// the one right above it, of the same text and width.
func unrepeat(rows [][]string, lines []string) *Grid {
	if !repeats(rows) {
		return nil
	}
	g := &Grid{Lines: lines, Rows: make([][]*Cell, len(rows))}
	var head []*Cell // the row of labels alone that stands above
	for r, texts := range rows {
		row, values := mergedRow(r, texts, head)
		if !values {
			if r > 0 && head != nil && &head[0] == &g.Rows[r-1][0] {
				goOn(row, head)
			}
			head = row
		}
		g.Rows[r] = row
	}
	return g
}

// mergedRow makes the cells of a row of texts, and tells whether one is a value.
func mergedRow(r int, texts []string, head []*Cell) (row []*Cell, values bool) {
	row = make([]*Cell, len(texts))
	for c, text := range texts {
		text = strings.TrimSpace(text)
		number := numericCell(text)
		values = values || number && text != ""
		if c > 0 && text != "" && text == row[c-1].Text && (!number || head != nil && head[c] == head[c-1]) {
			row[c] = row[c-1]
			row[c].Cols++
			continue
		}
		row[c] = &Cell{Text: text, Row: r, Col: c, Rows: 1, Cols: 1}
	}
	return row, values
}

// goOn lets the cells of a header's row go on in the next one.
func goOn(row, above []*Cell) {
	for c := 0; c < len(row); c += row[c].Cols {
		a, b := above[c], row[c]
		if a.Col != b.Col || a.Cols != b.Cols || a.Text != b.Text || a.Text == "" {
			continue
		}
		a.Rows++
		for i := c; i < c+a.Cols; i++ {
			row[i] = a
		}
	}
}

// repeats tells rows of one width, one of which has the same words in
// neighbouring cells.
func repeats(rows [][]string) bool {
	found := false
	for _, row := range rows {
		if len(row) != len(rows[0]) {
			return false
		}
		n := 1
		for c := 1; c < len(row) && !found; c++ {
			text := strings.TrimSpace(row[c])
			if text == "" || numericCell(text) || text != strings.TrimSpace(row[c-1]) {
				n = 1
				continue
			}
			n++
			found = n == repeatedSpan
		}
	}
	return found
}
