package form

import "slices"

// applicationHead is what the header of the applications table says: the keys
// of the columns from left to right, and in an exact grid where each stands.
type applicationHead struct {
	keys   []string // nil where the names contradict every order
	spans  []span1  // nil where the header does not place them
	extra  []span1  // columns it has besides the form's, as 备注
	remark bool     // ragged grid: the last column is one of those
	none   bool     // no header at all: only sums can tell
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
			n += max(1, len(t.sequence))
		}
	}
	return n > 1
}

func (l *layer) isHead(t token) bool {
	return t.kind == label && t.head
}

func (l *layer) columnKey(t token) (string, bool) {
	if t.kind != label || t.column < 0 {
		return "", false
	}
	return applicationKeys[t.column], true
}

// behindHeader is what is left of a row after its header cells.
func (l *layer) behindHeader(row []token) []token {
	last := 0
	for i, t := range row {
		if t.kind == value {
			break
		}
		if l.isHead(t) && !(t.common && i > 0 && l.known(row[i-1]) && !l.isHead(row[i-1])) {
			last = i + 1
		}
	}
	return row[last:]
}

// applicationHeader reads the header rows of a part. In an exact grid every
// column is named by the last header cell that covers it; in a ragged one only
// the order of the names counts. Names that are not all there must agree with
// the form's own order. A part without a header goes on with the one before.
func (l *layer) applicationHeader(p part) applicationHead {
	names := l.columnNames(p)
	if len(names.places) == 0 && l.head != nil {
		return applicationHead{keys: l.head.keys, labels: l.head.labels, remark: l.head.remark}
	}
	h := applicationHead{labels: names.labels}
	l.extraColumns(p, &h, names.places)
	if len(names.places) == len(applicationColumns)-1 && len(h.extra) == 1 && !p.ragged && !h.remark {
		names.add(missingColumn(names.places), h.extra[0])
		h.extra = nil
	}
	switch {
	case p.ragged && len(names.places) == len(applicationColumns):
		h.keys = names.raggedOrder()
		if keys := names.byPlace(); !p.packed && names.adjacent(keys) {
			h.keys, h.spans = keys, names.spansOf(keys)
		}
	case len(names.places) == 0:
		h.none = true
	case len(names.places) < len(applicationColumns):
		h.keys = names.guess(p.ragged)
	default:
		h.keys = names.byPlace()
		h.spans = names.spansOf(h.keys)
	}
	if len(names.places) > 0 {
		l.head, l.touched = &h, true
	}
	return h
}

// columnNames are the names of columns a header prints.
type columnNames struct {
	places     map[string]span1
	labels     map[string]string
	order      []string // in reading order
	apart      bool     // organisations are named in several rows
	totalFirst bool     // the total stands before the applicants
}

func (n *columnNames) add(key string, place span1) {
	n.places[key] = place
	n.order = append(n.order, key)
}

func (l *layer) columnNames(p part) columnNames {
	n := columnNames{places: map[string]span1{}, labels: map[string]string{}}
	named := -1 // the row that named an organisation last
	for y, row := range p.rows {
		if !l.isApplicationHeader(row) {
			continue
		}
		for i, t := range row {
			for at, key := range l.keysOf(t, p.ragged) {
				if _, twice := n.places[key]; t.down || twice {
					continue
				}
				n.add(key, span1{t.col, t.end()})
				n.labels[key] = t.text
				if key != "natural_person" && key != "total" {
					n.apart = n.apart || named >= 0 && named != y
					named = y
				}
				_, person := n.places["natural_person"]
				n.totalFirst = n.totalFirst || key == "total" && at == 0 && !person && !l.headBefore(row[:i])
			}
		}
	}
	return n
}

// keysOf names the columns a header cell stands for: one, or in flattened text
// several that were run together.
func (l *layer) keysOf(t token, ragged bool) []string {
	if key, ok := l.columnKey(t); ok {
		return []string{key}
	}
	if !ragged || t.kind != label {
		return nil
	}
	var keys []string
	for _, entry := range t.sequence {
		keys = append(keys, applicationKeys[entry])
	}
	return keys
}

func (n *columnNames) byPlace() []string {
	keys := slices.Clone(n.order)
	slices.SortStableFunc(keys, func(a, b string) int { return n.places[a].col - n.places[b].col })
	return keys
}

// spansOf lists the places of columns.
func (n *columnNames) spansOf(keys []string) (spans []span1) {
	for _, key := range keys {
		spans = append(spans, n.places[key])
	}
	return spans
}

