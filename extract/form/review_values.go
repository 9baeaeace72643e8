package form

import "slices"

// reviewRow reads a row that names its block: 行政复议 and five numbers, under
// a header that names the outcomes, or none.
func (l *layer) reviewRow(p part, row []token) bool {
	name, block := -1, -1
	for i, t := range row {
		if found, ok := l.blockOf(t); ok {
			if name >= 0 && !row[name].down {
				return false // a header: blocks side by side
			}
			name, block = i, found
		}
	}
	if name < 0 || l.leavesIn(row) > 0 {
		return false
	}
	cells := row[name+1:]
	columns, spans, ok := l.rowOutcomes(p)
	if !ok || !hasNumber(cells) && !(blankRow(cells) && (spans != nil || p.packed && l.isHeaded(p.rows))) {
		return false
	}
	five, ok := inFive(cells, spans)
	if !ok {
		return false
	}
	ordered := make([]*token, len(reviewColumns))
	for i, c := range columns {
		ordered[c] = five[i]
	}
	l.putBlock(p, block, row[name].text, ordered)
	return true
}

// isHeaded tells rows among which outcomes are named.
func (l *layer) isHeaded(rows [][]token) bool {
	return slices.ContainsFunc(rows, func(row []token) bool { return l.leavesIn(row) >= len(reviewColumns) })
}

// inFive sorts the cells of a row below five header cells, by place where
// those are known, else by order.
func inFive(cells []token, spans []span1) ([]*token, bool) {
	n := len(reviewColumns)
	if spans != nil {
		if five, ok := lie(cells, spans); ok {
			return five, true
		}
	}
	switch filled := filledCells(cells); {
	case len(filled) == n:
		return pointers(filled), true
	case spans != nil:
		return nil, false
	case len(cells) >= n && len(filledCells(cells[n:])) == 0:
		return pointers(cells[:n]), true
	}
	return nil, false
}

func (l *layer) leavesIn(row []token) int {
	n := 0
	for _, t := range row {
		if l.isLeaf(t) {
			n++
		}
	}
	return n
}

// rowOutcomes reads the header of a table with a row for each block. Without
// one the form's order holds.
func (l *layer) rowOutcomes(p part) (columns []int, spans []span1, ok bool) {
	for _, row := range p.rows {
		if l.leavesIn(row) < 3 {
			continue
		}
		var leaves []token
		for i, t := range row {
			if t.kind == label && t.bare != "" && (l.isLeaf(t) || i > 0 && l.isLeaf(row[i-1])) {
				leaves = append(leaves, t)
			}
		}
		if len(leaves) > len(reviewColumns) {
			leaves = leaves[:len(reviewColumns)] // 备注
		}
		columns, ok = l.leafColumns(leaves)
		if !ok {
			return nil, nil, false
		}
		if !p.packed { // a packed grid's header has its blanks elsewhere
			for _, t := range leaves {
				spans = append(spans, span1{t.col, t.end()})
			}
		}
		return columns, spans, true
	}
	return []int{0, 1, 2, 3, 4}, nil, true // the form's order, where a row is complete
}

// reviewValues reads the row of numbers.
func (l *layer) reviewValues(p part, h reviewHead, row []token) {
	if !hasNumber(row) && !blankRow(row) {
		return // a note, a page number
	}
	byBlock := map[int][]*token{}
	for _, block := range h.blocks {
		byBlock[block] = make([]*token, len(reviewColumns))
	}
	if cells, ok := h.placed(row); ok {
		for i := range cells {
			o := h.places[cells[i].col]
			byBlock[o.row][o.column] = &cells[i]
		}
	} else {
		cells, ok := inOrder(row, h.width())
		if !ok || h.loose && !addUp(cells) {
			return
		}
		for i := range cells {
			block := h.blocks[i/len(reviewColumns)]
			o := h.orders[block][i%len(reviewColumns)]
			byBlock[block][o.column] = &cells[i]
		}
	}
	for _, block := range h.blocks {
		l.putBlock(p, block, "", byBlock[block])
	}
}

// numbersColumns tells a row that numbers the columns: 1, 2, 3 up to as many as
// one block has, or more. It is one where the numbers stand below it.
func numbersColumns(row []token) bool {
	n := 0
	for _, t := range row {
		if t.kind != value {
			continue
		}
		n++
		if i, ok := whole(t); !ok || i != n {
			return false
		}
	}
	return n >= len(reviewColumns)
}

// addUp tells a row of numbers of which every fifth is the sum of the four
// before it.
func addUp(cells []token) bool {
	for _, five := range chunks(cells, len(reviewColumns)) {
		for _, t := range five {
			if t.kind != value {
				return false
			}
		}
		if breaksSum(pointers(five)) {
			return false
		}
	}
	return true
}

// blankRow tells a row of at least five empty cells.
func blankRow(row []token) bool {
	for _, t := range row {
		if t.kind != empty || t.down {
			return false
		}
	}
	return len(row) >= len(reviewColumns)
}

// placed lists the cells of a row that begin below a header cell; ok is false
// where one that holds something does not.
func (h reviewHead) placed(row []token) (cells []token, ok bool) {
	if h.places == nil {
		return nil, false
	}
	for i, t := range row {
		_, under := h.places[t.col]
		switch {
		case under:
			cells = append(cells, t)
		case t.kind != empty && (t.kind != label || i > 0):
			return nil, false
		}
	}
	return cells, len(cells) > 0
}

// inOrder lists the n value cells of a row by their order: those that hold
// something, or all of them, blanks at the end apart.
func inOrder(row []token, n int) ([]token, bool) {
	if filled := filledCells(row); len(filled) == n {
		return filled, true
	}
	if len(row) > n && row[0].kind == label {
		row = row[1:]
	}
	if len(row) < n || len(filledCells(row[n:])) > 0 {
		return nil, false
	}
	return row[:n], true
}

func (l *layer) putBlock(p part, block int, name string, five []*token) {
	columns := make([]string, len(reviewColumns))
	readings := make([]Reading, len(reviewColumns))
	for i, c := range reviewColumns {
		columns[i] = c.Key
		readings[i] = Reading{State: Blank}
		if five[i] != nil {
			readings[i] = l.readCount(five[i].text)
		}
	}
	row := reviewLines[block]
	if !l.put(&l.out.Tables.ReviewLitigation, ReviewLitigation, row.Key, columns, readings) {
		return
	}
	if name == "" {
		name = row.Labels[0]
	}
	for i, c := range reviewColumns {
		l.origin(Origin{Place{ReviewLitigation, row.Key, c.Key}, p.grid, name, c.Labels[0], readings[i].Raw})
	}
}
