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

var (
	// joined is the beginning of an address that a menu's script ends with the
	// value that was chosen: location.href='nb.jsp?year='+this.value.
	joined = regexp.MustCompile(`location(?:\.href)?\s*=\s*(?:'([^'\\\s]{0,300}\?[^'\\\s]{0,300}=)'|"([^"\\\s]{0,300}\?[^"\\\s]{0,300}=)")\s*\+\s*this\.(?:value|options)`)
	// choice is a value that may be joined to it.
	choice = regexp.MustCompile(`^[\w-]{1,40}$`)
)

// optionTarget is the address a choice of a menu leads to; other menus hold
// values for forms.
func optionTarget(n *html.Node) string {
	menu := n.Parent
	if menu != nil && menu.Data == "optgroup" {
		menu = menu.Parent
	}
	if menu == nil || menu.Data != "select" || !strings.Contains(attr(menu, "onchange"), "location") {
		return ""
	}
	value := strings.TrimSpace(attr(n, "value"))
	if addressed.MatchString(value) {
		return value
	}
	if m := joined.FindStringSubmatch(attr(menu, "onchange")); m != nil && choice.MatchString(value) {
		return m[1] + m[2] + value
	}
	return ""
}

// onward is a script that leads the whole page on: location.href = '…', or
// location.replace('…').
var onward = regexp.MustCompile(`\blocation(?:\.href)?\s*=\s*(?:'([^'\s]{1,500})'|"([^"\s]{1,500})")\s*(?:[;}\n]|$)|\blocation\.(?:replace|assign)\(\s*(?:'([^'\s]{1,500})'|"([^"\s]{1,500})")\s*\)`)

// ledOn is where the scripts of a page without a link lead; "" where they do
// not.
func (d *document) ledOn() string {
	for _, script := range d.scripts {
		if m := onward.FindStringSubmatch(script); m != nil {
			return strings.Join(m[1:], "")
		}
	}
	return ""
}
