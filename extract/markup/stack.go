package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// find looks for an open element up to the first that ends the scope, and is -1
// where there is none (13.2.4.2).
func (b *builder) find(e *element, ends trait) int {
	for i := len(b.open) - 1; i >= 0; i-- {
		if o := b.open[i].element; o == e {
			return i
		} else if o.is&ends != 0 {
			break
		}
	}
	return -1
}

// findAct is find for one of the elements whose start tags do the same.
func (b *builder) findAct(a act, ends trait) int {
	for i := len(b.open) - 1; i >= 0; i-- {
		if o := b.open[i].element; o.start == a {
			return i
		} else if o.is&ends != 0 {
			break
		}
	}
	return -1
}

// popTo ends an element and all in it; false where it is not in scope.
func (b *builder) popTo(e *element, ends trait) bool {
	at := b.find(e, ends)
	if at >= 0 {
		b.open = b.open[:at]
	}
	return at >= 0
}

func (b *builder) endParagraph() { b.popTo(pElement, scopeEnd|buttonEnd) }

// implyEnds ends what may end without a tag, up to the first that is excepted.
func (b *builder) implyEnds(except func(*element) bool) {
	for {
		e := b.open[len(b.open)-1].element
		if e.is&impliedEnd == 0 || except != nil && except(e) {
			return
		}
		b.pop()
	}
}

// clear ends all up to an element that one of the acts opens, or html.
func (b *builder) clear(a act) {
	for {
		if e := b.open[len(b.open)-1].element; e.start == a || e == htmlElement {
			return
		}
		b.pop()
	}
}

// close takes an element off the open ones, wherever it stands.
func (b *builder) close(o opened) {
	if at := b.placeOf(o); at >= 0 {
		b.open = slices.Delete(b.open, at, at+1)
	}
}

// placeOf is where an element stands among the open ones; -1 where it does not.
func (b *builder) placeOf(o opened) int {
	for i := len(b.open) - 1; i >= 0; i-- {
		if b.open[i].node == o.node {
			return i
		}
	}
	return -1
}

// maxAlike is how many equal formats are gone on with (Noah's Ark, 13.2.4.3).
const maxAlike = 3

// addFormat opens an element of format.
func (b *builder) addFormat(t *token) {
	if len(t.attr) > 1 { // html.Parse sorts them, to compare them
		slices.SortFunc(t.attr, func(a, c html.Attribute) int { return strings.Compare(a.Key, c.Key) })
	}
	b.add(t)
	alike := 0
	for i := len(b.active) - 1; i >= 0 && b.active[i].node != nil; i-- {
		if o := b.active[i]; o.element == t.element && slices.Equal(o.node.Attr, t.attr) {
			if alike++; alike >= maxAlike {
				b.active = slices.Delete(b.active, i, i+1)
			}
		}
	}
	b.active = append(b.active, b.open[len(b.open)-1])
}

// reconstruct opens anew the formats that a block ended.
func (b *builder) reconstruct() {
	from := len(b.active)
	for from > 0 && b.active[from-1].node != nil && b.placeOf(b.active[from-1]) < 0 {
		from--
	}
	for i := from; i < len(b.active) && !b.odd; i++ {
		o := b.active[i]
		b.add(&token{kind: startTag, element: o.element, attr: o.node.Attr})
		b.active[i] = b.open[len(b.open)-1]
	}
}

// forget takes a format off those to go on with.
func (b *builder) forget(o opened) {
	for i := len(b.active) - 1; i >= 0; i-- {
		if b.active[i].node == o.node {
			b.active = slices.Delete(b.active, i, i+1)
			return
		}
	}
}

// forgetCell forgets the formats of a cell that ended.
func (b *builder) forgetCell() {
	for len(b.active) > 0 {
		last := b.active[len(b.active)-1]
		b.active = b.active[:len(b.active)-1]
		if last.node == nil {
			return
		}
	}
}
