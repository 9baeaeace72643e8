package extract

import (
	"nianbao/extract/grid"
	"nianbao/extract/script"
)

// minCopy is how many letters and digits a body has at least, for a second
// copy of it to be looked for.
const minCopy = 200

// single finds a body that was pasted more than once, and returns the blocks
// of its first copy and how many copies there are. Copies are compared in
// normal form, so one may be a table and the other flattened text, and the
// last may have another tail.
func single(blocks []grid.Block) ([]grid.Block, int) {
	texts := make([]string, len(blocks))
	starts := make([]int, len(blocks)+1)
	for i, b := range blocks {
		texts[i] = script.Normal(blockText(b))
		starts[i+1] = starts[i] + len(texts[i])
	}
	whole := make([]byte, 0, starts[len(blocks)])
	for _, t := range texts {
		whole = append(whole, t...)
	}
	for first := range min(len(blocks), 12) {
		if len(texts[first]) < 6 {
			continue
		}
		for second := first + 1; second < len(blocks); second++ {
			if texts[second] != texts[first] {
				continue
			}
			a := whole[starts[first]:starts[second]]
			b := whole[starts[second]:]
			if len(a) < minCopy*3 || !sameBut(a, b) {
				continue
			}
			_, more := single(blocks[second:])
			return blocks[:second], 1 + more
		}
	}
	return blocks, 1
}

// sameBut tells whether b begins with a, but for a tail of a tenth: a title
// that stands between the copies, or an attachments line.
func sameBut(a, b []byte) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return 10*n >= 9*len(a)
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
