package crawler_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/store"
)

func TestARobotsTxtThatForbidsTheEndpointIsKept(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, rule string
		readable   bool // by other pages
	}{
		{"gkmlpt", "/gkmlpt/api/", false},
		{"jpaas shell", "/api-gateway/", false},
		{"jpaas drawn", "/*/build/unit", false},
		{"ucap file list", "/getFileListByCodeId", false},
		{"xxgk module", "/module/", false},
		{"truecms", "/*.do", false},
		{"hanweb by GET", "/module/", false},
		{"hanweb by POST", "/*.jsp", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := systems()[tt.name]
			c.robots = "User-agent: *\nDisallow: " + tt.rule + "\n"
			c.start(t)
			a := newArchive(t)
			sum := crawl(t, c.options(a))
			for _, r := range c.asked() {
				if strings.Contains(r, strings.Trim(tt.rule, "/*")) {
					t.Errorf("%s was asked", r)
				}
			}
			column := c.server.URL + c.column
			line, known, err := frontier.LineOf(t.Context(), a, column)
			if err != nil || !known || !strings.Contains(line.Cause, "robots.txt line 2") {
				t.Errorf("the column says %+v, %v", line, err)
			}
			if sum.Causes[store.RobotsDenied] == 0 {
				t.Errorf("causes %v", sum.Causes)
			}
			if strings.HasPrefix(tt.name, "hanweb") {
				return
			}
			if len(sum.Closed) != 1 || sum.Closed[0].URL != column || sum.Closed[0].Cause != line.Cause {
				t.Errorf("closed: %+v", sum.Closed)
			}
		})
	}
}

// TestHanwebIsReadByItsOwnPagesWhereTheEndpointIsForbidden serves the column
// also as ?uid=…&pageNum=….
func TestHanwebIsReadByItsOwnPagesWhereTheEndpointIsForbidden(t *testing.T) {
	t.Parallel()
	c := systems()["hanweb by GET"]
	inner := c.list
	c.list = func(c *cms, w http.ResponseWriter, r *http.Request) bool {
		q := r.URL.Query()
		if q.Get("uid") != "247686" {
			return inner(c, w, r)
		}
		shell(w, fmt.Sprintf(`<script>$('#247686').jpage({proxyUrl:'/module/web/jpage/dataproxy.jsp', columnid:61490, unitid:247686})</script><ul>%s</ul>`,
			strings.Join(c.rowsFrom((number(q.Get("pageNum"), 1)-1)*15, 15), "")))
		return true
	}
	c.robots = "User-agent: *\nDisallow: /module/\n"
	c.start(t)
	a := newArchive(t)
	sum := crawl(t, c.options(a))
	got := c.lists(c.asked())
	if lost := c.missing(a); len(lost) > 0 || len(sum.Closed) > 0 || len(got) > 6 {
		t.Errorf("lost %q, closed %v, lists %q", lost, sum.Closed, got)
	}
}

// TestAListPageThatFailsDoesNotHideTheNext has the second answer of an endpoint
// fail for ever.
func TestAListPageThatFailsDoesNotHideTheNext(t *testing.T) {
	t.Parallel()
	failing := map[string]string{
		"jpaas shell": "%22pageNo%22%3A2", "ucap file list": "page=2", "gkmlpt": "page=2", "epoint": `"pageIndex":1`,
		"truecms": "startrecord=31", "hanweb own size": "page=4", "xxgk module": "currpage=2",
	}
	for name, mark := range failing {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := systems()[name]
			c.fails = mark
			c.start(t)
			a := newArchive(t)
			o := c.options(a)
			o.Policy.MaxDelay = 4 * time.Millisecond
			crawl(t, o)
			if lost := c.missing(a); len(lost) == 0 || len(lost) > 20 {
				t.Errorf("%d reports are not found, want those of one page: %v", len(lost), lost)
			}
		})
	}
}

// TestAServerThatAnswersAnyNumberIsLeftSoon repeats its first page, or its last,
// or makes up pages without reports, for ever.
func TestAServerThatAnswersAnyNumberIsLeftSoon(t *testing.T) {
	t.Parallel()
	for name := range systems() {
		for how, page := range map[string]func(n, last int) int{
			"its first page": func(int, int) int { return 1 },
			"its last page":  func(n, last int) int { return min(n, last) },
		} {
			if name == "frame" || name == "plain links" || strings.HasPrefix(name, "vsb") || strings.HasPrefix(name, "hanweb") || name == "truecms" {
				continue // they page by rows, or by links
			}
			t.Run(name+" "+how, func(t *testing.T) {
				t.Parallel()
				c := systems()[name]
				c.total = 4000
				c.served = page
				c.start(t)
				a := newArchive(t)
				crawl(t, c.options(a))
				if lists := c.lists(c.asked()); len(lists) > 2*4+4 {
					t.Errorf("%d list pages: %.2000q", len(lists), lists)
				}
			})
		}
	}
}

// TestReportsGoBeforeWhatMayBeOne has undecided links on the first page of a list
// and reports on the second.
func TestReportsGoBeforeWhatMayBeOne(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	page := func(title, next string, from int) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			var items string
			for i := from; i < from+4; i++ {
				items += fmt.Sprintf(`<li><a href="/nb/%d.html">%s</a> 2025-01-1%d</li>`, i, title, i%10)
			}
			shell(rw, "<ul>"+items+`</ul><p><a href="`+next+`">下一页</a></p>`)
		}
	}
	w.on("/nb/", page("区教育局年报公示…", "/nb/2", 0))
	w.on("/nb/2", page("区教育局2024年政府信息公开工作年度报告", "/nb/2", 4))
	for i := range 8 {
		w.on(fmt.Sprintf("/nb/%d.html", i), report(agency(i)))
	}
	crawl(t, w.options(a, "a.example"))
	var got []string
	for _, s := range w.log() {
		got = append(got, strings.TrimSuffix(strings.TrimPrefix(s.path, "/nb/"), ".html"))
	}
	if want := "/robots.txt  2 4 5 6 7 0 1 2 3"; strings.Join(got, " ") != want {
		t.Errorf("asked %q, want %q", strings.Join(got, " "), want)
	}
}
