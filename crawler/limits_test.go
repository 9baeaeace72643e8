package crawler_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/frontier"
	"nianbao/seeds"
	"nianbao/store"
)

func TestALinkThatLiesTooDeepIsKeptWithItsCause(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	column := func(path string) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = rw.Write([]byte(`<html><body><ul><li><a href="` + path + `">部门年度报告</a></li></ul></body></html>`))
		}
	}
	w.on("/nb/", column("/nb/2/"))
	w.on("/nb/2/", column("/nb/2/3/"))
	w.on("/nb/2/3/", list("/nb/2/3/1.html"))
	w.on("/nb/2/3/1.html", report("一局"))
	o := w.options(a, "a.example")
	o.Limits.MaxDepth = 1
	sum := crawl(t, o)
	if sum.Causes[store.OverBudget] != 1 || w.times("a.example", "/nb/2/3/") != 0 {
		t.Errorf("summary %+v", sum)
	}
	if l := lines(t, a)["/nb/2/3/"]; l.State != frontier.Refused || l.Outcome != store.OverBudget || l.Cause != "max_depth of 1 reached" {
		t.Errorf("what lies too deep is %+v", l)
	}
}

func TestPagingIsNoDepthAndOtherLinksAreCountedOnly(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	var pages [][]string
	for i := range 5 {
		pages = append(pages, []string{fmt.Sprintf("/nb/%d.html", i)})
	}
	paged(w, pages)
	w.on("/nb/4.html", report("四局"))
	first := listPage("/nb/0.html", "http://elsewhere.example/nb/9.html")
	extra := `<a href="/about.html">关于我们</a><a href="/news/1.html">我区召开会议</a><a href="/nb/list_2.html">下一页</a></body>`
	w.on("/nb/", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(rw, strings.Replace(first, "</body>", extra, 1))
	})
	o := w.options(a, "a.example")
	o.Limits.MaxDepth = 1
	sum := crawl(t, o)
	if sum.Totals.New != 5 || w.times("a.example", "/nb/list_5.html") != 1 {
		t.Errorf("summary %+v", sum.Totals)
	}
	if sum.Totals.LinksLeft != 3 || len(lines(t, a)) != 10 {
		t.Errorf("%d links left, %d URLs known", sum.Totals.LinksLeft, len(lines(t, a)))
	}
}

func TestALinkTooDeepInOneListIsAskedFromAnother(t *testing.T) {
	t.Parallel()
	w, a, o := oneReport(t)
	deep := frontier.Record{URL: w.url("a.example", "/nb/1.html")}
	f, _, err := frontier.Open(t.Context(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Begin(t.Context(), 1, time.Now(), []frontier.Candidate{{URL: w.url("a.example", "/old/")}}); err != nil {
		t.Fatal(err)
	}
	l, ok, _, err := f.Take(t.Context(), "a.example", time.Now())
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	_, err = f.Done(t.Context(), l, frontier.Ending{At: time.Now(), State: frontier.Done, Found: []frontier.Candidate{
		{URL: deep.URL, Class: frontier.Reports, Depth: 9, Refuse: store.OverBudget, Cause: "max_depth of 6 reached"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if sum := crawl(t, o); sum.Totals.New != 1 {
		t.Errorf("the report was not asked: %+v, %+v", sum.Totals, lines(t, a))
	}
}

func TestARetryQueuedBeforeTheTimeWasSetBackIsMadeNow(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html"))
	w.on("/nb/1.html", status(500))
	o := w.options(a, "a.example")
	ctx, cancel := context.WithCancel(t.Context())
	ahead := at(o, 72*time.Hour)
	go func() { // stop it between the first try and the second
		for w.times("a.example", "/nb/1.html") == 0 {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(300 * time.Millisecond)
		cancel()
	}()
	interrupted(t, ctx, ahead)
	w.on("/nb/1.html", report("一局"))
	began := time.Now()
	sum := crawl(t, o)
	if sum.Totals.New != 1 || time.Since(began) > 10*time.Second {
		t.Errorf("after %v: %+v", time.Since(began), sum.Totals)
	}
	checkPauses(t, w.log(), delay)
}

func TestRobotsIsAskedAgainConditionally(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	asked := 0
	w.on("/robots.txt", func(rw http.ResponseWriter, r *http.Request) {
		asked++
		rw.Header().Set("ETag", `"r1"`)
		if r.Header.Get("If-None-Match") == `"r1"` {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		text("User-agent: *\nDisallow: /nb/2\n")(rw, r)
	})
	w.on("/nb/", list("/nb/2.html"))
	o := w.options(a, "a.example")
	o.Recheck = 0
	for _, days := range []int{0, 2, 4} {
		crawl(t, at(o, time.Duration(days)*24*time.Hour))
	}
	log := w.log()
	conditional := 0
	for _, s := range log {
		if s.path == "/robots.txt" && s.header.Get("If-None-Match") == `"r1"` {
			conditional++
		}
	}
	if asked != 3 || conditional != 2 || w.times("a.example", "/nb/2.html") != 0 {
		t.Errorf("robots.txt asked %d times, %d conditionally: %+v", asked, conditional, log)
	}
}

func TestAPortalAtAnIPv6AddressIsCrawled(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Skip(err)
	}
	w, a := &web{t: t, pages: map[string]http.HandlerFunc{}, names: map[string]string{}}, newArchive(t)
	server := httptest.NewUnstartedServer(w)
	server.Listener = l
	server.Start()
	t.Cleanup(server.Close)
	_, w.port, _ = net.SplitHostPort(l.Addr().String())
	w.on("/nb/", list("/nb/1.html"))
	w.on("/nb/1.html", report("一局"))
	o := options(a, []seeds.Portal{{Name: "六", Columns: []seeds.Column{{URL: w.url("[::1]", "/nb/")}}}})
	o.Fetch.Allow = []netip.Prefix{netip.MustParsePrefix("::1/128")}
	if sum := crawl(t, o); sum.Totals.New != 1 {
		t.Errorf("summary %+v", sum)
	}
	checkPauses(t, w.log(), delay)
}

func TestAPageLeasedAtAStopIsReadAndClearedOfSuspicion(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html"))
	w.on("/nb/1.html", report("一局"))
	column := w.url("a.example", "/nb/")
	suspect(t, a, column, 1, time.Now())
	o := w.options(a, "a.example")
	o.Try = func(_ context.Context, trial crawler.Trial) error {
		if trial.URL != column || len(trial.Body) == 0 {
			t.Errorf("tried %s with %d bytes", trial.URL, len(trial.Body))
		}
		trial.Read()
		return nil
	}
	if sum := crawl(t, o); sum.Totals.New != 1 {
		t.Errorf("summary %+v", sum.Totals)
	}
	if rec, _, err := frontier.Lookup(t.Context(), a, column); err != nil || rec.Stops != 0 || rec.State != frontier.Done {
		t.Errorf("once it was read: %+v, %v", rec, err)
	}
}
