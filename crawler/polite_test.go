package crawler_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/frontier"
	"nianbao/seeds/sample"
	"nianbao/store"
)

func TestEveryPauseIsKeptThroughRobotsRedirectsAndRetries(t *testing.T) {
	t.Parallel()
	s, a := portal(t, sample.Options{}), newArchive(t)
	docs := s.Documents()
	s.Fault(sample.Path(docs[2].Path), sample.Fault{Kind: sample.Status, Code: 503, Times: 1})
	s.Fault(sample.Path(docs[3].Path), sample.Fault{Kind: sample.Truncated, Times: 1})
	sum := crawl(t, options(a, portals(t, s)))
	if sum.Totals.Failed > 0 {
		t.Errorf("failed %d", sum.Totals.Failed)
	}
	last := map[int]sample.Request{}
	for _, r := range s.Log() {
		least := delay
		if r.Site == 4 && r.Path != "/robots.txt" {
			least = time.Second // its Crawl-delay
		}
		before, known := last[r.Site]
		sent := before.Sending
		if sent.IsZero() {
			sent = before.Arrived // of a fault
		}
		if gap := r.Arrived.Sub(sent); known && gap < least {
			t.Errorf("site %d: %s came %v after %s, want at least %v", r.Site, r.Path, gap, before.Path, least)
		}
		last[r.Site] = r
	}
	for path, n := range asked(s) {
		if want := 1; n != want && path != docs[2].Path && path != docs[3].Path {
			t.Errorf("%s was asked %d times", path, n)
		}
	}
}

func TestHostsOfOneAddressTakeTurns(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example", "b.example", "c.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html", "/nb/2.html"))
	w.on("/nb/1.html", report("一局"))
	w.on("/nb/2.html", report("二局"))
	crawl(t, w.options(a, "a.example", "b.example", "c.example"))
	checkPauses(t, w.log(), delay)
	for _, h := range []string{"a.example", "b.example", "c.example"} {
		if w.times(h, "/nb/2.html") != 1 {
			t.Errorf("%s was not crawled to its end", h)
		}
	}
	var first []string
	for _, s := range w.log()[:3] {
		first = append(first, s.host)
	}
	slices.Sort(first)
	if len(slices.Compact(first)) != 3 {
		t.Errorf("the first turns went to %v", first)
	}
}

func TestRedirectsOfRobotsAreRequestsWithPauses(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example", "b.example"), newArchive(t)
	w.on("a.example/robots.txt", status(301, "Location", "/robots2.txt"))
	w.on("a.example/robots2.txt", status(302, "Location", w.url("b.example", "/rules.txt")))
	w.on("b.example/rules.txt", text("User-agent: *\nDisallow: /nb/2\n"))
	w.on("a.example/nb/", list("/nb/1.html", "/nb/2.html"))
	w.on("a.example/nb/1.html", report("一局"))
	sum := crawl(t, w.options(a, "a.example"))
	checkPauses(t, w.log(), delay)
	if w.times("a.example", "/nb/1.html") != 1 || w.times("a.example", "/nb/2.html") != 0 {
		t.Errorf("the rules behind the redirects were not kept: %+v", w.log())
	}
	if l := lines(t, a)["/nb/2.html"]; l.Outcome != store.RobotsDenied || l.Cause != "robots.txt line 2: Disallow: /nb/2" {
		t.Errorf("the refused URL is %+v", l)
	}
	if sum.Totals.Robots != 3 || sum.Causes[store.RobotsDenied] != 1 {
		t.Errorf("summary %+v", sum)
	}
}

func TestACrawlDelayHoldsWhoeverAskedTheAddressLast(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example", "b.example"), newArchive(t)
	w.on("a.example/robots.txt", text("User-agent: *\nCrawl-delay: 0.3\n"))
	w.on("/nb/", list("/nb/1.html", "/nb/2.html", "/nb/3.html"))
	for i := range 3 {
		w.on(fmt.Sprintf("/nb/%d.html", i+1), report("一局"))
	}
	crawl(t, w.options(a, "a.example", "b.example"))
	log := w.log()
	checkPauses(t, log, delay)
	for i := 1; i < len(log); i++ {
		if log[i].host != "a.example" || log[i].path == "/robots.txt" {
			continue
		}
		if gap := log[i].arrived.Sub(log[i-1].sent); gap < 300*time.Millisecond {
			t.Errorf("%s of a.example came %v after %s of %s", log[i].path, gap, log[i-1].path, log[i-1].host)
		}
	}
}

func TestACrawlDelayHoldsThoughTheClockLostIt(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/robots.txt", text("User-agent: *\nCrawl-delay: 0.6\n"))
	w.on("/nb/", list())
	crawl(t, w.options(a, "a.example"))
	ended := fmt.Sprintf(`{"ended":%q}`, time.Now().UTC().Format(time.RFC3339Nano))
	op := store.Op{Bucket: store.Clocks, Key: []byte("h/a.example"), Value: []byte(ended)}
	if _, err := a.Apply(t.Context(), store.Envelope{Ops: []store.Op{op}}); err != nil {
		t.Fatal(err)
	}
	crawl(t, w.options(a, "a.example"))
	log := w.log()
	if len(log) != 3 {
		t.Fatalf("asked %+v", log)
	}
	checkPauses(t, log[1:], 600*time.Millisecond)
}

func TestRobotsRedirectedForEverAreNoRobots(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	for i := range 10 {
		w.on("/robots.txt"+strings.Repeat("x", i), status(301, "Location", "/robots.txt"+strings.Repeat("x", i+1)))
	}
	w.on("/nb/", list("/nb/1.html"))
	w.on("/nb/1.html", report("一局"))
	sum := crawl(t, w.options(a, "a.example"))
	if sum.Totals.Robots != 6 || sum.Totals.New != 1 {
		t.Errorf("%d requests for robots.txt, %d reports; want 6 and 1", sum.Totals.Robots, sum.Totals.New)
	}
}

