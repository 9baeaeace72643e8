package form

import (
	"slices"
	"sort"
)

// outcome is one value column of the review table.
type outcome struct{ row, column int } // indexes of reviewLines, reviewColumns

// reviewHead is what the header of the review table says: blocks and outcomes
// from left to right, and in an exact grid where each stands.
type reviewHead struct {
	blocks []int             // indexes of reviewLines
	orders map[int][]outcome // by block, from left to right
	loose  bool              // the header is garbled: only numbers that add up are read, in the form's order
	places map[int]outcome   // by grid column; nil where the header does not place them
}

// width is the number of value cells the header promises.
func (h reviewHead) width() int { return len(h.blocks) * len(reviewColumns) }

// review reads 政府信息公开行政复议、行政诉讼情况: three blocks of five columns side
// by side and one row of numbers; or, as some print it, a row for each block.
//
// Blocks that stand one below the other, each with a header of its own, are
// read one after the other.
func (l *layer) review(p part) {
	if p.ragged {
		p.rows = l.headersApart(p.rows)
	}
	for _, rows := range l.stacked(p.rows) {
		sub := p
		sub.rows = rows
		l.reviewBlock(sub)
	}
}

// headersApart parts flattened rows that hold a header and the cells below it,
// as where every cell has a line of its own: behind the last outcome.
func (l *layer) headersApart(rows [][]token) [][]token {
	var out [][]token
	for _, row := range rows {
		behind := 0
		for i, t := range row {
			if l.isLeaf(t) {
				behind = i + 1
			}
		}
		if behind < len(reviewColumns) || !hasNumber(row[behind:]) || hasNumber(row[:behind]) {
			out = append(out, row)
			continue
		}
		out = append(out, row[:behind:behind], row[behind:])
	}
	return out
}

// stacked cuts the rows of a review table where a header follows numbers.
func (l *layer) stacked(rows [][]token) [][][]token {
	var out [][][]token
	start, numbers := 0, false
	for i, row := range rows {
		header := l.isReviewHeader(row) && !hasNumber(row) && !l.isBlankBlock(row, rows[i+1:])
		if header && numbers {
			out, start, numbers = append(out, rows[start:i]), i, false
		}
		numbers = numbers || hasNumber(row)
	}
	return append(out, rows[start:])
}

// isBlankBlock tells the row of a block that has blank cells only: no outcomes
// stand in it or right below it.
func (l *layer) isBlankBlock(row []token, below [][]token) bool {
	return l.leavesIn(row) == 0 && (len(below) == 0 || l.leavesIn(below[0]) == 0)
}

func (l *layer) reviewBlock(p part) {
	if !p.ragged {
		p.rows = widened(p.rows)
	}
	head, known := l.reviewHeader(p)
	for i, row := range p.rows {
		if l.reviewRow(p, row) || !known || l.isReviewHeader(row) || numbersColumns(row) && slices.ContainsFunc(p.rows[i+1:], hasNumber) {
			continue
		}
		l.reviewValues(p, head, row)
	}
	l.touched = l.touched || known && !head.loose
	if known && len(l.out.Tables.ReviewLitigation) == 0 {
		l.reviewOpen = &head
	}
}

// reviewRest reads a grid without labels that stands behind a review table
// without numbers: a page break came between.
func (l *layer) reviewRest(g [][]token, p part) bool {
	head := *l.reviewOpen
	head.places = nil // another grid's columns are not this one's
	for _, row := range g {
		if len(row) >= head.width() {
			l.reviewValues(p, head, row)
		}
	}
	return len(l.out.Tables.ReviewLitigation) > 0
}

// widened lets the header cells of an exact grid reach over the empty cells
// behind them, which some pages print in place of spans.
func widened(rows [][]token) [][]token {
	out := make([][]token, len(rows))
	for r, row := range rows {
		out[r] = row
		if hasNumber(row) {
			continue
		}
		out[r] = slices.Clone(row)
		for i := range out[r] {
			t := &out[r][i]
			if t.kind != label {
				continue
			}
			for j := i + 1; j < len(row) && row[j].kind == empty; j++ {
				t.cols = row[j].end() - t.col
			}
			if i == 0 && len(row) == 1 {
				t.cols = max(t.cols, len(reviewColumns)) // a block's name above its five
			}
		}
	}
	return out
}

