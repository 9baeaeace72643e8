package crawler_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/store"
)

// TestARobotsTxtThatForbidsAListIsKept forbids what the list of each family is
// read from, and asks whether the column says so: the first night, and the next.
func TestARobotsTxtThatForbidsAListIsKept(t *testing.T) {
	t.Parallel()
	const nothing, page = "the column cannot be read", "only what this page shows"
	tests := []struct{ name, rule, left string }{
		{"gkmlpt", "/gkmlpt/api/", nothing},
		{"jpaas shell", "/api-gateway/", nothing},
		{"jpaas drawn", "/*/build/unit", page},
		{"ucap file list", "/getFileListByCodeId", nothing},
		{"xxgk module", "/module/", nothing},
		{"truecms", "/*.do", page},
		{"hanweb by GET", "/module/", "own pages are asked instead"},
		{"hanweb by POST", "/*.jsp", "own pages are asked instead"},
		{"hanweb more columns", "/*.jsp", "own pages are asked instead"},
		{"epoint", "/js/", nothing},
		{"epoint", "/*/rest/", nothing},
		{"blocks", "/columns/*/blocks/", nothing},
		{"vsb links", "/xxgknb/", page},
		{"vsb script", "/xxgknb/", page},
		{"trs call", "/*/index_", page},
		{"ucap static", "/gknb/list_", page},
		{"query", "/*PageIndex=", page},
		{"plain links", "/nb/list_", page},
		{"frame", "/frame/", nothing},
	}
	for _, tt := range tests {
		t.Run(tt.name+" "+strings.ReplaceAll(tt.rule, "/", "|"), func(t *testing.T) {
			t.Parallel()
			c := systems()[tt.name]
			c.robots = "User-agent: *\nDisallow: " + tt.rule + "\n"
			c.start(t)
			a := newArchive(t)
			column := c.server.URL + c.column
			for night := range 2 {
				o := at(c.options(a), time.Duration(night)*25*time.Hour)
				sum := crawl(t, o)
				for _, r := range c.asked() {
					if rule := strings.Split(tt.rule, "*"); strings.Contains(r, rule[len(rule)-1]) {
						t.Errorf("%s was asked", r)
					}
				}
				checkClosed(t, a, sum, column, tt.left, strings.HasPrefix(tt.name, "hanweb"))
			}
		})
	}
}

// checkClosed fails where the summary of a run or the column's why does not say
// which line of robots.txt it is, and what is left of the column. Of a column
// whose own pages are asked instead its cause says so.
func checkClosed(t *testing.T, a *store.Archive, sum crawler.Summary, column, left string, instead bool) {
	t.Helper()
	why, err := crawler.Explain(t.Context(), a, crawler.Question{Subject: column, Now: time.Now()})
	if err != nil || why.Line == nil {
		t.Fatalf("why %s: %+v, %v", column, why, err)
	}
	if instead {
		if cause := why.Line.Cause; !strings.Contains(cause, "robots.txt line 2") || !strings.Contains(cause, left) {
			t.Errorf("the column says %q, want what is done instead", cause)
		}
		return
	}
	if !strings.Contains(why.Closed, "robots.txt line 2") || !strings.Contains(why.Closed, left) {
		t.Errorf("why says %q, want %q", why.Closed, left)
	}
	if len(sum.Closed) != 1 || sum.Closed[0].URL != column || sum.Closed[0].Cause != why.Closed {
		t.Errorf("closed: %+v, why: %q", sum.Closed, why.Closed)
	}
}

