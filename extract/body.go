package extract

import (
	"math/bits"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The elements in which known content systems put the body of an article, by
// tag, id and class.
var (
	containerIDs     = set("vsb_content", "zoom", "Zoom", "zoomcon", "ivs_content", "UCAP-CONTENT", "info_content", "Content", "content")
	containerClasses = set("TRS_Editor", "TRS_UEDITOR", "trs_editor_view", "v_news_content", "article-content", "article_content", "articleCont",
		"article-con", "pages_content", "news_cont_d_wrap", "xxgk_content", "xxgk-content", "zw-content", "info-content", "wrapper_detail_text",
		"jgzn_content", "hbgov-article-content", "j-fontContent", "wzcon", "xiangqnr", "content")
	cellClasses = set("detail") // of a table cell
)

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// isContainer tells an element in which a body may stand.
func (e element) isContainer() bool {
	return isBodyTag(e.Data) || e.id != "" && containerIDs[e.id] || e.has(containerClasses) ||
		e.DataAtom == atom.Td && e.has(cellClasses)
}

// isBodyTag tells the tags that hold a body, ucapcontent of UCAP among them.
func isBodyTag(tag string) bool { return tag == "article" || tag == "main" || tag == "ucapcontent" }

// body finds the element that holds the report: the deepest one that has
// nearly all markers below it, widened to the container of a known content
// system around it. Without markers it is the fullest container, else the page.
func (s *survey) body() *html.Node {
	if bits.OnesCount32(s.all.kinds) < 2 {
		return s.fullest()
	}
	at := s.root
	for next := s.root; next != nil; {
		at, next = next, fullestChild(next, s.traces, s.all)
	}
	known := make(map[*html.Node]bool, len(s.containers))
	for _, n := range s.containers {
		known[n] = true
		if s.traces[n].most(s.all, 70) && !s.traces[n].most(s.traces[at], 100) {
			at = n // most of it is in a body container, and chrome says the rest
		}
	}
	return widen(at, known)
}

// fullest is the known container with the most text, or where none has any the
// one that shows a file; the whole page where there is none.
func (s *survey) fullest() *html.Node {
	best, most := s.root, 0
	for i, n := range s.containers {
		if s.sizes[i] > most {
			best, most = n, s.sizes[i]
		}
	}
	if most > 0 {
		return best
	}
	for _, c := range s.containers {
		for n := following(c, c); n != nil; n = following(n, c) {
			if frames(n) {
				return c
			}
		}
	}
	return best
}

// fullestChild is the child that has nearly all of the report; of several, as
// where a side bar lists the headings of one without tables, the longest.
func fullestChild(n *html.Node, traces map[*html.Node]trace, all trace) *html.Node {
	var found []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if t, ok := traces[c]; ok && c.Type == html.ElementNode && t.most(all, 85) {
			found = append(found, c)
		}
	}
	switch len(found) {
	case 0:
		return nil
	case 1:
		return found[0]
	}
	best, most, second := (*html.Node)(nil), -1, 0
	for _, c := range found {
		switch size := textSize(c, 0); {
		case size > most:
			best, most, second = c, size, most
		case size > second:
			second = size
		}
	}
	if 2*second > most {
		return nil // two of a size: the body stands twice
	}
	return best
}

// widen goes from the element of the markers out to a known container around
// it, and at least out of the tables the markers may all stand in.
func widen(at *html.Node, known map[*html.Node]bool) *html.Node {
	for n := at; n != nil && n.DataAtom != atom.Body; n = n.Parent {
		if known[n] {
			return n
		}
	}
	for inTable(at) && at.Parent != nil && at.Parent.Type == html.ElementNode {
		at = at.Parent
	}
	return at
}

func inTable(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Table, atom.Tbody, atom.Thead, atom.Tr, atom.P, atom.Span, atom.Pre, atom.Font, atom.B, atom.Strong:
		return true
	}
	return false
}

// maxNesting bounds recursion into markup.
const maxNesting = 512

func skipped(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Textarea:
		return true
	}
	return false
}

func textSize(n *html.Node, depth int) int {
	if depth > maxNesting || n.Type == html.ElementNode && skipped(n.DataAtom) {
		return 0
	}
	size := 0
	if n.Type == html.TextNode {
		size = len(strings.TrimSpace(n.Data))
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		size += textSize(c, depth+1)
	}
	return size
}
