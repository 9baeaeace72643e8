package grid

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

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
	if w := steady(parts); w > 0 {
		rows = chunk(parts, w)
	}
	g := ragged(rows, run)
	g.Packed = true
	return g
}

// steady finds the number of cells in a row of a stream; 0 where no width
// explains it.
func steady(parts []string) int {
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
