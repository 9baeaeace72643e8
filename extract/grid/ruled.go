package grid

import (
	"slices"
	"strings"
)

// ruled reads a table set in columns under or between rules of dashes or equals
// signs, as converters to plain text print it: a rule shows where columns
// begin and end.
func ruled(lines []Block) (*Grid, int) {
	rule := ruleColumns(lines[0].Text)
	first := 0 // line of the rule
	if rule == nil {
		if len(lines) < 2 || strings.TrimSpace(lines[0].Text) == "" || lines[1].Grid != nil {
			return nil, 0
		}
		rule, first = ruleColumns(lines[1].Text), 1
	}
	if rule == nil || len(rule) > maxColumns {
		return nil, 0
	}
	n := ruledEnd(lines, rule, first)
	var source, texts []string
	for _, b := range lines[:n] {
		if source = append(source, b.Text); ruleColumns(b.Text) == nil {
			texts = append(texts, b.Text)
		}
	}
	switch {
	case len(texts) == 0:
		return nil, n // nothing but rules
	case n <= first || len(texts) < 2:
		return nil, 0
	}
	return ragged(ruledRows(texts, rule), source), n
}

// ruledEnd is how many lines a table under a rule takes: up to the last rule of
// its kind, else up to a blank line.
func ruledEnd(lines []Block, rule []strip, first int) int {
	n, last := 0, 0
	for i, b := range lines {
		if b.Grid != nil || b.Level > 0 || strings.TrimSpace(b.Text) == "" {
			break
		}
		if again := ruleColumns(b.Text); again != nil && !slices.Equal(again, rule) {
			break
		} else if again != nil && i > first {
			last = i + 1
		}
		n = i + 1
	}
	if last > 0 {
		return last
	}
	return n
}

// ruleColumns is where the columns of a rule begin and end; nil for a line that
// is no rule of at least two.
func ruleColumns(line string) []strip {
	if !strings.Contains(line, "-- ") && !strings.Contains(line, "== ") {
		return nil
	}
	var rule []strip
	for i, r := range line {
		switch {
		case r == ' ' || r == '\r':
		case r != '-' && r != '=':
			return nil
		case i == 0 || line[i-1] == ' ' || line[i-1] == '\r':
			rule = append(rule, strip{at: i, end: i + 1})
		default:
			rule[len(rule)-1].end = i + 1
		}
	}
	if len(rule) < 2 {
		return nil
	}
	return rule
}

// ruledRows puts words into the columns of a rule, where they all stand inside
// those; else what wide gaps part is cells, in no proved place.
func ruledRows(texts []string, rule []strip) [][]string {
	for _, m := range []metric{displayWidth, oneColumn} {
		var rows [][]string
		for _, text := range texts {
			row, ok := ruledCells(text, rule, m)
			if !ok {
				break
			}
			rows = append(rows, row)
		}
		if len(rows) == len(texts) {
			return rows
		}
	}
	var rows [][]string
	for _, text := range texts {
		rows = append(rows, spacedCells(strings.TrimSpace(text)))
	}
	return rows
}

// ruledCells sorts the words of a line into columns; false where one stands
// across the end of its column. Only what stands in the first one alone, a
// caption, may be longer.
func ruledCells(text string, rule []strip, m metric) (cells []string, ok bool) {
	cells = make([]string, len(rule))
	words := splitWords(text, m)
	for _, w := range words {
		c := len(rule) - 1
		for c > 0 && rule[c].at > w.at {
			c--
		}
		if w.at < rule[c].at || w.end > rule[c].end && c < len(rule)-1 && len(words) > 1 {
			return nil, false
		}
		cells[c] = strings.TrimSpace(cells[c] + " " + w.text)
	}
	for c := range cells {
		if cells[c] == `\` {
			cells[c] = "" // how reStructuredText keeps a blank first cell
		}
	}
	return cells, true
}

// splitWords parts a line at every blank.
func splitWords(text string, m metric) []strip {
	var out []strip
	at := 0
	for len(text) > 0 {
		blank := len(text) - len(strings.TrimLeftFunc(text, isSpace))
		at += widthOf(text[:blank], m)
		text = text[blank:]
		size := strings.IndexFunc(text, isSpace)
		if size < 0 {
			size = len(text)
		}
		if size > 0 {
			end := at + widthOf(text[:size], m)
			out = append(out, strip{text: text[:size], at: at, end: end})
			at, text = end, text[size:]
		}
	}
	return out
}

func isSpace(r rune) bool { return r == '\r' || isBlank(r) }
