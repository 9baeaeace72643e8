package portal

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// describe reads a link's title, the date beside it, and what both say.
func (d *document) describe(l *link) {
	text := textOf(l.node, nil)
	if l.node.Data != "a" && l.node.Data != "area" && l.node.Data != "option" {
		text = ownText(l.node, text)
	}
	text, l.date = cutDate(text)
	l.title = wholeTitle(strings.Trim(text, "·•▪■◆●>»- "), l.node)
	if l.date == "" {
		l.date = d.dateBeside(l.node)
	}
	if l.title == "" || slices.Contains(bareWords, l.title) {
		if beside := d.textBeside(l.node); beside != "" {
			l.title = beside
		}
	}
	l.verdict, l.year = Judge(l.title)
}

// rowNumber is the first cell of many tables.
var rowNumber = regexp.MustCompile(`^[0-9]{1,3} +`)

// textBeside is the text of the item a link stands in, its links and date left
// out: tables print the title in one cell and 查看 in another.
func (d *document) textBeside(n *html.Node) string {
	for item, level := n.Parent, 0; item != nil && level < 5 && d.counts[item] <= maxItemLinks; item, level = item.Parent, level+1 {
		if isItem(item) {
			text, _ := cutDate(textOf(item, d.isLink))
			return rowNumber.ReplaceAllString(text, "")
		}
	}
	return ""
}

// ownText is the text of an element that is a link by its script: where a real
// link stands in it, its text says what it is.
func ownText(n *html.Node, text string) string {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == "a" {
			return textOf(c, nil)
		}
	}
	return text
}

// wholeTitle prefers the title attribute where the text is cut, lacking, or
// the beginning of it.
func wholeTitle(text string, n *html.Node) string {
	whole := strings.Join(strings.FieldsFunc(attr(n, "title"), isBlank), " ")
	if len(whole) > maxText {
		whole = strings.ToValidUTF8(whole[:maxText], "")
	}
	switch {
	case text == "" && whole == "":
		return pictureName(n)
	case text == "" || whole != "" && isCut(text) && !isCut(whole):
		return whole
	case len(whole) > len(text) && strings.HasPrefix(whole, text):
		return whole
	}
	return text
}

// isCut tells whether a text ends in an ellipsis.
func isCut(text string) bool {
	text = strings.TrimRight(text, " 》」)")
	return strings.HasSuffix(text, "…") || strings.HasSuffix(text, "..") || strings.HasSuffix(text, "。。。")
}
