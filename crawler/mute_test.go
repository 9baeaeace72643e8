package crawler_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"nianbao/seeds"
)

// TestAColumnThatYieldsNothingIsNamed has columns of which nothing can be read,
// and asks for each twice: as new, and as it was before.
func TestAColumnThatYieldsNothingIsNamed(t *testing.T) {
	t.Parallel()
	const (
		vue   = `<div id="app"></div><script src="/js/app.3f2.js"></script>`
		drawn = "drawn by scripts alone"
	)
	tests := []struct{ name, page, want string }{
		{"drawn by scripts", vue, drawn},
		{"a template", `<ul><li v-for="x in list">{{x.title}}</li></ul><script>load()</script>`, drawn},
		{"an empty list", `<ul class="list"></ul><script src="/js/a.js"></script>`, drawn},
		{"nothing", "<p>暂无信息</p>", "it links to no report"},
		{"a hollow place and no script", `<div id="app"></div>`, "it links to no report"},
		{"reports on a host that is not named", `<ul><li><a href="http://b.example/nb/1.html">青溪区财政局2024年政府信息公开工作年度报告</a></li></ul>`, "hosts, on b.example"},
		{"a report", `<ul><li><a href="/nb/1.html">青溪区财政局2024年政府信息公开工作年度报告</a></li></ul><div id="app"></div><script src="/a.js"></script>`, ""},
		{"bare names", `<ul><li><a href="/nb/1.html">2024年度</a></li><li><a href="/nb/2.html">2023年度</a></li><li><a href="/nb/3.html">2022年度</a></li></ul>`, ""},
		{"a way to more", `<div id="app"></div><script src="/a.js"></script><a href="/nb/index_1.html">下一页</a>`, ""},
	}
	for _, tt := range tests {
		for _, moved := range []string{"", "/nb/"} {
			t.Run(tt.name+moved, func(t *testing.T) {
				t.Parallel()
				w, a := newWeb(t, "a.example"), newArchive(t)
				where := "/nb/"
				if moved != "" {
					where = "/new/"
					w.on(moved, status(302, "Location", where))
				}
				w.on(where, func(rw http.ResponseWriter, _ *http.Request) {
					rw.Header().Set("Content-Type", "text/html; charset=utf-8")
					shell(rw, tt.page)
				})
				w.on("/nb/1.html", report("青溪区财政局"))
				o := w.options(a, "a.example")
				column := w.url("a.example", "/nb/")
				for night := range 3 {
					sum := crawl(t, at(o, time.Duration(night)*25*time.Hour))
					why := ask(t, a, o, column)
					switch {
					case len(sum.MovedColumns) > 0:
						t.Errorf("night %d: moved %+v", night, sum.MovedColumns)
					case tt.want == "" && len(sum.Closed)+len(why.Closed) > 0:
						t.Errorf("night %d: closed %+v, why %q", night, sum.Closed, why.Closed)
					case tt.want != "" && (len(sum.Closed) != 1 || sum.Closed[0].URL != column || !strings.Contains(sum.Closed[0].Cause, tt.want)):
						t.Errorf("night %d: closed %+v, want %q", night, sum.Closed, tt.want)
					case !strings.Contains(why.Closed, tt.want):
						t.Errorf("night %d: why %q, want %q", night, why.Closed, tt.want)
					}
				}
			})
		}
	}
}

// TestAColumnThatDoesNotAnswerIsNamed has one of two columns forbidden.
func TestAColumnThatDoesNotAnswerIsNamed(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html"))
	w.on("/nb/1.html", report("青溪区财政局"))
	w.on("/bm/", status(403))
	o := w.options(a, "a.example")
	shut := w.url("a.example", "/bm/")
	o.Portals[0].Columns = append(o.Portals[0].Columns, seeds.Column{URL: shut})
	for night := range 2 {
		sum := crawl(t, at(o, time.Duration(night)*25*time.Hour))
		why := ask(t, a, o, shut)
		if len(sum.Closed) != 1 || sum.Closed[0].URL != shut || !strings.Contains(why.Closed, "403") {
			t.Errorf("night %d: closed %+v, why %q", night, sum.Closed, why.Closed)
		}
	}
}

// TestListsOfYearsOutsideTheFolderAreNamed has a column whose years lead to
// lists, to reports, and to something else, in folders of their own.
func TestListsOfYearsOutsideTheFolderAreNamed(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", func(rw http.ResponseWriter, _ *http.Request) {
		shell(rw, `<ul><li><a href="/c/24/">2024年</a></li><li><a href="/c/23/">2023年</a></li><li><a href="/c/22/">2022年</a></li><li><a href="/c/21/">2021年</a></li></ul>`)
	})
	w.on("/c/24/", list("/c/24/1.html"))
	w.on("/c/23/", list("/c/23/1.html"))
	w.on("/c/22/", report("青溪区财政局"))
	w.on("/c/21/", func(rw http.ResponseWriter, _ *http.Request) { shell(rw, "<p>规划</p>") })
	o := w.options(a, "a.example")
	for night := range 3 {
		sum := crawl(t, at(o, time.Duration(night)*25*time.Hour))
		why := ask(t, a, o, w.url("a.example", "/nb/"))
		if len(sum.Closed) != 1 || sum.Closed[0].Cause != why.Closed || !strings.HasSuffix(why.Closed, ": "+w.url("a.example", "/c/24/")+" "+w.url("a.example", "/c/23/")) {
			t.Errorf("night %d: closed %+v, why %q", night, sum.Closed, why.Closed)
		}
	}
	if n := len(reports(t, a)); n != 1 {
		t.Errorf("%d reports, want that of 2022", n)
	}
	for _, year := range []string{"/c/24/", "/c/23/"} {
		o.Portals[0].Columns = append(o.Portals[0].Columns, seeds.Column{URL: w.url("a.example", year)})
		w.on(year+"1.html", report("青溪区教育局"))
	}
	sum := crawl(t, at(o, 75*time.Hour))
	why := ask(t, a, o, w.url("a.example", "/nb/"))
	if n := len(reports(t, a)); len(sum.Closed) > 0 || why.Closed != "" || n != 3 {
		t.Errorf("with its years in the seeds: closed %+v, why %q, %d reports", sum.Closed, why.Closed, n)
	}
}

// TestAFrameThatMayBeAskedHoldsTheListBesideOneThatMayNot has robots.txt forbid
// one of two frames.
func TestAFrameThatMayBeAskedHoldsTheListBesideOneThatMayNot(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/robots.txt", text("User-agent: *\nDisallow: /nb/left.html\n"))
	page := func(html string) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			shell(rw, html)
		}
	}
	w.on("/nb/", page(`<iframe src="left.html" height="500"></iframe><iframe src="list.html" height="500"></iframe>`))
	w.on("/nb/list.html", page(`<ul><li><a href="/nb/1.html">青溪区财政局2024年政府信息公开工作年度报告</a></li></ul>`))
	w.on("/nb/1.html", report("青溪区财政局"))
	sum := crawl(t, w.options(a, "a.example"))
	if cause := lines(t, a)["/nb/"].Cause; sum.Totals.New != 1 || len(sum.Closed) > 0 || cause != "" {
		t.Errorf("%d new, closed %+v, cause %q", sum.Totals.New, sum.Closed, cause)
	}
}
