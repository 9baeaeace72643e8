package grid

import (
	"strconv"
	"strings"

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
	line   strings.Builder
	level  int  // of the heading being read
	pre    int  // inside pre: white space is kept
	space  bool // a folded space is due before the next text
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
		w.line.WriteString(line)
	}
}

func (w *walker) inline(s string) {
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
			w.line.WriteString(strings.Repeat("\t", n))
			w.space = false
		} else {
			w.space = true
		}
		s = rest
	}
}

func (w *walker) word(s string) {
	if w.space && w.line.Len() > 0 {
		w.line.WriteByte(' ')
	}
	w.space = false
	w.line.WriteString(s)
}

// flattened tells a text whose line ends and leading tabs mean something: a
// line of it has cells separated by tabs, or more than one is ended by pipes
// or marked as Markdown.
func flattened(s string) bool {
	if !strings.ContainsAny(s, "\t|#") {
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
	if w.line.Len() == 0 {
		return
	}
	text := w.line.String()
	w.line.Reset()
	if strings.Trim(text, " \u00a0\u3000") == "" {
		return
	}
	w.add(text)
}

// flushKept ends a line of kept white space; an empty one stays, since a blank
// line may part a table from what follows.
func (w *walker) flushKept() {
	text := w.line.String()
	w.line.Reset()
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

func (w *walker) table(n *html.Node, depth int) {
	w.flush()
	rows, nested := tableRows(n)
	if nested || !tabular(rows) {
		for _, row := range rows {
			for _, td := range row {
				w.flush()
				w.children(td, depth+1)
				w.flush()
			}
		}
		return
	}
	out := make([][]spanned, len(rows))
	for r, row := range rows {
		for _, td := range row {
			out[r] = append(out[r], spanned{cellText(td), span(td, "rowspan"), span(td, "colspan")})
		}
	}
	w.blocks = append(w.blocks, Block{Grid: resolve(out)})
}

// tableRows lists the cells of a table's own rows, and whether a table is
// nested in one of them.
func tableRows(table *html.Node) (rows [][]*html.Node, nested bool) {
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode || depth > maxDepth {
				continue
			}
			switch c.DataAtom {
			case atom.Tr:
				rows = append(rows, nil)
				walk(c, depth+1)
			case atom.Td, atom.Th:
				if len(rows) == 0 {
					rows = append(rows, nil)
				}
				rows[len(rows)-1] = append(rows[len(rows)-1], c)
				nested = nested || has(c, atom.Table, depth)
			case atom.Caption:
				rows = append(rows, []*html.Node{c})
			default:
				walk(c, depth+1)
			}
		}
	}
	walk(table, 0)
	return rows, nested
}

func has(n *html.Node, a atom.Atom, depth int) bool {
	if depth > maxDepth {
		return false
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (c.DataAtom == a || has(c, a, depth+1)) {
			return true
		}
	}
	return false
}

// maxCellText is how much text a data cell may hold, in bytes; a table with a
// longer one lays out a page.
const maxCellText = 1200

// tabular tells a data table from one that lays out a page: two cells side by
// side somewhere, and no cell full of prose.
func tabular(rows [][]*html.Node) bool {
	wide := false
	for _, row := range rows {
		wide = wide || len(row) > 1
		for _, td := range row {
			if textLen(td, maxCellText, 0) > maxCellText {
				return false
			}
		}
	}
	return wide
}

func textLen(n *html.Node, limit, depth int) int {
	total := 0
	for c := n.FirstChild; c != nil && total <= limit && depth < maxDepth; c = c.NextSibling {
		if c.Type == html.TextNode {
			total += len(strings.TrimSpace(c.Data))
		} else {
			total += textLen(c, limit-total, depth+1)
		}
	}
	return total
}

// cellText is what a cell says, its lines joined by \n.
func cellText(td *html.Node) string {
	if c := td.FirstChild; c != nil && c.NextSibling == nil && c.Type == html.TextNode {
		return strings.Join(strings.Fields(c.Data), " ")
	}
	w := &walker{}
	w.children(td, 0)
	w.flush()
	var b strings.Builder
	for _, block := range w.blocks {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.Join(strings.Fields(block.Text), " "))
	}
	return b.String()
}

func span(n *html.Node, key string) int {
	v, err := strconv.Atoi(strings.TrimSpace(attr(n, key)))
	switch {
	case err != nil || v < 0:
		return 1
	case v == 0 && key == "rowspan": // to the last row (HTML standard 4.9.12)
		return maxRows
	}
	return max(v, 1)
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
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
	for part := range strings.SplitSeq(style, ";") {
		name, set, found := strings.Cut(part, ":")
		if found && strings.EqualFold(strings.TrimSpace(name), property) && strings.HasPrefix(strings.ToLower(strings.TrimSpace(set)), value) {
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
