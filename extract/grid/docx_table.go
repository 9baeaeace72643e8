package grid

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// wordCell is a cell as its row gives it.
type wordCell struct {
	flow  *wordFlow
	cols  int
	merge vmerge
	left  bool // the cell before it goes on in it (w:hMerge, of old files)
}

// vmerge says how a cell goes with the one above (ECMA-376 part 1, 17.4.84).
type vmerge int

const (
	apart vmerge = iota
	begins
	goesOn
)

// table reads a table: a grid where it holds data, else (a page laid out by a
// table) what stands in its cells.
func (w *wordReader) table(depth int) error {
	f := w.flow
	f.flush()
	f.tables = true
	var rows [][]wordCell
	if err := w.rows(depth, &rows); err != nil {
		return err
	}
	blocks, err := wordTable(rows, &w.positions)
	f.blocks = append(f.blocks, blocks...)
	return err
}

// wordTable is a table as blocks: a grid where it holds data, else what stands
// in its cells.
func wordTable(rows [][]wordCell, positions *int) (blocks []Block, err error) {
	if nested(rows) || !dataTable(rows) {
		for _, row := range rows {
			for _, c := range row {
				blocks = append(blocks, c.flow.blocks...)
			}
		}
		return blocks, nil
	}
	width := 0
	for _, row := range rows {
		n := 0
		for _, c := range row {
			n += c.cols
		}
		width = max(width, min(n, maxColumns))
	}
	if *positions += width * len(rows); *positions > maxPositions {
		return nil, fmt.Errorf("read table: %w", ErrTooLarge)
	}
	return []Block{{Grid: resolve(merged(rows), new(int))}}, nil
}

// rows reads the rows of a table, through content controls and revisions
// around them.
func (w *wordReader) rows(depth int, rows *[][]wordCell) error {
	return each(w.decoder, depth, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "tr":
			row, gone, err := w.row(depth + 1)
			if !gone {
				*rows = append(*rows, row)
			}
			return err
		case "del", "moveFrom", "tblPr", "tblGrid", "sdtPr":
			return skip(w.decoder, depth+1)
		}
		return w.rows(depth+1, rows)
	})
}

// row reads one row; gone is that of one deleted or hidden.
func (w *wordReader) row(depth int) (cells []wordCell, gone bool, err error) {
	var read func(depth int) error
	read = func(depth int) error {
		return each(w.decoder, depth, func(e xml.StartElement) error {
			switch e.Name.Local {
			case "trPr":
				before, del, err := w.rowProps(depth + 1)
				gone = gone || del
				if before > 0 {
					cells = append(cells, wordCell{flow: &wordFlow{}, cols: before})
				}
				return err
			case "tc":
				c, err := w.cell(depth + 1)
				cells = append(cells, c)
				return err
			case "tblPrEx", "sdtPr":
				return skip(w.decoder, depth+1)
			}
			return read(depth + 1)
		})
	}
	err = read(depth)
	return cells, gone, err
}

// rowProps reads a w:trPr: how many grid columns stand free before the first
// cell, and whether the row is deleted or hidden.
func (w *wordReader) rowProps(depth int) (before int, gone bool, err error) {
	err = each(w.decoder, depth, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "gridBefore":
			if n, ok := number(e); ok {
				before = min(max(n, 0), maxColumns)
			}
		case "del", "hidden":
			gone = gone || e.Name.Local == "del" || on(e)
		}
		return skip(w.decoder, depth+1)
	})
	return before, gone, err
}

func (w *wordReader) cell(depth int) (wordCell, error) {
	outer, hidden := w.flow, w.hidden
	c := wordCell{flow: &wordFlow{}, cols: 1}
	w.flow, w.hidden = c.flow, false
	err := each(w.decoder, depth, func(e xml.StartElement) error {
		if e.Name.Local == "tcPr" {
			return c.props(w.decoder, depth+1)
		}
		return w.element(e, depth+1)
	})
	w.flow.flush()
	w.flow, w.hidden = outer, hidden
	return c, err
}

func (c *wordCell) props(d *xml.Decoder, depth int) error {
	return each(d, depth, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "gridSpan":
			if n, ok := number(e); ok {
				c.cols = min(max(n, 1), maxColumns)
			}
		case "vMerge":
			c.merge = goesOn
			if val(e, "val") == "restart" {
				c.merge = begins
			}
		case "hMerge":
			c.left = val(e, "val") != "restart"
		}
		return skip(d, depth+1)
	})
}

// merged turns the marks of merged cells into spans. A cell goes on from the
// one above where that has the very same columns; otherwise it is one of its
// own. What a file keeps in cells merged into another is not shown.
func merged(rows [][]wordCell) [][]spanned {
	type place struct{ col, cols int }
	type open struct{ row, at int } // of the cell that began
	out := make([][]spanned, len(rows))
	above := map[place]open{}
	for r, row := range rows {
		here := map[place]open{}
		col := 0
		for i := 0; i < len(row); i++ {
			c := row[i]
			for i+1 < len(row) && row[i+1].left {
				i++
				c.cols += row[i].cols
			}
			p := place{col, c.cols}
			col += c.cols
			if from, ok := above[p]; ok && c.merge == goesOn {
				out[from.row][from.at].rowSpan++
				here[p] = from
				continue
			}
			if c.merge != apart {
				here[p] = open{r, len(out[r])}
			}
			out[r] = append(out[r], spanned{flowText(c.flow), 1, c.cols})
		}
		above = here
	}
	return out
}

// nested tells a table with a table in a cell.
func nested(rows [][]wordCell) bool {
	for _, row := range rows {
		for _, c := range row {
			if c.flow.tables {
				return true
			}
		}
	}
	return false
}

// dataTable tells a data table from one that lays out a page: two cells side
// by side somewhere, and no cell full of prose.
func dataTable(rows [][]wordCell) bool {
	wide := false
	for _, row := range rows {
		wide = wide || len(row) > 1
		for _, c := range row {
			size := 0
			for _, b := range c.flow.blocks {
				size += len(b.Text)
			}
			if size > maxCellText {
				return false
			}
		}
	}
	return wide
}

// flowText is what a cell says, its lines joined by \n.
func flowText(f *wordFlow) string {
	lines := make([]string, 0, len(f.blocks))
	for _, b := range f.blocks {
		lines = append(lines, strings.Join(strings.Fields(b.Text), " "))
	}
	return strings.Join(lines, "\n")
}