// TestAColumnSaysThatItsPagesCannotBeAskedFor has lists that go on where nothing
// can be asked for: the first night, and the next.
func TestAColumnSaysThatItsPagesCannotBeAskedFor(t *testing.T) {
	t.Parallel()
	rows := listItems
	tests := []struct{ name, page, want string }{
		{"postback", rows(8) + `<a href="javascript:__doPostBack('Pager1','2')">下一页</a>`, "posting back a form"},
		{"script", rows(8) + `<a href="#" onclick="turnPage(2)">下一页</a>`, "a script that names no address"},
		{"more", rows(8) + `<button onclick="more(2)">加载更多</button>`, "a script that names no address"},
		{"numbers posted back", rows(8) + `<a href="javascript:__doPostBack('Pager1','1')">1</a><a href="javascript:__doPostBack('Pager1','2')">2</a>`, "posting back a form"},
		{"days of a calendar", rows(8) + `<a href="javascript:__doPostBack('Calendar1','9132')">2</a>`, ""},
		{"count", rows(10) + `<div>共3页</div>`, "more pages than it shows a way to"},
		{"a disabled link", rows(8) + `<a href="javascript:void(0)">下一页</a>`, ""},
		{"the only page", rows(8) + `共1页 <a href="javascript:turnPage(2)">下一页</a>`, ""},
		{"few rows", rows(3) + `<a href="javascript:turnPage(2)">下一页</a>`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w, a := newWeb(t, "a.example"), newArchive(t)
			w.on("/nb/", shelled(tt.page))
			for i := range 10 {
				w.on(fmt.Sprintf("/nb/%d.html", i), report(agency(i)))
			}
			o := w.options(a, "a.example")
			for night := range 2 {
				sum := crawl(t, at(o, time.Duration(night)*25*time.Hour))
				why := ask(t, a, o, w.url("a.example", "/nb/"))
				if tt.want == "" && (why.Closed != "" || len(sum.Closed) > 0) {
					t.Errorf("night %d: why says %q, the summary %v", night, why.Closed, sum.Closed)
				}
				if tt.want != "" && (!strings.Contains(why.Closed, tt.want) || len(sum.Closed) != 1 || sum.Closed[0].URL != why.Line.URL) {
					t.Errorf("night %d: why says %q, want %q; the summary %v", night, why.Closed, tt.want, sum.Closed)
				}
			}
		})
	}
}

// listItems are n items of a list of reports.
func listItems(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<li><a href="/nb/%d.html">%s</a><span>%s</span></li>`, i, title(i), day(i))
	}
	return "<ul>" + b.String() + "</ul>"
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

// TestUcapIsReadByItsStaticPagesWhereTheEndpointIsForbidden has a column that
// scripts draw, and that is also written page by page.
func TestUcapIsReadByItsStaticPagesWhereTheEndpointIsForbidden(t *testing.T) {
	t.Parallel()
	c := systems()["ucap static"]
	inner := c.list
	c.list = func(c *cms, w http.ResponseWriter, r *http.Request) bool {
		fmt.Fprint(w, `<script>var channelId = "29a88b67e4b149cfa9fac7919dfb08a5"; $.post("/getFileListByCodeId", {channelId: channelId, page: 1, size: 15});</script>`)
		return inner(c, w, r)
	}
	c.robots = "User-agent: *\nDisallow: /getFileListByCodeId\n"
	c.start(t)
	a := newArchive(t)
	sum := crawl(t, c.options(a))
	got := c.lists(c.asked())
	if lost := c.missing(a); len(lost) > 0 || len(sum.Closed) > 0 || len(got) != 4 {
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

// TestPagesWithTheSameRowsEndThoughTheyDiffer links each page of a list to a next
// one, with the same rows and another address to share it by.
func TestPagesWithTheSameRowsEndThoughTheyDiffer(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	for n := range 100 {
		at := fmt.Sprintf("/nb/?page=%d", n)
		if n == 1 {
			at = "/nb/"
		}
		w.on(at, func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			shell(rw, listItems(3)+fmt.Sprintf(`<a href="/share?r=%d">分享</a><p><a href="/nb/?page=%d">下一页</a></p>`, n, n+1))
		})
	}
	for i := range 3 {
		w.on(fmt.Sprintf("/nb/%d.html", i), report(agency(i)))
	}
	crawl(t, w.options(a, "a.example"))
	pages := 0
	for _, one := range w.log() {
		if strings.HasPrefix(one.path, "/nb/?") {
			pages++
		}
	}
	if pages == 0 || pages > 25 {
		t.Errorf("%d further pages of the list are asked for", pages)
	}
	if n := len(reports(t, a)); n != 3 {
		t.Errorf("%d reports, want 3", n)
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
