package extract

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// imageName is an image that may be a page of a report.
var imageName = regexp.MustCompile(`(?i)\.(jpe?g|png|gif|bmp|webp)(?:$|[?#])`)

// maxAttachments bounds what one page may name.
const maxAttachments = 50

// scopes are the elements whose files are the page's: the body, or where no
// body was told from the page, the containers a body may stand in.
func (s *survey) scopes(body *html.Node) []*html.Node {
	if body == s.root && len(s.containers) > 0 {
		return s.containers
	}
	return []*html.Node{body}
}

// attachmentsOf lists the files that are linked, opened, embedded or framed in
// one of the scopes, in order; images counts the pictures there.
func attachmentsOf(scopes []*html.Node, pageURL string) (list []Attachment, images int) {
	l := newLinked(scopes[0], pageURL)
	for _, body := range scopes {
		for n := following(body, body); n != nil; n = following(n, body) {
			if n.Type != html.ElementNode {
				continue
			}
			if n.DataAtom == atom.Img {
				if src, ok := attribute(n, "src"); ok && imageName.MatchString(src) {
					images++
				}
				continue
			}
			l.look(n)
		}
	}
	return l.list, images
}

// attachmentsAround lists the files that stand outside of the body: content
// systems put a box of them below it, or open the one that is the report by a
// script. Only what is shown on the page, or speaks of a report by its name, is
// taken from elsewhere.
func attachmentsAround(body *html.Node, pageURL string) []Attachment {
	root := body
	for root.Parent != nil {
		root = root.Parent
	}
	l := newLinked(body, pageURL)
	l.named = true
	var scripts []*html.Node
	for n := following(root, root); n != nil; n = following(n, root) {
		if n.Type != html.ElementNode {
			continue
		}
		if n.DataAtom == atom.Script {
			scripts = append(scripts, n)
			continue
		}
		l.look(n)
	}
	if len(l.list) == 0 {
		l.scripts(scripts)
	}
	return l.list
}

// linked are the files a page refers to.
type linked struct {
	base  *url.URL
	seen  map[string]bool
	list  []Attachment
	named bool // only what is named like a report's file
}

// newLinked begins a list; addresses are those of a page, or of its base
// element.
func newLinked(at *html.Node, pageURL string) *linked {
	base, err := url.Parse(pageURL)
	if err != nil {
		base = &url.URL{}
	}
	l := &linked{base: base, seen: map[string]bool{}}
	root := at
	for root.Parent != nil {
		root = root.Parent
	}
	if e := firstElement(root, atom.Base); e != nil {
		if href, _ := attribute(e, "href"); href != "" {
			if u, err := l.against(strings.TrimSpace(href)); err == nil {
				l.base = u
			}
		}
	}
	return l
}

// firstElement finds an element in the head of a document; nil where there is
// none.
func firstElement(root *html.Node, tag atom.Atom) *html.Node {
	for n := following(root, root); n != nil && n.DataAtom != atom.Body; n = following(n, root) {
		if n.Type == html.ElementNode && n.DataAtom == tag {
			return n
		}
	}
	return nil
}

// look adds what one element refers to, if that is a file.
func (l *linked) look(n *html.Node) {
	for _, a := range n.Attr {
		switch a.Key {
		case "href", "src", "data", "onclick", "data-href", "data-url", "data-src", "fileurl":
		default:
			continue
		}
		if len(l.list) >= maxAttachments || a.Val == "" || len(a.Val) > maxReference {
			continue
		}
		script := a.Key == "onclick" || hasPrefixFold(a.Val, "javascript:")
		if !script && !refers(n, a.Key) {
			continue
		}
		where := place{framed: frames(n), declared: declaresDocument(n)}
		if !script {
			l.add(a.Val, n, where)
			continue
		}
		if !strings.ContainsAny(a.Val, `'"`) {
			continue
		}
		before := len(l.list)
		for _, m := range quotedText.FindAllStringSubmatch(a.Val, maxQuoted) {
			if ref := m[1] + m[2]; len(l.list) == before || strings.Contains(ref, "/") { // else it is the file's name
				l.add(ref, n, place{})
			}
		}
	}
}