// isReviewHeader tells a row that names blocks or outcomes.
func (l *layer) isReviewHeader(row []token) bool {
	for _, t := range row {
		if t.down || t.kind != label || t.bare == "" {
			continue
		}
		if _, ok := l.blockOf(t); ok || l.isLeaf(t) || t.bare == "行政诉讼" {
			return true
		}
	}
	return false
}

// blockOf names the block a header cell or a row label stands for.
func (l *layer) blockOf(t token) (block int, ok bool) {
	return t.block, t.kind == label && t.block >= 0
}

func (l *layer) isLeaf(t token) bool {
	return t.kind == label && (t.result.ok && t.result.quality >= truncated || t.bare == "结果" || t.bare == "其他")
}

// reviewHeader reads blocks and outcomes. known is false where there is no
// block, or where its outcomes cannot be told.
func (l *layer) reviewHeader(p part) (h reviewHead, known bool) {
	h.orders = map[int][]outcome{}
	blocks := map[int]token{}
	leaves := make([]token, 0, len(reviewLines)*len(reviewColumns))
	litigation, review := -1, -1 // places in reading order
	for at, t := range l.headTokens(p) {
		if t.bare == "行政诉讼" && litigation < 0 {
			litigation = at
		}
		if block, ok := l.blockOf(t); ok {
			if _, twice := blocks[block]; !twice {
				blocks[block] = t
				h.blocks = append(h.blocks, block)
			}
			if block == 0 && review < 0 {
				review = at
			}
			continue
		}
		if t.bare != "行政诉讼" {
			leaves = append(leaves, t)
		}
	}
	if p.ragged && (len(h.blocks) == 0 || len(leaves)%len(reviewColumns) != 0) {
		return garbled(leaves)
	}
	if len(h.blocks) == 0 {
		return h, false
	}
	if !p.ragged {
		return h, l.placeLeaves(&h, blocks, leaves) || l.placeFives(&h, blocks, leaves)
	}
	if review >= 0 && litigation >= 0 && litigation < review {
		// 行政诉讼 stands first, and its two blocks are named a row below
		h.blocks = append(slices.DeleteFunc(h.blocks, func(b int) bool { return b == 0 }), 0)
	}
	return h, l.orderLeaves(&h, leaves)
}

// garbled is the header of a flattened table whose cells were cut in halves
// and lost their places, as PDF readers leave it. One that begins with the
// total had another order than the form's.
func garbled(leaves []token) (reviewHead, bool) {
	h := reviewHead{loose: true, orders: map[int][]outcome{}}
	for block := range reviewLines {
		h.blocks = append(h.blocks, block)
		for i := range reviewColumns {
			h.orders[block] = append(h.orders[block], outcome{block, i})
		}
	}
	return h, len(leaves) >= len(reviewColumns) && leaves[0].bare != "总计" && leaves[0].bare != "合计"
}

// headTokens lists the cells of the header rows in reading order.
func (l *layer) headTokens(p part) []token {
	out := make([]token, 0, len(reviewLines)*(1+len(reviewColumns)))
	for _, row := range p.rows {
		if !l.isReviewHeader(row) || len(out) > 0 && hasNumber(row) {
			continue
		}
		for _, t := range row {
			if t.kind == label && t.bare != "" && !t.down {
				out = append(out, t)
			}
		}
	}
	return out
}

// hasNumber tells a row with a number or a stroke in it.
func hasNumber(row []token) bool {
	for i := range row {
		t := &row[i]
		switch {
		case t.kind != value:
			continue
		case isDigits(t.text):
			return true
		}
		if r := ReadCell(t.text, false, 0); r.Value != nil || r.State == Dash {
			return true
		}
	}
	return false
}

