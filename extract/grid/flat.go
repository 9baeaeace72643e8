package grid

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Flat finds the tables that stand in lines of text (tabs, pipes, Markdown)
// and returns blocks: what is no table stays text.
func Flat(lines []Block) []Block {
	lines = slices.DeleteFunc(lines, func(b Block) bool { return b.Grid == nil && pageNumber.MatchString(b.Text) })
	var out []Block
	for i := 0; i < len(lines); {
		if g, n := flatAt(lines[i:]); n > 0 {
			out = append(out, Block{Grid: g})
			i += n
			continue
		}
		out = append(out, lines[i])
		i++
	}
	return out
}

// pageNumber is a line that only numbers a page: — 4 —, -3-.
var pageNumber = regexp.MustCompile(`^[\s\x{3000}]*[-—–－]+\s*[0-9]{1,3}\s*[-—–－]+[\s\x{3000}]*$`)

// flatAt reads a table that begins at the first line, and says how many lines
// it took.
func flatAt(lines []Block) (*Grid, int) {
	first := lines[0]
	if first.Grid != nil {
		return nil, 0
	}
	switch {
	case strings.Contains(strings.TrimRight(first.Text, " \r"), "\t"):
		return tabs(lines)
	case strings.ContainsAny(first.Text, "|｜"):
		return pipes(lines)
	case first.Level == 0:
		return spaced(lines)
	}
	return nil, 0
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
		if strings.TrimSpace(text) == "" && !strings.Contains(text, "\t") {
			continue
		}
		if !strings.Contains(text, "\t") {
			break
		}
		cells := strings.Split(text, "\t")
		if len(cells) > maxColumns {
			cells = cells[:maxColumns]
		}
		filled := 0
		for _, c := range cells {
			if strings.TrimSpace(c) != "" {
				filled++
			}
		}
		if filled > 1 {
			wide++
		}
		rows, source, n = append(rows, cells), append(source, text), i+1
	}
	if len(rows) < 2 || wide == 0 {
		return nil, 0
	}
	return ragged(rows, source), n
}

// separator is Markdown's line under a header row.
var separator = regexp.MustCompile(`^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$`)

// chapter tells a line that opens a section of the report and so ends a table
// of pipes.
var chapter = regexp.MustCompile(`^#{1,6}\s|^\s*[一二三四五六七八九十]{1,2}\s*[、.．]`)

// pipes reads consecutive lines of cells that pipes end or separate: a row on
// each line, or one cell on each line with rows padded by empty cells.
func pipes(lines []Block) (*Grid, int) {
	run, n := pipeRun(lines)
	if len(run) == 0 {
		return nil, 0
	}
	full, some := 0, 0
	for _, l := range run {
		filled := 0
		for _, c := range splitPipes(l) {
			if strings.TrimSpace(c) != "" {
				filled++
			}
		}
		if filled > 0 {
			some++
		}
		if filled > 1 {
			full++
		}
	}
	if 2*full >= some {
		return rowPerLine(run), n
	}
	return stream(run), n
}

// pipeRun takes the lines that belong to one table of pipes. A line without a
// pipe belongs to it where the next one ends its cell, or where it is the last
// cell itself, whose pipe was lost.
func pipeRun(lines []Block) (run []string, n int) {
	pending := 0 // lines without a pipe since the last one with
	for i, b := range lines {
		text := strings.TrimSpace(b.Text)
		if b.Grid != nil {
			break
		}
		if strings.ContainsAny(text, "|｜") {
			run, n, pending = append(run, text), i+1, 0
			continue
		}
		if text == "" {
			if next(lines, i) == '|' {
				continue
			}
			if i == n && numeric(text) {
				n = i + 1
			}
			continue
		}
		if next(lines, i) == '|' || (pending == 0 && continues(lines, i)) {
			run = append(run, text)
			pending++
			continue
		}
		if i == n && numeric(text) && len(run) > 0 {
			run, n = append(run, text+"|"), i+1
		}
		break
	}
	if pending > 0 {
		run = run[:len(run)-pending]
	}
	return run, n
}

