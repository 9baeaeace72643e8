package sample

import (
	"html"
	"strings"
)

// pipeScribe writes one cell per line, each ended by a pipe, as text taken
// from a table cell by cell comes out. What a row lacks of the grid's width
// (spanned columns, and columns covered from above) is made up by pipes: on a
// line of their own, or, with rows, behind the last cell. The last row of a
// table has none. An empty cell is a lone pipe, just like one missing column.
type pipeScribe struct {
	lines []string
	rows  bool
	cells int
}

func (w *pipeScribe) heading(_ int, text string) { w.lines = append(w.lines, narrow(text)) }

func (w *pipeScribe) paragraph(text string) { w.lines = append(w.lines, narrow(text)) }

func (w *pipeScribe) table(t Table) {
	l := lay(t)
	for i, row := range l.lines {
		for _, s := range row.slots {
			w.cell(s)
		}
		missing := strings.Repeat("|", max(0, l.width-len(row.slots)))
		switch last := len(w.lines) - 1; {
		case missing == "" || i == len(l.lines)-1:
		case w.rows:
			w.lines[last] += " " + missing
		default:
			w.lines = append(w.lines, missing)
		}
	}
}

// cell writes a cell; now and then the pipe of a value falls on the next line.
func (w *pipeScribe) cell(s slot) {
	w.cells++
	switch {
	case s.text == "":
		w.lines = append(w.lines, "|")
	case s.value && !w.rows && w.cells%41 == 0:
		w.lines = append(w.lines, s.text, "|")
	default:
		w.lines = append(w.lines, narrow(s.text)+" |")
	}
}

// narrow turns the commonest full-width marks into half-width ones.
func narrow(text string) string {
	return strings.NewReplacer("（", "(", "）", ")", "，", ",", "：", ":", "；", ";").Replace(text)
}

// inBreaks parts lines by <br>.
func inBreaks(lines []string) string {
	escaped := make([]string, len(lines))
	for i, l := range lines {
		escaped[i] = html.EscapeString(l)
	}
	return "<p>" + strings.Join(escaped, "<br>\n") + "</p>\n"
}
