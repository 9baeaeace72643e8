package grid

import "strings"

// Limits on what a table may claim. A colspan of a million costs nothing.
const (
	maxColumns = 512    // of one grid; further ones are dropped
	maxRows    = 20_000 // of one grid; further ones are dropped
)

// Cell is one cell of a grid. Col and Row are where it begins; Cols and Rows
// how far it reaches.
type Cell struct {
	Text     string // lines joined by \n, white space folded
	Row, Col int
	Rows     int
	Cols     int
}

// Grid is a table. In an exact grid Rows[r][c] is the cell that covers row r
// and column c, nil where none does. In a ragged grid each row lists its cells
// in order; positions say nothing more.
type Grid struct {
	Rows    [][]*Cell
	Ragged  bool
	Packed  bool     // ragged, and blanks for spanned columns stand at the end of a row only
	Guessed bool     // ragged, and where rows end was told by their labels alone
	Lines   []string // of a ragged grid: the text it was read from

	streamed bool // ragged, and where rows end was found out, so that columns are not sure
}

// Block is one line of text or one grid, in document order.
type Block struct {
	Text  string
	Level int // 1–6 for a marked heading, else 0
	Grid  *Grid
}

// Width is the number of columns of the widest row.
func (g *Grid) Width() int {
	w := 0
	for _, r := range g.Rows {
		w = max(w, len(r))
	}
	return w
}

// ragged makes a grid of rows of texts.
func ragged(rows [][]string, lines []string) *Grid {
	size := 0
	for _, texts := range rows {
		size += len(texts)
	}
	cells, places := make([]Cell, size), make([]*Cell, size)
	g := &Grid{Ragged: true, Lines: lines, Rows: make([][]*Cell, len(rows))}
	at := 0
	for r, texts := range rows {
		start := at
		for c, text := range texts {
			cells[at] = Cell{Text: strings.TrimSpace(text), Row: r, Col: c, Rows: 1, Cols: 1}
			places[at] = &cells[at]
			at++
		}
		g.Rows[r] = places[start:at:at]
	}
	return g
}
