package extract

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// documentName is a file a report may be in.
var documentName = regexp.MustCompile(`(?i)\.(pdf|docx?|wps|rtf|xlsx?|et|ofd)(?:$|[?#&])`)

// imageName is an image that may be a page of a report.
var imageName = regexp.MustCompile(`(?i)\.(jpe?g|png|gif|bmp|webp)(?:$|[?#])`)

// maxAttachments bounds what one page may name.
const maxAttachments = 50

// attachmentsOf lists the files a body links to, embeds or frames, in order;
// images counts the pictures in it.
func attachmentsOf(body *html.Node, pageURL string) (list []Attachment, images int) {
	base, err := url.Parse(pageURL)
	if err != nil {
		base = &url.URL{}
	}
	l := linked{base: base, seen: map[string]bool{}}
	for n := following(body, body); n != nil; n = following(n, body) {
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "img":
			if src, ok := attribute(n, "src"); ok && imageName.MatchString(src) {
				images++
			}
		case refers(n):
			l.add(n)
		}
	}
	return l.list, images
}

// refers tells an element that links to a file, embeds or frames one.
func refers(n *html.Node) bool {
	key := ""
	switch n.Data {
	case "a":
		key = "href"
	case "iframe", "embed":
		key = "src"
	case "object":
		key = "data"
	default:
		return false
	}
	_, ok := attribute(n, key)
	return ok
}

// linked are the files a body refers to.
type linked struct {
	base *url.URL
	seen map[string]bool
	list []Attachment
}

func (l *linked) add(n *html.Node) {
	if len(l.list) >= maxAttachments {
		return
	}
	ref := reference(n)
	name := plainText(allText(n))
	if !documentName.MatchString(ref) && !documentName.MatchString(name) {
		return
	}
	u, err := l.against(ref)
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" || l.seen[u.String()] {
		return
	}
	u.Fragment = ""
	l.seen[u.String()] = true
	if name == "" {
		name = path.Base(u.Path)
	}
	l.list = append(l.list, Attachment{URL: u.String(), Name: name})
}

// against makes an address absolute; that of a file beside a saved page stays
// as it is written.
func (l *linked) against(ref string) (*url.URL, error) {
	if l.base.Opaque != "" {
		return url.Parse(ref)
	}
	return l.base.Parse(ref)
}

// reference is where an element points to.
func reference(n *html.Node) string {
	for _, key := range []string{"href", "src", "data"} {
		if ref, _ := attribute(n, key); ref != "" {
			return strings.TrimSpace(ref)
		}
	}
	return ""
}

func attribute(n *html.Node, key string) (value string, ok bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// allText is all text below a node.
func allText(n *html.Node) string {
	if c := n.FirstChild; c != nil && c.NextSibling == nil && c.Type == html.TextNode {
		return c.Data
	}
	var b strings.Builder
	for c := following(n, n); c != nil; c = following(c, n) {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// following is the next node below root in document order; nil behind the last.
func following(n, root *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	for n != root && n.NextSibling == nil {
		n = n.Parent
	}
	if n == root {
		return nil
	}
	return n.NextSibling
}
