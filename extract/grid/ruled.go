package grid

import "strings"

// ruled reads a table set in columns under or between rules of dashes, as
// converters to plain text print it: a rule's dashes show where columns begin.
func ruled(lines []Block) (*Grid, int) {
	starts := ruleStarts(lines[0].Text)
	first := 0 // line of the rule
	if starts == nil {
		if len(lines) < 2 || strings.TrimSpace(lines[0].Text) == "" || lines[1].Grid != nil {
			return nil, 0
		}
		starts, first = ruleStarts(lines[1].Text), 1
	}
	if starts == nil || len(starts) > maxColumns {
		return nil, 0
	}
	var rows [][]string
	var source []string
	n := 0
	for i, b := range lines {
		if b.Grid != nil || b.Level > 0 || strings.TrimSpace(b.Text) == "" || i > first && ruleStarts(b.Text) != nil {
			if b.Grid == nil && ruleStarts(b.Text) != nil {
				n = i + 1
			}
			break
		}
		n, source = i+1, append(source, b.Text)
		if i != first {
			rows = append(rows, columnsOf(b.Text, starts))
		}
	}
	if len(rows) < 2 {
		return nil, 0
	}
	return ragged(rows, source), n
}

// ruleStarts is where the columns of a rule begin, in display columns; nil for
// a line that is no rule of at least two.
func ruleStarts(line string) []int {
	if !strings.Contains(line, "-- ") {
		return nil
	}
	var starts []int
	for i, r := range line {
		switch {
		case r == '-' && (i == 0 || line[i-1] == ' '):
			starts = append(starts, i)
		case r != '-' && r != ' ' && r != '\r':
			return nil
		}
	}
	if len(starts) < 2 {
		return nil
	}
	return starts
}

// columnsOf puts what stands between wide gaps below the column that begins
// nearest to it.
func columnsOf(line string, starts []int) []string {
	cells := make([]string, len(starts))
	at, word, blank := 0, 0, 2
	var text strings.Builder
	place := func() {
		if s := strings.TrimSpace(text.String()); s != "" {
			c := nearest(starts, word)
			cells[c] = strings.TrimSpace(cells[c] + " " + s)
		}
		text.Reset()
	}
	for _, r := range line {
		if r == ' ' {
			blank++
		} else {
			if blank > 1 {
				place()
				word = at
			}
			blank = 0
		}
		text.WriteRune(r)
		at += displayWidth(r)
	}
	place()
	return cells
}

func nearest(starts []int, at int) int {
	best := 0
	for c, s := range starts {
		if max(s-at, at-s) < max(starts[best]-at, at-starts[best]) {
			best = c
		}
	}
	return best
}
