package grid

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"nianbao/extract/script"
)

// Flat finds the tables that stand in lines of text (tabs, pipes, Markdown)
// and returns blocks: what is no table stays text.
func Flat(lines []Block) []Block {
	lines = slices.DeleteFunc(lines, func(b Block) bool { return b.Grid == nil && numbersPage(b.Text) })
	var out []Block
	// the next line with numbers behind a label, and with nothing but a value
	row := ahead{is: func(text string) bool { return numbersBehind(text) > 0 }, at: -1}
	value := ahead{is: isAlone, at: -1}
	for i := 0; i < len(lines); {
		g, n := flatAt(lines[i:], row.from(lines, i), value.from(lines, i))
		if g != nil {
			out = append(out, Block{Grid: g})
		} else {
			n = max(n, 1)
			out = append(out, lines[i:i+n]...)
		}
		i += n
	}
	return out
}

// ahead looks for the next line of a kind, as far as the next grid.
type ahead struct {
	is    func(text string) bool
	at    int // that line, or the grid or the end that comes first
	found bool
}

// far is how many lines away a line is that is not there.
const far = 1 << 30

// from is how many lines away the next one is.
func (a *ahead) from(lines []Block, i int) int {
	if a.at < i {
		a.at, a.found = i, false
		for a.at < len(lines) && lines[a.at].Grid == nil {
			if a.found = a.is(script.Trim(lines[a.at].Text)); a.found {
				break
			}
			a.at++
		}
	}
	if !a.found {
		return far
	}
	return a.at - i
}

// pageNumber is a line that only numbers a page: — 4 —, -3-.
var pageNumber = regexp.MustCompile(`^[\s\x{3000}]*[-—–－]+\s*[0-9]{1,3}\s*[-—–－]+[\s\x{3000}]*$`)

// numbersPage tells such a line; what begins with a character of neither kind,
// as nearly all do, is looked at no closer.
func numbersPage(line string) bool {
	if line == "" || line[0] > ' ' && line[0] != '-' && !strings.HasPrefix(line, "\u3000") && !strings.HasPrefix(line, "—") && !strings.HasPrefix(line, "–") && !strings.HasPrefix(line, "－") {
		return false
	}
	return pageNumber.MatchString(line)
}

// flatAt reads a table that begins at the first line, and says how many lines
// it took; without a table, how many lines are sure to be in none. The next row
// of a table of spaces and the next value alone are so many lines away.
func flatAt(lines []Block, row, value int) (*Grid, int) {
	first := lines[0]
	if first.Grid != nil {
		return nil, 0
	}
	switch {
	case strings.Contains(strings.TrimRight(first.Text, " \r"), "\t"):
		return tabs(lines)
	case isBorder(first.Text), isDrawn(first.Text):
		if g, n := drawn(lines); n > 0 {
			return g, n
		}
		return pipes(lines)
	case hasPipe(first.Text), beginsPiped(lines):
		return pipes(lines)
	case first.Level > 0:
		return nil, 0
	}
	if g, n := ruled(lines); n > 0 {
		return g, n
	}
	if row <= maxLead {
		if g, n := spaced(lines); n > 0 {
			return g, n
		}
	}
	if value <= 2*maxBeforeValue {
		if g, n := listed(lines); g != nil {
			return g, n
		}
	}
	return nil, 0
}

// beginsPiped tells the first cell of a table whose pipes all stand on lines of
// their own.
func beginsPiped(lines []Block) bool {
	if len(lines) < 3 || lines[0].Level > 0 || lines[1].Grid != nil || !hasPipe(lines[1].Text) || !endedNext(lines[1:]) {
		return false
	}
	text := script.Trim(lines[0].Text)
	return text != "" && isHead(text)
}

// tabs reads consecutive lines whose cells are separated by tabs. Blank lines
// inside are passed over.
func tabs(lines []Block) (*Grid, int) {
	var rows [][]string
	var source []string
	n, wide := 0, 0
	for i := 0; i < len(lines); i++ {
		text := lines[i].Text
		if lines[i].Grid != nil {
			break
		}
		if script.Trim(text) == "" && !strings.Contains(text, "\t") {
			continue
		}
		if !strings.Contains(text, "\t") && !(n == i && captions(lines[i:])) {
			break
		}
		cells := strings.Split(text, "\t")
		if len(cells) > maxColumns {
			cells = cells[:maxColumns]
		}
		filled := 0
		for _, c := range cells {
			if script.Trim(c) != "" {
				filled++
			}
		}
		if filled > 1 {
			wide++
		}
		rows, source, n = append(rows, cells), append(source, text), i+1
	}
	if len(rows) < 2 || wide == 0 {
		return nil, n
	}
	return ragged(rows, source), n
}

// captions tells a line without tabs that stands in a table all the same: one
// cell over the whole width, with a row of cells behind it.
func captions(lines []Block) bool {
	text := script.Trim(lines[0].Text)
	return utf8.RuneCountInString(text) <= maxCaption && lines[0].Level == 0 && !isProse(text) && !opensChapter(text) &&
		len(lines) > 1 && lines[1].Grid == nil && strings.Contains(strings.TrimRight(lines[1].Text, " \r"), "\t")
}

// maxCaption is the longest caption inside a table, in characters.
const maxCaption = 20
