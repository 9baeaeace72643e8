package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"nianbao/extract/audit"
	"nianbao/extract/grid"
)

// named is what a page is called. Read is false where nothing on it reads as
// the title of a report, and text is then the next best name.
type named struct {
	titleParts
	text string
	read bool
}

// title names the document, and returns the blocks without the lines of the
// title. The body's own title goes first, then the tag, headings, lines above
// the body, the title element, the link that led here.
func (d *document) title(blocks []line) (named, []line) {
	if !listing(blocks) {
		if n, at, size := titleIn(blocks[:front(blocks)]); n.read {
			return n, untitled(slices.Delete(blocks, at, at+size), n.text)
		}
	}
	for _, c := range append([]string{d.meta.title}, d.meta.h1...) {
		if p, ok := readTitle(c); ok && d.meta.names(p) {
			return named{p, c, true}, blocks
		}
	}
	if above := d.titleAbove(); above.read && d.meta.names(above.titleParts) {
		return above, blocks
	}
	for _, c := range append(headParts(d.meta.head), d.page.LinkTitle) {
		if p, ok := readTitle(c); ok && p.year != 0 {
			return named{p, c, true}, blocks
		}
	}
	return named{text: firstOf([]string{d.meta.title, firstOf(headParts(d.meta.head)), d.page.LinkTitle})}, blocks
}

// names tells whether a title names one report, and not the site's column of
// them: it says a year, or an agency that is not the site.
func (m meta) names(p titleParts) bool {
	return p.year != 0 || p.agency != "" && (m.site == "" || !audit.SameAgency(p.agency, m.site))
}

// untitled takes out of the front of a body what says its title once more.
func untitled(lines []line, title string) []line {
	title = squeeze(title)
	end := front(lines)
	rest := slices.DeleteFunc(lines[:end:end], func(l line) bool { return l.Level <= 1 && squeeze(strings.TrimSpace(l.Text)) == title })
	return append(rest, lines[end:]...)
}

// front is how many lines stand before the first section; few at most are
// searched for a title.
func front(lines []line) int {
	end := 0
	for end < len(lines) && end < 15 && lines[end].Grid == nil && !lines[end].numbered() {
		end++
	}
	return end
}

// titleIn finds a title among lines: on one, or broken over two or three. A
// name on the line above belongs to it.
func titleIn(lines []line) (n named, at, size int) {
	for size = 1; size <= 3; size++ {
		for at = 0; at+size <= len(lines); at++ {
			line := joinLines(lines[at : at+size])
			p, ok := readTitle(line)
			if !ok {
				continue
			}
			if p.agency == "" && at > 0 && isSignature(squeeze(lines[at-1].Text)) {
				whole := joinLines(lines[at-1 : at+size])
				if q, ok := readTitle(whole); ok {
					return named{q, whole, true}, at - 1, size + 1
				}
			}
			return named{p, line, true}, at, size
		}
	}
	return named{}, 0, 0
}

// joinLines joins the lines of a broken title; empty where one of them is too
// long for that, or a sentence.
func joinLines(lines []line) string {
	joined := ""
	for i := range lines {
		t := strings.TrimSpace(lines[i].Text)
		if lines[i].Grid != nil || utf8.RuneCountInString(t) > 60 || strings.HasSuffix(t, "。") {
			return ""
		}
		joined += t
	}
	return joined
}

// listed is how many titles make a page a list of reports.
const listed = 3

// listing tells a list of reports: several lines that are titles of reports of
// a year or an agency, and no section of one. The name of the column alone, in
// a menu or above the page, is none.
func listing(lines []line) bool {
	seen := map[string]bool{}
	for i := range lines {
		b := &lines[i]
		if b.Grid != nil || len(b.Text) > 240 {
			continue
		}
		if b.numbered() {
			return false
		}
		if p, ok := readTitle(b.Text); ok && (p.year != 0 || p.agency != "") {
			seen[b.Text] = true
		}
	}
	return len(seen) >= listed
}

// Bounds of the search for a title above the body.
const (
	maxAbove      = 60  // elements looked at
	maxAboveBytes = 600 // of text in one of them
)

// titleAbove is the title above the body, in Simplified script.
func (d *document) titleAbove() named {
	n := titleAbove(d.body)
	n.text, n.agency = d.fold(n.text), d.fold(n.agency)
	return n
}

// titleAbove looks for a title in what stands before the body, nearest first:
// pages laid out by tables have it in a row of its own.
func titleAbove(at *html.Node) named {
	looked := 0
	for n := at; n != nil && n.Parent != nil; n = n.Parent {
		for s := n.PrevSibling; s != nil && looked < maxAbove; s = s.PrevSibling {
			if s.Type != html.ElementNode || isNavigation(s.Data) {
				continue
			}
			looked++
			if _, short := shortText(s, maxAboveBytes); !short {
				continue
			}
			if n, _, _ := titleIn(newLines(grid.HTML(s))); n.read {
				return n
			}
		}
	}
	return named{}
}

func isNavigation(tag string) bool {
	switch tag {
	case "head", "nav", "ul", "ol", "a", "script", "style", "footer":
		return true
	}
	return false
}

var headSeparator = regexp.MustCompile(`\s*[-_|—>»]+\s*`)

// headParts are the parts of a title element, in which content systems join
// article, column and site; last the whole.
func headParts(head string) []string {
	parts := headSeparator.Split(head, -1)
	return append(parts[:len(parts):len(parts)], head)
}

func firstOf(list []string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}
