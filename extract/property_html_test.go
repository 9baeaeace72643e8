package extract_test

import (
	"fmt"
	"html"
	"math/rand/v2"
	"strings"
	"unicode/utf8"
)

// htmlWays are renderings as markup, by how a table is written.
var htmlWays = map[string]func(*rand.Rand, *sheet) string{
	"spans": spansTable, "word": wordTable, "split": splitTable, "unspanned": unspannedTable,
}

// spansTable writes a table as a browser shows it, with its spans.
func spansTable(_ *rand.Rand, s *sheet) string {
	var b strings.Builder
	b.WriteString("<table border=\"1\">\n")
	for _, row := range s.rows {
		b.WriteString("<tr>")
		for _, c := range row {
			fmt.Fprintf(&b, "<td%s>%s</td>", spanAttributes(c), html.EscapeString(c.text))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>\n")
	return b.String()
}

func spanAttributes(c box) string {
	s := ""
	if c.down > 1 {
		s += fmt.Sprintf(` rowspan="%d"`, c.down)
	}
	if c.across > 1 {
		s += fmt.Sprintf(` colspan="%d"`, c.across)
	}
	return s
}

// wordTable writes a table as a word processor's paste leaves it: mso styles,
// nested inline elements that split a label, <o:p> in empty cells.
func wordTable(dice *rand.Rand, s *sheet) string {
	var b strings.Builder
	b.WriteString("<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;mso-table-layout-alt:fixed'>\n")
	for i, row := range s.rows {
		fmt.Fprintf(&b, " <tr style='mso-yfti-irow:%d;height:16.5pt'>\n", i)
		for _, c := range row {
			fmt.Fprintf(&b, "  <td width=94%s style='border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt'>\n", spanAttributes(c))
			fmt.Fprintf(&b, "  <p class=MsoNormal align=center style='mso-pagination:widow-orphan'>%s</p>\n  </td>\n", wordRuns(dice, c.text))
		}
		b.WriteString(" </tr>\n")
	}
	b.WriteString("</table>\n")
	return b.String()
}

// wordRuns splits a text over one to eight spans; an empty one holds a mark
// that is no text.
func wordRuns(dice *rand.Rand, text string) string {
	const open = "<span lang=ZH-CN style='font-size:10.5pt;font-family:宋体;mso-bidi-font-family:宋体'>"
	if strings.TrimSpace(text) == "" {
		return "<span lang=EN-US style='mso-font-kerning:0pt'><o:p>" + pick(dice, []string{"&nbsp;", "", " "}) + "</o:p></span>"
	}
	var b strings.Builder
	for rest, n := text, 1+dice.IntN(8); rest != ""; n-- {
		cut := len(rest)
		if n > 1 && utf8.RuneCountInString(rest) > 1 {
			cut = len(string([]rune(rest)[:1+dice.IntN(utf8.RuneCountInString(rest)-1)]))
		}
		piece := html.EscapeString(rest[:cut])
		rest = rest[cut:]
		switch dice.IntN(4) {
		case 0:
			piece = "<b>" + piece + "</b>"
		case 1:
			piece = "<font face=宋体><span style='mso-spacerun:yes'>" + piece + "</span></font>"
		}
		b.WriteString(open + piece + "</span>")
	}
	return b.String() + "<span lang=EN-US><o:p></o:p></span>"
}

// splitTable writes a table in two, as a page break leaves it, its header
// again over the second part; a label that reaches over the break is printed
// again.
func splitTable(dice *rand.Rand, s *sheet) string {
	body := len(s.rows) - s.head
	if s.head == 0 || body < 2 {
		return spansTable(dice, s)
	}
	at := s.head + 1 + dice.IntN(body-1)
	first, second := cut(s.rows, at)
	if dice.IntN(2) == 0 {
		return spansTable(dice, &sheet{rows: first}) + pick(dice, []string{"", "<p>— 4 —</p>", "<p>-3-</p>"}) + spansTable(dice, &sheet{rows: append(append([][]box(nil), s.rows[:s.head]...), second...)})
	}
	again := append(append([][]box(nil), first...), s.rows[:s.head]...)
	return spansTable(dice, &sheet{rows: append(again, second...)}) // one table, the header again inside
}

// cut parts rows in two and shortens the cells that reach over the break.
func cut(rows [][]box, at int) (first, second [][]box) {
	reach := []box(nil)
	for i, row := range rows[:at] {
		line := append([]box(nil), row...)
		for j := range line {
			if over := i + line[j].down - at; over > 0 {
				line[j].down -= over
				reach = append(reach, box{line[j].text, over, line[j].across, line[j].value})
			}
		}
		first = append(first, line)
	}
	for i, row := range rows[at:] {
		line := append([]box(nil), row...)
		if i == 0 {
			line = append(append([]box(nil), reach...), line...)
		}
		second = append(second, line)
	}
	return first, second
}

// unspannedTable writes empty cells where spans were.
func unspannedTable(dice *rand.Rand, s *sheet) string {
	var rows [][]box
	for _, line := range s.filled("") {
		var row []box
		for _, text := range line {
			row = append(row, box{text: text})
		}
		rows = append(rows, row)
	}
	return spansTable(dice, &sheet{rows: rows})
}

// filled is the table cell by cell, with a filler where a span reaches.
func (s *sheet) filled(filler string) [][]string {
	out := make([][]string, len(s.rows))
	taken := make([][]bool, len(s.rows))
	for i := range out {
		out[i], taken[i] = make([]string, s.width), make([]bool, s.width)
		for j := range out[i] {
			out[i][j] = filler
		}
	}
	for i, row := range s.rows {
		at := 0
		for _, c := range row {
			for at < s.width && taken[i][at] {
				at++
			}
			for y := i; y < min(i+c.down, len(out)); y++ {
				for x := at; x < min(at+c.across, s.width); x++ {
					taken[y][x] = true
				}
			}
			if at < s.width {
				out[i][at] = c.text
			}
		}
	}
	return out
}
