package grid

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// border is a line between the rows of a table drawn with characters.
var border = regexp.MustCompile(`^\s*\+[-=:+]{2,}\+\s*$`)

// separator is Markdown's line under a header row; AsciiDoc's around a table is
// |===.
var separator = regexp.MustCompile(`^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$`)

// chapter tells a line that opens a section of the report and so ends a table
// of pipes.
var chapter = regexp.MustCompile(`^#{1,6}\s|^\s*[一二三四五六七八九十]{1,2}\s*[、.．]`)

func isBorder(line string) bool {
	return strings.IndexByte(line, '+') >= 0 && border.MatchString(line)
}

func isSeparator(line string) bool {
	return strings.Contains(line, "--") && separator.MatchString(line) || strings.HasPrefix(line, "|==") && strings.Trim(line[1:], "=") == ""
}

func opensChapter(line string) bool {
	r, _ := utf8.DecodeRuneInString(line)
	return (r <= ' ' || r == '#' || strings.ContainsRune("一二三四五六七八九十", r)) && chapter.MatchString(line)
}

func hasPipe(line string) bool {
	return strings.IndexByte(line, '|') >= 0 || strings.Contains(line, "｜")
}

// pipes reads consecutive lines of cells that pipes end or separate: a row on
// each line, or one cell on each line with rows padded by empty cells.
func pipes(lines []Block) (*Grid, int) {
	run, partings, n := pipeRun(lines)
	if len(run) == 0 {
		return nil, 0
	}
	full, some, markdown := 0, 0, false
	for _, l := range run {
		if isBorder(l) || isSeparator(l) {
			markdown = markdown || countPipes(l) > 1
			continue
		}
		filled := len(filledPipes(l))
		if filled > 0 {
			some++
		}
		if filled > 1 {
			full++
		}
	}
	switch {
	case some == 0:
		return nil, n // nothing but pipes and borders
	case 2*full >= some || markdown:
		return rowPerLine(run), n
	}
	return streams(run, partings, n)
}

// parting is a blank line in a run of pipes: how many lines of the run, and how
// many lines of the text, stand before it.
type parting struct{ run, lines int }

// pipeRun takes the lines that belong to one table of pipes. A line without a
// pipe belongs to it where the next one ends its cell, or where it is the last
// cell itself, whose pipe was lost. Blank lines are passed over, and told.
func pipeRun(lines []Block) (run []string, partings []parting, n int) {
	pending := 0 // lines without a pipe since the last one with
	for i, b := range lines {
		text := strings.TrimSpace(b.Text)
		switch {
		case b.Grid != nil || b.Level > 0 || text == "" && i == n && (headed(lines[i+1:]) || redrawn(run, lines[i+1:])):
			return run[:len(run)-pending], partings, n
		case hasPipe(text) || isBorder(text):
			run, n, pending = append(run, text), i+1, 0
		case text == "" && i == n:
			partings = append(partings, parting{len(run), i})
		case text == "":
		case endedNext(lines[i+1:]) && !headed(lines[i+1:]) || pending == 0 && continues(lines, i):
			run = append(run, text)
			pending++
		case i == n && isLastCell(text) && len(run) > 0:
			run, n = append(run, text+"|"), i+1
		default:
			return run[:len(run)-pending], partings, n
		}
	}
	return run[:len(run)-pending], partings, n
}

// headed tells whether a Markdown table of its own begins behind a blank line:
// a header row, then its separator.
func headed(lines []Block) bool {
	for i, b := range lines {
		if strings.TrimSpace(b.Text) != "" || b.Grid != nil {
			return hasPipe(b.Text) && i+1 < len(lines) && isSeparator(lines[i+1].Text)
		}
	}
	return false
}

// redrawn tells whether rows of another table begin behind a blank line: full
// ones, with pipes around them where the rows before have them only between
// their cells, or the other way.
func redrawn(run []string, lines []Block) bool {
	if len(run) == 0 || countPipes(run[len(run)-1]) < 2 {
		return false
	}
	for _, b := range lines {
		if text := strings.TrimSpace(b.Text); text != "" || b.Grid != nil {
			return len(filledPipes(text)) > 0 && countPipes(text) > 2 && startsPiped(text) != startsPiped(run[0])
		}
	}
	return false
}

