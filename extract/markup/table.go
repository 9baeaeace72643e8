package markup

import "strings"

// inTable takes in what stands in a table and in no cell (13.2.6.4.9).
func (b *builder) inTable(t *token) bool {
	switch t.kind {
	case text:
		if b.open[len(b.open)-1].is&fostering != 0 && allBlank(t.data) {
			b.say(t.data)
			return true
		}
	case startTag:
		if taken, done := b.tableStart(t); done {
			return taken
		}
	case endTag:
		switch t.start {
		case table:
			if b.popTo(tableElement, tableEnd) {
				b.resume()
			}
			return true
		case body, root, caption, col, colgroup, section, row, cell:
			return true
		}
	case comment:
		b.remark(b.top(), t)
		return true
	case doctype, end:
		return true
	}
	b.foster = true
	taken := b.inBody(t)
	b.foster = false
	return taken
}

// tableStart takes in a start tag that belongs into a table; done is false for
// any other.
func (b *builder) tableStart(t *token) (taken, done bool) {
	switch t.start {
	case caption:
		b.clear(table)
		b.active = append(b.active, opened{})
		b.add(t)
		b.mode = inCaption
	case colgroup:
		b.clear(table)
		b.add(t)
		b.mode = inColgroup
	case col:
		b.clear(table)
		b.imply(colgroupElement)
		b.mode = inColgroup
		return false, true
	case section:
		b.clear(table)
		b.add(t)
		b.mode = inSection
	case row, cell:
		b.clear(table)
		b.imply(tbodyElement)
		b.mode = inSection
		return false, true
	case table:
		if !b.popTo(tableElement, tableEnd) {
			return true, true
		}
		b.resume()
		return false, true
	case style:
		if t.name == "noframes" {
			return false, false
		}
		b.metadata(t)
	case input:
		for _, a := range t.attr {
			if a.Key == "type" && strings.EqualFold(a.Val, "hidden") {
				b.addVoid(t)
				return true, true
			}
		}
		return false, false
	case form:
		if b.form == nil {
			b.add(t)
			b.form = b.top()
			b.pop()
		}
	case unread:
		b.odd = true
	default:
		return false, false
	}
	return true, true
}

// resume goes back to the mode of the element that is open now (13.2.4.1).
func (b *builder) resume() {
	for i := len(b.open) - 1; i >= 0; i-- {
		switch b.open[i].start {
		case cell:
			b.mode = inCell
		case row:
			b.mode = inRow
		case section:
			b.mode = inSection
		case caption:
			b.mode = inCaption
		case colgroup:
			b.mode = inColgroup
		case table:
			b.mode = inTable
		case head:
			b.mode = inHead
		case body:
			b.mode = inBody
		case root:
			b.mode = afterHead
		default:
			continue
		}
		return
	}
}

func (b *builder) inCaption(t *token) bool {
	switch t.kind {
	case startTag:
		switch t.start {
		case caption, col, colgroup, section, cell, row:
			if t.name != "th" {
				return !b.endCaption()
			}
		}
	case endTag:
		switch t.start {
		case caption:
			b.endCaption()
			return true
		case table:
			return !b.endCaption()
		case body, root, col, colgroup, section, row, cell:
			return true
		}
	}
	return b.inBody(t)
}

func (b *builder) endCaption() bool {
	if !b.popTo(captionElement, tableEnd) {
		return false
	}
	b.forgetCell()
	b.mode = inTable
	return true
}

func (b *builder) inColgroup(t *token) bool {
	switch t.kind {
	case text:
		if b.sayBlank(t) {
			return true
		}
	case comment:
		b.remark(b.top(), t)
		return true
	case doctype, end:
		return true
	case startTag:
		switch t.start {
		case root:
			return b.again(t)
		case col:
			b.addVoid(t)
			return true
		case unread:
			b.odd = true
		}
	case endTag:
		switch {
		case t.start == colgroup:
			if b.open[len(b.open)-1].element == colgroupElement {
				b.pop()
				b.mode = inTable
			}
			return true
		case t.start == col, t.end == ignored:
			return true
		}
	}
	if b.open[len(b.open)-1].element != colgroupElement {
		return true
	}
	b.pop()
	b.mode = inTable
	return false
}

// inSection takes in what stands in tbody, thead or tfoot.
func (b *builder) inSection(t *token) bool {
	switch t.kind {
	case startTag:
		switch t.start {
		case row:
			b.clear(section)
			b.add(t)
			b.mode = inRow
			return true
		case cell:
			b.clear(section)
			b.imply(trElement)
			b.mode = inRow
			return false
		case caption, col, colgroup, section:
			return !b.endSection()
		}
	case endTag:
		switch t.start {
		case section:
			if b.find(t.element, tableEnd) >= 0 {
				b.clear(section)
				b.pop()
				b.mode = inTable
			}
			return true
		case table:
			return !b.endSection()
		case body, root, caption, col, colgroup, cell, row:
			return true
		}
	case comment:
		b.remark(b.top(), t)
		return true
	}
	return b.inTable(t)
}

func (b *builder) endSection() bool {
	at := b.findAct(section, tableEnd)
	if at < 0 {
		return false
	}
	b.open = b.open[:at]
	b.mode = inTable
	return true
}

// inRow takes in what stands in a row.
func (b *builder) inRow(t *token) bool {
	switch t.kind {
	case startTag:
		switch t.start {
		case cell:
			b.clear(row)
			b.add(t)
			b.active = append(b.active, opened{})
			b.mode = inCell
			return true
		case caption, col, colgroup, section, row:
			return !b.endRow()
		}
	case endTag:
		switch t.start {
		case row:
			b.endRow()
			return true
		case table:
			return !b.endRow()
		case section:
			return b.find(t.element, tableEnd) < 0 || !b.endRow()
		case body, root, caption, col, colgroup, cell:
			return true
		}
	}
	return b.inTable(t)
}

func (b *builder) endRow() bool {
	if b.find(trElement, tableEnd) < 0 {
		return false
	}
	b.clear(row)
	b.pop()
	b.mode = inSection
	return true
}

// inCell takes in what stands in a cell.
func (b *builder) inCell(t *token) bool {
	switch t.kind {
	case startTag:
		switch t.start {
		case caption, col, colgroup, section, row, cell:
			at := b.findAct(cell, tableEnd)
			if at < 0 {
				return true
			}
			b.endCell(at)
			return false
		}
	case endTag:
		switch t.start {
		case cell:
			if at := b.find(t.element, tableEnd); at >= 0 {
				b.endCell(at)
			}
			return true
		case body, root, caption, col, colgroup:
			return true
		case table, section, row:
			if b.find(t.element, tableEnd) < 0 {
				return true
			}
			if at := b.findAct(cell, tableEnd); at >= 0 {
				b.endCell(at)
			}
			b.mode = inRow
			return false
		}
	}
	return b.inBody(t)
}

func (b *builder) endCell(at int) {
	b.open = b.open[:at]
	b.forgetCell()
	b.mode = inRow
}
