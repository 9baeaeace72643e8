package markup

// inBody takes in what stands in the body (13.2.6.4.7).
func (b *builder) inBody(t *token) bool {
	switch t.kind {
	case text:
		b.bodyText(t.data)
	case startTag:
		return b.bodyStart(t)
	case endTag:
		return b.bodyEnd(t)
	case comment:
		b.remark(b.top(), t)
	}
	return true
}

func (b *builder) bodyText(s string) {
	if n := b.top(); b.open[len(b.open)-1].start == kept && n.FirstChild == nil {
		s = withoutBreak(s)
	}
	if s != "" {
		b.reconstruct()
		b.say(s)
	}
}

func (b *builder) bodyStart(t *token) bool {
	switch t.start {
	case other:
		b.reconstruct()
		b.add(t)
	case block, paragraph, kept:
		b.endParagraph()
		b.add(t)
	case format:
		b.reconstruct()
		b.addFormat(t)
	case anchor:
		b.startAnchor(t)
	case void:
		b.reconstruct()
		b.addVoid(t)
	case heading:
		b.endParagraph()
		if b.open[len(b.open)-1].start == heading {
			b.pop()
		}
		b.add(t)
	case table:
		if !b.quirks {
			b.endParagraph()
		}
		b.add(t)
		b.mode = inTable
	case item, entry:
		b.startItem(t)
	case ignored, head, caption, colgroup, col, section, row, cell:
		// a part of a table without the table
	case root, body:
		return b.again(t)
	case unread:
		if t.name == "svg" {
			b.addDrawing()
			break
		}
		b.odd = true
	default:
		return b.bodyStartRare(t)
	}
	return true
}

// bodyStartRare takes in the start tags of forms, objects, ruby, and of what is
// raw.
func (b *builder) bodyStartRare(t *token) bool {
	switch t.start {
	case declares, title, style:
		b.metadata(t)
	case noscript, raw:
		b.addRaw(t, false)
	case textarea:
		b.addRaw(t, true)
	case xmp:
		b.endParagraph()
		b.reconstruct()
		b.addRaw(t, false)
	case loose:
		b.addVoid(t)
	case rule:
		b.startRule(t)
	case image:
		t.element = imgElement
		return false
	case object:
		b.reconstruct()
		b.add(t)
		b.active = append(b.active, opened{})
	case nobr:
		b.reconstruct()
		if b.find(nobrElement, scopeEnd) >= 0 {
			b.endFormat(nobrElement)
			b.reconstruct()
		}
		b.addFormat(t)
	case rubyBase, rubyText:
		b.startRuby(t)
	default:
		b.startField(t)
	}
	return true
}

// startField takes in the start tags of forms and their fields.
func (b *builder) startField(t *token) {
	switch t.start {
	case form:
		if b.form != nil {
			return
		}
		b.endParagraph()
		b.add(t)
		b.form = b.top()
	case button:
		if b.find(buttonElement, scopeEnd) >= 0 {
			b.implyEnds(nil)
			b.popTo(buttonElement, scopeEnd)
		}
		b.reconstruct()
		b.add(t)
	case input:
		b.popTo(selectElement, scopeEnd)
		b.reconstruct()
		b.addVoid(t)
	case selects:
		if b.popTo(selectElement, scopeEnd) {
			return
		}
		b.reconstruct()
		b.add(t)
	case option, optgroup:
		b.startOption(t)
	}
}

func (b *builder) startOption(t *token) {
	switch {
	case b.find(selectElement, scopeEnd) < 0:
		if b.open[len(b.open)-1].element == optionElement {
			b.pop()
		}
	case t.start == option:
		b.implyEnds(func(e *element) bool { return e.start == optgroup })
	default:
		b.implyEnds(nil)
	}
	b.reconstruct()
	b.add(t)
}

func (b *builder) startRuby(t *token) {
	if b.find(rubyElement, scopeEnd) >= 0 {
		if t.start == rubyText {
			b.implyEnds(func(e *element) bool { return e.name == "rtc" })
		} else {
			b.implyEnds(nil)
		}
	}
	b.add(t)
}

func (b *builder) startRule(t *token) {
	if b.find(pElement, scopeEnd|buttonEnd) >= 0 {
		b.implyEnds(func(e *element) bool { return e == pElement })
		b.popTo(pElement, scopeEnd)
	}
	if b.find(selectElement, scopeEnd) >= 0 {
		b.implyEnds(nil)
	}
	b.addVoid(t)
}

// startItem opens an item of a list, and ends the one before.
func (b *builder) startItem(t *token) {
	for i := len(b.open) - 1; i >= 0; i-- {
		e := b.open[i].element
		if e.start == t.start {
			b.open = b.open[:i]
			break
		}
		if e.is&special != 0 && e.name != "address" && e.name != "div" && e.name != "p" {
			break
		}
	}
	b.endParagraph()
	b.add(t)
}

// startAnchor opens an a; one that is open ends.
func (b *builder) startAnchor(t *token) {
	for i := len(b.active) - 1; i >= 0 && b.active[i].node != nil; i-- {
		if old := b.active[i]; old.element == aElement {
			b.endFormat(aElement)
			b.close(old)
			b.forget(old)
			break
		}
	}
	b.reconstruct()
	b.addFormat(t)
}

func (b *builder) bodyEnd(t *token) bool {
	switch t.end {
	case other:
		b.endOther(t.element)
	case block:
		if b.find(t.element, scopeEnd) >= 0 {
			b.implyEnds(nil)
			b.popTo(t.element, scopeEnd)
		}
	case paragraph:
		if !b.popTo(pElement, scopeEnd|buttonEnd) {
			b.take(&token{kind: startTag, element: pElement})
			b.popTo(pElement, scopeEnd|buttonEnd)
		}
	case format:
		b.endFormat(t.element)
	case item:
		b.popTo(liElement, scopeEnd|listEnd)
	case entry:
		b.popTo(t.element, scopeEnd)
	case heading:
		if at := b.findAct(heading, scopeEnd); at >= 0 {
			b.open = b.open[:at]
		}
	case form:
		b.endForm()
	case object:
		if b.popTo(t.element, scopeEnd) {
			b.forgetCell()
		}
	case void: // br
		t.kind = startTag
		return false
	case body, root:
		return b.endBody(t)
	}
	return true
}

// endBody takes in the end tag of body or html. What is still open stays so.
func (b *builder) endBody(t *token) bool {
	if b.find(bodyElement, scopeEnd) < 0 {
		return true
	}
	b.mode = afterBody
	return t.start == body
}

func (b *builder) endForm() {
	form := b.form
	b.form = nil
	at := b.find(formElement, scopeEnd)
	if form == nil || at < 0 || b.open[at].node != form {
		return
	}
	b.implyEnds(nil)
	b.close(opened{form, formElement})
}

// endOther ends an element without a rule of its own.
func (b *builder) endOther(e *element) {
	for i := len(b.open) - 1; i >= 0; i-- {
		if b.open[i].element == e {
			b.open = b.open[:i]
			return
		}
		if b.open[i].is&special != 0 {
			return
		}
	}
}
