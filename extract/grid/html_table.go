package grid

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"nianbao/extract/script"
)

func (w *walker) table(n *html.Node, depth int) {
	w.flush()
	t := tableOf(n)
	if t.nested || !t.tabular() {
		for _, td := range t.cells {
			w.flush()
			w.children(td, depth+1)
			w.flush()
		}
		return
	}
	cells := make([]spanned, len(t.cells))
	for i, td := range t.cells {
		cells[i] = spanned{cellText(td), span(td, "rowspan"), span(td, "colspan")}
	}
	rows := make([][]spanned, len(t.rows))
	for r := range t.rows {
		start, end := t.row(r)
		rows[r] = cells[start:end]
	}
	if g := resolve(rows, &w.places); len(g.Rows) > 0 {
		w.blocks = append(w.blocks, Block{Grid: g})
	}
}

// tableNodes are the cells of a table's own rows, row by row.
type tableNodes struct {
	cells  []*html.Node
	rows   []int // where each row begins in cells
	nested bool  // a table stands in one of the cells
}

// row is where the cells of a row begin and end.
func (t *tableNodes) row(r int) (start, end int) {
	if r+1 < len(t.rows) {
		return t.rows[r], t.rows[r+1]
	}
	return t.rows[r], len(t.cells)
}

// fewCells is how many cells a table is expected to have.
const fewCells = 64

func tableOf(table *html.Node) *tableNodes {
	t := &tableNodes{cells: make([]*html.Node, 0, fewCells), rows: make([]int, 0, fewCells/4)}
	t.collect(table, 0)
	return t
}

func (t *tableNodes) collect(n *html.Node, depth int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || depth > maxDepth || Hidden(c) {
			continue
		}
		switch c.DataAtom {
		case atom.Tr:
			t.rows = append(t.rows, len(t.cells))
			t.collect(c, depth+1)
		case atom.Td, atom.Th:
			if len(t.rows) == 0 {
				t.rows = append(t.rows, 0)
			}
			t.cells = append(t.cells, c)
			t.nested = t.nested || has(c, atom.Table, depth)
		case atom.Caption:
			t.rows, t.cells = append(t.rows, len(t.cells)), append(t.cells, c)
		default:
			t.collect(c, depth+1)
		}
	}
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
func (t *tableNodes) tabular() bool {
	wide := false
	for r := range t.rows {
		start, end := t.row(r)
		wide = wide || end-start > 1
	}
	if !wide {
		return false
	}
	for _, td := range t.cells {
		if textLen(td, maxCellText, 0) > maxCellText {
			return false
		}
	}
	return true
}

func textLen(n *html.Node, limit, depth int) int {
	total := 0
	for c := n.FirstChild; c != nil && total <= limit && depth < maxDepth; c = c.NextSibling {
		if c.Type == html.TextNode {
			total += len(script.Trim(c.Data))
		} else {
			total += textLen(c, limit-total, depth+1)
		}
	}
	return total
}

// cellText is what a cell says, its lines joined by \n.
func cellText(td *html.Node) string {
	if c := td.FirstChild; c != nil && c.NextSibling == nil && c.Type == html.TextNode {
		return folded(c.Data)
	}
	text := ""
	if soleText(td, &text, 0) {
		return folded(text)
	}
	w := &walker{}
	w.children(td, 0)
	w.flush()
	var b strings.Builder
	for _, block := range w.blocks {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(folded(block.Text))
	}
	return b.String()
}

// maxSole bounds how deep soleText looks.
const maxSole = 8

// soleText finds the only text below a cell. It is false where there are more,
// or where markup or the text itself may mean more than text: then the cell is
// read as a page is.
func soleText(n *html.Node, text *string, depth int) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			if strings.Trim(c.Data, " \r\n\f") == "" {
				continue
			}
			if *text != "" || strings.ContainsAny(c.Data, "\t|#*") {
				return false
			}
			*text = c.Data
		case html.CommentNode:
		case html.ElementNode:
			if depth > maxSole || !onlyLooks(c) || !soleText(c, text, depth+1) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// onlyLooks tells an element that sets how text looks and no more; one that
// HTML does not know, as o:p, is one too.
func onlyLooks(n *html.Node) bool {
	switch n.DataAtom {
	case 0, atom.P, atom.Div, atom.Span, atom.Font, atom.B, atom.Strong, atom.I, atom.Em, atom.U, atom.Center, atom.Br:
		return !Hidden(n) && !keepsSpace(n)
	}
	return false
}

// folded is a text with its white space folded and none around it.
func folded(s string) string {
	s = script.Trim(s)
	for i := range len(s) {
		switch c := s[i]; {
		case c <= ' ', c == 0xC2, c == 0xE1, c == 0xE2, c == 0xE3 && strings.HasPrefix(s[i:], "\u3000"):
			// white space, or the first byte of a character that may be
			return strings.Join(strings.Fields(s), " ")
		}
	}
	return s
}

func span(n *html.Node, key string) int {
	claim := attr(n, key)
	if claim == "" {
		return 1
	}
	v, err := strconv.Atoi(script.Trim(claim))
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
