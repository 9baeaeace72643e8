package grid

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"nianbao/extract/script"
)

// Bounds of a table whose cells are parted by spaces only.
const (
	maxHeadLines  = 12 // lines in a row without a number: headers, captions, labels of several lines
	maxHeadRunes  = 40 // of a cell of such a line
	maxHeadBytes  = 4096
	maxLead       = 64 // lines, blank ones too, before the first row
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
	if g := alignedTable(lines[:n]); g != nil {
		return g, n
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
		case text == "", b.Grid != nil, b.Level > 0, heads > maxHeadLines, strings.IndexByte(text, '\t') >= 0, hasPipe(text):
			return table(n, rows, most)
		case opensChapter(text) && !inside(lines, i, numbers):
			return table(n, rows, most)
		case numbers == 0 && !isHead(text) && !opensChapter(text):
			return table(n, rows, most)
		case numbers == 0:
			heads++
		default:
			n, rows, most, heads = i+1, rows+1, max(most, numbers), 0
		}
	}
	return table(n, rows, most)
}

// inside tells a line that is numbered like a chapter and yet stands in a
// table, as the groups of the statistics table do: with numbers, or right
// before a row of one number and right behind a row or a header.
func inside(lines []Block, i, numbers int) bool {
	if i == 0 || i+1 == len(lines) || numbers > 0 {
		return numbers > 0
	}
	before, behind := script.Trim(lines[i-1].Text), script.Trim(lines[i+1].Text)
	return numbersBehind(behind) == 1 && wideGap.MatchString(behind) && (numbersBehind(before) == 1 || wideGap.MatchString(before))
}

// table is n where so many rows, or so many numbers in one, make a table.
func table(n, rows, most int) int {
	if rows < 2 && most < lonelyNumbers {
		return 0
	}
	return n
}

// isHead tells a line that may stand among the rows of a table without a
// number: a header, a caption, the first line of a label. Wide gaps part its
// cells, of which none is long.
func isHead(text string) bool {
	if len(text) > maxHeadBytes || isProse(text) {
		return false
	}
	most := maxHeadRunes
	if strings.Contains(text, "  ") || strings.Contains(text, "\u3000") && wideGap.MatchString(text) {
		most = 4 * maxHeadRunes // cells, with annotations
	}
	return longest(text) <= most && !opensChapter(text) && !isTitle(text) && ruleColumns(text) == nil
}

// isTitle tells the title of a report, phonetic annotations aside.
func isTitle(text string) bool {
	before, last := rune(0), rune(0)
	for _, r := range text {
		if r >= 0x4E00 && r <= 0x9FFF {
			before, last = last, r
		}
	}
	return (before == '报' || before == '報') && last == '告' || before == '年' && (last == '报' || last == '報')
}

// longest is the length, in characters, of the longest text in a line between
// wide gaps; where a line has many words, as no prose in Chinese has, between
// any.
func longest(line string) int {
	gap := 2
	if len(strings.Fields(line)) >= manyWords {
		gap = 1
	}
	most, n, blanks := 0, 0, 0
	for _, r := range line {
		if isBlank(r) {
			blanks++
			continue
		}
		if blanks >= gap {
			n = 0
		} else {
			n += blanks
		}
		n, blanks = n+1, 0
		most = max(most, n)
	}
	return most
}

// manyWords is from how many words on a line is taken for headers parted by
// single blanks.
const manyWords = 5

// unit is a unit of the statistics tables, alone in its column.
var unit = regexp.MustCompile(`^(?:条|件|次|篇|个|人|人次|万元|元)$`)

// numbersBehind counts the numbers behind the label of a line; 0 for a line
// that is no row.
func numbersBehind(text string) int {
	if len(text) > maxHeadBytes || !holdsValue(text[strings.LastIndexByte(text, ' ')+1:]) {
		return 0
	}
	label, numbers := cutNumbers(text)
	n := len(numbers)
	switch {
	case label == "" && n < lonelyNumbers, isProse(label):
		return 0
	case n < fullRow && !hasWideGap(text[len(label):]) && (longest(label) > 2*maxHeadRunes || strings.ContainsAny(label, clause) || opensChapter(text)):
		return 0
	case longest(label) > 4*maxHeadRunes:
		return 0 // longer than a label with annotations
	}
	return n
}

// cutNumbers parts a line before its last run of numbers.
func cutNumbers(text string) (label string, numbers []string) {
	label = strings.TrimRightFunc(text, unicode.IsSpace)
	for label != "" {
		at := strings.LastIndexFunc(label, unicode.IsSpace)
		_, size := utf8.DecodeRuneInString(label[max(at, 0):])
		if at < 0 {
			size = 0
		}
		word := label[max(at, 0)+size:]
		if !holdsValue(word) {
			break
		}
		numbers = append(numbers, word)
		label = strings.TrimRightFunc(label[:max(at, 0)], unicode.IsSpace)
	}
	slices.Reverse(numbers)
	return label, numbers
}

// spacedCells parts the cells of a line: labels at wide gaps, numbers at any;
// where some gaps between numbers are wide, at those only, for a narrow one may
// be inside a number. A cell with nothing but a blank that does not break is
// none: the row beside it may have lost its own.
func spacedCells(text string) []string {
	return slices.DeleteFunc(spacedParts(text), func(cell string) bool { return strings.TrimSpace(cell) == "" })
}

func spacedParts(text string) []string {
	if numbersBehind(text) == 0 {
		return wideGap.Split(text, -1)
	}
	label, numbers := cutNumbers(text)
	behind := script.Trim(text[len(label):])
	if parts := wideGap.Split(behind, -1); len(parts) > 1 {
		numbers = parts
	}
	if label == "" {
		return numbers
	}
	cells := wideGap.Split(script.Trim(label), -1)
	if i := strings.LastIndexByte(label, ' '); i > 0 && unit.MatchString(label[i+1:]) && len(cells) == 1 {
		cells = []string{script.Trim(label[:i]), label[i+1:]}
	}
	return append(cells, numbers...)
}

// hasWideGap tells whether a text begins with a gap that parts cells set in
// columns.
func hasWideGap(s string) bool {
	return strings.HasPrefix(s, "  ") || strings.HasPrefix(s, "\u3000")
}

// wideGap parts cells that are set in columns.
var wideGap = regexp.MustCompile(`[ \x{3000}]{2,}`)
