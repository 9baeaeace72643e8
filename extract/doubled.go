package extract

import (
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
func single(blocks []grid.Block) ([]grid.Block, int) {
	p := newPasted(blocks)
	copies := 1
	for at := 0; copies < maxCopies; copies++ {
		end, next := p.again(at)
		if next == 0 {
			break
		}
		if copies == 1 {
			blocks = blocks[:end]
		}
		at = next
	}
	return blocks, copies
}

// pasted is a body in normal form, block by block.
type pasted struct {
	blocks []grid.Block
	texts  []string
	starts []int // of each block in whole, and its end
	whole  string
}

func newPasted(blocks []grid.Block) pasted {
	p := pasted{blocks: blocks, texts: make([]string, len(blocks)), starts: make([]int, len(blocks)+1)}
	for i, b := range blocks {
		p.texts[i] = script.Normal(blockText(b))
		p.starts[i+1] = p.starts[i] + len(p.texts[i])
	}
	p.whole = strings.Join(p.texts, "")
	return p
}

// again looks for a second copy of what begins at a block or soon behind it,
// and returns where the first copy ends and the second begins; 0 where there
// is none.
func (p pasted) again(from int) (end, next int) {
	for first := from; first < min(len(p.blocks), from+maxFront); first++ {
		if len(p.texts[first]) >= minMark {
			if next := p.copyOf(first); next > 0 {
				return p.withoutTitle(first, next), next
			}
		}
		if p.opens(first) {
			break // what begins behind a section's heading is a part of a body
		}
	}
	return 0, 0
}

// copyOf finds the block at which the text from first on stands again.
func (p pasted) copyOf(first int) int {
	for second := first + 1; second < len(p.blocks); second++ {
		if p.texts[second] == p.texts[first] && p.starts[second]-p.starts[first] >= minCopy && p.same(first, second) {
			return second
		}
	}
	return 0
}

// same tells whether the text from second on begins with that from first to
// second, but for a tail of a tenth without a section in it: a title that
// stands between the copies, a signature.
func (p pasted) same(first, second int) bool {
	a, b := p.whole[p.starts[first]:p.starts[second]], p.whole[p.starts[second]:]
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	if 10*n < 9*len(a) {
		return false
	}
	for i := second - 1; i > first && p.starts[i+1]-p.starts[first] > n; i-- {
		if p.opens(i) {
			return false
		}
	}
	return true
}

// opens tells whether a block is the heading of a section of the form.
func (p pasted) opens(i int) bool {
	if p.blocks[i].Grid != nil {
		return false
	}
	h, ok := readHeading(p.blocks[i])
	return ok && h.number != nil
}

// withoutTitle is the end of a copy without the title of the next one.
func (p pasted) withoutTitle(first, next int) int {
	for next > first+1 && p.blocks[next-1].Grid == nil {
		if _, ok := readTitle(p.blocks[next-1].Text); !ok && strings.TrimSpace(p.blocks[next-1].Text) != "" {
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
	var text []byte
	for r, row := range b.Grid.Rows {
		for c, cell := range row {
			if cell == nil || cell.Row != r || (c > 0 && row[c-1] == cell) {
				continue
			}
			text = append(text, cell.Text...)
			text = append(text, ' ')
		}
	}
	return string(text)
}
