package crawler_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"nianbao/crawler/robots"
	"nianbao/seeds"
	"nianbao/store"
)

func TestAHostIsOneWhateverThePortAndEachPortHasItsRobots(t *testing.T) {
	t.Parallel()
	w, v, a := newWeb(t, "a.example"), newWeb(t), newArchive(t)
	w.on("/robots.txt", text("User-agent: *\nDisallow: /nb/2\n"))
	v.on("/robots.txt", text("User-agent: *\nDisallow: /nb/1\n"))
	for _, x := range []*web{w, v} {
		x.on("/nb/", list("/nb/1.html", "/nb/2.html"))
		x.on("/nb/1.html", report("一局"))
		x.on("/nb/2.html", report("二局"))
	}
	o := w.options(a, "a.example")
	o.Portals[0].Columns = append(o.Portals[0].Columns, seeds.Column{URL: v.url("a.example", "/nb/")})
	crawl(t, o)
	log := append(w.log(), v.log()...)
	slices.SortFunc(log, func(a, b seen) int { return a.arrived.Compare(b.arrived) })
	checkPauses(t, log, delay)
	if len(log) != 6 || w.times("a.example", "/nb/2.html")+v.times("a.example", "/nb/1.html") != 0 {
		t.Errorf("asked %+v", log)
	}
	if got := ask(t, a, o, "a.example").Robots; len(got) != 2 || got[0].State != robots.Ruled || got[1].State != robots.Ruled {
		t.Errorf("why: %+v", got)
	}
}

// TestAWebmasterSeesOneCrawlerThatSaysWhoItIs reads a server's log of two
// nights as the person would whose server it is.
func TestAWebmasterSeesOneCrawlerThatSaysWhoItIs(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	tagged := func(h http.HandlerFunc) http.HandlerFunc {
		return func(rw http.ResponseWriter, r *http.Request) {
			rw.Header().Set("ETag", `"`+r.URL.Path+`"`)
			rw.Header().Set("Last-Modified", "Fri, 17 Jan 2025 01:02:03 GMT")
			rw.Header().Set("Set-Cookie", "session=1")
			if r.Header.Get("If-None-Match") == `"`+r.URL.Path+`"` {
				rw.WriteHeader(http.StatusNotModified)
				return
			}
			h(rw, r)
		}
	}
	w.on("/robots.txt", tagged(text("User-agent: *\nDisallow: /admin\n")))
	w.on("/nb/", tagged(list("/nb/1.html", "/nb/2.html", "/nb/moved.html", "/admin/x.html")))
	w.on("/nb/1.html", tagged(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(rw, reportPage("一局", `<p><a href="a.pdf">附件.pdf</a> <a href="b.pdf">附件二.pdf</a></p>`))
	}))
	w.on("/nb/2.html", tagged(report("二局")))
	w.on("/nb/moved.html", status(301, "Location", "/nb/3.html"))
	w.on("/nb/3.html", tagged(report("三局")))
	w.on("/nb/a.pdf", tagged(text("%PDF-1.4 nothing")))
	w.on("/nb/b.pdf", tagged(text("%PDF-1.4 nothing else")))
	o := w.options(a, "a.example")
	o.Recheck = 0
	for night := range 2 {
		w.forget()
		crawl(t, at(o, time.Duration(night)*25*time.Hour))
		log := w.log()
		var paths []string
		for _, r := range log {
			paths = append(paths, r.path)
			if r.header.Get("User-Agent") != o.Fetch.UserAgent {
				t.Errorf("%s was asked by %q", r.path, r.header.Get("User-Agent"))
			}
			for _, name := range []string{"Cookie", "Referer", "Authorization", "X-Forwarded-For"} {
				if v := r.header.Get(name); v != "" {
					t.Errorf("%s was asked with %s: %s", r.path, name, v)
				}
			}
			conditional := r.header.Get("If-None-Match") != "" && r.header.Get("If-Modified-Since") != ""
			if want := night == 1 && r.path != "/nb/moved.html"; conditional != want {
				t.Errorf("night %d: %s was asked conditionally: %v", night, r.path, conditional)
			}
		}
		checkPauses(t, log, delay)
		want := []string{"/robots.txt", "/nb/", "/nb/1.html", "/nb/2.html", "/nb/3.html", "/nb/a.pdf", "/nb/b.pdf", "/nb/moved.html"}
		if !slices.Equal(paths[:2], want[:2]) {
			t.Errorf("night %d began with %v", night, paths[:2])
		}
		slices.Sort(paths[2:])
		if !slices.Equal(paths, want) {
			t.Errorf("night %d: asked %v, want each of %v once", night, paths, want)
		}
	}
}

func TestASlowServerGetsLongerPauses(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	const work = 250 * time.Millisecond
	w.on("/nb/", list("/nb/1.html", "/nb/2.html", "/nb/3.html"))
	for i := range 3 {
		w.on(fmt.Sprintf("/nb/%d.html", i+1), func(rw http.ResponseWriter, r *http.Request) {
			time.Sleep(work) // a server at work
			report("一局")(rw, r)
		})
	}
	crawl(t, w.options(a, "a.example"))
	log := w.log()
	checkPauses(t, log, delay)
	last := log[len(log)-1]
	if gap := last.arrived.Sub(log[len(log)-2].sent); gap < work*2/3 {
		t.Errorf("after answers of %v each the pause is %v", work, gap)
	}
}

func TestEveryRequestIsACaptureRobotsToo(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/robots.txt", status(302, "Location", "/rules"))
	w.on("/rules", text("User-agent: *\nDisallow: /x\n"))
	w.on("/nb/", list("/nb/1.html", "/nb/gone.html", "/nb/wall.html"))
	w.on("/nb/1.html", report("一局"))
	w.on("/nb/wall.html", status(412))
	crawl(t, w.options(a, "a.example"))
	var asked, captured []string
	for _, r := range w.log() {
		asked = append(asked, r.path)
	}
	for c, err := range a.Captures(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		captured = append(captured, pathOf(c.URL))
		if c.RemoteAddr != "127.0.0.1:"+w.port || c.RequestHeaders.Get("User-Agent") == "" || c.ResponseHeaders.Get("Date") == "" || c.Outcome == "" {
			t.Errorf("capture %+v", c)
		}
		if body, err := a.Blob(c.RawSHA256); c.URL == w.url("a.example", "/rules") && (err != nil || !strings.Contains(string(body), "Disallow: /x")) {
			t.Errorf("robots.txt is kept as %q, %v", body, err)
		}
	}
	slices.Sort(asked)
	slices.Sort(captured)
	if !slices.Equal(asked, captured) {
		t.Errorf("asked %v, captured %v", asked, captured)
	}
}

func TestAHostOnlyItsLastGoodRobotsCanOpenIsCrawledForADay(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/robots.txt", text("User-agent: *\nDisallow: /nb/2\n"))
	w.on("/nb/", list("/nb/1.html", "/nb/2.html"))
	w.on("/nb/1.html", report("一局"))
	o := w.options(a, "a.example")
	crawl(t, o)
	w.on("/robots.txt", status(500))
	if sum := crawl(t, at(o, 23*time.Hour)); sum.Totals.Fetched == 0 || sum.Totals.Robots != 0 {
		t.Errorf("within its day: %+v", sum.Totals)
	}
	sum := crawl(t, at(o, 25*time.Hour))
	if sum.Totals.Fetched != 0 || len(sum.Hosts) != 1 || sum.Hosts[0].Left != store.RobotsUnreachable {
		t.Errorf("after it: %+v", sum)
	}
}
