package form

import (
	"sort"
	"strconv"
)

// whole reads a token as a whole number.
func whole(t token) (int, bool) {
	r := ReadCell(t.text, false, 0)
	if r.Value == nil {
		return 0, t.kind == empty || r.State == Dash
	}
	n, err := strconv.Atoi(string(*r.Value))
	return n, err == nil
}

// outcome is one value column of the review table.
type outcome struct{ row, column int } // indexes of reviewLines, reviewColumns

// review reads 政府信息公开行政复议、行政诉讼情况: three blocks of five columns side
// by side and one row of numbers; or, as some print it, a row for each block.
func (l *layer) review(p part) {
	places := l.reviewPlaces(p)
	for _, row := range p.rows {
		if l.reviewRow(p, row) {
			continue
		}
		cells := valueCells(row)
		if len(filledCells(cells)) == 0 && !(allEmpty(row) && len(cells) >= len(reviewColumns)) {
			continue
		}
		l.reviewValues(p, places, cells)
	}
}

func allEmpty(row []token) bool {
	for _, t := range row {
		if t.kind != empty || t.down {
			return false
		}
	}
	return len(row) > 0
}

// valueCells is the row without what labels stand in front; nil where a label
// stands behind a value.
func valueCells(row []token) []token {
	last := 0
	for i, t := range row {
		if t.kind == label {
			last = i + 1
		}
	}
	if last > 1 {
		return nil
	}
	return row[last:]
}

// reviewRow reads a row that names its block: 行政复议 and five numbers.
func (l *layer) reviewRow(p part, row []token) bool {
	name, block := -1, -1
	for i, t := range row {
		if t.kind != label || t.bare == "" {
			continue
		}
		if entry, m, ok := l.words.reviewLines.find(t.bare); ok && m >= truncated {
			name, block = i, entry
		} else if name >= 0 {
			return false
		}
	}
	if name < 0 {
		return false
	}
	cells := row[name+1:]
	if filled := filledCells(cells); len(filled) == 0 || len(cells) < len(reviewColumns) {
		return false
	}
	l.putBlock(p, block, row[name].text, pointers(cells[:len(reviewColumns)]))
	return true
}

// reviewPlaces tells what each value column means, from left to right, and in
// an exact grid where it is.
func (l *layer) reviewPlaces(p part) map[int]outcome {
	if p.ragged {
		return nil
	}
	places := map[int]outcome{}
	for block, leaves := range l.reviewLeaves(p) {
		sort.Slice(leaves, func(i, j int) bool { return leaves[i].col < leaves[j].col })
		columns, ok := l.leafColumns(leaves)
		if !ok {
			return nil
		}
		for i, t := range leaves {
			places[t.col] = outcome{block, columns[i]}
		}
	}
	if len(places)%len(reviewColumns) != 0 {
		return nil
	}
	return places
}

// reviewLeaves lists by block the lowest header cells below the block's own.
func (l *layer) reviewLeaves(p part) map[int][]token {
	blocks := map[int]token{}
	leaves := map[int][]token{}
	for _, row := range p.rows {
		for _, t := range row {
			if t.kind != label || t.bare == "" || t.down {
				continue
			}
			if entry, m, ok := l.words.reviewLines.find(t.bare); ok && m >= truncated {
				blocks[entry] = t
				continue
			}
			if !l.isLeaf(t) {
				continue
			}
			for entry, b := range blocks {
				if t.col >= b.col && t.end() <= b.end() {
					leaves[entry] = append(leaves[entry], t)
				}
			}
		}
	}
	return leaves
}

func (l *layer) isLeaf(t token) bool {
	_, m, ok := l.words.reviewColumns.find(t.bare)
	return ok && m >= truncated || t.bare == "结果" || t.bare == "其他"
}

// leafColumns tells which outcomes five header cells name. Cut labels (结果,
// 其他, 尚未) are read by the form's order where every one of them fits it.
func (l *layer) leafColumns(leaves []token) ([]int, bool) {
	if len(leaves) != len(reviewColumns) {
		return nil, false
	}
	byOrder, columns := true, make([]int, len(leaves))
	for i, t := range leaves {
		columns[i] = i
		byOrder = byOrder && compare(t.bare, bare(reviewColumns[i].Labels[0])) >= truncated
	}
	if byOrder {
		return columns, true
	}
	seen := map[int]bool{}
	for i, t := range leaves {
		entry, _, ok := l.words.reviewColumns.find(t.bare)
		if !ok || seen[entry] {
			return nil, false
		}
		seen[entry], columns[i] = true, entry
	}
	return columns, true
}

// reviewValues reads the row of numbers.
func (l *layer) reviewValues(p part, places map[int]outcome, cells []token) {
	byBlock := map[int][]*token{}
	n := len(reviewLines) * len(reviewColumns)
	switch {
	case places != nil && l.allPlaced(places, cells):
		for _, o := range places {
			if byBlock[o.row] == nil {
				byBlock[o.row] = make([]*token, len(reviewColumns))
			}
		}
		for i := range cells {
			if o, ok := places[cells[i].col]; ok {
				byBlock[o.row][o.column] = &cells[i]
			}
		}
	case len(filledCells(cells)) == n:
		for i, t := range pointers(filledCells(cells)) {
			byBlock[i/len(reviewColumns)] = append(byBlock[i/len(reviewColumns)], t)
		}
	case len(cells) >= n && len(filledCells(cells[n:])) == 0:
		for i, t := range pointers(cells[:n]) {
			byBlock[i/len(reviewColumns)] = append(byBlock[i/len(reviewColumns)], t)
		}
	default:
		return
	}
	for block := range reviewLines {
		if five := byBlock[block]; five != nil {
			l.putBlock(p, block, "", five)
		}
	}
}

func (l *layer) allPlaced(places map[int]outcome, cells []token) bool {
	for _, t := range cells {
		if _, ok := places[t.col]; !ok && t.kind != empty {
			return false
		}
	}
	return true
}

func (l *layer) putBlock(p part, block int, name string, five []*token) {
	columns := make([]string, len(reviewColumns))
	readings := make([]Reading, len(reviewColumns))
	for i, c := range reviewColumns {
		columns[i] = c.Key
		readings[i] = Reading{State: Blank}
		if five[i] != nil {
			readings[i] = ReadCell(five[i].text, false, 0)
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
		l.out.Origins = append(l.out.Origins, Origin{Place{ReviewLitigation, row.Key, c.Key}, p.grid, name, c.Labels[0], readings[i].Raw})
	}
}
