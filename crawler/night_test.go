package crawler_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/frontier"
	"nianbao/seeds/sample"
	"nianbao/store"
)

// at makes a run take place later.
func at(o crawler.Options, later time.Duration) crawler.Options {
	o.Now = func() time.Time { return time.Now().Add(later) }
	return o
}

func TestTheSecondNightIsConditionalAndAsksListsFirst(t *testing.T) {
	t.Parallel()
	s, a := portal(t, sample.Options{}), newArchive(t)
	o := options(a, quick(t, s))
	o.Recheck = 0
	first := crawl(t, o)
	before := reports(t, a)
	s.ResetLog()
	s.Touch(s.Documents()[0].Path)
	edited := s.Documents()[1].Path
	s.Edit(edited, func(d sample.Document) sample.Document {
		d.Set(sample.Disclosure, "penalties", "decisions", "4711", sample.Number("4711"))
		return d
	})
	second := crawl(t, o)

	if second.Totals.New != 0 || second.Totals.Changed != 1 {
		t.Errorf("%d new and %d changed, want only the edited one", second.Totals.New, second.Totals.Changed)
	}
	if second.Totals.NotModified < len(before) || second.Totals.Fetched > first.Totals.Fetched {
		t.Errorf("%d of %d pages were not modified", second.Totals.NotModified, second.Totals.Fetched)
	}
	after := reports(t, a)
	if len(after) != len(before) {
		t.Errorf("%d reports, %d the night before", len(after), len(before))
	}
	if v := after[edited]["versions"]; v != 2.0 {
		t.Errorf("the edited report has %v versions", v)
	}
	seen := map[int]bool{}
	for _, r := range s.Log() {
		isList := strings.HasSuffix(r.Path, "/") || strings.Contains(r.Path, "list") || strings.Contains(r.Path, "index")
		if !isList {
			seen[r.Site] = true
		} else if seen[r.Site] {
			t.Errorf("site %d: the list %s was asked after a report", r.Site, r.Path)
		}
		if before[r.Path] != nil && r.Header.Get("If-None-Match") == "" {
			t.Errorf("%s was asked without a condition", r.Path)
		}
	}
}

func TestAKnownReportIsLeftAloneUntilItsRecheckWhichDoubles(t *testing.T) {
	t.Parallel()
	w, _, o := oneReport(t)
	o.Recheck = 48 * time.Hour
	day := 24 * time.Hour
	for i, night := range []struct {
		after time.Duration
		asked int // times in all
	}{{0, 1}, {day, 1}, {2*day + time.Hour, 2}, {4 * day, 2}, {5 * day, 2}, {6*day + 2*time.Hour, 3}, {13 * day, 3}} {
		crawl(t, at(o, night.after))
		if n := w.times("a.example", "/nb/1.html"); n != night.asked {
			t.Errorf("night %d, after %v: asked %d times in all, want %d", i, night.after, n, night.asked)
		}
		if n := w.times("a.example", "/nb/"); n != i+1 {
			t.Errorf("night %d: the list was asked %d times in all", i, n)
		}
	}
}

func TestAPageThatFailedIsAskedTheNextNight(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html"))
	w.on("/nb/1.html", status(500))
	sum := crawl(t, w.options(a, "a.example"))
	if n := w.times("a.example", "/nb/1.html"); n != 3 || sum.Totals.Failed != 1 {
		t.Errorf("asked %d times, %d failed; want three tries of one URL", n, sum.Totals.Failed)
	}
	checkPauses(t, w.log(), delay)
	w.on("/nb/1.html", report("一局"))
	if sum := crawl(t, at(w.options(a, "a.example"), time.Hour)); sum.Totals.New != 1 {
		t.Errorf("the next night: %+v", sum)
	}
}

