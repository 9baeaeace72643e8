package sample

import (
	"html"
	"strings"
)

// tabScribe writes lines of text, a table row per line with tabs between its
// cells. Labels take fewer columns than in the form: a row labelled in the
// first two label columns begins one column further left than one with an item
// in a group, and （六）3.其他 and （七）总计 stand outside their groups.
type tabScribe struct {
	lines    []string
	markdown bool
	headings int
}

func (w *tabScribe) heading(_ int, text string) {
	if w.markdown {
		// The level drifts as the page goes on.
		w.headings++
		text = strings.Repeat("#", 2+min(w.headings/3, 2)) + " " + text
	}
	w.lines = append(w.lines, text, "")
}

func (w *tabScribe) paragraph(text string) {
	w.lines = append(w.lines, text, "")
}

func (w *tabScribe) table(t Table) {
	l := lay(t)
	if t.Key == Applications {
		w.applications(t, l)
	} else {
		for _, row := range expand(l) {
			w.lines = append(w.lines, strings.Join(row, "\t"))
		}
	}
	w.lines = append(w.lines, "")
}

// expand fills a layout's grid: a spanned cell's text stands in its first
// place, the others are empty.
func expand(l layout) [][]string {
	grid := make([][]string, len(l.lines))
	taken := make([][]bool, len(l.lines))
	for y := range grid {
		grid[y], taken[y] = make([]string, l.width), make([]bool, l.width)
	}
	for y, row := range l.lines {
		x := 0
		for _, s := range row.shifted() {
			for x < l.width && taken[y][x] {
				x++
			}
			if x == l.width {
				break
			}
			grid[y][x] = spaced(s)
			for dy := range s.rows {
				for dx := range s.cols {
					if y+dy < len(grid) && x+dx < l.width {
						taken[y+dy][x+dx] = true
					}
				}
			}
		}
	}
	return grid
}

// spaced parts the halves of table 3's headers, which break in the page.
func spaced(s slot) string {
	for _, o := range outcomes[:4] {
		if s.text == o.text {
			runes := []rune(s.text)
			return string(runes[:2]) + " " + string(runes[2:])
		}
	}
	return s.text
}

// applications writes table 2 with its labels where such pages have them.
func (w *tabScribe) applications(t Table, l layout) {
	w.applicationsHead(t)
	started, group := false, ""
	for i, row := range l.lines {
		if row.item == nil {
			if i > 0 && len(row.slots) == 1 { // a page number, then the header again
				w.lines = append(w.lines, row.slots[0].text)
				w.applicationsHead(t)
			}
			continue
		}
		labels := tabLabels(t, *row.item, started, row.item.group != group)
		started = started || row.item.depth > 1
		group = row.item.group
		w.lines = append(w.lines, tabRow(labels, row))
	}
}

func (w *tabScribe) applicationsHead(t Table) {
	third := "\t\t"
	for _, a := range applicants[1:6] {
		third += "\t" + t.print(a.text)
	}
	w.lines = append(w.lines,
		loose(t.print(corner))+"\t\t"+t.print(applicant)+"\t\t\t\t\t\t"+t.print("总计")+"\t",
		"\t\t"+t.print("自然人")+"\t"+t.print(legalPerson)+"\t\t\t\t\t\t",
		third+"\t\t")
}

// tabLabels are the label cells before a row's values.
func tabLabels(t Table, it item, started, first bool) []string {
	text := loose(t.print(it.text))
	switch {
	case it.depth == 1, it.key == "total", it.key == "other.other":
		return []string{text, ""}
	case it.depth == 2 && started:
		return []string{"", text}
	case it.depth == 2:
		return []string{t.print(handled), text}
	case first:
		return []string{"", loose(t.print(it.group)), text}
	default:
		return []string{"", "", text}
	}
}

// tabRow is a row of table 2: labels, values, and empty cells up to the grid's
// width. A shift to the left takes label cells away.
func tabRow(labels []string, row line) string {
	cells := labels[:max(1, len(labels)+min(0, row.shift))]
	for range row.shift {
		cells = append(cells, "")
	}
	for _, s := range row.slots {
		if s.value {
			cells = append(cells, s.text)
		}
	}
	for len(cells) < 10 {
		cells = append(cells, "")
	}
	return strings.Join(cells, "\t")
}

// loose puts half-width brackets round ordinals and a space behind them.
func loose(label string) string {
	label = strings.Replace(strings.Replace(label, "（", "(", 1), "）", ") ", 1)
	if len(label) > 1 && isDigit(rune(label[0])) && label[1] == '.' {
		label = label[:2] + " " + label[2:]
	}
	return strings.TrimSpace(label)
}

// inParagraphs puts paragraphs in <p> and the rows of a table in one <p>
// parted by <br>.
func inParagraphs(lines []string) string {
	var b strings.Builder
	for i := 0; i < len(lines); i++ {
		if lines[i] == "" {
			continue
		}
		end := i
		for end+1 < len(lines) && lines[end+1] != "" {
			end++
		}
		b.WriteString("<p>" + html.EscapeString(lines[i]))
		for _, l := range lines[i+1 : end+1] {
			b.WriteString("<br/>\n" + html.EscapeString(l))
		}
		b.WriteString("</p>\n")
		i = end
	}
	return b.String()
}
