package extract

import (
	"iter"
	"strings"

	"nianbao/extract/grid"
	"nianbao/extract/script"
)

// Sizes, in bytes of normal form, from which a second copy is looked for.
const (
	minCopy = 600 // of a body
	minMark = 6   // of the block it begins with
)

// maxCopies is where counting them ends.
const maxCopies = 9

// maxFront is how many blocks may stand before the first copy: a title, lines
// of page fields.
const maxFront = 12

// single finds a body that was pasted more than once, and returns the blocks
// of its first copy and how many copies there are. Copies are compared in
// normal form, so one may be a table and the other flattened text, and the
// last may have another tail.
func single(lines []line) ([]line, int) {
	p := &pasted{lines: lines}
	copies := 1
	for at := 0; copies < maxCopies; copies++ {
		end, next := p.again(at)
		if next == 0 {
			break
		}
		if copies == 1 {
			lines = lines[:end]
		}
		at = next
	}
	return lines, copies
}

// pasted is a body in which a second copy is looked for.
type pasted struct {
	lines  []line
	starts []int  // of each line in whole, and its end; nil until needed
	whole  string // all of it in normal form
}

// measure puts the normal form of the whole together.
func (p *pasted) measure() {
	if p.starts != nil {
		return
	}
	p.starts = make([]int, len(p.lines)+1)
	var whole strings.Builder
	for i := range p.lines {
		whole.WriteString(p.lines[i].norm())
		p.starts[i+1] = whole.Len()
	}
	p.whole = whole.String()
}

// again looks for a second copy of what begins at a block or soon behind it,
// and returns where the first copy ends and the second begins; 0 where there
// is none.
func (p *pasted) again(from int) (end, next int) {
	for first := from; first < min(len(p.lines), from+maxFront); first++ {
		if len(p.lines[first].norm()) >= minMark {
			if next := p.copyOf(first); next > 0 {
				return p.withoutTitle(first, next), next
			}
		}
		if p.lines[first].numbered() {
			break // what begins behind a section's heading is a part of a body
		}
	}
	return 0, 0
}

// copyOf finds the block at which the text from first on stands again.
func (p *pasted) copyOf(first int) int {
	for second := first + 1; second < len(p.lines); second++ {
		if !p.lines[second].reads(p.lines[first].norm()) {
			continue
		}
		p.measure()
		if p.starts[second]-p.starts[first] >= minCopy && p.same(first, second) {
			return second
		}
	}
	return 0
}

// reads tells whether the normal form of a line is this one. A grid is given
// up at the first cell that differs.
func (l *line) reads(normal string) bool {
	if l.Grid == nil || l.normed {
		return l.norm() == normal
	}
	for c := range cells(l.Grid) {
		rest, found := strings.CutPrefix(normal, script.Normal(c.Text))
		if !found {
			return false
		}
		normal = rest
	}
	return normal == ""
}

// same tells whether the text from second on begins with that from first to
// second, but for a tail of a tenth without a section in it: a title that
// stands between the copies, a signature.
func (p *pasted) same(first, second int) bool {
	a, b := p.whole[p.starts[first]:p.starts[second]], p.whole[p.starts[second]:]
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	if 10*n < 9*len(a) {
		return false
	}
	for i := second - 1; i > first && p.starts[i+1]-p.starts[first] > n; i-- {
		if p.lines[i].numbered() {
			return false
		}
	}
	return true
}

// withoutTitle is the end of a copy without the title of the next one.
func (p *pasted) withoutTitle(first, next int) int {
	for next > first+1 && p.lines[next-1].Grid == nil {
		if _, ok := readTitle(p.lines[next-1].Text); !ok && strings.TrimSpace(p.lines[next-1].Text) != "" {
			break
		}
		next--
	}
	return next
}

// blockText is all text of a block; of a grid, each cell once.
func blockText(b grid.Block) string {
	if b.Grid == nil {
		return b.Text
	}
	var text strings.Builder
	for c := range cells(b.Grid) {
		text.WriteString(c.Text)
		text.WriteByte(' ')
	}
	return text.String()
}

// cells yields each cell of a grid once.
func cells(g *grid.Grid) iter.Seq[*grid.Cell] {
	return func(yield func(*grid.Cell) bool) {
		for r, row := range g.Rows {
			for c, cell := range row {
				if cell == nil || cell.Row != r || (c > 0 && row[c-1] == cell) {
					continue
				}
				if !yield(cell) {
					return
				}
			}
		}
	}
}