// adjacent tells whether columns stand side by side.
func (n *columnNames) adjacent(keys []string) bool {
	for i, key := range keys[1:] {
		if n.places[key].col != n.places[keys[i]].col+1 {
			return false
		}
	}
	return true
}

// guess is the form's order, with the total first or last, where the names
// that are known stand in it; nil where they do not.
func (n *columnNames) guess(ragged bool) []string {
	keys := applicationKeys[:]
	last := len(keys) - 1
	known := n.byPlace()
	if ragged {
		known = slices.DeleteFunc(slices.Clone(n.order), func(k string) bool { return k == "natural_person" || k == "total" })
	}
	for _, order := range [][]string{keys, append([]string{keys[last]}, keys[:last]...)} {
		if ragged && n.totalFirst != (order[0] == "total") {
			continue
		}
		if inSequence(known, order) {
			return order
		}
	}
	return nil
}

// byTotals is the order of a table without any header: the form's, with the
// total last or first, as the rows that are complete add up. nil where they do
// not.
func byTotals(rows []applicant) []string {
	last, first, both, neither := 0, 0, 0, 0
	for _, r := range rows {
		cells := pointers(filledCells(r.cells))
		if len(cells) != len(applicationKeys) || noneCounted(cells) {
			continue
		}
		behind := !breaksSum(cells)
		before := !breaksSum(append(cells[1:len(cells):len(cells)], cells[0]))
		switch {
		case behind && before:
			both++
		case behind:
			last++
		case before:
			first++
		default:
			neither++
		}
	}
	total := len(applicationKeys) - 1
	switch {
	case last+first+both < 2 || 3*neither > last+first+both:
		return nil
	case last > 3*first:
		return applicationKeys[:]
	case first > 3*last:
		return append([]string{applicationKeys[total]}, applicationKeys[:total]...)
	}
	return nil
}

// noneCounted tells a row of zeros and strokes.
func noneCounted(cells []*token) bool {
	for _, t := range cells {
		if n, ok := whole(*t); !ok || n != 0 {
			return false
		}
	}
	return true
}

// applicationKeys are the columns' keys in the order of the form.
var applicationKeys = func() (keys [len(applicationColumns)]string) {
	for i, c := range applicationColumns {
		keys[i] = c.Key
	}
	return keys
}()

// inSequence tells whether keys stand in an order's own sequence.
func inSequence(keys, order []string) bool {
	at := 0
	for _, k := range keys {
		i := slices.Index(order[at:], k)
		if i < 0 {
			return false
		}
		at += i + 1
	}
	return true
}

func missingColumn(places map[string]span1) string {
	for _, key := range applicationKeys {
		if _, known := places[key]; !known {
			return key
		}
	}
	return ""
}

// remarks are headers of columns that pages add behind the form's.
var remarks = map[string]bool{"备注": true, "说明": true, "备考": true, "注": true, "注释": true}

// extraColumns finds the columns of a header that are not the form's.
func (l *layer) extraColumns(p part, h *applicationHead, places map[string]span1) {
	for _, row := range p.rows {
		if !l.isApplicationHeader(row) {
			continue
		}
		for _, t := range row {
			if t.kind != label || t.bare == "" || l.isHead(t) {
				continue
			}
			h.remark = h.remark || remarks[t.bare]
			left, over := true, false // of all columns of the form; above one of them
			for _, place := range places {
				left = left && t.end() <= place.col
				over = over || t.col < place.end && t.end() > place.col
			}
			if !left && !over {
				h.extra = append(h.extra, span1{t.col, t.end()})
			}
		}
	}
}

// headBefore tells whether an applicant's header stands in the row already.
func (l *layer) headBefore(row []token) bool {
	for _, t := range row {
		if l.isHead(t) && t.bare != "" && !corner(t) {
			return true
		}
	}
	return false
}

// corner tells the cell that states the arithmetic of the table.
func corner(t token) bool { return t.characters > 12 }

// raggedOrder orders columns by their names in reading order. 自然人, the five
// kinds of organisations and the total stand in different header rows, so only
// the order within each of the three is told by the names. Organisations named
// in several rows, as where a header's lines came apart, are in the form's own
// order or in none that can be told: nil.
func (n *columnNames) raggedOrder() []string {
	var organisations []string
	for _, key := range n.order {
		if key != "natural_person" && key != "total" {
			organisations = append(organisations, key)
		}
	}
	if n.apart && !inSequence(organisations, applicationKeys[:]) {
		return nil
	}
	keys := append([]string{"natural_person"}, organisations...)
	if n.totalFirst {
		return append([]string{"total"}, keys...)
	}
	return append(keys, "total")
}
