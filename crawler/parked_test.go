package crawler_test

import (
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/frontier"
	"nianbao/store"
)

// waitsOnce has a column of a host ask for some seconds of patience the first
// time, and then link to two reports.
func (w *web) waitsOnce(host, seconds string) {
	var asked atomic.Bool
	then := list("/nb/late1.html", "/nb/late2.html")
	w.on(host+"/nb/", func(rw http.ResponseWriter, r *http.Request) {
		if asked.Swap(true) {
			then(rw, r)
			return
		}
		status(503, "Retry-After", seconds)(rw, r)
	})
	for _, path := range []string{"/nb/late1.html", "/nb/late2.html"} {
		w.on(host+path, report("迟到局"))
	}
}

// TestAParkedHostIsTakenUpAgainWhileTheRunGoesOn has one host ask for patience
// that ends while another is still being asked.
func TestAParkedHostIsTakenUpAgainWhileTheRunGoesOn(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example", "b.example"), newArchive(t)
	w.names["b.example"] = "127.0.0.2"
	w.waitsOnce("a.example", "1")
	links := w.reports(60) // of b.example
	o := w.options(a, "a.example", "b.example")
	o.Policy.Delay = 50 * time.Millisecond // three seconds of work
	o.Policy.MaxDelay = 100 * time.Millisecond
	sum := crawl(t, o)
	if sum.Totals.New != len(links)+2 || sum.ParkedUntil != nil || sum.Totals.Failed != 0 {
		t.Errorf("summary %+v", sum)
	}
	var times []time.Time
	for _, s := range w.log() {
		if s.host == "a.example" && s.path == "/nb/" {
			times = append(times, s.arrived)
		}
	}
	if len(times) != 2 || times[1].Sub(times[0]) < time.Second {
		t.Errorf("asked at %v", times)
	}
	if l, err := frontier.LeftOf(t.Context(), a, "a.example"); err != nil || l != nil {
		t.Errorf("noted as left: %+v, %v", l, err)
	}
}

// TestARunOverSomeHostsAsksNoOthers: hosts of the portals beside those named are
// left alone, and asked by the next run as if there had been none.
func TestARunOverSomeHostsAsksNoOthers(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example", "b.example"), newArchive(t)
	w.names["b.example"] = "127.0.0.2"
	w.waitsOnce("a.example", "5")
	links := w.reports(3)
	o := w.options(a, "a.example", "b.example")
	sum := crawl(t, o)
	i := slices.IndexFunc(sum.Hosts, func(h crawler.HostSummary) bool { return h.Again })
	if i < 0 || sum.Hosts[i].Host != "a.example" || sum.Hosts[i].Left != store.Parked || sum.Hosts[i].Until == nil || sum.Totals.New != len(links) {
		t.Fatalf("summary %+v", sum)
	}
	w.forget()
	o.Hosts = []string{"a.example"}
	o.Now = clockFrom(*sum.Hosts[i].Until)
	again := crawl(t, o)
	for _, s := range w.log() {
		if s.host != "a.example" {
			t.Errorf("%s%s was asked", s.host, s.path)
		}
	}
	if again.Totals.New != 2 || again.Resumed || again.Run != sum.Run+1 {
		t.Errorf("the run over one host: %+v", again)
	}
	w.forget()
	o.Hosts = nil
	o.Now = clockFrom(sum.Hosts[i].Until.Add(time.Minute))
	crawl(t, o)
	if n := w.times("b.example", "/nb/"); n != 1 {
		t.Errorf("the run after it asked the other host's list %d times", n)
	}
}
