package crawler_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/frontier"
	"nianbao/seeds/sample"
	"nianbao/store"
)

func TestAfterAStopTheHostAndItsAddressWaitFromTheOpening(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example", "b.example"), newArchive(t)
	w.on("/nb/", list())
	f, _, err := frontier.Open(t.Context(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	column := frontier.Candidate{URL: w.url("a.example", "/nb/")}
	if err := f.Begin(t.Context(), 1, time.Now(), []frontier.Candidate{column}); err != nil {
		t.Fatal(err)
	}
	// A lease that nobody ends: its program was killed while it waited for the
	// answer of a.example at 127.0.0.1, where b.example is too.
	if _, ok, _, err := f.Take(t.Context(), "a.example", time.Now(), "127.0.0.1"); !ok || err != nil {
		t.Fatal(ok, err)
	}
	o := w.options(a, "a.example", "b.example")
	o.Policy.Delay = 400 * time.Millisecond
	opened := time.Now()
	crawl(t, o)
	log := w.log()
	if len(log) == 0 || log[0].arrived.Sub(opened) < o.Policy.Delay {
		t.Errorf("the first request came %v after the archive was opened", log[0].arrived.Sub(opened))
	}
	checkPauses(t, log, o.Policy.Delay)
}

func TestNoMoreHostsThanAllowedAreAskedAtOnce(t *testing.T) {
	t.Parallel()
	s, a := portal(t, sample.Options{}), newArchive(t)
	var now, most atomic.Int32
	s.Fault(func(*http.Request) bool { return true }, sample.Fault{Kind: sample.Delay, After: 10 * time.Millisecond})
	o := options(a, quick(t, s)[:3])
	o.Policy.Delay = time.Millisecond
	o.Limits.MaxHosts = 1
	o.Progress = func(p crawler.Progress) {
		now.Store(int32(p.Active))
		most.Store(max(most.Load(), now.Load()))
	}
	sum := crawl(t, o)
	log := s.Log()
	slices.SortFunc(log, func(a, b sample.Request) int { return a.Arrived.Compare(b.Arrived) })
	for i := 1; i < len(log); i++ {
		if log[i].Arrived.Before(log[i-1].Sending) {
			t.Errorf("%s was asked while %s was being answered", log[i].Path, log[i-1].Path)
		}
	}
	if sum.Totals.Fetched == 0 || most.Load() > 0 {
		t.Errorf("%d pages, %d requests beside the one that ended", sum.Totals.Fetched, most.Load())
	}
}

// TestAnArchiveThatFailsEndsTheRunWithItsError counts what is still asked once
// the archive is closed, and fails where the run does not end by itself.
func TestAnArchiveThatFailsEndsTheRunWithItsError(t *testing.T) {
	t.Parallel()
	s, a := portal(t, sample.Options{}), newArchive(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	o := options(a, quick(t, s))
	var once sync.Once
	closed := make(chan error, 1)
	before := 0
	o.Progress = func(p crawler.Progress) {
		if p.Totals.Fetched > 5 {
			once.Do(func() {
				go func() {
					err := a.Close()
					before = len(s.Log())
					closed <- err
				}()
			})
		}
	}
	sum, err := crawler.Run(ctx, o)
	if !errors.Is(err, store.ErrClosed) || sum.Interrupted {
		t.Errorf("error %v, summary %+v", err, sum)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if after := len(s.Log()) - before; after > len(s.Hosts()) {
		t.Errorf("%d requests were made once the archive was closed, want one of each host under way at most", after)
	}
}

func TestAColumnThatIsTheReportItselfIsRead(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", report("青溪区教育局"))
	o := w.options(a, "a.example")
	for night := range 2 {
		crawl(t, at(o, time.Duration(night)*24*time.Hour))
	}
	if r := reports(t, a)["/nb/"]; r == nil || r["year"] != 2024.0 || r["versions"] != 1.0 {
		t.Errorf("the report is %v", r)
	}
	if n := w.times("a.example", "/nb/"); n != 2 {
		t.Errorf("asked %d times in two nights", n)
	}
}

func TestAHostMetForItsRobotsOnlyIsNotCrawled(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example", "b.example"), newArchive(t)
	w.on("/nb/", list())
	both := w.options(a, "a.example", "b.example")
	both.Limits.MaxPagesPerHost = 1
	crawl(t, both)
	w.forget()
	w.on("a.example/robots.txt", status(301, "Location", w.url("b.example", "/robots.txt")))
	w.on("b.example/nb/", list("/nb/1.html"))
	crawl(t, at(w.options(a, "a.example"), 25*time.Hour))
	if n := w.times("b.example", "/robots.txt"); n != 1 {
		t.Errorf("the robots.txt of b.example was asked %d times", n)
	}
	if n := w.times("b.example", "/nb/"); n != 0 {
		t.Errorf("b.example was crawled though its portal is not in the run")
	}
}

func TestTimeSetBackHoldsUpNobody(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.reports(6)
	o := w.options(a, "a.example")
	var asked atomic.Int32
	o.Progress = func(p crawler.Progress) { asked.Store(int32(p.Totals.Fetched)) }
	o.Now = func() time.Time {
		if asked.Load() > 3 {
			return time.Now().Add(-time.Hour)
		}
		return time.Now()
	}
	if sum := crawl(t, o); sum.Totals.New != 6 {
		t.Errorf("summary %+v", sum)
	}
	checkPauses(t, w.log(), delay)
}

func TestARunSaysHowFarItIs(t *testing.T) {
	t.Parallel()
	_, _, o := oneReport(t)
	var seen []string
	o.Progress = func(p crawler.Progress) { seen = append(seen, pathOf(p.URL)+" "+string(p.Outcome)) }
	crawl(t, o)
	want := []string{"/robots.txt http_error", "/nb/ ok", "/nb/1.html ok"}
	if !slices.Equal(seen, want) {
		t.Errorf("progress said %v, want %v", seen, want)
	}
}
