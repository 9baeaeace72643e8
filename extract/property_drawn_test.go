package extract_test

import (
	"math/rand/v2"
	"strings"
)

// brush is what a table is drawn with: how wide its characters are taken to
// be, and which stands where lines meet, by whether one goes up, down, left and
// right from there (8, 4, 2, 1).
type brush struct {
	wide  int
	marks []string
}

var brushes = []brush{
	{1, []string{" ", "─", "─", "─", "│", "┌", "┐", "┬", "│", "└", "┘", "┴", "│", "├", "┤", "┼"}},
	{2, []string{"  ", "─", "─", "─", "│", "┌", "┐", "┬", "│", "└", "┘", "┴", "│", "├", "┤", "┼"}},
	{1, []string{" ", "═", "═", "═", "║", "╔", "╗", "╦", "║", "╚", "╝", "╩", "║", "╠", "╣", "╬"}},
	{1, []string{" ", "-", "-", "-", "|", "+", "+", "+", "|", "+", "+", "+", "|", "+", "+", "+"}},
}

// drawnTable draws lines around the cells of a table, spans and all.
func drawnTable(dice *rand.Rand, s *sheet) string {
	brush, high := pick(dice, brushes), 1+dice.IntN(2)
	edge := s.edges(brush.wide, brush.wide, columnsOf)
	owner, texts := s.owners()
	at := func(y, x int) int {
		if y < 0 || x < 0 || y >= len(owner) || x >= s.width {
			return -1
		}
		return owner[y][x]
	}
	var b strings.Builder
	for y := range len(owner) + 1 {
		for x := range s.width + 1 { // the line above row y
			up, down := at(y-1, x-1) != at(y-1, x), at(y, x-1) != at(y, x)
			left, right := at(y-1, x-1) != at(y, x-1), at(y-1, x) != at(y, x)
			mark := 0
			for i, is := range []bool{right, left, down, up} {
				if is {
					mark |= 1 << i
				}
			}
			b.WriteString(brush.marks[mark])
			if x < s.width {
				fill := strings.Repeat(" ", edge[x+1]-edge[x]-brush.wide)
				if right {
					fill = strings.Repeat(brush.marks[1], (edge[x+1]-edge[x]-brush.wide)/brush.wide)
				}
				b.WriteString(fill)
			}
		}
		b.WriteByte('\n')
		for range high {
			if y == len(owner) {
				break
			}
			b.WriteString(s.drawnRow(brush, edge, owner[y], texts))
		}
	}
	return b.String()
}

// drawnRow is one line of a row's texts, each printed once.
func (s *sheet) drawnRow(brush brush, edge, owner []int, texts map[int]string) string {
	var b strings.Builder
	for x := 0; x < s.width; {
		n := x + 1
		for n < s.width && owner[n] == owner[x] {
			n++
		}
		text := texts[owner[x]]
		delete(texts, owner[x])
		room := edge[n] - edge[x] - brush.wide
		b.WriteString(brush.marks[12] + text + strings.Repeat(" ", room-columnsOf(text)))
		x = n
	}
	return b.String() + brush.marks[12] + "\n"
}

// owners tells for each place of a sheet which of its boxes covers it, and what
// those say.
func (s *sheet) owners() (owner [][]int, texts map[int]string) {
	owner, texts = make([][]int, len(s.rows)), map[int]string{}
	for y := range owner {
		owner[y] = make([]int, s.width)
		for x := range owner[y] {
			owner[y][x] = -1
		}
	}
	id := 0
	for y, row := range s.rows {
		x := 0
		for _, c := range row {
			for x < s.width && owner[y][x] >= 0 {
				x++
			}
			for i := y; i < min(y+c.down, len(owner)); i++ {
				for j := x; j < min(x+c.across, s.width); j++ {
					owner[i][j] = id
				}
			}
			texts[id] = c.text
			id++
		}
	}
	return owner, texts
}

// ruledTable sets columns between rules; what spans several stands in the first.
func ruledTable(dice *rand.Rand, s *sheet) string {
	flat := sheet{width: s.width}
	for _, row := range s.filled("") {
		var line []box
		for _, text := range row {
			line = append(line, box{strings.TrimSpace(text), 1, 1, true})
		}
		flat.rows = append(flat.rows, line)
	}
	edge := flat.edges(1, 1, columnsOf)
	mark := pick(dice, []string{"-", "="})
	rule := ""
	for x := range s.width {
		rule += strings.Repeat(mark, edge[x+1]-edge[x]-1) + " "
	}
	indent := strings.Repeat(" ", 2*dice.IntN(2))
	rule = indent + strings.TrimSpace(rule) + "\n"
	var b strings.Builder
	b.WriteString(rule)
	for y, row := range flat.rows {
		b.WriteString(indent)
		for x, c := range row {
			b.WriteString(c.text + strings.Repeat(" ", edge[x+1]-edge[x]-columnsOf(c.text)))
		}
		b.WriteByte('\n')
		if y == s.head-1 && mark == "=" {
			b.WriteString(rule)
		}
	}
	return b.String() + rule
}