// Bounds of what one attribute or script is searched for.
const (
	maxReference = 8 << 10 // bytes of an attribute
	maxQuoted    = 16      // strings of a script
	maxScript    = 256 << 10
)

// quotedText is a string in a script, long enough for an address.
var quotedText = regexp.MustCompile(`'([^'\s<>]{5,1000})'|"([^"\s<>]{5,1000})"`)

// refers tells an attribute by which its element links to, embeds or frames
// something.
func refers(n *html.Node, key string) bool {
	switch n.DataAtom {
	case atom.A:
		return key != "src" && key != "data"
	case atom.Iframe, atom.Embed, atom.Frame:
		return key == "src" || key == "data-src"
	case atom.Object:
		return key == "data"
	}
	return key == "fileurl" || key == "data-url" || key == "data-href"
}

// frames tells an element that shows in the page what it refers to.
func frames(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Iframe, atom.Embed, atom.Frame, atom.Object:
		return true
	}
	return false
}

// declaresDocument tells an element that says by its type to hold a document.
func declaresDocument(n *html.Node) bool {
	kind, _ := attribute(n, "type")
	return kind == PDF || n.DataAtom == atom.Object && strings.HasPrefix(kind, "application/vnd.")
}

// place is how a reference stands on its page.
type place struct {
	framed   bool // shown in the page, not linked
	declared bool // said to be a document
}

// add adds a reference that leads to a file.
func (l *linked) add(ref string, n *html.Node, at place) {
	u, err := l.against(strings.TrimSpace(ref))
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return
	}
	name := nameOf(n)
	if shown := viewed(u); shown != nil {
		u, at.declared = shown, true
	}
	switch {
	case at.declared, namesDocument(u):
	case name != "" && documentName.MatchString(name) && !isPage(u):
	case servesFile(u) && (at.framed || offersFile(name)):
	default:
		return
	}
	u.Fragment = ""
	if l.named && !at.framed && !speaksOfReport(name) && !speaksOfReport(path.Base(u.Path)) || l.seen[u.String()] {
		return
	}
	l.seen[u.String()] = true
	if file := baseName(u); name == "" || noName.MatchString(name) && documentEnd.MatchString(file) {
		name = file
	}
	l.list = append(l.list, Attachment{URL: u.String(), Name: name})
}

// scripts adds the files that scripts of the page speak of: a viewer is often
// told what to show by one.
func (l *linked) scripts(scripts []*html.Node) {
	for _, s := range scripts {
		text := allText(s)
		if len(text) > maxScript {
			continue
		}
		for _, m := range quotedText.FindAllStringSubmatch(text, -1) {
			ref := strings.ReplaceAll(m[1]+m[2], `\/`, "/")
			u, err := l.against(ref)
			if err != nil || !namesDocument(u) || len(l.list) >= maxQuoted || strings.ContainsAny(ref, "+{}()") {
				continue
			}
			l.named = false
			l.add(ref, s, place{declared: true})
		}
	}
}

// against makes an address absolute; that of a file beside a saved page stays
// as it is written.
func (l *linked) against(ref string) (*url.URL, error) {
	if l.base.Opaque != "" {
		return url.Parse(ref)
	}
	return l.base.Parse(ref)
}

// nameOf is what an element calls what it refers to. What a frame or an object
// has inside is for browsers that cannot show it.
func nameOf(n *html.Node) string {
	if n.DataAtom == atom.Script {
		return ""
	}
	text := ""
	if !frames(n) {
		text = plainText(allText(n))
	}
	if documentName.MatchString(text) {
		return text
	}
	for _, key := range []string{"title", "download"} {
		if said, _ := attribute(n, key); documentName.MatchString(said) || text == "" && said != "" {
			return plainText(said)
		}
	}
	return text
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
