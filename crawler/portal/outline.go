package portal

import (
	"html"
	"net/url"
	"regexp"
	"strings"

	xhtml "golang.org/x/net/html"

	"nianbao/seeds/urls"
)

// Link is one link of a page, whatever it leads to.
type Link struct {
	URL     string // canonical, with its fragment
	Title   string
	Name    string // the title folded: without blanks, in half width, simplified
	Verdict Verdict
	Year    int  // reported on, by the title; 0 if it names none
	Menu    bool // it stands in a menu, header or footer, or in a script
}

// Outline is where a page of any kind leads: what discovery reads of it.
type Outline struct {
	Site    string   // what the portal calls itself; "" if it does not say
	Links   []Link   // in order of the page, those of its scripts last; a URL may stand in it under several titles
	Frames  []string // framed pages on the same host
	Refresh string   // where the page leads on to by itself; ""
}

// maxMenus bounds the scripted links of one page.
const maxMenus = 2000

// Outlined reads a page's links: real ones, those of scripts with an address
// written out, and menus that scripts keep as data or write as markup. It
// never fails; time and memory are linear in the body.
func Outlined(p Page) Outline {
	d := openAs(p, urls.CanonicalColumn)
	var fragments []string
	for _, script := range d.scripts {
		fragments = append(fragments, menusOf(script)...)
		if strings.Contains(d.url, "/gkmlpt/") {
			fragments = append(fragments, d.categories(script)...)
		}
	}
	out := Outline{Frames: d.frames}
	for n := range d.root.Descendants() {
		if n.Type != xhtml.ElementNode {
			continue
		}
		switch n.Data {
		case "meta":
			d.outlineMeta(n, &out)
		case "title":
			if out.Site == "" {
				out.Site = siteOf(textOf(n, nil))
			}
		default:
			if target := dataTarget(n); target != "" && len(fragments) < maxMenus {
				fragments = append(fragments, anchor(target, textOf(n, nil)))
			}
		}
	}
	if len(d.links) == 0 && out.Refresh == "" {
		out.Refresh = d.elsewhere(d.ledOn())
	}
	written := len(d.links)
	d.add(fragments[:min(len(fragments), maxMenus)])
	d.finish()
	for i := range d.links {
		l := &d.links[i]
		out.Links = append(out.Links, Link{URL: l.url, Title: l.title, Name: fold(l.title), Verdict: l.verdict, Year: l.year, Menu: l.chrome || i >= written})
	}
	return out
}

// outlineMeta reads the site's name and where the page leads on to.
func (d *document) outlineMeta(n *xhtml.Node, out *Outline) {
	content := strings.TrimSpace(attr(n, "content"))
	if strings.EqualFold(attr(n, "name"), "SiteName") && content != "" {
		out.Site = siteOf(content)
	}
	if !strings.EqualFold(attr(n, "http-equiv"), "refresh") {
		return
	}
	_, target, found := strings.Cut(content, "=")
	if found {
		out.Refresh = d.elsewhere(strings.Trim(strings.TrimSpace(target), `"'`))
	}
}

// elsewhere is an address a page leads on to; "" if it is none, or the page's
// own.
func (d *document) elsewhere(target string) string {
	canonical, err := urls.CanonicalColumn(target, d.base, d.charset)
	if target == "" || err != nil || canonical == d.url {
		return ""
	}
	return canonical
}

// siteSuffixes are what portals add to their names in titles.
var siteSuffixes = []string{"门户网站", "官方网站", "政府网站", "官网", "网站", "首页", "欢迎您"}

// siteOf is a portal's name without what titles add to it.
func siteOf(title string) string {
	parts := strings.FieldsFunc(title, func(r rune) bool { return strings.ContainsRune("_|-—–", r) })
	if len(parts) == 0 {
		return ""
	}
	name := strings.TrimPrefix(strings.TrimSpace(parts[len(parts)-1]), "欢迎访问")
	for changed := true; changed; {
		changed = false
		for _, s := range siteSuffixes {
			if cut, found := strings.CutSuffix(name, s); found && cut != "" {
				name, changed = strings.TrimSpace(cut), true
			}
		}
	}
	if len(name) > 120 {
		return ""
	}
	return name
}

// dataAttributes are where elements that scripts make clickable keep their
// address.
var dataAttributes = []string{"data-href", "data-url", "data-link"}

func dataTarget(n *xhtml.Node) string {
	if n.Data == "a" && attr(n, "href") != "" && !isNowhere(attr(n, "href")) && !isScript(attr(n, "href")) {
		return ""
	}
	for _, name := range dataAttributes {
		if target := strings.TrimSpace(attr(n, name)); addressed.MatchString(target) {
			return target
		}
	}
	return ""
}

var (
	// written is markup of a link inside a script.
	written = regexp.MustCompile(`(?is)<a\b[^<>]{0,500}\bhref\s*=[^<>]{1,500}>.{0,200}?</a>`)
	// menuEntry is an entry of a menu that a script keeps as data, without entries
	// of its own or up to where these begin.
	menuEntry = regexp.MustCompile(`\{[^{}\[\]]{4,800}[}\[]`)
	// menuName and menuTarget are its name and its address.
	menuName   = regexp.MustCompile(`(?i)['"]?\b(?:name|title|text|label|catalogname|columnname|channelname|menuname)['"]?\s*:\s*(?:"([^"]{1,120})"|'([^']{1,120})')`)
	menuTarget = regexp.MustCompile(`(?i)['"]?\b(?:url|href|link|linkurl|path|jumpurl|channelurl|weburl)['"]?\s*:\s*(?:"([^"\s]{1,500})"|'([^'\s]{1,500})')`)
)

// menusOf are the links of a script as markup.
func menusOf(script string) (fragments []string) {
	plain := strings.NewReplacer(`\"`, `"`, `\'`, `'`, `\/`, `/`).Replace(script)
	for _, m := range written.FindAllString(plain, maxMenus) {
		if !strings.Contains(m, "+") { // an address put together is none
			fragments = append(fragments, m)
		}
	}
	for _, m := range menuEntry.FindAllString(plain, maxMenus) {
		name, target := menuName.FindStringSubmatch(m), menuTarget.FindStringSubmatch(m)
		if name != nil && target != nil {
			fragments = append(fragments, anchor(target[1]+target[2], name[1]+name[2]))
		}
	}
	return fragments
}

// categoryNode is a node of the tree in which gkmlpt keeps its categories: a
// number, which stands in the fragment of a column's address, and a name.
var categoryNode = regexp.MustCompile(`\{"id":([0-9]{1,9}),[^{}\[\]]{0,300}?"name":"([^"]{1,120})"`)

// categories are the columns of a platform of gkmlpt as markup.
func (d *document) categories(script string) (fragments []string) {
	for _, m := range categoryNode.FindAllStringSubmatch(script, maxMenus) {
		fragments = append(fragments, anchor(d.url+"#"+m[1], m[2]))
	}
	return fragments
}

// anchor is a link as markup.
func anchor(target, name string) string {
	return `<a href="` + html.EscapeString(target) + `">` + html.EscapeString(name) + `</a>`
}

// canonicalForm makes a reference on a page canonical, one way or another.
type canonicalForm func(raw string, base *url.URL, charset string) (string, error)