// placeLeaves sorts the outcomes of an exact grid below their blocks.
func (l *layer) placeLeaves(h *reviewHead, blocks map[int]token, leaves []token) bool {
	h.places = make(map[int]outcome, h.width())
	for block, b := range blocks {
		below := make([]token, 0, len(reviewColumns))
		for _, t := range leaves {
			if t.col >= b.col && t.end() <= b.end() {
				below = append(below, t)
			}
		}
		sort.SliceStable(below, func(i, j int) bool { return below[i].col < below[j].col })
		columns, ok := l.leafColumns(below)
		if !ok {
			return false
		}
		order := make([]outcome, len(below))
		for i, t := range below {
			order[i] = outcome{block, columns[i]}
			h.places[t.col] = order[i]
		}
		h.orders[block] = append(h.orders[block], order...)
	}
	slices.SortFunc(h.blocks, func(a, b int) int { return blocks[a].col - blocks[b].col })
	return len(h.places) == h.width()
}

// placeFives sorts the outcomes of an exact grid by fives, where each block's
// name stands somewhere above five of them: columns aligned by spaces have no
// spans.
func (l *layer) placeFives(h *reviewHead, blocks map[int]token, leaves []token) bool {
	n := len(reviewColumns)
	if len(leaves) != h.width() {
		return false
	}
	sort.SliceStable(leaves, func(i, j int) bool { return leaves[i].col < leaves[j].col })
	h.places, h.orders = map[int]outcome{}, map[int][]outcome{}
	for block, b := range blocks {
		at := slices.IndexFunc(leaves, func(t token) bool { return t.end() > b.col }) / n * n
		if at < 0 || at+n > len(leaves) || b.col < leaves[at].col || b.end() > leaves[at+n-1].end() || len(h.orders[block]) > 0 {
			return false
		}
		columns, ok := l.leafColumns(leaves[at : at+n])
		if !ok {
			return false
		}
		for i, t := range leaves[at : at+n] {
			if _, taken := h.places[t.col]; taken {
				return false
			}
			h.places[t.col] = outcome{block, columns[i]}
			h.orders[block] = append(h.orders[block], outcome{block, columns[i]})
		}
	}
	slices.SortFunc(h.blocks, func(a, b int) int { return blocks[a].col - blocks[b].col })
	return len(h.places) == h.width()
}

// orderLeaves reads the outcomes of a ragged grid: every block in one order.
// A header without any outcome leaves the form's order.
func (l *layer) orderLeaves(h *reviewHead, leaves []token) bool {
	var columns []int
	for _, five := range chunks(leaves, len(reviewColumns)) {
		found, ok := l.leafColumns(five)
		if !ok || columns != nil && !slices.Equal(columns, found) {
			return false
		}
		columns = found
	}
	for _, block := range h.blocks {
		for i := range reviewColumns {
			at := i
			if columns != nil {
				at = columns[i]
			}
			h.orders[block] = append(h.orders[block], outcome{block, at})
		}
	}
	return true
}

func chunks(leaves []token, n int) [][]token {
	return slices.Collect(slices.Chunk(leaves, n))
}

// leafColumns tells which outcomes five header cells name. Cut labels (结果,
// 其他, 尚未) are read by the form's order where every one of them fits it; one
// that is spelt wrong is the one that is left.
func (l *layer) leafColumns(leaves []token) ([]int, bool) {
	if len(leaves) != len(reviewColumns) {
		return nil, false
	}
	byOrder, columns := true, make([]int, len(leaves))
	for i, t := range leaves {
		columns[i] = i
		byOrder = byOrder && l.words.fits(t.bare, i)
	}
	if byOrder {
		return columns, true
	}
	seen, odd := map[int]bool{}, -1
	for i, t := range leaves {
		entry, ok := t.result.entry, t.result.ok
		switch {
		case ok && seen[entry] || !ok && odd >= 0:
			return nil, false
		case !ok:
			odd = i
			continue
		}
		seen[entry], columns[i] = true, entry
	}
	if odd < 0 {
		return columns, true
	}
	for entry := range reviewColumns {
		if !seen[entry] {
			columns[odd] = entry
			return columns, distance([]rune(leaves[odd].bare), l.words.outcomes[entry].runes, 2) <= 2
		}
	}
	return nil, false
}

// fits tells whether a printed label can be that of an outcome of a review.
func (w *vocabularies) fits(printed string, column int) bool {
	official := w.outcomes[column]
	return printed == official.text || compare(word(printed), official) >= truncated
}