func TestRobotsThatCannotBeHadLeaveTheHost(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"status 500": status(500), "status 429": status(429), "reset": reset, "a reset after its head": cutShort,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, a := newWeb(t, "a.example"), newArchive(t)
			w.on("/robots.txt", answer)
			w.on("/nb/", list())
			sum := crawl(t, w.options(a, "a.example"))
			if len(sum.Hosts) != 1 || sum.Hosts[0].Left != store.RobotsUnreachable || sum.Totals.Fetched != 0 {
				t.Errorf("summary %+v", sum)
			}
			if w.times("a.example", "/robots.txt") != 3 || w.times("a.example", "/nb/") != 0 {
				t.Errorf("asked %+v", w.log())
			}
			if l := lines(t, a)["/nb/"]; l.State != frontier.Parked || l.Outcome != store.RobotsUnreachable {
				t.Errorf("the column is %+v", l)
			}
		})
	}
}

func TestRobotsIsAskedOnceADay(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", list())
	for range 2 {
		crawl(t, w.options(a, "a.example"))
	}
	if n := w.times("a.example", "/robots.txt"); n != 1 {
		t.Errorf("robots.txt was asked %d times by two crawls", n)
	}
	o := w.options(a, "a.example")
	o.Now = func() time.Time { return time.Now().Add(25 * time.Hour) }
	crawl(t, o)
	if n := w.times("a.example", "/robots.txt"); n != 2 {
		t.Errorf("robots.txt was asked %d times, a day later too", n)
	}
}

func TestALongCrawlDelayIsSkippedAndNamed(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/robots.txt", text("User-agent: *\nCrawl-delay: 3600\n"))
	w.on("/nb/", list())
	sum := crawl(t, w.options(a, "a.example"))
	if len(sum.Hosts) != 1 || !strings.Contains(sum.Hosts[0].Cause, "Crawl-delay of 1h0m0s") || w.times("a.example", "/nb/") != 0 {
		t.Errorf("summary %+v, asked %+v", sum, w.log())
	}
}

func TestARetryAfterIsKeptByTheNextCrawlToo(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", status(429, "Retry-After", "3"))
	sum := crawl(t, w.options(a, "a.example"))
	if len(sum.Hosts) != 1 || sum.Hosts[0].Left != store.Parked || sum.ParkedUntil == nil {
		t.Fatalf("summary %+v", sum)
	}
	if n := w.times("a.example", "/nb/"); n != 1 {
		t.Errorf("asked %d times", n)
	}
	again := crawl(t, w.options(a, "a.example"))
	if n := w.times("a.example", "/nb/"); n != 1 || again.ParkedUntil == nil || !again.ParkedUntil.Equal(*sum.ParkedUntil) {
		t.Errorf("the next crawl asked %d times in all, parked until %v", n, again.ParkedUntil)
	}
	w.on("/nb/", list())
	time.Sleep(time.Until(*sum.ParkedUntil))
	if last := crawl(t, w.options(a, "a.example")); last.Totals.Fetched != 1 {
		t.Errorf("after its time: %+v", last)
	}
}

func TestOffLoopbackAPauseIsASecondAtLeast(t *testing.T) {
	t.Parallel()
	w, _, o := oneReport(t)
	w.names["a.example"] = "127.0.0.1"
	slow := &secondAddress{web: w}
	o.Fetch.Resolver = slow
	crawl(t, o)
	checkPauses(t, w.log(), time.Second)
}

func TestAnAddressThatIsNotAllowedIsNeverAsked(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	o := w.options(a, "a.example")
	o.Fetch.Allow = nil
	sum := crawl(t, o)
	if len(w.log()) != 0 || sum.Causes[store.ForbiddenAddress] != 1 || sum.Totals.Fetched != 0 {
		t.Errorf("summary %+v, asked %+v", sum, w.log())
	}
	if l := lines(t, a)["/nb/"]; l.State != frontier.Refused || l.Outcome != store.ForbiddenAddress || l.Cause == "" {
		t.Errorf("the column is %+v", l)
	}
}

func TestOutsideTheWindowNothingIsAsked(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	o := w.options(a, "a.example")
	now := time.Now()
	o.Policy.Window = window(t, now.Add(2*time.Hour), now.Add(4*time.Hour))
	sum := crawl(t, o)
	if sum.Run != 0 || sum.OpensAt == nil || len(w.log()) != 0 {
		t.Errorf("summary %+v, asked %+v", sum, w.log())
	}
	if runs, err := a.Runs(); err != nil || len(runs) != 0 {
		t.Errorf("runs %+v, error %v", runs, err)
	}
}

// checkSummaryAddsUp is for all tests that look at a summary: the hosts make
// up the totals.
func checkSummaryAddsUp(t testing.TB, s crawler.Summary) {
	t.Helper()
	n := 0
	for _, h := range s.Hosts {
		n += h.Fetched
	}
	if n != s.Totals.Fetched {
		t.Errorf("hosts fetched %d, in all %d", n, s.Totals.Fetched)
	}
}

func TestTheSummaryNamesEveryHost(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example", "b.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html"))
	w.on("/nb/1.html", report("一局"))
	sum := crawl(t, w.options(a, "a.example", "b.example"))
	checkSummaryAddsUp(t, sum)
	if len(sum.Hosts) != 2 || sum.Totals.New != 2 || sum.PagesPerSecond <= 0 {
		t.Errorf("summary %+v", sum)
	}
}
