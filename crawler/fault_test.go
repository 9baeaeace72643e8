package crawler_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/seeds"
	"nianbao/store"
)

func TestARedirectIsAURLOfItsOwn(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example", "www.a.example"), newArchive(t)
	w.on("a.example/nb/", status(301, "Location", w.url("www.a.example", "/zwgk/nb/")))
	w.on("www.a.example/zwgk/nb/", list("/nb/1.html"))
	w.on("www.a.example/nb/1.html", status(302, "Location", "/nb/moved.html"))
	w.on("www.a.example/nb/moved.html", report("一局"))
	w.on("www.a.example/robots.txt", text("User-agent: *\nDisallow: /x\n"))
	o := w.options(a, "a.example")
	o.Portals[0].Hosts = []string{"www.a.example"}
	for night := range 2 {
		crawl(t, at(o, time.Duration(night)*12*time.Hour))
		if night == 0 {
			checkPauses(t, w.log(), delay)
		}
		if n := w.times("www.a.example", "/zwgk/nb/"); n != night+1 {
			t.Errorf("night %d: where the column moved to was asked %d times", night, n)
		}
	}
	known := lines(t, a)
	if l := known["/nb/moved.html"]; l.State != frontier.Done || l.Referrer != w.url("www.a.example", "/nb/1.html") {
		t.Errorf("the target is %+v", l)
	}
	if l := known["/nb/1.html"]; l.Outcome != store.Redirect {
		t.Errorf("the redirect is %+v", l)
	}
	if w.times("www.a.example", "/robots.txt") != 1 {
		t.Error("the target's host was asked without its own robots.txt")
	}
	if r := reports(t, a)["/nb/moved.html"]; r == nil || r["portal"] != "a.example" {
		t.Errorf("the report is %+v", r)
	}
}

func TestARedirectOffThePortalIsKnownAndNotFollowed(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example", "b.example"), newArchive(t)
	w.on("a.example/nb/", status(301, "Location", w.url("b.example", "/elsewhere/")))
	crawl(t, w.options(a, "a.example"))
	if l := lines(t, a)["/elsewhere/"]; l.State != frontier.Refused || l.Outcome != store.OutOfScope || l.Cause == "" {
		t.Errorf("the target is %+v", l)
	}
	if w.times("b.example", "/elsewhere/")+w.times("b.example", "/robots.txt") != 0 {
		t.Errorf("b.example was asked: %+v", w.log())
	}
}

func TestRedirectsInALoopEnd(t *testing.T) {
	t.Parallel()
	for name, loop := range map[string][]string{
		"to itself": {"/nb/"}, "of two": {"/nb/", "/b/"}, "of three": {"/nb/", "/b/", "/c/"},
	} {
		t.Run(name, func(t *testing.T) {
			w, a := newWeb(t, "a.example"), newArchive(t)
			for i, path := range loop {
				w.on(path, status(302, "Location", loop[(i+1)%len(loop)]))
			}
			crawl(t, w.options(a, "a.example"))
			if l := lines(t, a)[loop[len(loop)-1]]; l.Outcome != store.RedirectLoop || l.State != frontier.Failed {
				t.Errorf("the last of the loop is %+v", l)
			}
			for _, path := range loop {
				if n := w.times("a.example", path); n != 1 {
					t.Errorf("%s was asked %d times", path, n)
				}
			}
		})
	}
	t.Run("without end", func(t *testing.T) {
		w, a := newWeb(t, "a.example"), newArchive(t)
		for i := range 30 {
			path := "/nb/"
			if i > 0 {
				path = fmt.Sprintf("/r%d", i)
			}
			w.on(path, status(302, "Location", fmt.Sprintf("/r%d", i+1)))
		}
		crawl(t, w.options(a, "a.example"))
		if l := lines(t, a)["/r10"]; l.Outcome != store.RedirectLoop {
			t.Errorf("the eleventh redirect is %+v", l)
		}
		if w.times("a.example", "/r11") != 0 {
			t.Error("an eleventh redirect was followed")
		}
	})
}

func TestAWallLeavesTheHostAlone(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html", "/nb/2.html"))
	w.on("/nb/1.html", status(412))
	sum := crawl(t, w.options(a, "a.example"))
	if len(sum.Hosts) != 1 || sum.Hosts[0].Left != store.Challenge || sum.Totals.Declined != 1 {
		t.Errorf("summary %+v", sum)
	}
	if w.times("a.example", "/nb/1.html") != 1 || w.times("a.example", "/nb/2.html") != 0 {
		t.Errorf("asked %+v", w.log())
	}
	known := lines(t, a)
	if known["/nb/1.html"].State != frontier.Declined || known["/nb/2.html"].State != frontier.Parked {
		t.Errorf("the URLs are %+v", known)
	}
}

func TestAHostThatKeepsFailingIsLeftAndNamed(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	var links []string
	for i := range 12 {
		links = append(links, fmt.Sprintf("/nb/%d.html", i))
	}
	w.on("/nb/", list(links...))
	for _, l := range links {
		w.on(l, status(400))
	}
	sum := crawl(t, w.options(a, "a.example"))
	if sum.Totals.Failed != 5 || len(sum.FailingHosts()) != 1 || !strings.Contains(sum.Hosts[0].Cause, "5 URLs failed in a row") {
		t.Errorf("summary %+v", sum)
	}
}

