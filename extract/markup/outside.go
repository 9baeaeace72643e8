package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// outside takes in what stands outside head and body (13.2.6.4.1 to 3, 6, 19, 22).
func (b *builder) outside(t *token) bool {
	switch b.mode {
	case initial:
		return b.initial(t)
	case beforeHTML:
		return b.beforeHTML(t)
	case beforeHead:
		return b.beforeHead(t)
	case afterHead:
		return b.afterHead(t)
	}
	return b.afterBody(t)
}

// blank drops the white space a text begins with, and tells one that is no more.
func blank(t *token) bool {
	t.data = strings.TrimLeft(t.data, blanks)
	return t.data == ""
}

// allBlank tells a text of white space.
func allBlank(s string) bool {
	for i := range len(s) {
		if !isBlank(s[i]) {
			return false
		}
	}
	return true
}

func (b *builder) initial(t *token) bool {
	switch t.kind {
	case text:
		if blank(t) {
			return true
		}
	case comment:
		b.remark(b.doc, t)
		return true
	case doctype:
		b.doctype(t.data)
		b.mode = beforeHTML
		return true
	}
	b.quirks, b.mode = true, beforeHTML
	return false
}

// doctype adds a doctype. What one says of tables is told by html.Parse, but of
// those that nearly all pages have.
func (b *builder) doctype(tag string) {
	if ids, ok := xhtml(tag); ok || tag == "<!DOCTYPE html>" || tag == "<!doctype html>" {
		n := b.node(html.DoctypeNode, "html")
		n.Attr = ids
		adopt(b.doc, n)
		return
	}
	if len(tag) > maxDoctype {
		b.odd = true
		return
	}
	root, err := html.Parse(strings.NewReader(tag + "<body><p><table>"))
	if err != nil || root.FirstChild == nil || root.FirstChild.Type != html.DoctypeNode {
		b.odd = true
		return
	}
	p := root.LastChild.LastChild.FirstChild // html, body, p
	b.quirks = p.FirstChild != nil
	n := root.FirstChild
	root.RemoveChild(n)
	adopt(b.doc, n)
}

// xhtml reads the doctypes of XHTML 1, which have no quirks (13.2.6.4.1).
func xhtml(tag string) (ids []html.Attribute, ok bool) {
	parts := strings.SplitN(tag, `"`, 6)
	if len(parts) != 5 || strings.TrimRight(parts[0], blanks) != "<!DOCTYPE html PUBLIC" || strings.Trim(parts[2], blanks) != "" || parts[4] != ">" ||
		!strings.HasPrefix(parts[1], "-//W3C//DTD XHTML 1.") || !strings.HasPrefix(parts[3], "http://www.w3.org/TR/xhtml") || strings.Contains(tag, "&") {
		return nil, false
	}
	return []html.Attribute{{Key: "public", Val: parts[1]}, {Key: "system", Val: parts[3]}}, true
}

func (b *builder) beforeHTML(t *token) bool {
	switch t.kind {
	case doctype:
		return true
	case text:
		if blank(t) {
			return true
		}
	case startTag:
		if t.start == root {
			b.add(t)
			b.mode = beforeHead
			return true
		}
	case endTag:
		if !impliesBody(t) {
			return true
		}
	case comment:
		b.remark(b.doc, t)
		return true
	}
	b.imply(htmlElement)
	b.mode = beforeHead
	return false
}

// impliesBody tells an end tag that implies the elements around it.
func impliesBody(t *token) bool {
	return t.start == head || t.start == body || t.start == root || t.name == "br"
}

func (b *builder) beforeHead(t *token) bool {
	switch t.kind {
	case doctype:
		return true
	case text:
		if blank(t) {
			return true
		}
	case startTag:
		switch t.start {
		case head:
			b.openHead(t)
			return true
		case root:
			return b.again(t)
		}
	case endTag:
		if !impliesBody(t) {
			return true
		}
	case comment:
		b.remark(b.top(), t)
		return true
	}
	b.openHead(&token{kind: startTag, element: headElement})
	return false
}