// next is the first character of the next line that is not blank.
func next(lines []Block, i int) rune {
	for _, b := range lines[i+1:] {
		if t := strings.TrimSpace(b.Text); t != "" || b.Grid != nil {
			r, _ := utf8.DecodeRuneInString(t)
			if r == '｜' {
				r = '|'
			}
			return r
		}
	}
	return 0
}

// continues tells a short line that is the first line of a cell of two.
func continues(lines []Block, i int) bool {
	text := strings.TrimSpace(lines[i].Text)
	if utf8.RuneCountInString(text) > 14 || chapter.MatchString(text) || i+1 >= len(lines) || lines[i+1].Grid != nil {
		return false
	}
	cell, _, found := strings.Cut(strings.ReplaceAll(lines[i+1].Text, "｜", "|"), "|")
	return found && utf8.RuneCountInString(cell) <= 14 && !numeric(text)
}

func numeric(text string) bool {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > 20 {
		return false
	}
	for _, r := range text {
		if !strings.ContainsRune("0123456789０１２３４５６７８９.,+-/—", r) {
			return false
		}
	}
	return true
}

func splitPipes(line string) []string {
	return strings.Split(strings.ReplaceAll(line, "｜", "|"), "|")
}

// rowPerLine reads Markdown and its relatives: a row on each line, outer pipes
// optional.
func rowPerLine(run []string) *Grid {
	var rows [][]string
	for _, l := range run {
		if separator.MatchString(l) {
			continue
		}
		l = strings.ReplaceAll(strings.TrimSpace(l), "｜", "|")
		l = strings.TrimPrefix(l, "|")
		l = strings.TrimSuffix(l, "|")
		cells := strings.Split(l, "|")
		if len(cells) > maxColumns {
			cells = cells[:maxColumns]
		}
		rows = append(rows, cells)
	}
	return ragged(rows, run)
}

// stream reads one cell per line, each ended by a pipe. Rows are not marked,
// so the width is found by which rows begin with a label and hold no label
// behind a number.
func stream(run []string) *Grid {
	parts := splitPipes(strings.Join(run, "\n"))
	if last := len(parts) - 1; strings.TrimSpace(parts[last]) == "" {
		parts = parts[:last]
	}
	for i, p := range parts {
		parts[i] = strings.TrimSpace(p)
	}
	rows := byLabel(parts)
	if w := width(parts); w > 0 {
		rows = chunk(parts, w)
	}
	g := ragged(rows, run)
	g.Packed = true
	return g
}

// width finds the number of cells in a row of a stream; 0 where no width
// explains it.
func width(parts []string) int {
	for w := 2; w <= 40 && w <= len(parts); w++ {
		if fits(parts, w) {
			return w
		}
	}
	return 0
}

// fits tells whether rows of w cells make sense: nothing but numbers and
// blanks behind a number or a blank, and a row of numbers alone only as the
// last one (the third statutory table).
func fits(parts []string, w int) bool {
	for start := 0; start < len(parts); start += w {
		row := parts[start:min(start+w, len(parts))]
		ended := false
		for _, cell := range row {
			value := cell == "" || numericCell(cell)
			if ended && !value {
				return false
			}
			ended = ended || value
		}
		if (row[0] == "" || numericCell(row[0])) && start+w < len(parts) {
			return false
		}
	}
	return true
}

func numericCell(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return numeric(s) || s == "无" || s == "無" || (r >= '0' && r <= '9' && !labelled.MatchString(s))
}

// labelled is a row label with an ordinal in figures.
var labelled = regexp.MustCompile(`^[0-9]{1,2}\s*[.、．,)）:]\s*\D`)

func chunk(parts []string, w int) [][]string {
	var rows [][]string
	for start := 0; start < len(parts); start += w {
		rows = append(rows, parts[start:min(start+w, len(parts))])
	}
	return rows
}

// byLabel cuts a stream without a steady width: a label behind a number or a
// blank begins a row.
func byLabel(parts []string) [][]string {
	var rows [][]string
	start, values := 0, false
	for i, cell := range parts {
		value := cell == "" || numericCell(cell)
		if !value && values {
			rows = append(rows, parts[start:i])
			start = i
		}
		values = value
	}
	return append(rows, parts[start:])
}