func TestAHostWithoutAnAddressIsLeftAndNamed(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t), newArchive(t)
	o := w.options(a, "nowhere.example")
	lookups := &counting{web: w}
	o.Fetch.Resolver = lookups
	o.Portals[0].Columns = append(o.Portals[0].Columns, seeds.Column{URL: w.url("nowhere.example", "/b/")}, seeds.Column{URL: w.url("nowhere.example", "/c/")})
	o.Policy.MaxDelay = 60 * time.Millisecond
	sum := crawl(t, o)
	if len(sum.FailingHosts()) != 1 || sum.Hosts[0].Left != store.DNSError {
		t.Errorf("summary %+v", sum)
	}
	if l := lines(t, a)["/nb/"]; l.State != frontier.Failed || l.Outcome != store.DNSError || !strings.Contains(l.Cause, "nowhere.example") {
		t.Errorf("the column is %+v", l)
	}
	if n := lookups.n.Load(); n < 3 {
		t.Errorf("the name was looked up %d times for three tries", n)
	}
}

func TestABudgetOfPagesIsKeptAcrossRuns(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html", "/nb/2.html", "/nb/3.html", "/nb/4.html"))
	for i := range 4 {
		w.on(fmt.Sprintf("/nb/%d.html", i+1), report("一局"))
	}
	o := w.options(a, "a.example")
	o.Limits.MaxPagesPerHost = 3
	sum := crawl(t, o)
	if sum.Totals.Fetched != 3 || len(sum.Hosts) != 1 || sum.Hosts[0].Left != store.OverBudget || len(sum.FailingHosts()) != 0 {
		t.Errorf("summary %+v", sum)
	}
	if l := lines(t, a)["/nb/4.html"]; l.State != frontier.Parked || l.Outcome != store.OverBudget {
		t.Errorf("what is left is %+v", l)
	}
	if next := crawl(t, o); next.Totals.Fetched != 3 || next.Totals.New != 2 {
		t.Errorf("the next run: %+v", next)
	}
}

func TestPagesMadeUpWithoutEndAreNotFollowed(t *testing.T) {
	t.Parallel()
	for name, links := range map[string][]string{"all alike": {"/nb/1.html"}, "all empty": nil} {
		t.Run(name, func(t *testing.T) {
			w, a := newWeb(t, "a.example"), newArchive(t)
			w.on("/nb/1.html", report("一局"))
			for i := range 60 {
				path := "/nb/"
				if i > 0 {
					path = fmt.Sprintf("/nb/?page=%d", i+1)
				}
				next := fmt.Sprintf(`<div class="page"><a href="/nb/?page=%d">下一页</a></div></body>`, i+2)
				body := strings.Replace(listPage(links...), "</body>", next, 1)
				w.on(path, func(rw http.ResponseWriter, _ *http.Request) {
					rw.Header().Set("Content-Type", "text/html; charset=utf-8")
					fmt.Fprint(rw, body)
				})
			}
			o := w.options(a, "a.example")
			o.Policy.Delay = time.Millisecond
			if sum := crawl(t, o); sum.Totals.Fetched > 25 {
				t.Errorf("%d pages were asked", sum.Totals.Fetched)
			}
		})
	}
}

func TestAttachmentsAreArchivedOnThePortalsHostsOnly(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example", "b.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html"))
	w.on("/nb/1.html", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		extra := fmt.Sprintf(`<p>附件：<a href="P02025.pdf">年报.pdf</a> <a href="%s">旧.pdf</a></p>`, w.url("b.example", "/old.pdf"))
		fmt.Fprint(rw, reportPage("一局", extra))
	})
	w.on("/nb/P02025.pdf", text("%PDF-1.4 nothing"))
	crawl(t, w.options(a, "a.example"))
	if l := lines(t, a)["/nb/P02025.pdf"]; l.State != frontier.Done || l.Outcome != store.OK {
		t.Errorf("the attachment is %+v", l)
	}
	if w.times("b.example", "/old.pdf") != 0 {
		t.Error("an attachment off the portal was asked")
	}
	if n := len(reports(t, a)); n != 1 {
		t.Errorf("%d reports, want the page alone", n)
	}
}

func TestAnUndecidedLinkMayLeadToAList(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(rw, `<html><body><ul><li><a href="/nb/3/t1.html">青溪区2024年政府信息公开工作年度报告</a><span>2025-01-01</span></li>
<li><a href="/nb/gov.html">青溪区卫生健康局</a><span>2025-01-02</span></li></ul></body></html>`)
	})
	w.on("/nb/3/t1.html", report("青溪区"))
	w.on("/nb/gov.html", list("/nb/4/t2.html"))
	w.on("/nb/4/t2.html", report("青溪区卫生健康局"))
	crawl(t, w.options(a, "a.example"))
	if reports(t, a)["/nb/4/t2.html"] == nil {
		t.Errorf("the report behind the list was not found: %+v", lines(t, a))
	}
}
