package grid

import (
	"strings"

	"nianbao/extract/script"
)

// Bounds of a table that has a line for each cell and nothing between them.
const (
	maxBeforeValue = 40     // lines before the first value: the headers
	maxGroups      = 3      // labels before a row's own, itself among them
	leastValues    = 4      // that make a table
	maxListed      = 20_000 // lines
)

// listed reads a table of which only the texts are left, one cell on each line,
// as office programs save it. Blank cells may be lost, so a label behind a
// value begins a row, and only rows with all their cells say which is which.
func listed(lines []Block) (*Grid, int) {
	n, values, last := 0, 0, 0
	for i, b := range lines[:min(len(lines), maxListed)] {
		text := script.Trim(b.Text)
		switch {
		case text == "" && b.Grid == nil && b.Level == 0:
			continue
		case b.Grid != nil || b.Level > 0 || i-last > maxBeforeValue:
			return listedGrid(lines[:n], values), n
		case isAlone(text):
			n, values, last = i+1, values+1, i
		case !isListed(lines, i, text):
			return listedGrid(lines[:n], values), n
		}
	}
	return listedGrid(lines[:n], values), n
}

// isAlone tells a line that is one value.
func isAlone(text string) bool {
	return len(text) <= 3*maxNumber && holdsValue(text) && !strings.ContainsAny(text, "年月日")
}

// isListed tells a line that may be a label or a header. One that is numbered
// like a chapter of the report is the label of a row where a value follows.
func isListed(lines []Block, i int, text string) bool {
	if strings.IndexByte(text, '\t') >= 0 || hasPipe(text) || isProse(text) || isTitle(text) || longest(text) > 4*maxHeadRunes {
		return false
	}
	if !opensChapter(text) {
		return true
	}
	labels := 0
	for _, b := range lines[i:] {
		text := script.Trim(b.Text)
		switch {
		case text == "" && b.Grid == nil:
			continue
		case isAlone(text):
			return true
		}
		if labels++; labels > maxGroups {
			break
		}
	}
	return false
}

// listedGrid makes rows of lines; nil where they hold too few values.
func listedGrid(lines []Block, values int) *Grid {
	if values < leastValues {
		return nil
	}
	var cells, source []string
	for _, b := range lines {
		if text := script.Trim(b.Text); text != "" {
			cells, source = append(cells, text), append(source, b.Text)
		}
	}
	g := ragged(byLabel(cells), source)
	g.Packed, g.Guessed = true, true
	return g
}
