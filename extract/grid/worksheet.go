package grid

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/extract/script"
)

// spot is a place in a spreadsheet, from 0.
type spot struct{ row, col int }

// extent is how far a merged cell reaches.
type extent struct{ rows, cols int }

// worksheet is one page of a spreadsheet: what stands in its cells, empty ones
// that have a format too, and which are merged.
type worksheet struct {
	cells  map[spot]string
	merges map[spot]extent
}

func newWorksheet() *worksheet {
	return &worksheet{cells: map[spot]string{}, merges: map[spot]extent{}}
}

// Limits of one spreadsheet: those of the format (ECMA-376 part 1, 18.3.1.73)
// are a million rows of 16,384 cells.
const (
	maxSheetCells = 400_000
	maxSheetRow   = 1 << 20
	maxSheetCol   = 1 << 14
)

// put sets a cell. It fails where the sheet is too large.
func (s *worksheet) put(at spot, text string) error {
	if at.row < 0 || at.col < 0 || at.row >= maxSheetRow || at.col >= maxSheetCol {
		return nil // no place of the format
	}
	if len(s.cells) >= maxSheetCells {
		return fmt.Errorf("read sheet: more than %d cells: %w", maxSheetCells, ErrTooLarge)
	}
	s.cells[at] = text
	return nil
}

// merge notes a merged cell from one corner to the other.
func (s *worksheet) merge(from, to spot) {
	if from.row <= to.row && from.col <= to.col && from.row >= 0 && from.col >= 0 && len(s.merges) < maxSheetCells {
		s.merges[from] = extent{to.row - from.row + 1, to.col - from.col + 1}
	}
}

// sheetRow is a row with something in it.
type sheetRow struct {
	at    int
	cells []spot // present, in order
	full  int    // of these, with text
	text  string // of the last with text
}

// blocks reads a sheet: rows with one text are lines, others make tables.
func (s *worksheet) blocks(positions *int) ([]Block, error) {
	rows := s.rows()
	var out []Block
	for i := 0; i < len(rows); {
		n := 0
		for i+n < len(rows) && s.inTable(rows, i, i+n) {
			n++
		}
		if n < 2 {
			for line := range strings.SplitSeq(rows[i].line(s), "\n") {
				if line = script.Trim(line); line != "" {
					out = append(out, Block{Text: line})
				}
			}
			i++
			continue
		}
		g, err := s.grid(rows[i:i+n], positions)
		if err != nil {
			return nil, err
		}
		out = append(out, Block{Grid: g})
		i += n
	}
	return out, nil
}

