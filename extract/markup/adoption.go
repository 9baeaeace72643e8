package markup

import (
	"slices"

	"golang.org/x/net/html"
)

// mostAdoptions is how many blocks an end tag of format is carried out of.
const mostAdoptions = 8

// endFormat ends an element of format (the adoption agency, 13.2.6.4.7).
func (b *builder) endFormat(e *element) {
	if top := b.open[len(b.open)-1]; top.element == e && b.activePlace(top) < 0 {
		b.pop()
		return
	}
	for range mostAdoptions {
		format := b.lastFormat(e)
		if format.node == nil {
			b.endOther(e)
			return
		}
		at := b.placeOf(format)
		if at < 0 {
			b.forget(format)
			return
		}
		if b.find(e, scopeEnd) < 0 {
			return
		}
		block := slices.IndexFunc(b.open[at:], func(o opened) bool { return o.is&special != 0 })
		if block < 0 {
			b.open = b.open[:at]
			b.forget(format)
			return
		}
		b.carryOut(format, at, at+block)
	}
}

// lastFormat is the format of a kind that is gone on with; none where the cell
// around has begun since.
func (b *builder) lastFormat(e *element) opened {
	for i := len(b.active) - 1; i >= 0 && b.active[i].node != nil; i-- {
		if b.active[i].element == e {
			return b.active[i]
		}
	}
	return opened{}
}

// activePlace is where a format stands among those that are gone on with; -1
// where it does not.
func (b *builder) activePlace(o opened) int {
	for i := len(b.active) - 1; i >= 0; i-- {
		if b.active[i].node == o.node {
			return i
		}
	}
	return -1
}

// mostKept is how many formats between a block and the one that ends around it
// are gone on with.
const mostKept = 3

// carryOut ends a format around a block that is still open: the block is taken
// out of it, with copies of the formats between, and what the block holds by
// now goes into a copy of the format. Both are given by their places.
func (b *builder) carryOut(format opened, at, block int) {
	furthest, ancestor := b.open[block], b.open[at-1]
	mark, last := b.activePlace(format), furthest.node
	for x, n := block-1, 1; x > at; x, n = x-1, n+1 {
		between := b.open[x]
		i := b.activePlace(between)
		switch {
		case i >= 0 && n > mostKept:
			b.active = slices.Delete(b.active, i, i+1)
			if i <= mark {
				mark--
			}
			continue
		case i < 0:
			b.open = slices.Delete(b.open, x, x+1)
			continue
		}
		copied := b.copyOf(between)
		b.active[i], b.open[x] = copied, copied
		if last == furthest.node {
			mark = i + 1
		}
		move(last, copied.node)
		last = copied.node
	}
	if ancestor.is&fostering != 0 {
		detach(last)
		b.fosterParent(last)
	} else {
		move(last, ancestor.node)
	}
	copied := b.copyOf(format)
	for furthest.node.FirstChild != nil {
		move(furthest.node.FirstChild, copied.node)
	}
	furthest.node.AppendChild(copied.node)
	b.replace(format, copied, mark, furthest)
}

// replace puts the copy of a format into its place among those gone on with,
// and behind a block among the open ones.
func (b *builder) replace(format, copied opened, mark int, block opened) {
	if old := b.activePlace(format); old >= 0 && old < mark {
		mark--
	}
	b.forget(format)
	if mark < 0 || mark > len(b.active) {
		b.odd = true
		return
	}
	b.active = slices.Insert(b.active, mark, copied)
	b.close(format)
	b.open = slices.Insert(b.open, b.placeOf(block)+1, copied)
}

// copyOf is a new element like another, with nothing in it.
func (b *builder) copyOf(o opened) opened {
	n := b.node(html.ElementNode, o.name)
	n.DataAtom, n.Attr = o.atom, o.node.Attr
	return opened{n, o.element}
}

// move makes a node the last child of another than before.
func move(n, parent *html.Node) {
	detach(n)
	parent.AppendChild(n)
}

func detach(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}
