package grid

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Bounds of a table whose cells are parted by spaces only.
const (
	maxHeadLines  = 12 // lines in a row without a number: headers, captions, labels of several lines
	maxHeadRunes  = 40 // of such a line
	fullRow       = 3  // numbers that make a row of any line
	lonelyNumbers = 5  // numbers that make a table of one row
)

// sentence are marks of prose; clause marks also stand in labels of the forms.
const (
	sentence = "。；？！;"
	clause   = "，、,：:"
)

// spaced reads consecutive lines whose numbers stand behind a label, parted by
// spaces, as readers of PDF files leave them. What it takes for a table may be
// prose all the same: Lines keep it.
func spaced(lines []Block) (*Grid, int) {
	var rows [][]string
	var source []string
	n, kept, numbered, most, bare := 0, 0, 0, 0, 0
	for i, b := range lines {
		text := strings.TrimSpace(b.Text)
		if b.Grid != nil || b.Level > 0 || bare > maxHeadLines || strings.ContainsAny(text, "\t|｜") || i == 0 && text == "" {
			break
		}
		if text == "" {
			continue
		}
		cells, numbers := spacedCells(text)
		switch {
		case numbers > 0:
			numbered++
			most = max(most, numbers)
			bare = 0
		case utf8.RuneCountInString(text) > maxHeadRunes || strings.ContainsAny(text, sentence) || chapter.MatchString(text):
			bare = maxHeadLines + 1
			continue
		default:
			bare++
		}
		rows, source = append(rows, cells), append(source, b.Text)
		if numbers > 0 {
			n, kept = i+1, len(rows)
		}
	}
	if numbered < 2 && most < lonelyNumbers {
		return nil, 0
	}
	return ragged(rows[:kept], source[:kept]), n
}

// unit is a unit of the statistics tables, alone in its column.
var unit = regexp.MustCompile(`^(?:条|件|次|篇|个|人|人次|万元|元)$`)

// spacedCells parts the label of a line from the numbers behind it; numbers is
// 0 for a line that is no row.
func spacedCells(text string) (cells []string, numbers int) {
	fields := strings.Fields(text)
	at := len(fields)
	for at > 0 && numeric(fields[at-1]) {
		at--
	}
	numbers = len(fields) - at
	label := strings.Join(fields[:at], " ")
	switch {
	case numbers == 0:
		return []string{text}, 0
	case at == 0 && numbers < lonelyNumbers, strings.ContainsAny(label, sentence), utf8.RuneCountInString(label) > 2*maxHeadRunes:
		return []string{text}, 0
	case numbers < fullRow && (strings.ContainsAny(label, clause) || chapter.MatchString(text)):
		return []string{text}, 0
	}
	if at > 1 && unit.MatchString(fields[at-1]) {
		return append([]string{strings.Join(fields[:at-1], " ")}, fields[at-1:]...), numbers
	}
	if at > 0 {
		cells = append(cells, label)
	}
	return append(cells, fields[at:]...), numbers
}
