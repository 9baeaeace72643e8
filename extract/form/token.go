package form

import (
	"slices"
	"strings"

	"nianbao/extract/grid"
)

// unlabelled is the term of a cell that is no label.
var unlabelled = &term{column: -1, block: -1}

// tokens reads the rows of a grid. A cell that covers several columns is one
// token; one that comes down from an earlier row is there again.
func (l *layer) tokens(g *grid.Grid) [][]token {
	size := 0
	for _, cells := range g.Rows {
		for c, cell := range cells {
			if cell != nil && (c == 0 || cells[c-1] != cell) {
				size++
			}
		}
	}
	all := make([]token, 0, size)
	rows := make([][]token, len(g.Rows))
	var down []reaching // by column
	for r, cells := range g.Rows {
		start := len(all)
		for c, cell := range cells {
			if cell == nil || (c > 0 && cells[c-1] == cell) {
				continue
			}
			all = append(all, token{text: cell.Text, term: unlabelled, col: c, cols: cell.Cols, down: cell.Row < r})
			down = l.know(&all[len(all)-1], cell, down)
		}
		rows[r] = slices.Clip(all[start:])
	}
	return rows
}

// reaching is a label that reaches down into the next row.
type reaching struct {
	cell *grid.Cell
	term *term
}

// know tells what a cell is, and which label; of one that reaches down, once.
// down are those labels, by column.
func (l *layer) know(t *token, cell *grid.Cell, down []reaching) []reaching {
	if t.kind = kindOf(t.text); t.kind != label || len(t.text) > maxLabel {
		return down
	}
	if t.down && t.col < len(down) && down[t.col].cell == cell {
		t.term = down[t.col].term
		return down
	}
	t.term = l.termOf(t.text)
	if cell.Rows > 1 {
		for len(down) <= t.col {
			down = append(down, reaching{})
		}
		down[t.col] = reaching{cell, t.term}
	}
	return down
}

// maxLabel is the longest text, in bytes, that is looked up as a label.
const maxLabel = 360

// kindOf tells numbers and blanks from labels. What begins with a Chinese
// character but 无 needs no closer look.
func kindOf(text string) kind {
	switch {
	case text == "":
		return empty
	case isDigits(text):
		return value
	case len(text) > 2 && isDigits(text[:1]) && text[1] == '.' && hanAt(text, 2):
		return label
	case hanAt(text, 0) && !strings.HasPrefix(text, "无") && !strings.HasPrefix(text, "無"), strings.HasPrefix(text, "（"):
		return label
	case !Countable(text):
		return label
	case strings.TrimSpace(fold(text)) == "":
		return empty
	}
	return value
}
