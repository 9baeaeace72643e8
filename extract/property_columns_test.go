package extract_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"nianbao/extract"
)

// setters set the columns of a table with spaces, as programs do: well, or so
// that blank cells can no longer be told.
var setters = []struct {
	name  string
	least int // of a hundred cells with a number, how many must be read
	set   func(*rand.Rand, *sheet) string
}{
	{"flush left", 95, func(d *rand.Rand, s *sheet) string { return s.columns(d, left, columnsOf) }},
	{"flush right", 95, func(d *rand.Rand, s *sheet) string { return s.columns(d, right, columnsOf) }},
	{"centred", 90, func(d *rand.Rand, s *sheet) string { return s.columns(d, middle, columnsOf) }},
	{"by characters", 93, func(d *rand.Rand, s *sheet) string {
		return s.columns(d, left, func(t string) int { return len([]rune(t)) })
	}},
	{"any", 0, func(d *rand.Rand, s *sheet) string { return s.columns(d, -1, columnsOf) }},
	{"trembling", 0, func(d *rand.Rand, s *sheet) string { return tremble(d, s.columns(d, d.IntN(3), columnsOf)) }},
	{"two spaces", 0, func(d *rand.Rand, s *sheet) string { return s.run(d, func() string { return "  " }) }},
	{"some spaces", 0, func(d *rand.Rand, s *sheet) string {
		return s.run(d, func() string { return strings.Repeat(" ", 1+d.IntN(4)) })
	}},
	{"tab stops", 0, func(d *rand.Rand, s *sheet) string { return s.stops(pick(d, []int{4, 8, 16})) }},
}

// TestColumnsOfSpacesAreNeverMisread sets tables with blank cells by spaces. A
// number may be lost where the spaces do not prove its column, but none may be
// read in another one's place.
func TestColumnsOfSpacesAreNeverMisread(t *testing.T) {
	docs, seed := propertyRun(t)
	docs /= 8
	read, printed := map[string]int{}, map[string]int{}
	failed := 0
	for n := range docs {
		d := draw{seed: seed + n, off: map[string]bool{"script": true}}
		setter := setters[n%uint64(len(setters))]
		p := d.paper("columns")
		p.tighten()
		body := d.textPage(&p, setter.set, false)
		got := p.compareCells(extract.Read(extract.Page{Body: []byte(body), MediaType: "text/plain"}))
		lost := 0
		for _, g := range got {
			if strings.HasPrefix(g, wrongNumber) {
				if failed++; failed < 6 {
					t.Errorf("seed %d, %s: %s\n%s", d.seed, setter.name, g, body)
				}
				if err := keepPage(fmt.Sprintf("%d %s.txt", d.seed, setter.name), []byte(body)); err != nil {
					t.Error(err)
				}
				break
			}
			lost++
		}
		read[setter.name] += len(p.want) - lost
		printed[setter.name] += len(p.want)
	}
	for _, s := range setters {
		share := 100 * read[s.name] / max(printed[s.name], 1)
		t.Logf("%s: %d of a hundred cells read", s.name, share)
		if share < s.least {
			t.Errorf("%s: %d of a hundred cells were read, want %d", s.name, share, s.least)
		}
	}
}

// tighten takes the spaces out of value cells.
func (p *paper) tighten() {
	for _, b := range p.blocks {
		if b.sheet == nil {
			continue
		}
		for _, row := range b.sheet.rows {
			for i := range row {
				if row[i].value {
					row[i].text = strings.Join(strings.FieldsFunc(row[i].text, func(r rune) bool { return strings.ContainsRune(" \u3000\u00a0", r) }), "")
				}
			}
		}
	}
}

const (
	left = iota
	right
	middle
)

// edges are where the columns of a sheet begin that are wide enough for all of
// its cells, and where the last one ends, gaps behind each.
func (s *sheet) edges(gap, even int, size func(string) int) []int {
	rows, wide := s.places(), make([]int, s.width)
	for pass := range s.width {
		for _, row := range rows {
			for _, c := range row {
				if c.across != pass+1 {
					continue
				}
				have := gap * (c.across - 1)
				for x := c.at; x < c.at+c.across; x++ {
					have += wide[x]
				}
				if size(c.text) > have {
					wide[c.at+c.across-1] += size(c.text) - have
				}
			}
		}
	}
	edge := make([]int, s.width+1)
	for x, w := range wide {
		w = max(w, 2) + (even-w%even)%even
		edge[x+1] = edge[x] + w + gap
	}
	return edge
}

// columns sets the cells of a sheet in columns.
func (s *sheet) columns(dice *rand.Rand, align int, size func(string) int) string {
	gap := 2 + dice.IntN(3)
	edge := s.edges(gap, 1, size)
	var b strings.Builder
	for _, row := range s.places() {
		at := 0
		for _, c := range row {
			if c.text == "" {
				continue
			}
			free := edge[c.at+c.across] - gap - edge[c.at] - size(c.text)
			shift := 0
			switch how := align; {
			case how == right && c.at >= s.labels(), how < 0 && dice.IntN(3) == 0:
				shift = free
			case how == middle && c.at >= s.labels(), how < 0 && dice.IntN(2) == 0:
				shift = free / 2
			}
			b.WriteString(strings.Repeat(" ", max(edge[c.at]+shift-at, 0)) + c.text)
			at = max(edge[c.at]+shift, at) + size(c.text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// placedBox is a box with the column it begins in.
type placedBox struct {
	box
	at int
}

// places lists the boxes of each row with their columns.
func (s *sheet) places() [][]placedBox {
	const taken = "\x00"
	filled := s.filled(taken)
	out := make([][]placedBox, len(s.rows))
	for i, row := range filled {
		n := 0
		for x, text := range row {
			if text != taken && n < len(s.rows[i]) {
				out[i] = append(out[i], placedBox{s.rows[i][n], x})
				n++
			}
		}
	}
	return out
}

// labels is how many columns of a sheet are labels.
func (s *sheet) labels() int {
	switch s.table {
	case "applications":
		return 3
	case "review_litigation":
		return 0
	case "statistics":
		return 2
	}
	return 1
}

// run sets the cells of a sheet one behind the other and leaves blank ones out.
func (s *sheet) run(_ *rand.Rand, gap func() string) string {
	var b strings.Builder
	for _, row := range s.rows {
		first := true
		for _, c := range row {
			if c.text == "" {
				continue
			}
			if !first {
				b.WriteString(gap())
			}
			b.WriteString(c.text)
			first = false
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// stops sets cells at tab stops, a blank one at one too, the rest of a row
// further on where one is long.
func (s *sheet) stops(every int) string {
	var b strings.Builder
	for _, row := range s.filled("") {
		at := 0
		for _, text := range row {
			next := (at+columnsOf(text))/every*every + every
			b.WriteString(text + strings.Repeat(" ", next-at-columnsOf(text)))
			at = next
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// tremble moves some cells by a column or two.
func tremble(dice *rand.Rand, text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if dice.IntN(3) > 0 {
			continue
		}
		if at := strings.LastIndex(l, "  "); at >= 0 {
			lines[i] = fmt.Sprint(l[:at], strings.Repeat(" ", 1+dice.IntN(3)), l[at+dice.IntN(3):])
		}
	}
	return strings.Join(lines, "\n")
}
