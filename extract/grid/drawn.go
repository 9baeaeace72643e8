package grid

import (
	"slices"
	"strings"

	"nianbao/extract/script"
)

// pen tells the characters a table is drawn with: upright ones, level ones, and
// those where both meet.
type pen struct {
	upright, level, crossing func(rune) bool
	// plain tells that text may hold the same characters: only a crossing that
	// a rule reaches is one
	plain bool
}

// The two pens: box drawing (U+2500–257F) and ASCII.
var (
	boxPen = pen{
		upright:  func(r rune) bool { return strings.ContainsRune("│┃║╎╏┆┇┊┋", r) },
		level:    func(r rune) bool { return strings.ContainsRune("─━═╌╍┄┅┈┉", r) },
		crossing: func(r rune) bool { return r >= 0x250C && r <= 0x254B || r >= 0x2552 && r <= 0x256C },
	}
	asciiPen = pen{
		upright:  func(r rune) bool { return r == '|' },
		level:    func(r rune) bool { return r == '-' || r == '=' },
		crossing: func(r rune) bool { return r == '+' },
		plain:    true,
	}
)

// Bounds of a drawn table.
const (
	maxDrawn      = 4096 // lines
	maxDrawnWidth = 4096 // columns
	maxRules      = 3    // lines one after the other that are nothing but rules
)

// drawn reads a table that lines are drawn around. Where they are not drawn
// straight, the uprights still part its cells.
func drawn(lines []Block) (*Grid, int) {
	p, n := &boxPen, 0
	if r := firstRune(lines[0].Text); r == '+' {
		p = &asciiPen
	}
	if !p.ruled(lines[0].Text) {
		return nil, 0
	}
	var source []string
	rules := 0 // at the end of what was read
	for _, b := range lines[:min(len(lines), maxDrawn)] {
		if b.Grid != nil || rules > maxRules || !p.drew(script.Trim(b.Text)) {
			break
		}
		if rules++; !p.ruled(b.Text) {
			rules = 0
		}
		n, source = n+1, append(source, strings.TrimRight(b.Text, " \r"))
	}
	if n < 3 || rules > maxRules {
		return nil, 0
	}
	for _, m := range []metric{displayWidth, wideBoxes, oneColumn} {
		if g := p.trace(source, m); g != nil {
			g.Lines = source
			return g, n
		}
	}
	if p.plain {
		return nil, 0 // pipes are read as such
	}
	var rows [][]string
	for _, l := range source {
		if !p.ruled(l) {
			rows = append(rows, p.cells(l))
		}
	}
	if len(rows) == 0 {
		return nil, 0
	}
	return ragged(rows, source), n
}

// isDrawn tells a line that begins with a character of box drawing (U+2500–257F,
// in UTF-8 E2 94 80 to E2 95 BF).
func isDrawn(line string) bool {
	r := firstRune(line)
	return r >= 0x2500 && r <= 0x257F
}

func firstRune(s string) rune {
	for _, r := range s {
		if !isBlank(r) {
			return r
		}
	}
	return 0
}

// drew tells a line of a drawn table: a line's end at both its ends.
func (p *pen) drew(line string) bool {
	r := []rune(line)
	if len(r) < 2 || len(r) > maxDrawnWidth {
		return false
	}
	ends := func(r rune) bool { return p.upright(r) || p.crossing(r) }
	return ends(r[0]) && ends(r[len(r)-1])
}

// ruled tells a line of nothing but rules.
func (p *pen) ruled(line string) bool {
	level := false
	for _, r := range line {
		level = level || p.level(r)
		if !p.level(r) && !p.crossing(r) && !isBlank(r) && r != '\r' {
			return false
		}
	}
	return level
}

// cells parts a line at its uprights.
func (p *pen) cells(line string) []string {
	cells := strings.FieldsFunc(script.Trim(line), func(r rune) bool { return p.upright(r) || p.crossing(r) })
	if len(cells) > maxColumns {
		cells = cells[:maxColumns]
	}
	for i, c := range cells {
		cells[i] = script.Trim(c)
	}
	return cells
}

// wideBoxes counts characters of box drawing as two columns, as Chinese fonts
// have them.
func wideBoxes(r rune) int {
	if r >= 0x2500 && r <= 0x257F {
		return 2
	}
	return displayWidth(r)
}

// canvas is a drawn table, a character to each column; the second column of a
// wide one holds none.
type canvas struct {
	*pen
	rows [][]rune
	at   []int // columns where uprights may stand
}

// trace reads a table by where its lines are drawn; nil where they do not meet.
func (p *pen) trace(lines []string, m metric) *Grid {
	c := canvas{pen: p}
	for _, l := range lines {
		var row []rune
		for _, r := range l {
			if r == '\r' {
				continue
			}
			row = append(row, r)
			for range m(r) - 1 {
				row = append(row, 0)
			}
		}
		if len(row) > 2*maxDrawnWidth || len(c.rows) > 0 && len(row) != len(c.rows[0]) {
			return nil
		}
		c.rows = append(c.rows, row)
	}
	for _, row := range c.rows {
		for x := range row {
			if c.crosses(row, x) || !p.plain && p.upright(row[x]) {
				c.at = append(c.at, x)
			}
		}
	}
	slices.Sort(c.at)
	c.at = slices.Compact(c.at)
	if len(c.at) < 2 || len(c.at) > maxColumns {
		return nil
	}
	return c.grid()
}

// crosses tells a place where lines meet.
func (c *canvas) crosses(row []rune, x int) bool {
	if !c.crossing(row[x]) {
		return false
	}
	reached := func(x int) bool { return x >= 0 && x < len(row) && (c.level(row[x]) || row[x] == 0) }
	return !c.plain || reached(x-1) || reached(x+1)
}

// parted tells whether a line has an upright at a column.
func (c *canvas) parted(row []rune, k int) bool {
	x := c.at[k]
	return c.upright(row[x]) || c.crosses(row, x)
}

// between is what stands between two columns of a line, and whether that is a
// rule.
func (c *canvas) between(row []rune, from, to int) (text string, rule bool) {
	inner := row[c.at[from]+1 : c.at[to]]
	rule = len(inner) > 0
	var b strings.Builder
	for _, r := range inner {
		if r != 0 {
			b.WriteRune(r)
			rule = rule && (c.level(r) || c.crossing(r))
		}
	}
	if c.plain && rule {
		rule = row[c.at[from]] == '+' && row[c.at[to]] == '+'
	}
	return b.String(), rule
}
