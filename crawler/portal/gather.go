package portal

import (
	"strings"

	"golang.org/x/net/html"
)

// gather walks the page for links, scripts and frames. The parser bounds its
// depth.
func (d *document) gather(n *html.Node) {
	if n.Type == html.ElementNode {
		switch n.Data {
		case "script":
			if n.FirstChild != nil {
				d.scripts = append(d.scripts, n.FirstChild.Data)
			}
			return
		case "iframe", "frame":
			if !isHidden(n) {
				d.frame(n)
			}
		default:
			d.link(n)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		d.gather(c)
	}
}

// link takes in an element that leads somewhere by an address written out in
// it: a real link, or a script with a literal in it.
func (d *document) link(n *html.Node) {
	target := ""
	switch {
	case n.Data == "a" || n.Data == "area":
		href, found := find(n, "href")
		click := attr(n, "onclick")
		switch {
		case isScript(href):
			target = literal(href)
			if target == "" {
				target = literal(click)
			}
		case isNowhere(href):
			target = literal(click)
		case found:
			target = href
		}
	case n.Data == "link" && strings.EqualFold(attr(n, "rel"), "next"):
		target = attr(n, "href")
	case n.Data == "option":
		if target = optionTarget(n); target == "" {
			target = d.yearsOf(attr(n, "value"), textOf(n, nil))
		}
	default:
		target = literal(attr(n, "onclick"))
	}
	if target == "" {
		d.turn(n)
		return
	}
	if len(d.links) >= MaxLinks {
		d.unread++
		return
	}
	canonical, err := d.canonical(target, d.base, d.charset)
	if err != nil {
		d.unread++
		return
	}
	d.links = append(d.links, link{node: n, url: canonical})
}

func isScript(href string) bool {
	href = strings.TrimSpace(href)
	return len(href) >= 11 && strings.EqualFold(href[:11], "javascript:")
}

// isNowhere tells whether a reference only names the page itself.
func isNowhere(href string) bool {
	href = strings.TrimSpace(href)
	return href == "" || href[0] == '#' || href == "about:blank"
}

func attr(n *html.Node, name string) string {
	value, _ := find(n, name)
	return value
}

func find(n *html.Node, name string) (value string, found bool) {
	for _, a := range n.Attr {
		if a.Namespace == "" && a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
