package portal

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"nianbao/seeds/urls"
)

// vsbPage is a later page of a 博达 VSB list, which count down: xxgknb/12.htm is
// the second of 13.
var vsbPage = regexp.MustCompile(`^(.*)/([0-9]{1,5})\.html?$`)

// vsbNext returns the pages after this one of a list whose row of paging links
// is drawn by script: known from 1/13 on the first page, and from its own
// number on the others.
func vsbNext(d *document) []Request {
	p := pathOf(d.url)
	if m := vsbPage.FindStringSubmatch(p); m != nil && d.url != d.column {
		n, _ := strconv.Atoi(m[2])
		return d.countDown(m[1], path.Ext(p), n-1)
	}
	stem, found := strings.CutSuffix(p, path.Ext(p))
	if !found || path.Ext(p) == "" || d.told.pages < 2 || strings.Contains(d.url, "?") {
		return nil
	}
	return d.countDown(stem, path.Ext(p), d.told.pages-1)
}

func (d *document) countDown(stem, ext string, from int) []Request {
	var out []Request
	for n := from; n >= 1 && len(out) < lookahead; n-- {
		out = append(out, get(urls.Authority(d.url)+stem+"/"+strconv.Itoa(n)+ext))
	}
	return out
}
