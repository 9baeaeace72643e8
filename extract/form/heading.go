package form

import "sort"

// applicationHead is what the header of the applications table says: the keys
// of the columns from left to right, and in an exact grid where each stands.
type applicationHead struct {
	keys   []string
	spans  []span1 // nil where the header does not place them
	labels map[string]string
}

func (h applicationHead) label(column string) string {
	if text, ok := h.labels[column]; ok {
		return text
	}
	for _, c := range applicationColumns {
		if c.Key == column {
			return c.Labels[0]
		}
	}
	return column
}

// isApplicationHeader tells a row of header cells: two or more of them.
func (l *layer) isApplicationHeader(row []token) bool {
	n := 0
	for _, t := range row {
		if t.kind == value {
			break
		}
		if l.isHead(t) {
			n++
		}
	}
	return n > 1
}

func (l *layer) isHead(t token) bool {
	if t.kind != label || t.bare == "" {
		return false
	}
	if _, m, ok := l.words.applicationHeads.find(t.bare); ok && m >= truncated {
		return true
	}
	_, ok := l.columnKey(t)
	return ok
}

func (l *layer) columnKey(t token) (string, bool) {
	if t.kind != label || t.bare == "" {
		return "", false
	}
	entry, m, ok := l.words.applicationColumns.find(t.bare)
	if !ok || m < truncated || len([]rune(t.bare)) > 8 {
		return "", false
	}
	return applicationColumns[entry].Key, true
}

// behindHeader is what is left of a row after its header cells.
func (l *layer) behindHeader(row []token) []token {
	last := 0
	for i, t := range row {
		if t.kind == value {
			break
		}
		if l.isHead(t) && !(common[t.bare] && i > 0 && l.known(row[i-1]) && !l.isHead(row[i-1])) {
			last = i + 1
		}
	}
	return row[last:]
}

// applicationHeader reads the header rows of a part. In an exact grid every
// column is named by the last header cell that covers it; in a ragged one only
// the order of the names counts, and the form's own order where they are not
// all there.
func (l *layer) applicationHeader(p part) applicationHead {
	h := applicationHead{labels: map[string]string{}}
	for _, c := range applicationColumns {
		h.keys = append(h.keys, c.Key)
	}
	places := map[string]span1{}
	var order []string
	first := false // the total stands before the applicants
	for _, row := range p.rows {
		if !l.isApplicationHeader(row) {
			continue
		}
		for i, t := range row {
			key, ok := l.columnKey(t)
			if !ok || t.down {
				continue
			}
			if _, twice := places[key]; twice {
				continue
			}
			places[key] = span1{t.col, t.end()}
			h.labels[key] = t.text
			order = append(order, key)
			if key == "total" && !l.headBefore(row[:i]) {
				first = true
			}
		}
	}
	if len(places) < len(h.keys) {
		return h
	}
	if p.ragged {
		h.keys = raggedOrder(order, first)
		return h
	}
	sort.SliceStable(h.keys, func(i, j int) bool { return places[h.keys[i]].col < places[h.keys[j]].col })
	for _, key := range h.keys {
		h.spans = append(h.spans, places[key])
	}
	return h
}

// headBefore tells whether an applicant's header stands in the row already.
func (l *layer) headBefore(row []token) bool {
	for _, t := range row {
		if l.isHead(t) && t.bare != "" && !corner(t.bare) {
			return true
		}
	}
	return false
}

// corner tells the cell that states the arithmetic of the table.
func corner(bare string) bool { return len([]rune(bare)) > 12 }

// raggedOrder orders columns by their names in reading order. 自然人, the five
// kinds of organisations and the total stand in different header rows, so only
// the order within each of the three is told by the names.
func raggedOrder(order []string, totalFirst bool) []string {
	var organisations []string
	for _, key := range order {
		if key != "natural_person" && key != "total" {
			organisations = append(organisations, key)
		}
	}
	keys := append([]string{"natural_person"}, organisations...)
	if totalFirst {
		return append([]string{"total"}, keys...)
	}
	return append(keys, "total")
}
