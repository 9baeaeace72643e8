package form

import (
	"slices"
	"strings"
	"sync"
)

// captioned tells the caption of a disclosure sub-table, 第二十条第（N）项.
func captioned(bare string) bool {
	return strings.HasPrefix(bare, "第二十条第") || strings.HasPrefix(bare, "二十条第")
}

// bandColumn is one column of the header row in force.
type bandColumn struct {
	key      string
	header   string
	col, end int // where the header stands
	shift    int // power of ten that takes its unit to 万元
}

// bandColumnList is every column a disclosure header may name, once by key.
var bandColumnList = sync.OnceValue(func() []Column {
	var all []Column
	at := map[string]int{}
	for _, b := range bands {
		for _, c := range b.columns {
			i, known := at[c.Key]
			if !known {
				i = len(all)
				at[c.Key] = i
				all = append(all, Column{Key: c.Key})
			}
			all[i].Labels = append(all[i].Labels, c.Labels...)
		}
	}
	return all
})

// disclosure reads 主动公开政府信息情况: sub-tables, each with a header row that
// says what its columns mean, since the same grid column means different
// things in different rows.
func (l *layer) disclosure(p part) {
	dense := p.dense()
	for _, row := range p.rows {
		head, at := l.bandHeader(row)
		switch {
		case len(head) > 0:
			l.bandColumns, l.touched = head, true
		case l.foreignHeader(row):
			l.bandColumns = nil
		}
		l.bandRow(p, row[at:], dense)
	}
}

// foreignHeader tells a row of labels none of which is the form's: the header
// of some other table, so that rows below it are not the form's either.
func (l *layer) foreignHeader(row []token) bool {
	labels := 0
	for _, t := range row {
		switch {
		case t.kind == value, t.kind == label && (captioned(t.bare) || t.bare == "信息内容" || l.startsBandRow(t)):
			return false
		case t.kind == label && !t.down:
			labels++
		}
	}
	return labels > 1
}

// bandHeader reads header cells at the front of a row, and says how many
// tokens they are: a flattened table may run header and first row together.
// Columns that are not the form's (备注) are among them, without a key.
func (l *layer) bandHeader(row []token) (head []bandColumn, n int) {
	all := bandColumnList()
	for i, t := range row {
		switch {
		case t.kind == empty:
			continue
		case t.kind == value || l.startsBandRow(t):
			return head, n
		case captioned(t.bare) || t.bare == "信息内容":
			head, n = nil, i+1
			continue
		}
		if len(t.bands) > 1 {
			for _, entry := range t.bands { // they have an order, but no places
				head = append(head, bandColumn{key: all[entry].Key, header: t.text, shift: unitShift(t.text)})
			}
			n = i + 1
			continue
		}
		column := bandColumn{header: t.text, col: t.col, end: t.end(), shift: unitShift(t.text)}
		if t.band.ok {
			column.key = all[t.band.entry].Key // 本年处理决定数量 and 处理决定数量 are one key in both forms
		} else if len(head) == 0 {
			continue
		}
		head, n = append(head, column), i+1
	}
	return head, len(row)
}

// unitShift reads the unit of money a header states.
func unitShift(header string) int {
	if !strings.Contains(header, "元") {
		return 0
	}
	s := strings.Join(strings.Fields(fold(header)), "")
	if strings.Contains(s, "万元") || strings.Contains(s, "萬元") || !strings.Contains(s, "元") {
		return 0
	}
	for _, m := range moneyUnits {
		if strings.Contains(s, m.name) {
			return m.shift
		}
	}
	return 0
}

// bandRow reads the rows in a run of tokens: each a label and what follows it.
func (l *layer) bandRow(p part, row []token, dense bool) {
	for i := 0; i < len(row); {
		entry, ok := l.bandLabel(row[i])
		if !ok {
			i++
			continue
		}
		end := i + 1
		for end < len(row) && !l.startsBandRow(row[end]) {
			end++
		}
		l.bandValues(p, disclosureLines[entry].Key, row[i], row[i+1:end], dense)
		i = end
	}
}

func (l *layer) startsBandRow(t token) bool {
	_, ok := l.bandLabel(t)
	return ok
}

func (l *layer) bandLabel(t token) (entry int, ok bool) {
	return t.subject.entry, t.kind == label && t.subject.ok
}

// bandValues reads the cells of one row under the header in force.
func (l *layer) bandValues(p part, key string, name token, cells []token, dense bool) {
	columns := l.columnsFor(key)
	if len(columns) == 0 {
		return
	}
	groups, shifted, ok := under(columns, cells, p.ragged, dense)
	readings, names := make([]Reading, 0, len(columns)), make([]string, 0, 2*len(columns))
	keys, headers := names[:0:len(columns)], names[len(columns):len(columns)]
	for i, c := range columns {
		if c.key == "" {
			continue
		}
		var r Reading
		if ok {
			r = l.readGroup(groups[i], quantityOf(key, c.key), c.shift)
		} else {
			r = Reading{State: Text, Raw: joined(cells)}
		}
		readings, keys, headers = append(readings, r), append(keys, c.key), append(headers, c.header)
	}
	if !l.put(&l.out.Tables.Disclosure, Disclosure, key, keys, readings) {
		return
	}
	for i, r := range readings {
		l.origin(Origin{Place{Disclosure, key, keys[i]}, p.grid, name.text, headers[i], r.Raw})
	}
	if shifted {
		l.out.Shifted = append(l.out.Shifted, Place{Disclosure, key, ""})
	}
}

