package sample

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// resource is what one path of a host answers.
type resource struct {
	status   int
	media    string      // Content-Type
	header   http.Header // further headers
	location string      // of a redirect
	report   *page       // the report it shows; nil for other pages
	print    func(hits int) []byte
	since    time.Time // of the first version
	hits     int       // raises the counter in the chrome
	changes  int       // edits and touches so far
	gone     int       // status it answers since it was removed; 0 while it is there
	last     printed   // as printed last
	version  int       // changes at that time plus one; 0 is never
}

// printed is a resource's body with its validators.
type printed struct {
	body     []byte
	etag     string // without quotes
	modified time.Time
}

// now prints the resource as it is, anew only after a change.
func (r *resource) now() printed {
	if r.version == r.changes+1 {
		return r.last
	}
	body := r.print(r.hits)
	sum := sha256.Sum256(body)
	r.last = printed{body: body, etag: hex.EncodeToString(sum[:8]), modified: r.since.Add(time.Duration(r.changes) * time.Hour)}
	r.version = r.changes + 1
	return r.last
}

// world is every resource, by site and path.
type world struct {
	sites     []site
	bases     []string // http://host:port of each site
	resources []map[string]*resource
}

// newWorld builds the portals for hosts at those addresses.
func newWorld(bases []string) *world {
	reports := pages()
	w := &world{sites: filled(sites(), reports, bases), bases: bases}
	for range w.sites {
		w.resources = append(w.resources, map[string]*resource{})
	}
	for i := range reports {
		w.addReport(&reports[i])
	}
	w.addFiled()
	for _, s := range stories() {
		w.addStory(s)
	}
	for i := range w.sites {
		w.addLists(i)
		w.addFront(i)
	}
	w.addNotice(qingxi, SoftGonePath)
	return w
}

func (w *world) host(site int) string { return strings.TrimPrefix(w.bases[site], "http://") }

// encode turns a page into its site's bytes.
func (w *world) encode(site int, text string) []byte {
	if w.sites[site].charset == "gb18030" {
		if b, err := simplifiedchinese.GB18030.NewEncoder().String(text); err == nil {
			return []byte(b)
		}
	}
	return []byte(text)
}

// media is a site's Content-Type for pages; the GBK site names no charset.
func (w *world) media(site int) string {
	if w.sites[site].charset == "gb18030" {
		return "text/html"
	}
	return "text/html; charset=utf-8"
}

func day(date string) time.Time {
	t, err := time.Parse("2006-01-02", date)
	if err != nil {
		return time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return t.Add(2 * time.Hour)
}

func (w *world) addReport(p *page) {
	s := w.sites[p.site]
	look := s.theme
	if p.theme != "" {
		look = p.theme
	}
	declared := s.declare
	if p.declare != "" {
		declared = p.declare
	}
	c := *w.sites[p.site].column(p.column)
	r := &resource{status: http.StatusOK, media: w.media(p.site), report: p, since: day(p.document.Published)}
	r.print = func(hits int) []byte {
		return w.encode(p.site, dress(look, sheet{document: p.document, rendering: p.rendering, site: s.name, host: w.host(p.site),
			column: c.title, columnPath: c.path, related: related(c, p), declared: declared, hits: hits}))
	}
	w.resources[p.site][p.path] = r
	if p.moved != "" {
		w.resources[p.site][p.moved] = &resource{status: http.StatusMovedPermanently, location: p.path, media: "text/html",
			since: r.since, print: func(int) []byte { return []byte("<html><body>Moved</body></html>") }}
	}
	for _, name := range p.document.Attachments {
		w.resources[p.site][p.path[:strings.LastIndex(p.path, "/")+1]+name] = &resource{status: http.StatusOK, since: r.since,
			media: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
			print: func(int) []byte { return Docx(p.document) }}
	}
}

// related links two other entries of the column.
func related(c column, p *page) string {
	var b strings.Builder
	n := 0
	for _, e := range c.entries {
		if e.href == p.path || !strings.HasPrefix(e.href, "/") || n == 2 {
			continue
		}
		label := []string{"上一篇：", "下一篇："}[n]
		fmt.Fprintf(&b, "<li>%s<a href=\"%s\">%s</a></li>", label, e.href, e.text)
		n++
	}
	return b.String()
}

func (w *world) addStory(s story) {
	c := w.sites[s.site].columns[0]
	w.resources[s.site][s.path] = &resource{status: http.StatusOK, media: w.media(s.site), since: day(s.date),
		print: func(hits int) []byte {
			return w.encode(s.site, dress(w.sites[s.site].theme, sheet{document: s.document(), rendering: Clean, site: w.sites[s.site].name,
				host: w.host(s.site), column: c.title, columnPath: c.path, declared: w.sites[s.site].declare, hits: hits}))
		}}
}

// addNotice answers 200 with the notice that there is no such page.
func (w *world) addNotice(site int, path string) {
	w.resources[site][path] = &resource{status: http.StatusOK, media: w.media(site), since: day(""),
		print: func(hits int) []byte { return w.notice(site) }}
}

func (w *world) notice(site int) []byte {
	s := w.sites[site]
	return w.encode(site, dress(s.theme, sheet{document: gone(), rendering: Clean, site: s.name, host: w.host(site),
		column: s.columns[0].title, columnPath: s.columns[0].path, declared: s.declare}))
}
