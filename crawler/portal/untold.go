package portal

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Untold is how a list goes on that shows no way to its further pages: there is
// nothing to ask for.
type Untold string

// The ways.
const (
	ByPostback Untold = "postback" // a form of the page is posted back, as ASP.NET does
	ByScript   Untold = "script"   // a script whose address is not in the page
	ByCount    Untold = "count"    // it only says how many there are
)

var (
	// called is a script that is told something: javascript:turnPage(2).
	called = regexp.MustCompile(`[\w$]\s*\(\s*['"\w]`)
	// nothingCalled is one that does nothing.
	nothingCalled = regexp.MustCompile(`(?i)void\s*\(|return false`)
)

// moreWords are those of links that bring more rows of a list.
var moreWords = []string{"加载更多", "点击加载更多", "查看更多", "显示更多"}

// turn notes an element that turns the pages of a list by a script without an
// address.
func (d *document) turn(n *html.Node) {
	script := attr(n, "href") + " " + attr(n, "onclick")
	if d.turner == "" && len(script) < 500 && called.MatchString(script) && !nothingCalled.MatchString(script) {
		word := strings.ToLower(fold(textOf(n, nil)))
		bare := strings.Trim(word, "<>«»‹›[]()|←→· ")
		if !slices.Contains(nextWords, bare) && !slices.Contains(moreWords, word) && !turnsTo(bare, script) {
			return
		}
		d.turner = ByScript
		if strings.Contains(script, "__doPostBack") {
			d.turner = ByPostback
		}
	}
}

// turnCall is a script that turns pages, by its name.
var turnCall = regexp.MustCompile(`(?i)page|__doPostBack`)

// turnsTo tells a script that is told the number it stands on: doPostBack('p','2').
func turnsTo(number, script string) bool {
	n, err := strconv.Atoi(number)
	if err != nil || n < 2 || n >= maxNumber || !turnCall.MatchString(script) {
		return false
	}
	at := strings.LastIndex(script, number)
	return at > 0 && strings.ContainsRune(`('",$ `, rune(script[at-1])) && at+len(number) < len(script) && strings.ContainsRune(`'") `, rune(script[at+len(number)]))
}

// untold says how a list goes on that names no further page, as far as the page
// tells.
func (d *document) untold(out *Listing) Untold {
	if len(out.Next) > 0 || len(out.Entries) == 0 || d.asked.Before > 0 {
		return ""
	}
	t, rows := d.told, d.rowLinks()
	switch {
	case t.pages > 0 && t.pages <= max(t.current, 1), t.pages == 0 && t.total > 0 && t.total <= rows, rows < leastPage:
		return ""
	case d.turner != "":
		return d.turner
	case t.pages > max(t.current, 1):
		return ByCount
	}
	return ""
}