// quantityOf says what a cell of the disclosure table counts.
func quantityOf(row, column string) quantity {
	switch {
	case column == "amount_wan":
		return money
	case row == "fees":
		return either
	}
	return count
}

// columnsFor is the header in force, where the form gives the row such
// columns; a row under another sub-table's header (its own was lost) is read
// only where the form leaves no choice. Of a header over all sub-tables, the
// row has the columns of its own, all of them.
func (l *layer) columnsFor(key string) []bandColumn {
	for _, b := range bands {
		if slices.Contains(b.rows, key) && sameKeys(b.columns, l.bandColumns) {
			return l.bandColumns
		}
	}
	if !twoBands(l.bandColumns) {
		return nil
	}
	var own []bandColumn
	for _, b := range bands {
		if !slices.Contains(b.rows, key) {
			continue
		}
		picked := slices.Clone(l.bandColumns)
		for i, h := range picked {
			if !slices.ContainsFunc(b.columns, func(c Column) bool { return c.Key == h.key }) {
				picked[i].key = ""
			}
		}
		if sameKeys(b.columns, picked) && keyed(picked) == len(b.columns) {
			if own != nil && keyed(own) == keyed(picked) {
				return nil // which version of the form it is cannot be told
			}
			if keyed(picked) > keyed(own) {
				own = picked
			}
		}
	}
	return own
}

// twoBands tells a header of several columns of the form, none twice.
func twoBands(head []bandColumn) bool {
	for i, h := range head {
		if h.key != "" && slices.ContainsFunc(head[:i], func(o bandColumn) bool { return o.key == h.key }) {
			return false
		}
	}
	return keyed(head) > 1
}

func keyed(head []bandColumn) int {
	n := 0
	for _, h := range head {
		if h.key != "" {
			n++
		}
	}
	return n
}

// sameKeys tells whether every header column with a key is one the sub-table
// has, and none is there twice.
func sameKeys(form []Column, head []bandColumn) bool {
	named := false
	for i, h := range head {
		if h.key == "" {
			continue
		}
		same := func(o bandColumn) bool { return o.key == h.key }
		known := slices.ContainsFunc(form, func(c Column) bool { return c.Key == h.key })
		if !known || slices.ContainsFunc(head[:i], same) {
			return false
		}
		named = true
	}
	return named
}

// under sorts the cells of a row below the header columns: by place where
// every cell that holds something stands below a header, else by order where
// the row has exactly as many as the header. shifted is true where an exact
// grid's places did not fit; ok is false where nothing does.
func under(columns []bandColumn, cells []token, ragged, dense bool) (groups [][]token, shifted, ok bool) {
	filled := filledCells(cells)
	switch {
	case ragged && len(filled) == len(columns):
		return oneEach(filled), false, true
	case dense && len(filled) > 0:
		return nil, false, false // blanks may have been lost before any of them
	case placed(columns, filled):
		return byPlace(columns, filled), false, true
	case !ragged:
		return movedUnder(columns, cells)
	case ragged && len(cells) == len(columns):
		return oneEach(cells), false, true
	case ragged && len(columns) == 1:
		return [][]token{filled}, false, true
	}
	return nil, false, false
}

// movedUnder reads a row that is printed one column off: where one of the two
// ways to move it back, and only one, has a cell below each header.
func movedUnder(columns []bandColumn, cells []token) (groups [][]token, shifted, ok bool) {
	window := make([]span1, len(columns))
	for i, c := range columns {
		window[i] = span1{c.col, c.end}
	}
	below, shifted, ok := shift(cells, window, func([]*token) bool { return false })
	if !ok {
		return nil, false, false
	}
	for _, t := range below {
		if t == nil {
			groups = append(groups, nil)
			continue
		}
		groups = append(groups, []token{*t})
	}
	return groups, shifted, true
}

// oneEach gives each column one cell, by order.
func oneEach(cells []token) [][]token {
	groups := make([][]token, len(cells))
	for i := range cells {
		groups[i] = cells[i : i+1]
	}
	return groups
}

func byPlace(columns []bandColumn, cells []token) [][]token {
	groups := make([][]token, len(columns))
	before := -1 // column of the cell before
	for k := range cells {
		t := &cells[k]
		i := slices.IndexFunc(columns, func(c bandColumn) bool { return t.col < c.end && t.end() > c.col })
		switch {
		case i < 0:
		case len(groups[i]) == 0:
			groups[i] = cells[k : k+1]
		case i == before:
			groups[i] = groups[i][:len(groups[i])+1] // the next of the cells
		default:
			groups[i] = append(slices.Clip(groups[i]), *t)
		}
		before = i
	}
	return groups
}

// placed tells whether every one of the cells stands below a header.
func placed(columns []bandColumn, cells []token) bool {
	for _, t := range cells {
		hit := false
		for _, c := range columns {
			hit = hit || (t.col < c.end && t.end() > c.col)
		}
		if !hit {
			return false
		}
	}
	return true
}

// readGroup reads the cells below one header: one that holds something, with
// any number of blanks. Two numbers below one header are text: which one is
// meant cannot be told.
func (l *layer) readGroup(cells []token, q quantity, shift int) Reading {
	filled := filledCells(cells)
	switch len(filled) {
	case 0:
		return Reading{State: Blank}
	case 1:
		if q == count {
			return l.readCount(filled[0].text)
		}
		return readCell(filled[0].text, q, shift)
	}
	texts := make([]string, len(filled))
	for i, t := range filled {
		texts[i] = strings.TrimSpace(t.text)
	}
	return Reading{State: Text, Raw: strings.Join(texts, " ")}
}
