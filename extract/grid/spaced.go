package grid

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"nianbao/extract/script"
)

// Bounds of a table whose cells are parted by spaces only.
const (
	maxHeadLines  = 12 // lines in a row without a number: headers, captions, labels of several lines
	maxHeadRunes  = 40 // of such a line
	fullRow       = 3  // numbers that make a row of any line
	lonelyNumbers = 5  // numbers that make a table of one row
)

// clause are marks of prose that also stand in labels of the forms.
const clause = "，、,：:"

// isProse tells a text with marks that no label has.
func isProse(text string) bool {
	return strings.Contains(text, "。") || strings.Contains(text, "；") || strings.Contains(text, "？") ||
		strings.Contains(text, "！") || strings.IndexByte(text, ';') >= 0
}

// spaced reads consecutive lines whose numbers stand behind a label, parted by
// spaces, as readers of PDF files leave them. What it takes for a table may be
// prose all the same: Lines keep it.
func spaced(lines []Block) (*Grid, int) {
	n := spacedRun(lines)
	if n == 0 {
		return nil, 0
	}
	var rows [][]string
	var source []string
	for _, b := range lines[:n] {
		if text := script.Trim(b.Text); text != "" {
			rows, source = append(rows, spacedCells(text)), append(source, b.Text)
		}
	}
	return ragged(rows, source), n
}

// spacedRun says how many lines belong to a table of spaces; 0 for none.
func spacedRun(lines []Block) int {
	n, rows, most, heads := 0, 0, 0, 0
	for i, b := range lines {
		text := script.Trim(b.Text)
		if text == "" && i > 0 {
			continue
		}
		numbers := numbersBehind(text)
		switch {
		case text == "", b.Grid != nil, b.Level > 0, heads > maxHeadLines, numbers == 0 && !isHead(text), strings.IndexByte(text, '\t') >= 0, hasPipe(text):
			return table(n, rows, most)
		case numbers == 0:
			heads++
		default:
			n, rows, most, heads = i+1, rows+1, max(most, numbers), 0
		}
	}
	return table(n, rows, most)
}

// table is n where so many rows, or so many numbers in one, make a table.
func table(n, rows, most int) int {
	if rows < 2 && most < lonelyNumbers {
		return 0
	}
	return n
}

// isHead tells a line that may stand among the rows of a table without a
// number: a header, a caption, the first line of a label.
func isHead(text string) bool {
	return len(text) <= maxHeadRunes*utf8.UTFMax && utf8.RuneCountInString(text) <= maxHeadRunes &&
		!isProse(text) && !opensChapter(text) && ruleStarts(text) == nil
}

// unit is a unit of the statistics tables, alone in its column.
var unit = regexp.MustCompile(`^(?:条|件|次|篇|个|人|人次|万元|元)$`)

// numbersBehind counts the numbers behind the label of a line; 0 for a line
// that is no row.
func numbersBehind(text string) int {
	if !numeric(text[strings.LastIndexByte(text, ' ')+1:]) {
		return 0
	}
	label, numbers := cutNumbers(text)
	n := len(numbers)
	switch {
	case label == "" && n < lonelyNumbers, isProse(label), utf8.RuneCountInString(label) > 2*maxHeadRunes:
		return 0
	case n < fullRow && (strings.ContainsAny(label, clause) || opensChapter(text)):
		return 0
	}
	return n
}

// cutNumbers parts a line before its last run of numbers.
func cutNumbers(text string) (label string, numbers []string) {
	fields := strings.Fields(text)
	at := len(fields)
	for at > 0 && numeric(fields[at-1]) {
		at--
	}
	if at > 0 {
		label = text[:strings.LastIndex(text, fields[at-1])+len(fields[at-1])]
	}
	return label, fields[at:]
}

// spacedCells parts the cells of a line: labels at wide gaps, numbers at any.
func spacedCells(text string) []string {
	if numbersBehind(text) == 0 {
		return wideGap.Split(text, -1)
	}
	label, numbers := cutNumbers(text)
	if label == "" {
		return numbers
	}
	cells := wideGap.Split(script.Trim(label), -1)
	if i := strings.LastIndexByte(label, ' '); i > 0 && unit.MatchString(label[i+1:]) && len(cells) == 1 {
		cells = []string{script.Trim(label[:i]), label[i+1:]}
	}
	return append(cells, numbers...)
}

// wideGap parts cells that are set in columns.
var wideGap = regexp.MustCompile(`[ \x{3000}]{2,}`)
