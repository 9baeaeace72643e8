package sample

import (
	"fmt"
	"net/http"
	"strings"
)

// addLists adds every page of a site's columns. The first page of a TRS column
// answers under the folder and under index.
func (w *world) addLists(site int) {
	s := w.sites[site]
	for _, c := range s.columns {
		newest := ""
		if len(c.entries) > 0 {
			newest = c.entries[0].date
		}
		for n, path := range s.pagePaths(c) {
			r := &resource{status: http.StatusOK, media: w.media(site), since: day(newest),
				print: func(hits int) []byte { return w.encode(site, s.listPage(w.host(site), c, n, hits)) }}
			w.resources[site][path] = r
			if n == 0 && s.family == familyTRS {
				w.resources[site][path+"index."+c.ext] = r
			}
		}
	}
}

// addFront adds robots.txt, the front page and the page on disclosure, which
// lead to the columns.
func (w *world) addFront(site int) {
	s := w.sites[site]
	if s.robots != "" {
		w.resources[site]["/robots.txt"] = &resource{status: http.StatusOK, media: "text/plain", since: day(""),
			print: func(int) []byte { return []byte(s.robots) }}
	}
	var links strings.Builder
	for _, c := range s.columns {
		if c.under == "" {
			fmt.Fprintf(&links, "<li><a href=\"%s\">%s</a></li>\n", c.path, c.title)
		}
	}
	listed := func(title, items string) *resource {
		return &resource{status: http.StatusOK, media: w.media(site), since: day(""), print: func(hits int) []byte {
			return w.encode(site, paint(s.theme, "list", view{Site: s.name, Host: w.host(site), Column: title, ColumnPath: "/",
				CharsetMeta: charsetMeta(s.declare), PageTitle: title, Items: items, Hits: 1000 + hits}))
		}}
	}
	disclosure := "/zfxxgk/"
	if s.family == familyPlain {
		disclosure = "/zwgk/"
	}
	w.resources[site]["/"] = listed(s.name, fmt.Sprintf("<li><a href=\"%s\">政府信息公开</a></li>\n", disclosure))
	w.resources[site][disclosure] = listed("政府信息公开", links.String())
}
