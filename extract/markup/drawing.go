package markup

import (
	"strings"

	"golang.org/x/net/html"
)

// Bounds of the drawings of a page; one beyond them is left to html.Parse.
const (
	maxDrawings = 200
	maxDrawing  = 64 << 10 // bytes
)

// addDrawing adds an svg. It is read by html.Parse alone, which is the same
// wherever it stands as long as it is well nested and holds nothing of HTML.
func (b *builder) addDrawing() {
	from := b.begun
	plain := b.mode == inBody || b.mode == inCell || b.mode == inCaption
	if b.drawings++; b.drawings > maxDrawings || !plain || b.foster || !b.closeDrawing() || b.at-from > maxDrawing {
		b.odd = true
		return
	}
	root, err := html.Parse(strings.NewReader("<body>" + b.page[from:b.at]))
	if err != nil {
		b.odd = true
		return
	}
	svg := root.FirstChild.LastChild.FirstChild // of html and body
	if svg == nil || svg.NextSibling != nil || !isDrawing(svg, maxOpen-len(b.open)) {
		b.odd = true
		return
	}
	b.reconstruct()
	move(svg, b.top())
}

// closeDrawing goes on to behind the end of an svg; false where one of its tags
// has no counterpart.
func (b *builder) closeDrawing() bool {
	open := []string{"svg"}
	if b.page[b.at-2] == '/' {
		return false
	}
	var t token
	for len(open) > 0 {
		b.next(&t)
		switch t.kind {
		case end:
			return false
		case comment:
			if strings.HasPrefix(b.page[b.begun:], "<![") {
				return false // CDATA
			}
		case startTag:
			if b.page[b.at-2] != '/' {
				open = append(open, t.name)
			} else if n := len(t.attr); n > 0 && strings.HasSuffix(t.attr[n-1].Val, "/") {
				return false // of the value, or of the tag
			}
		case endTag:
			if t.name != open[len(open)-1] {
				return false
			}
			open = open[:len(open)-1]
		}
	}
	return true
}

// isDrawing tells a node without an element in it that is none of SVG's, and
// not too deep.
func isDrawing(n *html.Node, depth int) bool {
	if n.Type == html.ElementNode && (n.Namespace != "svg" || depth <= 0) {
		return false
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if !isDrawing(c, depth-1) {
			return false
		}
	}
	return true
}