func countPipes(s string) int { return strings.Count(s, "|") + strings.Count(s, "｜") }

func startsPiped(s string) bool { return strings.HasPrefix(s, "|") || strings.HasPrefix(s, "｜") }

// filledPipes are the cells of a line of pipes that hold something.
func filledPipes(line string) (cells []string) {
	for _, c := range splitPipes(line) {
		if strings.TrimSpace(c) != "" {
			cells = append(cells, c)
		}
	}
	return cells
}

// endedNext tells whether the next line that is not blank is nothing but pipes
// and so ends the cell before it.
func endedNext(lines []Block) bool {
	for _, b := range lines {
		if t := strings.TrimSpace(b.Text); t != "" || b.Grid != nil {
			return t != "" && strings.Trim(t, "|｜ \t") == ""
		}
	}
	return false
}

// continues tells a short line that is the first line of a cell of two.
func continues(lines []Block, i int) bool {
	text := strings.TrimSpace(lines[i].Text)
	if utf8.RuneCountInString(text) > 14 || opensChapter(text) || i+1 >= len(lines) || lines[i+1].Grid != nil {
		return false
	}
	cell, _, found := strings.Cut(strings.ReplaceAll(lines[i+1].Text, "｜", "|"), "|")
	return found && utf8.RuneCountInString(cell) <= 14 && !numeric(text)
}

// numeric tells a number as tables print it, or the stroke of a cell without.
func numeric(text string) bool {
	if len(text) > 3*maxNumber {
		return false
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return false
	}
	for _, r := range text {
		if !strings.ContainsRune("0123456789０１２３４５６７８９.．,，+＋-－−/／—–―", r) {
			return false
		}
	}
	return true
}

// isLastCell tells a line that can be the last cell of a table, whose pipe was
// lost, from the first line of what follows it.
func isLastCell(text string) bool {
	return numericCell(text) && utf8.RuneCountInString(text) <= maxNumber && !strings.ContainsAny(text, "年月。")
}

// maxNumber is the longest number or stroke, in characters.
const maxNumber = 24

func splitPipes(line string) []string {
	return strings.Split(strings.ReplaceAll(line, "｜", "|"), "|")
}

// rowPerLine reads Markdown and its relatives: a row on each line, outer pipes
// optional. Where borders part the rows, the lines between two are one row.
func rowPerLine(run []string) *Grid {
	var rows [][]string
	left, right := outerPipes(run)
	drawn, fresh := isBorder(run[0]), true
	for _, l := range run {
		if isBorder(l) {
			fresh = true
			continue
		}
		if isSeparator(l) {
			continue
		}
		l = strings.ReplaceAll(strings.TrimSpace(l), "｜", "|")
		if left {
			l = strings.TrimPrefix(l, "|")
		}
		if right {
			l = strings.TrimSuffix(l, "|")
		}
		cells := strings.Split(l, "|")
		if len(cells) > maxColumns {
			cells = cells[:maxColumns]
		}
		if drawn && !fresh {
			joinCells(rows[len(rows)-1], cells)
			continue
		}
		rows, fresh = append(rows, cells), false
	}
	if g := unrepeat(rows, run); g != nil {
		return g
	}
	return ragged(rows, run)
}

// outerPipes tells whether pipes stand around the rows of a table, or only
// between their cells: around, every row has them.
func outerPipes(run []string) (left, right bool) {
	left, right = true, true
	for _, l := range run {
		l = strings.ReplaceAll(strings.TrimSpace(l), "｜", "|")
		if l == "" || isBorder(l) || isSeparator(l) {
			continue
		}
		left, right = left && strings.HasPrefix(l, "|"), right && strings.HasSuffix(l, "|")
	}
	return left, right
}

// joinCells adds the next lines of a row's cells: two numbers stay two.
func joinCells(row, more []string) {
	for i := range min(len(row), len(more)) {
		row[i] = strings.TrimSpace(strings.TrimSpace(row[i]) + "\n" + strings.TrimSpace(more[i]))
	}
}
