package portal

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// Bounds of what is read around one link. Nodes count too, or a page of empty
// elements could make every link cost as much as the page.
const (
	maxText  = 1000 // bytes
	maxNodes = 500
)

// reading collects visible text within those bounds.
type reading struct {
	text  strings.Builder
	nodes int
	stop  func(*html.Node) bool
}

// textOf returns the visible text in n with its white space collapsed, its
// beginning if there is much. What stop says yes to is left out, with all in it.
func textOf(n *html.Node, stop func(*html.Node) bool) string {
	r := reading{stop: stop}
	r.collect(n)
	return strings.Join(strings.FieldsFunc(r.text.String(), isBlank), " ")
}

func (r *reading) full() bool { return r.text.Len() > maxText || r.nodes > maxNodes }

func (r *reading) collect(n *html.Node) {
	r.nodes++
	if r.full() || r.stop != nil && r.stop(n) {
		return
	}
	switch {
	case n.Type == html.TextNode:
		r.text.WriteString(strings.ToValidUTF8(n.Data[:min(len(n.Data), 2*maxText)], ""))
	case n.Type == html.ElementNode:
		switch n.Data {
		case "script", "style", "noscript", "template":
			return
		case "br", "td", "p", "li", "div":
			r.text.WriteByte(' ')
		}
	}
	for c := n.FirstChild; c != nil && !r.full(); c = c.NextSibling {
		r.collect(c)
	}
}

// isBlank is white space and what pages use as such.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u00ad'
}

// pictureName is the text of a link that is a picture.
func pictureName(n *html.Node) string {
	nodes := 0
	for c := range n.Descendants() {
		if nodes++; nodes > maxNodes {
			return ""
		}
		if c.Type == html.ElementNode && c.Data == "img" && attr(c, "alt") != "" {
			return strings.Join(strings.FieldsFunc(attr(c, "alt"), isBlank), " ")
		}
	}
	return ""
}