// line is a row as text.
func (r *sheetRow) line(s *worksheet) string {
	var parts []string
	for _, at := range r.cells {
		if text := script.Trim(s.cells[at]); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\t")
}

// blankRow is how many cells make a row without a text: one nobody filled in.
const blankRow = 3

// rows lists the rows with a text in them, or with cells that wait for one, in
// order.
func (s *worksheet) rows() []sheetRow {
	byRow := map[int]*sheetRow{}
	for at, text := range s.cells {
		r := byRow[at.row]
		if r == nil {
			r = &sheetRow{at: at.row}
			byRow[at.row] = r
		}
		r.cells = append(r.cells, at)
		if script.Trim(text) != "" {
			r.full, r.text = r.full+1, text
		}
	}
	var out []sheetRow
	for _, at := range slices.Sorted(maps.Keys(byRow)) {
		r := byRow[at]
		if r.full == 0 && len(r.cells) < blankRow {
			continue
		}
		slices.SortFunc(r.cells, func(a, b spot) int { return cmp.Compare(a.col, b.col) })
		out = append(out, *r)
	}
	return out
}

// maxSheetGap is how many empty rows may stand inside a table.
const maxSheetGap = 1

// maxSingles is how many rows of one text, captions and headings, may follow
// each other inside a table.
const maxSingles = 8

// inTable says whether row i goes on, or begins, the table that begins at
// from: it has several texts, or one as a caption or as the label of a row
// nobody filled in.
func (s *worksheet) inTable(rows []sheetRow, from, i int) bool {
	r := &rows[i]
	if i > from && r.at-rows[i-1].at > maxSheetGap+1 {
		return false
	}
	if r.full > 1 {
		return true
	}
	text := script.Trim(r.text)
	switch {
	case isProse(text) || strings.Contains(text, "\n"):
		return false
	case i > from && (s.unfilled(r) || s.between(rows, i)):
		return true
	}
	// Between rows of a table, or above the first, captions and labels.
	for end := min(len(rows), i+maxSingles); i+1 < end && rows[i].captions() && rows[i+1].at-rows[i].at <= maxSheetGap+1; i++ {
		if rows[i+1].full > 1 {
			return true
		}
	}
	return false
}

// between tells a heading inside a table: the rows around it fill the same
// columns, three or more.
func (s *worksheet) between(rows []sheetRow, i int) bool {
	before, behind := i, i
	for before > max(0, i-maxSingles) && rows[before].full <= 1 && rows[before].at-rows[before-1].at == 1 {
		before--
	}
	for behind+1 < min(len(rows), i+maxSingles) && rows[behind].full <= 1 && rows[behind+1].at-rows[behind].at == 1 {
		behind++
	}
	columns := s.filled(&rows[before])
	return len(columns) >= headCells && slices.Equal(columns, s.filled(&rows[behind]))
}

// filled lists the columns in which a row has a text.
func (s *worksheet) filled(r *sheetRow) (columns []int) {
	for _, at := range r.cells {
		if script.Trim(s.cells[at]) != "" {
			columns = append(columns, at.col)
		}
	}
	return columns
}

// captions tells a row of one short text, no heading.
func (r *sheetRow) captions() bool {
	text := script.Trim(r.text)
	return r.full == 1 && utf8.RuneCountInString(text) <= maxCaption && !opensChapter(text) && !strings.Contains(text, "信息公开")
}

// unfilled tells a row with nothing but its label, or without even that, and
// blank cells beside it: single ones, or one merged cell.
func (s *worksheet) unfilled(r *sheetRow) bool {
	if r.full == 0 {
		return true
	}
	own := s.merges[r.cells[0]].cols
	if len(r.cells) > 2 && own < len(r.cells) {
		return true
	}
	return s.merges[spot{r.at, r.cells[0].col + max(1, own)}].cols > 1
}

// grid makes a table of rows, with merged cells as spans.
func (s *worksheet) grid(rows []sheetRow, positions *int) (*Grid, error) {
	width := 0
	for _, r := range rows {
		for _, at := range r.cells {
			if script.Trim(s.cells[at]) != "" {
				width = max(width, at.col+max(1, s.merges[at].cols))
			}
		}
	}
	width = min(width, maxColumns)
	if *positions += width * len(rows); *positions > maxPositions {
		return nil, fmt.Errorf("read sheet: %w", ErrTooLarge)
	}
	index := map[int]int{} // of a sheet's row among the table's
	for i, r := range rows {
		index[r.at] = i
	}
	covered := map[spot]bool{}
	out := make([][]spanned, len(rows))
	for i, r := range rows {
		for col := 0; col < width; {
			at := spot{r.at, col}
			if covered[at] {
				col++
				continue
			}
			m := s.merges[at]
			c := spanned{text: sheetText(s.cells[at]), rowSpan: 1, colSpan: max(1, min(m.cols, width-col))}
			for below := r.at + 1; below < r.at+m.rows && c.rowSpan < len(rows)-i; below++ {
				if _, there := index[below]; !there {
					continue // an empty row, left out
				}
				c.rowSpan++
				for k := range c.colSpan {
					covered[spot{below, col + k}] = true
				}
			}
			out[i] = append(out[i], c)
			col += c.colSpan
		}
	}
	return resolve(out, new(int)), nil
}

// sheetText is a cell's text, its lines folded.
func sheetText(s string) string {
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// sheetNumber is a number as a spreadsheet shows it where nothing says how:
// with the fewest digits that mean it. Files hold seventeen.
func sheetNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
