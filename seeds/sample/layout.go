package sample

// slot is a printed cell of a laid-out table with its spans. Value marks data
// cells.
type slot struct {
	text  string
	rows  int
	cols  int
	value bool
}

// line is a printed row: the slots that begin in it, by how many columns its
// values are printed off their place, and the item of table 2 it prints.
type line struct {
	slots []slot
	shift int
	head  bool // a header or caption row
	item  *item
}

// layout is a table as its form prints it.
type layout struct {
	width int
	lines []line
}

// lay lays a table out by its form. Rows the table lacks are not printed.
func lay(t Table) layout {
	switch t.Key {
	case Disclosure:
		return layDisclosure(t)
	case Applications:
		return layApplications(t).broken(t.PageBreak)
	case Review:
		return layReview(t)
	default:
		return layStatistics(t)
	}
}

// broken ends a page of table 2 behind a row: the page's number, and the
// header again.
func (l layout) broken(row string) layout {
	for i, ln := range l.lines {
		if ln.item == nil || ln.item.key != row {
			continue
		}
		again := []line{{head: true, slots: []slot{span("— 4 —", 1, l.width)}}}
		for _, h := range l.lines[:i] {
			if h.head {
				again = append(again, h)
			}
		}
		rest := append(again, l.lines[i+1:]...)
		l.lines = append(append([]line(nil), l.lines[:i+1]...), rest...)
		return l
	}
	return l
}

// print is a label as this table prints it.
func (t *Table) print(label string) string {
	if p, ok := t.Print[label]; ok {
		return p
	}
	return label
}

// find returns the cells of a row in the order of columns, blank where the
// document has none, and the row's shift; ok is false without the row.
func (t *Table) find(key string, columns []string) (cells []Cell, shift int, ok bool) {
	r := t.Row(key)
	if r == nil {
		return nil, 0, false
	}
	cells = make([]Cell, len(columns))
	for i, column := range columns {
		cells[i].Column = column
		for _, c := range r.Cells {
			if c.Column == column {
				cells[i] = c
			}
		}
	}
	return cells, r.Shift, true
}

func one(text string) slot                  { return slot{text: text, rows: 1, cols: 1} }
func span(text string, rows, cols int) slot { return slot{text: text, rows: rows, cols: cols} }

// values are the slots of data cells, spans of one.
func values(cells []Cell) []slot {
	slots := make([]slot, len(cells))
	for i, c := range cells {
		slots[i] = slot{text: c.Text, rows: 1, cols: 1, value: true}
	}
	return slots
}

func layDisclosure(t Table) layout {
	blocks, width := disclosure2021, 4
	if t.Form == "2019" {
		blocks, width = disclosure2019, 5
	}
	l := layout{width: width}
	for _, b := range blocks {
		l.lines = append(l.lines, line{slots: []slot{span(t.print(b.caption), 1, width)}, head: true})
		head := line{head: true}
		for i, h := range b.heads {
			head.slots = append(head.slots, span(t.print(h), 1, b.spans[i]))
		}
		l.lines = append(l.lines, head)
		for _, r := range b.rows {
			cells, shift, ok := t.find(r.key, b.columns)
			if !ok {
				continue
			}
			row := line{slots: []slot{one(t.print(r.text))}, shift: shift}
			for i, v := range values(cells) {
				v.cols = b.spans[i+1]
				row.slots = append(row.slots, v)
			}
			l.lines = append(l.lines, row)
		}
	}
	return l
}

func layStatistics(t Table) layout {
	l := layout{width: 3, lines: []line{{head: true, slots: []slot{one("统计指标"), one("单位"), one("统计数")}}}}
	for _, in := range statistics2014 {
		cells, shift, ok := t.find(in.key, []string{"value"})
		if !ok {
			continue
		}
		row := line{slots: []slot{one(t.print(in.text)), one(in.unit)}, shift: shift}
		if in.unit == "" { // a heading, whose other cells are empty
			cells = []Cell{{}}
		}
		row.slots = append(row.slots, values(cells)...)
		l.lines = append(l.lines, row)
	}
	return l
}

func layReview(t Table) layout {
	l := layout{width: 15}
	top := line{head: true, slots: []slot{span(t.print("行政复议"), 1, 5), span(t.print("行政诉讼"), 1, 10)}}
	var review, second, third, data line
	for i, p := range proceedings {
		for _, o := range outcomes {
			text := t.print(o.text)
			if i == 0 {
				review.slots = append(review.slots, span(text, 2, 1))
			} else {
				third.slots = append(third.slots, one(text))
			}
		}
		if i > 0 {
			second.slots = append(second.slots, span(t.print(p.text), 1, 5))
		}
		cells, shift, _ := t.find(p.key, keys(outcomes))
		data.slots = append(data.slots, values(cells)...)
		data.shift += shift
	}
	second.slots = append(review.slots, second.slots...)
	second.head, third.head = true, true
	l.lines = []line{top, second, third, data}
	return l
}
