package crawler_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/store"
)

// sorry is a page that says nothing any list of words knows, with a clock and
// the address that was asked for on it.
func sorry(code int) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		rw.WriteHeader(code)
		fmt.Fprintf(rw, `<html><head><title>青溪区人民政府</title></head><body><h1>您来晚了</h1>
<p>%s 已归档至内网，现在是 %s。</p><a href="/">返回</a></body></html>`, r.URL.RequestURI(), time.Now().Format(time.StampNano))
	}
}

func TestASoft404IsLearntFromReal404s(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example", "b.example"), newArchive(t)
	for _, host := range []string{"a.example", "b.example"} {
		w.on(host+"/nb/", list("/nb/1.html", "/nb/2.html", "/nb/3.html", "/nb/4.html"))
		w.on(host+"/nb/1.html", report("一局"))
	}
	w.on("a.example/nb/2.html", sorry(404))
	w.on("a.example/nb/3.html", sorry(410))
	w.on("a.example/nb/4.html", sorry(200))
	w.on("b.example/nb/2.html", sorry(200))
	w.on("b.example/nb/3.html", report("三局"))
	w.on("b.example/nb/4.html", report("四局"))
	o := w.options(a, "a.example", "b.example")
	crawl(t, o)
	all := map[string]frontier.Line{}
	for l, err := range frontier.All(t.Context(), a, "") {
		if err != nil {
			t.Fatal(err)
		}
		all[l.URL] = l
	}
	l := all[w.url("a.example", "/nb/4.html")]
	if l.Outcome != store.Soft404 || l.State != frontier.Gone || !strings.Contains(l.Cause, "looks like the host's 404 page, as at "+w.url("a.example", "/nb/2.html")) {
		t.Errorf("the third of its kind is %+v", l)
	}
	if l := all[w.url("b.example", "/nb/2.html")]; l.Outcome != store.OK {
		t.Errorf("what one host showed was held against another: %+v", l)
	}
	if n := len(reports(t, a)); n != 3 { // one path of both hosts is one here
		t.Errorf("%d reports", n)
	}
	got := ask(t, a, o, "a.example").MissingPages
	want := []string{w.url("a.example", "/nb/2.html"), w.url("a.example", "/nb/3.html")}
	if len(got) != 1 || got[0].Title != "青溪区人民政府" || got[0].Status != 404 || !slices.Equal(got[0].URLs, want) || got[0].Learnt.IsZero() {
		t.Errorf("why says %+v", got)
	}
	for _, s := range w.log() {
		if s.path != "/robots.txt" && s.path != "/nb/" && !strings.HasPrefix(s.path, "/nb/") {
			t.Errorf("%s was asked, which no page links to", s.path)
		}
	}
}

func TestASoft404IsLearntFromOneSmallPageInPlaceOfTwoReports(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html", "/nb/2.html"))
	w.on("/nb/1.html", sorry(200))
	w.on("/nb/2.html", report("二局"))
	o := w.options(a, "a.example")
	o.Recheck = 0
	crawl(t, o)
	if l := lines(t, a)["/nb/1.html"]; l.Outcome != store.OK {
		t.Errorf("one page proves nothing, yet it is %+v", l)
	}
	if m := ask(t, a, o, "a.example").MissingPages; len(m) != 0 {
		t.Errorf("learnt too soon: %+v", m)
	}
	w.on("/nb/2.html", sorry(200)) // the next run has only what the archive kept
	crawl(t, o)
	if m := ask(t, a, o, "a.example").MissingPages; len(m) != 1 || m[0].Status != 200 {
		t.Errorf("after the second: %+v", m)
	}
	sum := crawl(t, o)
	known := lines(t, a)
	for path, other := range map[string]string{"/nb/1.html": "/nb/2.html", "/nb/2.html": "/nb/1.html"} {
		l := known[path]
		if l.Outcome != store.Soft404 || l.State != frontier.Gone {
			t.Errorf("%s is %+v", path, l)
		}
		if path == "/nb/1.html" && l.Cause != "the same page stands at "+w.url("a.example", other) {
			t.Errorf("%s: %s", path, l.Cause)
		}
	}
	if sum.Totals.Gone != 2 {
		t.Errorf("summary %+v", sum.Totals)
	}
	if r := reports(t, a)["/nb/2.html"]; r == nil || r["versions"] != 1.0 || r["gone_at"] != nil {
		t.Errorf("the report that stood there is %v", r)
	}
	w.on("/nb/1.html", report("一局"))
	crawl(t, o)
	if reports(t, a)["/nb/1.html"] == nil {
		t.Error("the report that stands there in the end was not read")
	}
}

func TestASoft404IsNeverLearntFromListsOrReportsNorHeldAgainstThem(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	empty := func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(rw, `<html><head><title>部门年报</title></head><body><p>敬请留意本栏目</p></body></html>`)
	}
	// Two columns that are as empty as each other, two undecided links to such
	// pages, and one report under two addresses.
	w.on("/nb/", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(rw, strings.Replace(listPage("/nb/1.html", "/nb/2.html"), "</ul>",
			`<li><a href="/nb/x1.html">青溪区卫生健康局</a><span>2025-01-02</span></li>
<li><a href="/nb/x2.html">青溪区教育局</a><span>2025-01-02</span></li></ul>`, 1))
	})
	for _, path := range []string{"/b/", "/c/", "/nb/x1.html", "/nb/x2.html"} {
		w.on(path, empty)
	}
	w.on("/nb/1.html", report("一局"))
	w.on("/nb/2.html", report("一局"))
	o := w.options(a, "a.example")
	for _, path := range []string{"/b/", "/c/"} {
		column := o.Portals[0].Columns[0]
		column.URL = w.url("a.example", path)
		o.Portals[0].Columns = append(o.Portals[0].Columns, column)
	}
	o.Recheck = 0
	for range 2 {
		crawl(t, o)
	}
	for path, l := range lines(t, a) {
		if l.State == frontier.Gone || l.Outcome == store.Soft404 {
			t.Errorf("%s is %+v", path, l)
		}
	}
	if m := ask(t, a, o, "a.example").MissingPages; len(m) != 0 {
		t.Errorf("learnt %+v", m)
	}
	if n := len(reports(t, a)); n != 2 {
		t.Errorf("%d reports", n)
	}
}

func TestAPageInPlaceOfAFileIsASoft404OnceItIsKnown(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html"))
	w.on("/nb/1.html", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(rw, reportPage("一局", `<p>附件：<a href="1.pdf">一.pdf</a> <a href="2.pdf">二.pdf</a> <a href="3.pdf">三.pdf</a></p>`))
	})
	for _, path := range []string{"/nb/1.pdf", "/nb/2.pdf", "/nb/3.pdf"} {
		w.on(path, sorry(200))
	}
	crawl(t, w.options(a, "a.example"))
	known := lines(t, a)
	if l := known["/nb/3.pdf"]; l.Outcome != store.Soft404 {
		t.Errorf("the third is %+v", l)
	}
	if l := known["/nb/1.html"]; l.Outcome != store.OK {
		t.Errorf("the report is %+v", l)
	}
}
