package portal

import (
	"strings"

	"golang.org/x/net/html"
)

// area is the part of a page where its list stands: its nodes with links in
// them, but for the menus inside it.
type area map[*html.Node]bool

// areaOf walks the list at root.
func (d *document) areaOf(root *html.Node) area {
	a := area{}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		a[n] = true
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if d.counts[c] > 0 && !isChrome(c) {
				walk(c)
			}
		}
	}
	walk(root)
	return a
}

// listArea finds the list: the smallest container of four fifths of the
// accepted links; where there are none, of the links with a date; where there
// are none either, of those named by a year alone, and of the undecided ones
// below the column's own path. Links in menus count only where all do, since broken pages leave their header open.
// A list that cuts its titles short is told from the few whole ones beside it.
func listArea(d *document) area {
	first := func(l *link) bool { return l.verdict == Accepted }
	if cut := d.mark(mayBeCut, false); len(cut) >= manyCut && len(cut) >= manyCut*len(d.mark(first, false)) {
		first = mayBeCut
	}
	tests := []func(*link) bool{
		first,
		func(l *link) bool { return l.verdict != Rejected && l.date != "" },
		func(l *link) bool { return d.isYear(l) },
		func(l *link) bool { return l.date != "" },
		func(l *link) bool { return l.verdict == Undecided && d.below(l.url) && !d.isColumn(l) },
	}
	for i, test := range tests {
		needed := 2
		if i == 0 {
			needed = 1
		}
		marked := d.mark(test, false)
		if len(marked) < needed {
			marked = d.mark(test, true)
		}
		if len(marked) >= needed {
			return d.areaOf(d.listOf(smallest(d.root, marked)))
		}
	}
	return nil
}

// manyCut is how many titles cut short outweigh one that is whole.
const manyCut = 3

// mayBeCut tells a title that is cut short, and so far may be a report's.
func mayBeCut(l *link) bool {
	return l.verdict == Undecided && l.year != 0 && isCut(l.title)
}

// isYear tells whether a link is named by a year alone and leads to a page rather
// than a sub-column.
func (d *document) isYear(l *link) bool {
	return l.verdict == Undecided && l.year != 0 && onlyYear.MatchString(fold(l.title)) && !d.isColumn(l)
}

func (d *document) mark(test func(*link) bool, chrome bool) map[*html.Node]bool {
	marked := map[*html.Node]bool{}
	for i := range d.links {
		l := &d.links[i]
		if !l.paging && test(l) && (chrome || !l.chrome) {
			marked[l.node] = true
		}
	}
	return marked
}

// smallest descends from root while one child holds four fifths of the marks.
func smallest(root *html.Node, marked map[*html.Node]bool) *html.Node {
	weight := map[*html.Node]int{}
	total := weigh(root, marked, weight)
	at := root
	for next := at; next != nil; {
		at, next = next, nil
		for c := at.FirstChild; c != nil; c = c.NextSibling {
			if weight[c]*5 >= total*4 {
				next = c
				break
			}
		}
	}
	return at
}

func weigh(n *html.Node, marked map[*html.Node]bool, weight map[*html.Node]int) int {
	total := 0
	if marked[n] {
		total = 1
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		total += weigh(c, marked, weight)
	}
	if total > 0 {
		weight[n] = total
	}
	return total
}

// listOf climbs from a single item to the list it stands in.
func (d *document) listOf(n *html.Node) *html.Node {
	for up, level := n, 0; up.Parent != nil && level < 6; up, level = up.Parent, level+1 {
		if isItem(up) {
			return up.Parent
		}
	}
	for n.Parent != nil && n.Parent.Data != "body" && d.counts[n] < 2 {
		n = n.Parent
	}
	return n
}

// chromeWords are parts of class names and ids that menus, headers and footers
// have on the portals seen. Words that also name lists (top, main, links) are
// left out.
var chromeWords = map[string]bool{
	"nav": true, "navi": true, "navbar": true, "navigation": true, "menu": true, "submenu": true, "head": true,
	"header": true, "foot": true, "footer": true, "crumb": true, "crumbs": true, "bread": true, "breadcrumb": true,
	"breadcrumbs": true, "sidebar": true, "leftnav": true, "leftmenu": true, "dqwz": true, "copyright": true,
	"friendlink": true, "yqlj": true, "banner": true, "share": true, "toolbar": true,
}

// isChrome tells whether an element is a menu, header or footer.
func isChrome(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	switch n.Data {
	case "header", "footer", "nav", "aside":
		return true
	case "body", "html":
		return false
	}
	names := attr(n, "class") + " " + attr(n, "id")
	if len(names) == 1 || len(names) > 300 {
		return false
	}
	words := strings.FieldsFunc(strings.ToLower(names), func(r rune) bool { return r < 'a' || r > 'z' })
	for _, w := range words {
		if chromeWords[w] {
			return true
		}
	}
	return false
}
