package grid

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxPartings is how many blank lines of a stream are tried as the end of a
// table.
const maxPartings = 32

// streams reads the first table of a stream, and says how many of its n lines
// it took. Where only a blank line stands between two tables, the rows before
// it have a width that the whole has not.
func streams(run []string, partings []parting, n int) (*Grid, int) {
	cells := cellsOf(run)
	w, packed := steady(cells)
	for _, p := range slices.Backward(partings[:min(len(partings), maxPartings)]) {
		if p.run == 0 || p.run == len(run) {
			continue
		}
		before := cellsOf(run[:p.run])
		if width, _ := steady(before); width == 0 || width == w || len(before) < 2*width {
			continue
		}
		return stream(run[:p.run], before), p.lines
	}
	return gridOf(cells, run, w, packed), n
}

// cellsOf are the cells of a stream: each ended by a pipe.
func cellsOf(run []string) []string {
	cells := splitPipes(strings.Join(run, "\n"))
	if last := len(cells) - 1; strings.TrimSpace(cells[last]) == "" {
		cells = cells[:last]
	}
	for i, c := range cells {
		cells[i] = strings.TrimSpace(c)
	}
	return cells
}

// stream reads one cell per line, each ended by a pipe. Rows are not marked,
// so the width is found by which rows make sense; where none does, a label
// behind a number begins a row.
func stream(run, cells []string) *Grid {
	w, packed := steady(cells)
	return gridOf(cells, run, w, packed)
}

func gridOf(cells, run []string, w int, packed bool) *Grid {
	if w == 0 {
		g := ragged(byLabel(cells), run)
		g.Packed, g.Guessed, g.streamed = true, true, true
		return g
	}
	g := ragged(chunk(cells, w), run)
	g.Packed, g.streamed = packed, true
	return g
}

// maxSteady is the widest row of a stream that is looked for, in cells.
const maxSteady = 40

// steady finds the number of cells in a row of a stream; 0 where no width
// explains it. packed tells rows whose blanks for spanned cells stand at the
// end only; else every cell has its place.
func steady(parts []string) (w int, packed bool) {
	skip := 0
	if len(parts) > 0 && serials[parts[0]] {
		skip = 1 // rows are numbered in front of their labels
	}
	for w := 2; w <= min(maxSteady, len(parts)); w++ {
		if fits(parts, w, skip) {
			return w, true
		}
	}
	for w := 4; w <= min(maxSteady, len(parts)); w++ {
		if len(parts)%w == 0 && fitsPlaces(parts, w, skip) {
			return w, false
		}
	}
	return 0, false
}

// serials are headers of a column that numbers the rows.
var serials = map[string]bool{"序号": true, "编号": true, "行次": true, "序": true, "行号": true}

// fits tells whether packed rows of w cells make sense: nothing but numbers
// and blanks behind a number or a blank, in two rows at least; or a row of
// numbers alone, as the last one, where no other has any (the third statutory
// table). The first skip cells do not count.
func fits(parts []string, w, skip int) bool {
	numbers, alone := 0, false // rows of numbers behind a label; of numbers only
	for start := 0; start < len(parts); start += w {
		row := parts[min(start+skip, len(parts)):min(start+w, len(parts))]
		ended, counted := false, false
		for _, cell := range row {
			number := cell != "" && numericCell(cell)
			if ended && cell != "" && !number {
				return false
			}
			ended, counted = ended || cell == "" || number, counted || number
		}
		unlabelled := len(row) == 0 || row[0] == "" || numericCell(row[0])
		switch {
		case unlabelled && (len(row) == 0 || start+w < len(parts) || counted && numbers > 0):
			return false
		case unlabelled:
			alone = counted
		case counted:
			numbers++
		}
	}
	return alone || numbers > 1
}

// fitsPlaces tells whether rows of w cells make sense where spanned cells are
// blanks in their places: no label behind a number; numbers behind labels, and
// in two rows at least up to the same column; or numbers in the last row alone,
// and no label there.
func fitsPlaces(parts []string, w, skip int) bool {
	ends := map[int]int{} // rows by the column of their last number
	for start := 0; start < len(parts); start += w {
		labels, last := 0, -1
		for c, cell := range parts[start+skip : start+w] {
			switch {
			case cell == "":
			case numericCell(cell):
				last = c
			case last >= 0:
				return false
			default:
				labels++
			}
		}
		if last < 0 {
			continue
		}
		if labels == 0 {
			return start+w == len(parts) && len(ends) == 0
		}
		ends[last]++
	}
	for _, n := range ends {
		if n > 1 {
			return true
		}
	}
	return false
}

func numericCell(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return numeric(s) || strings.Trim(s, strokes) == "" || s == "无" || s == "無" || (r >= '0' && r <= '9' && !labelled.MatchString(s))
}

// strokes are what says "nothing" in a value cell.
const strokes = "/／\\-—–―─－_"

// labelled is a row label with an ordinal in figures.
var labelled = regexp.MustCompile(`^[0-9]{1,2}\s*[.、．,)）:]\s*\D`)

// chunk cuts a stream into rows of w cells. Of a last row of numbers alone, a
// blank at its end may have been lost.
func chunk(parts []string, w int) [][]string {
	if last := len(parts) - len(parts)%w; last+1 < len(parts) && len(parts)%w == w-1 && numericCell(parts[last]) {
		parts = append(slices.Clone(parts), "")
	}
	var rows [][]string
	for start := 0; start < len(parts); start += w {
		rows = append(rows, parts[start:min(start+w, len(parts))])
	}
	return rows
}

// headCells is from how many labels on a row is a header.
const headCells = 3

// byLabel cuts a stream without a steady width: a label behind a number or a
// blank begins a row, and so does a number behind a header's end, unless the
// last label is a row's.
func byLabel(parts []string) [][]string {
	var rows [][]string
	start, labels, values, named := 0, 0, false, false
	for i, cell := range parts {
		value := cell == "" || numericCell(cell)
		if !value && values || value && values && cell != "" && parts[i-1] == "" && labels >= headCells && !named {
			rows = append(rows, parts[start:i])
			start, labels = i, 0
		}
		if !value {
			labels++
			named = opensChapter(cell)
		}
		values = value
	}
	return append(rows, parts[start:])
}