func TestAGoneReportIsMarkedAndComesBack(t *testing.T) {
	t.Parallel()
	w, a, o := oneReport(t)
	o.Recheck = 0
	crawl(t, o)
	w.on("/nb/1.html", status(404))
	crawl(t, o)
	if g := reports(t, a)["/nb/1.html"]["gone_at"]; g == nil {
		t.Error("the report is not marked gone")
	}
	w.on("/nb/1.html", report("一局"))
	crawl(t, o)
	if g := reports(t, a)["/nb/1.html"]["gone_at"]; g != nil {
		t.Errorf("the report came back and is gone since %v", g)
	}
}

func TestAReportIsNotLostToAPageThatStandsInItsPlace(t *testing.T) {
	t.Parallel()
	w, a, o := oneReport(t)
	o.Recheck = 0
	crawl(t, o)
	w.on("/nb/1.html", list("/nb/1.html")) // sent to the column instead
	sum := crawl(t, o)
	r := reports(t, a)["/nb/1.html"]
	if r == nil || r["kind"] != "annual_report" || r["versions"] != 1.0 || sum.Totals.Changed != 0 {
		t.Errorf("the report is %v", r)
	}
	if l := lines(t, a)["/nb/1.html"]; l.Outcome != store.Soft404 || l.State != frontier.Gone || l.Cause == "" {
		t.Errorf("the URL is %+v", l)
	}
}

// paged answers a list of several pages, the newest reports first.
func paged(w *web, pages [][]string) {
	for i, links := range pages {
		path, next := "/nb/", ""
		if i > 0 {
			path = fmt.Sprintf("/nb/list_%d.html", i+1)
		}
		if i+1 < len(pages) {
			next = fmt.Sprintf(`<div class="page"><a href="/nb/list_%d.html">下一页</a></div>`, i+2)
		}
		body := strings.Replace(listPage(links...), "</body>", next+"</body>", 1)
		w.on(path, func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(rw, body)
		})
		for j, l := range links {
			w.on(l, report(fmt.Sprintf("青溪区第%d局", 10*i+j)))
		}
	}
}

func TestDeeperPagesAreAskedWhileTheyBringUnknownEntriesAndAllOncePerRecheck(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	pages := [][]string{{"/nb/6.html", "/nb/5.html"}, {"/nb/4.html", "/nb/3.html"}, {"/nb/2.html", "/nb/1.html"}}
	paged(w, pages)
	o := w.options(a, "a.example")
	o.Recheck = 168 * time.Hour
	asked := func() (n [3]int) {
		return [3]int{w.times("a.example", "/nb/"), w.times("a.example", "/nb/list_2.html"), w.times("a.example", "/nb/list_3.html")}
	}
	crawl(t, o)
	if got := asked(); got != [3]int{1, 1, 1} {
		t.Fatalf("the first night asked %v", got)
	}
	crawl(t, at(o, 24*time.Hour))
	if got := asked(); got != [3]int{2, 1, 1} {
		t.Errorf("a night without news asked %v", got)
	}
	paged(w, [][]string{{"/nb/7.html", "/nb/6.html"}, {"/nb/5.html", "/nb/4.html"}, {"/nb/3.html", "/nb/2.html"}})
	crawl(t, at(o, 48*time.Hour))
	if got := asked(); got != [3]int{3, 2, 1} {
		t.Errorf("a night with one new report asked %v", got)
	}
	crawl(t, at(o, 8*24*time.Hour))
	if got := asked(); got != [3]int{4, 3, 2} {
		t.Errorf("the night of the sweep asked %v", got)
	}
}

func TestASweepWalksOnFromListsThatAreNotModified(t *testing.T) {
	t.Parallel()
	s, a := portal(t, sample.Options{}), newArchive(t)
	o := options(a, quick(t, s)[1:2])
	crawl(t, o)
	s.ResetLog()
	sum := crawl(t, at(o, 8*24*time.Hour))
	for path, n := range asked(s) {
		if strings.Contains(path, "list") && n != 1 {
			t.Errorf("%s was asked %d times", path, n)
		}
	}
	if asked(s)["/zwgk/xxgknb/list_2.shtml"] != 1 || sum.Totals.NotModified == 0 {
		t.Errorf("the sweep asked %v", asked(s))
	}
}
