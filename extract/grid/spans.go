package grid

import "slices"

// spanned is a cell as markup gives it: text and how far it claims to reach.
type spanned struct {
	text             string
	rowSpan, colSpan int
}

// maxPlaces is how many places, in rows and columns, the tables of one document
// may take together: a thousand times what a report has. Rows beyond are dropped.
const maxPlaces = 2 << 20

// resolve lays rows of spanned cells out as a grid, as the HTML standard does
// it (4.9.12, forming a table), with claims clamped: a cell reaches at most to
// the last row and to column maxColumns. Taken counts the document's places.
func resolve(rows [][]spanned, taken *int) *Grid {
	if len(rows) > maxRows {
		rows = rows[:maxRows]
	}
	size := 0
	for _, cells := range rows {
		size += len(cells)
	}
	made, places := make([]Cell, 0, size), make([]*Cell, 0, size+size/8)
	g := &Grid{Rows: make([][]*Cell, 0, len(rows))}
	type reach struct {
		cell *Cell
		left int // rows still to cover
	}
	var down []reach // by column
	for r, cells := range rows {
		if *taken > maxPlaces {
			break
		}
		if cap(places)-len(places) < max(len(down), len(cells)) {
			places = make([]*Cell, 0, max(size, len(down), len(cells)))
		}
		row := places[len(places):]
		c := 0
		take := func() {
			for c < len(down) && down[c].left > 0 {
				row = append(row, down[c].cell)
				down[c].left--
				c++
			}
		}
		for _, s := range cells {
			take()
			if c >= maxColumns {
				break
			}
			made = append(made, Cell{Text: s.text, Row: r, Col: c, Rows: min(max(s.rowSpan, 1), len(rows)-r), Cols: 1})
			cell := &made[len(made)-1]
			for range min(max(s.colSpan, 1), maxColumns-c) {
				if c < len(down) && down[c].left > 0 {
					break // overlap: the cell above came first
				}
				row = append(row, cell)
				for len(down) <= c {
					down = append(down, reach{})
				}
				down[c] = reach{cell, cell.Rows - 1}
				c++
			}
			cell.Cols = c - cell.Col
		}
		for take(); c < len(down); take() {
			row = append(row, nil)
			c++
		}
		if cap(row) == cap(places[len(places):]) {
			places = places[:len(places)+len(row)] // it had room there
		}
		*taken += len(row)
		g.Rows = append(g.Rows, slices.Clip(trim(row)))
	}
	return g
}

// trim drops positions behind the last cell.
func trim(row []*Cell) []*Cell {
	for len(row) > 0 && row[len(row)-1] == nil {
		row = row[:len(row)-1]
	}
	return row
}
