package extract_test

import (
	"math/rand/v2"
	"strings"

	"golang.org/x/text/width"
)

// textWays are renderings as plain text, by how a table is written.
var textWays = map[string]func(*rand.Rand, *sheet) string{
	"tabs": tabsTable, "pipes a line": cellLines, "pipes behind": paddedLines, "pipe rows": pipeRows, "markdown": markdownTable,
	"drawn": drawnTable, "ruled": ruledTable, "pipes apart": apartLines, "listed": listedLines,
}

// textPage renders a report as text, headings marked as Markdown or not.
func (d draw) textPage(p *paper, table func(*rand.Rand, *sheet) string, marked bool) string {
	dice := d.dice("markup")
	var b strings.Builder
	for range p.copies {
		if marked {
			b.WriteString("# ")
		}
		b.WriteString(p.title + "\n\n")
		for _, bl := range p.blocks {
			switch {
			case bl.sheet != nil:
				b.WriteString(table(dice, bl.sheet) + "\n")
			case bl.heading && marked:
				b.WriteString(strings.Repeat("#", 2+dice.IntN(3)) + " " + bl.text + "\n\n")
			default:
				b.WriteString(bl.text + "\n\n")
			}
		}
	}
	return b.String()
}

// tabsTable parts cells by tabs, an empty one where a span reaches.
func tabsTable(_ *rand.Rand, s *sheet) string {
	var b strings.Builder
	for _, row := range s.filled("") {
		b.WriteString(strings.Join(row, "\t") + "\n")
	}
	return b.String()
}

// pipeRows writes a row on each line, its outer pipes there or not, of either
// width.
func pipeRows(dice *rand.Rand, s *sheet) string {
	pipe, outer := pick(dice, []string{"|", " | ", "｜"}), dice.IntN(2) == 0 || avoids("pipe rows", "no outer pipes")
	var b strings.Builder
	for _, row := range s.filled("") {
		line := strings.Join(row, pipe)
		if outer {
			line = strings.TrimSpace(pipe) + line + strings.TrimSpace(pipe)
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// markdownTable is a table of the dialect of code hosts: a rule under its
// first row.
func markdownTable(dice *rand.Rand, s *sheet) string {
	rule := pick(dice, []string{"---", ":---:", ":--", "-----"})
	var b strings.Builder
	for i, row := range s.filled("") {
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString(strings.Repeat("| "+rule+" ", s.width) + "|\n")
		}
	}
	return b.String()
}

// cellLines writes one cell on each line, ended by a pipe; pipes on a line of
// their own fill a row up to the width of the table.
func cellLines(_ *rand.Rand, s *sheet) string {
	var b strings.Builder
	for _, row := range s.rows {
		for _, c := range row {
			b.WriteString(c.text + " |\n")
		}
		if n := s.width - len(row); n > 0 {
			b.WriteString(strings.Repeat("|", n) + "\n")
		}
	}
	return b.String()
}

// paddedLines is the other dialect of it: the pipes that fill a row stand on
// the line of its last cell, and the table's last cell has none.
func paddedLines(_ *rand.Rand, s *sheet) string {
	var b strings.Builder
	for i, row := range s.rows {
		for j, c := range row {
			b.WriteString(c.text)
			last := j == len(row)-1
			if last && i == len(s.rows)-1 && !(avoids("pipes behind", "odd last cell") && !digitsOnly(c.text)) {
				break
			}
			b.WriteString(" |")
			if last {
				b.WriteString(strings.Repeat(" |", s.width-len(row)))
			}
			b.WriteByte('\n')
		}
	}
	return b.String() + "\n"
}

// apartLines writes each cell and each pipe on a line of its own.
func apartLines(_ *rand.Rand, s *sheet) string {
	var b strings.Builder
	for _, row := range s.rows {
		for _, c := range row {
			if c.text != "" {
				b.WriteString(c.text + "\n")
			}
			b.WriteString("|\n")
		}
		b.WriteString(strings.Repeat("|\n", s.width-len(row)))
	}
	return b.String()
}

// listedLines writes each cell on a line, with nothing between them.
func listedLines(_ *rand.Rand, s *sheet) string {
	var b strings.Builder
	for _, row := range s.rows {
		for _, c := range row {
			if c.text != "" {
				b.WriteString(c.text + "\n")
			}
		}
	}
	return b.String()
}

// spacedTable sets columns by spaces, as readers of PDF files do. It loses
// nothing here: the figures have no blanks and no inner spaces.
func spacedTable(_ *rand.Rand, s *sheet) string {
	rows := s.filled("")
	wide := make([]int, s.width)
	for _, row := range s.rows {
		at := 0
		for _, c := range row {
			if c.across == 1 && len(row) == s.width {
				wide[at] = max(wide[at], columnsOf(c.text))
			}
			at += c.across
		}
	}
	for _, row := range rows {
		for i, text := range row {
			if i+1 == len(row) || row[i+1] != "" {
				wide[i] = max(wide[i], columnsOf(text))
			}
		}
	}
	var b strings.Builder
	for _, row := range rows {
		at, edge := 0, 0
		for i, text := range row {
			if text != "" {
				gap := max(edge-at, 2)
				if at == 0 {
					gap = edge
				}
				b.WriteString(strings.Repeat(" ", gap) + text)
				at += gap + columnsOf(text)
			}
			edge += wide[i] + 2
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// columnsOf is how many columns a text takes on a terminal.
func columnsOf(s string) int {
	n := 0
	for _, r := range s {
		n++
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}

func digitsOnly(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
