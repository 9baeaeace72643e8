package portal

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"nianbao/extract/charset"
	"nianbao/seeds/urls"
)

// document is a list page taken apart.
type document struct {
	url, charset string   // url without its fragment, as links have it
	fragment     string   // of the column's address: some systems keep the category there
	folders      []string // path prefixes that belong to the column
	column       string
	asked        Request // the page itself
	shell        []byte  // of an answer: the page whose script asked for it
	endpoint     bool    // it is no page for people but what a script of one asks for
	told         answer  // what an endpoint sent, or what a page says of its list
	paged        bool    // the page shows or says how it is paged, if it is
	turner       Untold  // how an element of the page turns its pages, where it names none
	inlined      int     // rows the page keeps in scripts
	base         *url.URL
	canonical    canonicalForm // of its links
	text         string        // the page's source, for fingerprints
	root         *html.Node
	links        []link
	unread       int // links past MaxLinks, or that lead to no page
	counts       map[*html.Node]int
	scripts      []string
	frames       []string
}

// link is one link of the page and what was read off its surroundings.
type link struct {
	node    *html.Node
	url     string // canonical
	title   string
	date    string
	verdict Verdict
	year    int
	paging  bool
	chrome  bool // stands in a menu, header or footer
}

// open decodes and parses a page and gathers its links.
func open(p Page) *document { return openAs(p, urls.Canonical) }

// openAs does so with links of another form.
func openAs(p Page, form canonicalForm) *document {
	decoded := charset.Decode(p.Body, p.Charset)
	d := &document{
		charset: decoded.Name, text: decoded.Text, canonical: form,
		shell: p.ShellBody,
		asked: Request{URL: p.URL, Method: p.Method, Body: p.Request, Before: p.Before},
	}
	d.url, _, _ = strings.Cut(p.URL, "#")
	d.column, d.fragment, _ = strings.Cut(cmp.Or(p.Column, p.URL), "#")
	d.folders = foldersOf(d.column)
	if Endpoint(p.URL) {
		d.openAnswer(cmp.Or(p.Shell, d.column))
		return d
	}
	d.base, _ = url.Parse(p.URL)
	d.root = parse(decoded.Text)
	if href, found := goquery.NewDocumentFromNode(d.root).Find("base[href]").First().Attr("href"); found {
		if canonical, err := urls.Canonical(href, d.base, d.charset); err == nil {
			d.base, _ = url.Parse(canonical)
		}
	}
	d.gather(d.root)
	return d
}

// openAnswer takes an endpoint's answer in as the list it is. Its addresses are
// relative to the page whose script asked for it.
func (d *document) openAnswer(shell string) {
	d.endpoint = true
	d.base, _ = url.Parse(shell)
	d.told = readAnswer(d.text)
	d.root = &html.Node{Type: html.DocumentNode}
	d.add(d.told.fragments)
}

// add takes in links that stand in fragments hidden in scripts, as if they
// stood at the end of the page.
func (d *document) add(fragments []string) {
	if len(fragments) == 0 {
		return
	}
	list := parse("<ul>" + strings.Join(fragments, "") + "</ul>")
	d.gather(list)
	d.root.AppendChild(list)
}

// finish reads what needs the whole page: dates, titles and verdicts.
func (d *document) finish() {
	d.counts = make(map[*html.Node]int)
	owners := make(map[*html.Node]*link, len(d.links))
	for i := range d.links {
		owners[d.links[i].node] = &d.links[i]
	}
	d.count(d.root, owners, false)
	for i := range d.links {
		d.describe(&d.links[i])
	}
}

// count notes for each node how many links stand in it, and for each link
// whether it stands in a menu.
func (d *document) count(n *html.Node, owners map[*html.Node]*link, chrome bool) int {
	chrome = chrome || isChrome(n)
	total := 0
	if l := owners[n]; l != nil {
		total, l.chrome = 1, chrome
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		total += d.count(c, owners, chrome)
	}
	if total > 0 {
		d.counts[n] = total
	}
	return total
}

// parse never fails. What nests deeper than the HTML parser goes (512
// elements) is read without its containers.
func parse(text string) *html.Node {
	root, err := html.Parse(strings.NewReader(text))
	if err == nil {
		return root
	}
	root, err = html.Parse(strings.NewReader(flatten(text)))
	if err != nil {
		return &html.Node{Type: html.DocumentNode}
	}
	return root
}

// flat lists the elements that flatten keeps: links, what bounds an item, and
// what addresses are read from. None but the first nests by mistake, since the
// parser closes each before the next.
var flat = map[string]bool{"a": true, "li": true, "base": true, "script": true, "iframe": true, "option": true}

// flatten rewrites a page as the row of its links and texts.
func flatten(text string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		raw := string(z.Raw())
		if kind == html.StartTagToken || kind == html.EndTagToken || kind == html.SelfClosingTagToken {
			if name, _ := z.TagName(); !flat[string(name)] {
				continue
			}
		}
		b.WriteString(raw)
	}
}
