package grid

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxDepth bounds recursion into markup. The parser refuses deeper nesting.
const maxDepth = 512

// HTML reads the blocks below the given nodes, in order.
func HTML(nodes ...*html.Node) []Block {
	w := &walker{}
	for _, n := range nodes {
		w.node(n, 0)
	}
	w.flush()
	return Flat(w.blocks)
}

// walker collects lines and grids from markup.
type walker struct {
	blocks []Block
	line   run
	level  int  // of the heading being read
	pre    int  // inside pre: white space is kept
	space  bool // a folded space is due before the next text
	places int  // that the tables took so far
}

func (w *walker) node(n *html.Node, depth int) {
	if depth > maxDepth {
		return
	}
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
		return
	case html.ElementNode:
	default:
		w.children(n, depth)
		return
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Textarea, atom.Select, atom.Button, atom.Rt, atom.Rp, atom.Head, atom.Iframe, atom.Svg:
		return
	case atom.Br:
		w.flush()
		return
	case atom.Table:
		w.table(n, depth)
		return
	case atom.Pre:
		w.kept(n, depth)
		return
	}
	if Hidden(n) {
		return
	}
	if keepsSpace(n) {
		w.kept(n, depth)
		return
	}
	if !Breaks(n) {
		w.children(n, depth)
		return
	}
	w.flush()
	outer := w.level
	if l := headingLevel(n.DataAtom); l > 0 {
		w.level = l
	}
	w.children(n, depth)
	w.flush()
	w.level = outer
}

func (w *walker) children(n *html.Node, depth int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c, depth+1)
	}
}

func (w *walker) kept(n *html.Node, depth int) {
	w.flush()
	w.pre++
	w.children(n, depth)
	w.pre--
	w.flush()
}

// text adds a run of text. White space folds to one space, but tabs stay
// (they separate the cells of a flattened table), and so do the line ends of
// a text that is a flattened table.
func (w *walker) text(s string) {
	if w.pre == 0 && !flattened(s) {
		w.inline(s)
		return
	}
	for i, line := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		if i > 0 {
			w.flushKept()
		}
		w.line.add(line)
	}
}

func (w *walker) inline(s string) {
	if !hasSpace(s) {
		w.word(s)
		return
	}
	for len(s) > 0 {
		i := strings.IndexAny(s, " \t\r\n\f")
		if i < 0 {
			w.word(s)
			return
		}
		if i > 0 {
			w.word(s[:i])
		}
		rest := strings.TrimLeft(s[i:], " \t\r\n\f")
		gap := s[i : len(s)-len(rest)]
		if n := strings.Count(gap, "\t"); n > 0 && !strings.ContainsAny(gap, "\r\n") {
			w.line.add(strings.Repeat("\t", n))
			w.space = false
		} else {
			w.space = true
		}
		s = rest
	}
}

func (w *walker) word(s string) {
	if w.space && !w.line.empty() {
		w.line.add(" ")
	}
	w.space = false
	w.line.add(s)
}

// flattened tells a text whose line ends and leading tabs mean something: a
// line of it has cells separated by tabs, or more than one is ended by pipes
// or marked as Markdown.
func flattened(s string) bool {
	if strings.IndexByte(s, '\t') < 0 && strings.IndexByte(s, '|') < 0 && strings.IndexByte(s, '#') < 0 {
		return false
	}
	marked := 0
	for line := range strings.Lines(s) {
		t := strings.TrimSpace(line)
		if strings.Contains(t, "\t") {
			return true
		}
		if strings.Contains(t, "|") || strings.HasPrefix(t, "# ") || strings.HasPrefix(t, "## ") {
			marked++
		}
	}
	return marked > 1
}

// flush ends a line; an empty one is dropped.
func (w *walker) flush() {
	w.space = false
	if w.line.empty() {
		return
	}
	text := w.line.take()
	if strings.Trim(text, " \u00a0\u3000") == "" {
		return
	}
	w.add(text)
}

// flushKept ends a line of kept white space; an empty one stays, since a blank
// line may part a table from what follows.
func (w *walker) flushKept() {
	text := w.line.take()
	if last := len(w.blocks) - 1; text == "" && last >= 0 && w.blocks[last] == (Block{}) {
		return
	}
	w.add(text)
}

func (w *walker) add(text string) {
	if w.level > 0 {
		w.blocks = append(w.blocks, Block{Text: strings.TrimSpace(text), Level: w.level})
		return
	}
	w.blocks = append(w.blocks, textLine(text))
}

// Hidden tells an element that a reader of the page does not see, by its own
// attributes.
func Hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "hidden" || a.Key == "style" && hasStyle(a.Val, "display", "none") {
			return true
		}
	}
	return false
}

// hasStyle tells whether a style sets a property to a value, or to one that
// begins with it.
func hasStyle(style, property, value string) bool {
	if len(style) < len(property)+len(value) {
		return false
	}
	for style != "" {
		part := style
		if end := strings.IndexByte(style, ';'); end >= 0 {
			part, style = style[:end], style[end+1:]
		} else {
			style = ""
		}
		part = strings.TrimLeft(part, " \n\t\r")
		if len(part) <= len(property) || part[0] > ' ' && part[0] < utf8.RuneSelf && part[0]|0x20 != property[0] {
			continue // most, told by their first letter
		}
		colon := strings.IndexByte(part, ':')
		if colon < len(property) || !strings.EqualFold(strings.TrimSpace(part[:colon]), property) {
			continue
		}
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(part[colon+1:])), value) {
			return true
		}
	}
	return false
}

func keepsSpace(n *html.Node) bool { return hasStyle(attr(n, "style"), "white-space", "pre") }

// Breaks tells an element that begins and ends a line.
func Breaks(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer, atom.Aside, atom.Nav,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd,
		atom.Blockquote, atom.Address, atom.Center, atom.Form, atom.Fieldset, atom.Figure, atom.Hr, atom.Tr, atom.Td,
		atom.Th, atom.Tbody, atom.Thead, atom.Tfoot, atom.Caption, atom.Body, atom.Html, atom.Details, atom.Summary:
		return true
	}
	return false
}

func headingLevel(a atom.Atom) int {
	switch a {
	case atom.H1:
		return 1
	case atom.H2:
		return 2
	case atom.H3:
		return 3
	case atom.H4:
		return 4
	case atom.H5:
		return 5
	case atom.H6:
		return 6
	}
	return 0
}
