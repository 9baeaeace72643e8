package portal

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// jpaasUnit is the endpoint of 大汉 JPAAS.
const jpaasUnit = "/api-gateway/jpaas-publish-server/front/page/build/unit"

var (
	jpaasAddress = regexp.MustCompile(`[\w./:-]{0,200}jpaas-publish-server/front/page/build/unit(\?[^'"<>\s\\]*)?`)
	// jpaasQuery is what a part of a page says it is drawn from.
	jpaasQuery = regexp.MustCompile(`(?is)querydata\s*[:=]\s*["']?\s*(\{[^{}]*\})`)
	// jpaasRows is the page size in the block of paging links.
	jpaasRows = regexp.MustCompile(`\brows\s*=\s*["']?([0-9]{1,4})`)
	// jpaasList are words of the names of parts that are lists.
	jpaasList = regexp.MustCompile(`列表|分页|内容|信息|list|page`)
)

// jpaasFields are what build/unit is told.
var jpaasFields = []string{"parseType", "webId", "tplSetId", "pageType", "tagId", "editType", "pageId"}

// jpaasAsk returns the requests for the lists of a page that its parts are
// drawn from. A page that has been drawn already is asked from its second page
// on.
func jpaasAsk(d *document) []Request {
	text := html.UnescapeString(d.text)
	address, base := jpaasUnit, ""
	for _, m := range jpaasAddress.FindAllString(text, 20) {
		before, query, found := strings.Cut(m, "?")
		address = before
		if found && base == "" && strings.Contains(query, "pageId=") {
			base = m
		}
	}
	canonical, ok := d.resolve(address)
	if !ok {
		return nil
	}
	var lists, others []string
	for _, m := range jpaasQuery.FindAllStringSubmatch(text, 50) {
		s := settings{}
		s.read(m[1])
		if s.of("webId") == "" || s.of("pageId") == "" {
			continue
		}
		if jpaasList.MatchString(s.of("tagId")) {
			lists = append(lists, s.form(jpaasFields))
		} else {
			others = append(others, s.form(jpaasFields))
		}
	}
	if len(lists) == 0 {
		lists = others
	}
	if len(lists) == 0 && base != "" {
		canonical, ok = d.resolve(base)
		lists = []string{""}
	}
	if len(lists) == 0 || !ok {
		lists, canonical = d.jpaasSettings(), strings.TrimSuffix(canonical, "?")
	}
	return d.jpaasRequests(canonical, lists)
}

// jpaasSettings reads the fields from scripts of other templates.
func (d *document) jpaasSettings() []string {
	s := d.settingsNear("jpaas-publish-server")
	if s.of("webId") == "" || s.of("pageId") == "" {
		return nil
	}
	return []string{s.form(jpaasFields)}
}

func (d *document) jpaasRequests(canonical string, lists []string) []Request {
	size := first(figure(jpaasRows, d.text, 1000), d.settingsNear("pageSize").size(15, "pageSize"))
	page, before, needed := d.from(size)
	if !needed {
		return nil
	}
	param := url.QueryEscape(`{"pageNo":` + strconv.Itoa(page) + `,"pageSize":"` + strconv.Itoa(size) + `"}`)
	var out []Request
	for _, query := range lists {
		if len(out) >= maxAsked {
			break
		}
		address := canonical
		if query != "" {
			address += "?" + query
		}
		r := get(withQuery(address, "paramJson", param))
		r.Before = before
		out = append(out, r)
	}
	return out
}
