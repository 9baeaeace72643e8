package markup

import (
	"strings"

	"golang.org/x/net/html"
)

// Parse reads a page as html.Parse does, whose errors it returns: nesting deeper
// than 512 elements is refused. The text of the tree is that of the page, which
// it keeps in memory.
func Parse(page string) (*html.Node, error) {
	if root := quick(page); root != nil {
		return root, nil
	}
	return html.Parse(strings.NewReader(page))
}

// quick reads a page that is no odder than most; nil for any other.
func quick(page string) *html.Node {
	if strings.IndexByte(page, 0) >= 0 {
		return nil
	}
	b := builder{scanner: scanner{page: unixLines(page)}, doc: &html.Node{Type: html.DocumentNode}}
	b.open, b.active = make([]opened, 0, 64), make([]opened, 0, 16)
	var t token
	for !b.odd {
		b.next(&t)
		b.take(&t)
		if t.kind == end {
			break
		}
	}
	if b.odd {
		return nil
	}
	b.settle()
	return b.doc
}

// unixLines makes every end of a line one \n (13.2.3.5).
func unixLines(page string) string {
	if strings.IndexByte(page, '\r') < 0 {
		return page
	}
	page = strings.ReplaceAll(page, "\r\n", "\n")
	return strings.ReplaceAll(page, "\r", "\n")
}

// builder builds the tree of a page (13.2.6). It is odd, and of no more use, as
// soon as the page turns out to be none for it.
type builder struct {
	scanner
	doc      *html.Node
	open     []opened // elements whose end has not come, from html on
	active   []opened // formats to go on with; a zero one parts those of a cell from the rest
	mode     mode
	head     *html.Node
	form     *html.Node
	quirks   bool // a table does not end a paragraph
	foster   bool // what is added directly to a table would go before it
	nodes    []html.Node
	drawings int
	growing  *html.Node // a text to which another was added
	grown    []byte     // what it says by now
}

// opened is an element that is open.
type opened struct {
	node *html.Node
	*element
}

// mode is the insertion mode (13.2.4.1).
type mode uint8

const (
	initial mode = iota
	beforeHTML
	beforeHead
	inHead
	afterHead
	inBody
	inTable
	inCaption
	inColgroup
	inSection
	inRow
	inCell
	afterBody
	afterAfterBody
)

// take takes in a token: by the mode, and by the next one as long as the mode
// only changed.
func (b *builder) take(t *token) {
	for !b.odd {
		taken := false
		switch b.mode {
		case inBody:
			taken = b.inBody(t)
		case inCell:
			taken = b.inCell(t)
		case inRow:
			taken = b.inRow(t)
		case inSection:
			taken = b.inSection(t)
		case inTable:
			taken = b.inTable(t)
		case inCaption:
			taken = b.inCaption(t)
		case inColgroup:
			taken = b.inColgroup(t)
		case inHead:
			taken = b.inHead(t)
		default:
			taken = b.outside(t)
		}
		if taken {
			return
		}
	}
}

// roomForNodes is how many nodes are made room for together.
const roomForNodes = 90

func (b *builder) node(kind html.NodeType, data string) *html.Node {
	if len(b.nodes) == 0 {
		b.nodes = make([]html.Node, roomForNodes)
	}
	n := &b.nodes[0]
	b.nodes = b.nodes[1:]
	n.Type, n.Data = kind, data
	return n
}

// top is the element that what comes next goes into.
func (b *builder) top() *html.Node {
	if len(b.open) == 0 {
		return b.doc
	}
	return b.open[len(b.open)-1].node
}

// maxOpen is how deep html.Parse goes.
const maxOpen = 512

// add adds an element and opens it.
func (b *builder) add(t *token) {
	n := b.insert(html.ElementNode, t.name)
	n.DataAtom = t.atom
	if t.attr != nil {
		n.Attr = t.attr
	}
	b.push(n, t.element)
}

func (b *builder) push(n *html.Node, e *element) {
	b.open = append(b.open, opened{n, e})
	if len(b.open) > maxOpen {
		b.odd = true
	}
}

func (b *builder) pop() { b.open = b.open[:len(b.open)-1] }

// addVoid adds an element that has no end.
func (b *builder) addVoid(t *token) {
	b.add(t)
	b.pop()
}

// imply adds an element whose start tag was left out.
func (b *builder) imply(e *element) { b.add(&token{kind: startTag, element: e}) }

// insert adds a node to the element that is open.
func (b *builder) insert(kind html.NodeType, data string) *html.Node {
	c := b.node(kind, data)
	if b.fosters() {
		b.fosterParent(c)
	} else {
		adopt(b.top(), c)
	}
	return c
}

// fosters tells whether what is added now goes elsewhere.
func (b *builder) fosters() bool {
	return b.foster && len(b.open) > 0 && b.open[len(b.open)-1].is&fostering != 0
}

// besideTable is where what does not belong into a table goes: before it, into
// its parent (13.2.6.1).
func (b *builder) besideTable() (before, parent, table *html.Node) {
	for i := len(b.open) - 1; i >= 0; i-- {
		if b.open[i].element == tableElement {
			table = b.open[i].node
			break
		}
	}
	switch {
	case table == nil:
		parent = b.open[0].node
		return parent.LastChild, parent, nil
	case table.Parent == nil:
		b.odd = true
		return nil, b.open[0].node, nil
	}
	return table.PrevSibling, table.Parent, table
}

// fosterParent puts a node beside the table that is open.
func (b *builder) fosterParent(n *html.Node) {
	_, parent, table := b.besideTable()
	parent.InsertBefore(n, table)
}

// adopt makes a new node the last child of another.
func adopt(parent, c *html.Node) {
	c.Parent = parent
	if last := parent.LastChild; last != nil {
		last.NextSibling, c.PrevSibling = c, last
	} else {
		parent.FirstChild = c
	}
	parent.LastChild = c
}

// remark adds a comment.
func (b *builder) remark(parent *html.Node, t *token) {
	adopt(parent, b.node(html.CommentNode, t.data))
}

// say adds text; behind other text it goes on with that.
func (b *builder) say(s string) {
	if s == "" {
		return
	}
	before := b.top().LastChild
	if b.fosters() {
		before, _, _ = b.besideTable()
	}
	if before == nil || before.Type != html.TextNode {
		b.insert(html.TextNode, s)
		return
	}
	if b.growing != before {
		b.settle()
		b.growing, b.grown = before, append(b.grown[:0], before.Data...)
	}
	b.grown = append(b.grown, s...)
}

// settle gives a text what was added to it.
func (b *builder) settle() {
	if b.growing != nil {
		b.growing.Data, b.growing = string(b.grown), nil
	}
}
