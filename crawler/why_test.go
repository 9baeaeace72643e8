package crawler_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os/exec"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/frontier"
	"nianbao/crawler/pace"
	"nianbao/crawler/robots"
	"nianbao/store"
)

func ask(t *testing.T, a *store.Archive, o crawler.Options, subject string) crawler.Why {
	t.Helper()
	w, err := crawler.Explain(t.Context(), a, crawler.Question{
		Subject: subject, Now: time.Now(), Policy: o.Policy, UserAgent: o.Fetch.UserAgent,
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWhyNamesTheLineOfRobots(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/robots.txt", text("User-agent: *\nDisallow: /nb/2\n"))
	w.on("/nb/", list("/nb/2.html"))
	o := w.options(a, "a.example")
	crawl(t, o)
	got := ask(t, a, o, w.url("a.example", "/nb/2.html"))
	if got.Line == nil || got.Line.State != frontier.Refused || got.Decision == nil || got.Decision.Line != 2 {
		t.Errorf("why: %+v", got)
	}
	if len(got.Robots) != 1 || got.Robots[0].State != robots.Ruled || got.Robots[0].Authority != w.url("a.example", "") {
		t.Errorf("robots: %+v", got.Robots)
	}
}

func TestWhyNamesAPendingRetryAfter(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", status(503, "Retry-After", "3600"))
	o := w.options(a, "a.example")
	crawl(t, o)
	got := ask(t, a, o, "a.example")
	if !got.Parked || got.FreeWhy != pace.RetryAfter || got.Left == nil || got.Left.Outcome != store.Parked || got.Left.Until == nil {
		t.Errorf("why: %+v", got)
	}
	column := ask(t, a, o, w.url("a.example", "/nb/"))
	if column.NextAt == nil || time.Until(*column.NextAt) < 50*time.Minute || column.Line.Outcome != store.HTTPError {
		t.Errorf("why the column: %+v, %+v", column, column.Line)
	}
}

func TestWhyNamesWhatTheAddressWaitsFor(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example", "b.example"), newArchive(t)
	w.on("b.example/nb/", list())
	o := w.options(a, "b.example")
	crawl(t, o)
	w.on("a.example/nb/", status(503, "Retry-After", "3600"))
	crawl(t, w.options(a, "a.example"))
	got := ask(t, a, o, w.url("b.example", "/nb/"))
	if len(got.Addrs) != 1 || got.Addrs[0].String() != "127.0.0.1" || got.FreeWhy != pace.RetryAfter || !got.Parked {
		t.Errorf("why: %+v", got)
	}
}

func TestWhyNamesTheWindowAndTheBudget(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html"))
	o := w.options(a, "a.example")
	o.Limits.MaxPagesPerHost = 1
	crawl(t, o)
	now := time.Now()
	o.Policy.Window = window(t, now.Add(2*time.Hour), now.Add(4*time.Hour))
	got := ask(t, a, o, w.url("a.example", "/nb/1.html"))
	if got.FreeWhy != pace.OutsideWindow || got.FreeAt.Sub(now) < time.Hour {
		t.Errorf("why, outside the window: %+v", got)
	}
	if got.Line == nil || got.Line.Outcome != store.OverBudget || got.Left == nil || got.Left.Cause != "max_pages_per_host of 1 reached" {
		t.Errorf("why, over budget: %+v, %+v", got.Line, got.Left)
	}
}

func TestWhyNamesABackOff(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html"))
	w.on("/nb/1.html", status(500))
	o := w.options(a, "a.example")
	crawl(t, o)
	if got := ask(t, a, o, "a.example"); got.FreeWhy != pace.BackOff || got.Clock.Trouble != "HTTP 500" {
		t.Errorf("why: %+v", got)
	}
}

func TestWhyOfTheUnknownIsEmpty(t *testing.T) {
	t.Parallel()
	a := newArchive(t)
	for _, subject := range []string{"nowhere.example", "http://nowhere.example/x"} {
		got := ask(t, a, options(a, nil), subject)
		if got.Host != "nowhere.example" || got.Line != nil || got.Left != nil || got.NextAt != nil || got.FreeWhy != pace.Free {
			t.Errorf("why %s: %+v", subject, got)
		}
	}
}

// TestWhySaysWhenAListPageIsAsked holds what is said of each page of a list
// against the requests of a night in which nothing is new.
func TestWhySaysWhenAListPageIsAsked(t *testing.T) {
	t.Parallel()
	server, a, opts := aFamily(t, "shaanxi")
	crawl(t, opts)
	server.ResetLog()
	crawl(t, at(opts, 25*time.Hour))
	asked := map[string]bool{}
	for _, r := range server.Log() {
		asked[r.Path] = true
	}
	lists, live := 0, 0
	for l, err := range frontier.All(t.Context(), a, frontier.Host(server.Portals()[0].Columns[0])) {
		if err != nil {
			t.Fatal(err)
		}
		rec, _, err := frontier.Lookup(t.Context(), a, l.URL)
		if err != nil {
			t.Fatal(err)
		}
		w, err := crawler.Explain(t.Context(), a, crawler.Question{Subject: l.URL, Now: time.Now(), UserAgent: opts.Fetch.UserAgent, Portals: opts.Portals})
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(l.URL)
		if err != nil {
			t.Fatal(err)
		}
		want := ""
		if rec.Class == frontier.Lists && rec.State == frontier.Done && !w.Column {
			lists++
			if want = crawler.EveryRecheck; asked[u.Path] {
				want, live = crawler.EveryRun, live+1
			}
		}
		if w.List != want {
			t.Errorf("why says %q of %s, want %q", w.List, l.URL, want)
		}
	}
	if live == 0 || live == lists {
		t.Errorf("%d of %d list pages are asked every night", live, lists)
	}
}

// TestWhySaysWhyAFileWasNotRead has a file that is damaged, one that awaits its
// program where that is not installed, and a page.
func TestWhySaysWhyAFileWasNotRead(t *testing.T) {
	t.Parallel()
	_, missing := exec.LookPath("pdftotext")
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html"))
	w.on("/nb/1.html", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(rw, `<h1>青溪区财政局2024年政府信息公开工作年度报告</h1><div class="article-content"><a href="1.pdf">年报.pdf</a></div>`)
	})
	w.on("/nb/1.pdf", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/pdf")
		fmt.Fprint(rw, "%PDF-1.4\nnothing of one")
	})
	o := w.options(a, "a.example")
	crawl(t, o)
	want := store.FaultUnreadable
	if missing != nil {
		want = crawler.FilePending
	}
	if got := ask(t, a, o, w.url("a.example", "/nb/1.pdf")); got.File != want {
		t.Errorf("why says %q, want %q: %+v", got.File, want, got.Line)
	}
	if got := ask(t, a, o, w.url("a.example", "/nb/1.html")); got.File != "" {
		t.Errorf("why says %q of a page", got.File)
	}
}