func (b *builder) openHead(t *token) {
	b.add(t)
	b.head, b.mode = b.top(), inHead
}

// again takes in a second tag of html or body, whose attributes the first one
// gets.
func (b *builder) again(t *token) bool {
	first := b.open[0].node
	if t.start == body {
		if len(b.open) < 2 || b.open[1].start != body {
			return true
		}
		first = b.open[1].node
	}
	for _, a := range t.attr {
		if !slices.ContainsFunc(first.Attr, func(has html.Attribute) bool { return has.Key == a.Key }) {
			first.Attr = append(slices.Clip(first.Attr), a)
		}
	}
	return true
}

// inHead takes in what stands in the head (13.2.6.4.4).
func (b *builder) inHead(t *token) bool {
	switch t.kind {
	case text:
		if b.sayBlank(t) {
			return true
		}
	case startTag:
		if t.start == head || b.metadata(t) {
			return true
		}
		if t.start == root {
			return b.again(t)
		}
	case endTag:
		switch {
		case t.start == head:
			b.pop()
			b.mode = afterHead
			return true
		case !impliesBody(t):
			return true
		}
	case comment:
		b.remark(b.top(), t)
		return true
	case doctype:
		return true
	}
	b.pop()
	b.mode = afterHead
	return false
}

// sayBlank adds the white space a text begins with, and tells one that is no
// more.
func (b *builder) sayBlank(t *token) bool {
	rest := strings.TrimLeft(t.data, blanks)
	b.say(t.data[:len(t.data)-len(rest)])
	t.data = rest
	return rest == ""
}

// metadata takes in an element that belongs into the head.
func (b *builder) metadata(t *token) bool {
	switch t.start {
	case declares:
		b.addVoid(t)
	case title:
		b.addRaw(t, true)
	case style, noscript:
		b.addRaw(t, false)
	case unread:
		if t.name != "template" {
			return false
		}
		b.odd = true
	default:
		return false
	}
	return true
}

// addRaw adds an element without markup in it, with its text.
func (b *builder) addRaw(t *token, undo bool) {
	b.add(t)
	said := b.rawText(t.name)
	if undo {
		said = entities(said)
	}
	if t.start == textarea {
		said = withoutBreak(said)
	}
	if said != "" && !b.odd {
		b.say(said)
	}
	b.pop()
}

// withoutBreak is a text without the line end that stands right behind some
// start tags.
func withoutBreak(s string) string {
	return strings.TrimPrefix(strings.TrimPrefix(s, "\r"), "\n")
}

func (b *builder) afterHead(t *token) bool {
	switch t.kind {
	case text:
		if b.sayBlank(t) {
			return true
		}
	case startTag:
		switch t.start {
		case root:
			return b.again(t)
		case head:
			return true
		case body:
			b.add(t)
			b.mode = inBody
			return true
		case declares, title, style:
			b.push(b.head, headElement)
			b.metadata(t)
			b.pop()
			return true
		case unread:
			b.odd = b.odd || t.name == "frameset" || t.name == "template"
		}
	case endTag:
		if t.start != body && t.start != root && t.name != "br" {
			return true
		}
	case comment:
		b.remark(b.top(), t)
		return true
	case doctype:
		return true
	}
	b.imply(bodyElement)
	b.mode = inBody
	return t.kind == end
}

// afterBody takes in what stands behind the end of the body.
func (b *builder) afterBody(t *token) bool {
	switch t.kind {
	case end:
		return true
	case text:
		if allBlank(t.data) {
			return b.inBody(t)
		}
	case startTag:
		if t.start == root {
			return b.again(t)
		}
	case endTag:
		if t.start == root && b.mode == afterBody {
			b.mode = afterAfterBody
			return true
		}
	case comment:
		if b.mode == afterBody {
			b.remark(b.open[0].node, t)
		} else {
			b.remark(b.doc, t)
		}
		return true
	case doctype:
		if b.mode == afterAfterBody {
			return true
		}
	}
	b.mode = inBody
	return false
}
