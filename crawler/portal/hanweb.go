package portal

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// hanwebSize is how many rows dataproxy.jsp is asked for at a time: it cuts
// what is over some 300, and where it gives fewer its own number is used.
const hanwebSize = 100

var (
	// dataproxy is the address of the endpoint as pages have it, often whole
	// with its query.
	dataproxy = regexp.MustCompile(`[\w./:-]{0,200}dataproxy\.jsp(?:\?[^'"<>\s\\]*)?`)
	// jpageID is the number of the list's element, which also pages the column
	// itself: ?uid=423656&pageNum=2.
	jpageID = regexp.MustCompile(`#([0-9]{1,12})['"]\s*\)\s*\.\s*jpage`)
	// proxyUnit is what tells the lists of one page apart.
	proxyUnit = regexp.MustCompile(`unitid=([0-9]+)`)
)

// hanwebFields are what dataproxy.jsp is told, in the order of its own pages;
// morecolumndataproxy.jsp, of pages over several columns, a few more.
var hanwebFields = []string{"col", "appid", "webid", "path", "columnid", "b_vir", "virinfos", "sourceContentType", "unitid", "keyWordCount", "webname", "permissiontype"}

// hanwebRecords returns the rows of the list that 大汉 JCMS keeps in a script of
// the column's page: the first pages of it.
func hanwebRecords(d *document) []string {
	var rows []string
	for _, script := range d.scripts {
		if strings.Contains(script, "<record>") {
			rows = append(rows, recordsOf(script)...)
		}
	}
	d.inlined = len(rows)
	return rows
}

// hanwebAsk returns the requests for what the page does not hold of its list.
// Pages that have the endpoint's whole address ask it by GET, the others post
// what their script sets.
func hanwebAsk(d *document) []Request {
	if total := figure(recordTotal, d.text, maxTotal); total > 0 && d.inlined >= total {
		return nil
	}
	text := html.UnescapeString(d.text)
	var out []Request
	bare := ""
	var units []string
	for _, address := range dataproxy.FindAllString(text, 50) {
		if !strings.Contains(address, "columnid=") && !strings.Contains(address, "unitid=") {
			bare = address
			continue
		}
		unit := proxyUnit.FindString(address)
		if slices.Contains(units, unit) || len(units) >= maxAsked {
			continue
		}
		units = append(units, unit)
		if canonical, ok := d.resolve(address); ok {
			out = append(out, get(hanwebPage(canonical)))
		}
	}
	if len(out) > 0 || bare == "" {
		return out
	}
	return d.hanwebPost(bare)
}

// hanwebPage is the address of the first rows.
func hanwebPage(canonical string) string {
	for _, p := range []struct {
		name string
		n    int
	}{{"page", 1}, {"startrecord", 1}, {"endrecord", hanwebSize}, {"perpage", hanwebSize}} {
		canonical = withQuery(canonical, p.name, strconv.Itoa(p.n))
	}
	return canonical
}

// hanwebPost posts what the script sets.
func (d *document) hanwebPost(address string) []Request {
	canonical, ok := d.resolve(address)
	s := d.settingsNear("dataproxy.jsp")
	if !ok || s.of("columnid", "unitid") == "" {
		return nil
	}
	return []Request{{
		URL: hanwebPage(canonical), Method: "POST", ContentType: formType,
		Body: []byte(s.form(hanwebFields)),
	}}
}

// form writes fields that have a value as a form.
func (s settings) form(fields []string) string {
	var b strings.Builder
	for _, name := range fields {
		value, set := s[strings.ToLower(name)]
		if !set {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name + "=" + url.QueryEscape(value))
	}
	return b.String()
}

// hanwebInstead returns the column's own address with the number of the next
// page, which it also pages by, for where the endpoint may not be asked.
func hanwebInstead(d *document) []Request {
	id := jpageID.FindStringSubmatch(d.text)
	unit := ""
	if id != nil {
		unit = id[1]
	} else if m := proxyUnit.FindStringSubmatch(d.text); m != nil {
		unit = m[1]
	}
	if unit == "" {
		return nil
	}
	n, paged := get(d.url).number("pageNum")
	if !paged {
		n = 1
	}
	total := figure(recordTotal, d.text, maxTotal)
	if paged && d.rowLinks() == 0 || total > 0 && n*d.settingsNear("jpage").size(1, "perPage") >= total {
		return nil
	}
	return []Request{get(withQuery(withQuery(d.url, "uid", unit), "pageNum", strconv.Itoa(n+1)))}
}
