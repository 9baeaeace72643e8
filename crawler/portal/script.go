package portal

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// quoted is one string literal of a script, with what stands around it: a
// literal that is added to something is only a part of an address.
var quoted = regexp.MustCompile(`(\+?)\s*(?:'([^'\\]{1,1000})'|"([^"\\]{1,1000})")\s*(\+?)`)

// addressed tells whether a literal can be the address of a page: absolute,
// rooted or dotted, or a name with an extension pages have.
var addressed = regexp.MustCompile(`(?i)^(?:https?:)?//|^\.{0,2}/[^/]|^[^\s'"<>]+\.(?:s?html?|jspx?|aspx?|php|do|action|pdf|docx?|wps|xlsx?)(?:[?#]|$)`)

// literal returns the first address written out in a script, "" if there is
// none: window.open('…'), location.href='…', openUrl("…").
func literal(script string) string {
	if !strings.ContainsAny(script, `'"`) {
		return ""
	}
	for _, m := range quoted.FindAllStringSubmatch(script, 8) {
		text := strings.TrimSpace(m[2] + m[3])
		if m[1] == "" && m[4] == "" && addressed.MatchString(text) {
			return text
		}
	}
	return ""
}

// optionTarget is the address a choice of a paging menu leads to; other menus
// hold values for forms.
func optionTarget(n *html.Node) string {
	menu := n.Parent
	if menu != nil && menu.Data == "optgroup" {
		menu = menu.Parent
	}
	if menu == nil || menu.Data != "select" || !strings.Contains(attr(menu, "onchange"), "location") {
		return ""
	}
	if value := strings.TrimSpace(attr(n, "value")); addressed.MatchString(value) {
		return value
	}
	return ""
}
