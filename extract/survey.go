package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"nianbao/extract/grid"
	"nianbao/extract/script"
)

// survey is what one walk over a document finds: what the page says of its
// article, where bodies may stand, and where the markers of a report are.
type survey struct {
	root       *html.Node
	meta       meta
	containers []*html.Node
	sizes      []int                // of the text in them, in bytes
	traces     map[*html.Node]trace // of elements that begin and end lines
	all        trace

	text   strings.Builder // all text so far
	silent int             // inside head or a hidden element: nothing is traced
	run    int             // where the line being read began in text
}

// look surveys a document.
//
// Size is that of the page, in bytes; half of it is taken to be text.
func look(root *html.Node, size int) *survey {
	s := &survey{root: root, traces: map[*html.Node]trace{}}
	s.text.Grow(size / 2)
	t, _ := s.walk(root, 0)
	s.all = t
	s.meta.settle()
	return s
}

// walk surveys a node and what is below it, and tells the markers in the lines
// that end there and whether it ends a line at all; inline text is left to the
// element around it.
func (s *survey) walk(n *html.Node, depth int) (t trace, ends bool) {
	switch n.Type {
	case html.TextNode:
		s.text.WriteString(n.Data)
		return t, false
	case html.DocumentNode:
	case html.ElementNode:
		if depth > maxNesting || skipped(n.DataAtom) {
			return t, false
		}
		if n.DataAtom == atom.Meta {
			s.meta.tag(n)
			return t, false
		}
	default:
		return t, false
	}
	quiet := n.Type == html.ElementNode && (n.DataAtom == atom.Head || grid.Hidden(n))
	if quiet {
		s.silent++
	}
	ends = n.Type == html.DocumentNode || grid.Breaks(n)
	var before trace // of the line that this element interrupts
	if ends {
		before = s.endRun()
	}
	start := s.text.Len()
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		below, broke := s.walk(c, depth+1)
		t, ends = t.add(below), ends || broke
	}
	if n.Type == html.ElementNode {
		s.element(n, s.text.String()[start:])
	}
	if ends {
		t = t.add(s.endRun())
		if t.kinds != 0 {
			s.traces[n] = t
		}
	}
	if quiet {
		s.silent--
	}
	return t.add(before), ends
}

// endRun ends a line and tells the markers in it.
func (s *survey) endRun() trace {
	line := s.text.String()[s.run:]
	s.run = s.text.Len()
	if s.silent > 0 {
		return trace{}
	}
	return traceOf(line)
}

// element notes what an element may be: a container, a heading, a page field.
func (s *survey) element(n *html.Node, text string) {
	e := element{Node: n}
	for _, a := range n.Attr {
		switch a.Key {
		case "id":
			e.id = a.Val
		case "class":
			e.classes = a.Val
		}
	}
	if e.id == "" && e.classes == "" && len(text) < minField && !e.speaks() {
		return // a cell with a number, as most elements are
	}
	text = script.Trim(text)
	if e.isContainer() {
		s.containers, s.sizes = append(s.containers, n), append(s.sizes, len(text))
	}
	s.meta.element(e, text)
}

// element is an element with what it is called.
type element struct {
	*html.Node
	id, classes string
}

// speaks tells an element that says something by its tag alone.
func (e element) speaks() bool {
	switch e.DataAtom {
	case 0, atom.Title, atom.H1, atom.H2, atom.Article, atom.Main:
		return true
	}
	return false
}

// has tells whether one of the classes is in a set.
func (e element) has(set map[string]bool) bool {
	if e.classes == "" {
		return false
	}
	for c := range strings.FieldsSeq(e.classes) {
		if set[c] {
			return true
		}
	}
	return false
}
