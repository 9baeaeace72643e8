package portal

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	// place is the id or class of an element that a script draws a page, or its
	// list, into.
	place = regexp.MustCompile(`(?i)(?:^|[-_ ])(?:app|root|nuxt|next|main|container|wrap(?:per)?|vue|react)(?:$|[-_ 0-9])|list|content|data|news|article|xxgk|zfxxgk`)
	// template is what a script fills in in the browser: {{item.title}}.
	template = regexp.MustCompile(`\{\{[^{}]{1,200}\}\}`)
	// templates are the attributes of elements that a script repeats.
	templates = []string{"v-for", "ng-repeat", "ms-for", "ms-repeat", "wx:for", "data-bind", "v-cloak"}
)

// isDrawn tells whether a page without a list has a place that a script of it
// draws into: an empty element called so, or a template.
func (d *document) isDrawn() bool {
	scripts, places := false, false
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil && !(scripts && places); c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				places = places || template.MatchString(c.Data)
			case c.Type != html.ElementNode:
			case c.DataAtom == atom.Script:
				scripts = scripts || attr(c, "src") != "" || c.FirstChild != nil
			default:
				places = places || isPlace(c)
				walk(c)
			}
		}
	}
	walk(d.root)
	return scripts && places
}

// isPlace tells an element that a script fills or repeats.
func isPlace(n *html.Node) bool {
	if slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return slices.Contains(templates, a.Key) }) {
		return true
	}
	switch n.DataAtom {
	case atom.Div, atom.Ul, atom.Ol, atom.Dl, atom.Tbody, atom.Table, atom.Section, atom.Main, atom.Article:
		return (place.MatchString(attr(n, "id")) || place.MatchString(attr(n, "class"))) && hollow(n)
	}
	return false
}

// hollow tells an element that shows nothing.
func hollow(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode || c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" {
			return false
		}
	}
	return true
}
