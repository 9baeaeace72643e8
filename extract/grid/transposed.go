package grid

// Transposed turns some rows of a grid, from one to before another, so that
// columns become rows. It is nil where positions do not say which cells stand
// in one column: in a ragged grid whose rows have different numbers of cells.
func (g *Grid) Transposed(from, to int) *Grid {
	rows := g.Rows[from:to]
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	if g.Ragged {
		if g.Packed || g.Guessed || g.streamed {
			return nil
		}
		for _, row := range rows {
			if len(row) != width {
				return nil
			}
		}
	}
	if width > maxRows || len(rows) > maxColumns {
		return nil
	}
	turned := map[*Cell]*Cell{}
	out := &Grid{Rows: make([][]*Cell, width)}
	for c := range out.Rows {
		line := make([]*Cell, len(rows))
		for r, row := range rows {
			if c >= len(row) || row[c] == nil {
				continue
			}
			cell := row[c]
			if turned[cell] == nil {
				first := max(cell.Row, from)
				turned[cell] = &Cell{Text: cell.Text, Row: cell.Col, Col: first - from, Rows: cell.Cols, Cols: min(cell.Row+cell.Rows, to) - first}
			}
			line[r] = turned[cell]
		}
		out.Rows[c] = trim(line)
	}
	return out
}
