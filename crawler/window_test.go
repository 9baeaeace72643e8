package crawler_test

import (
	"fmt"
	"testing"
	"time"

	"nianbao/crawler/pace"
	"nianbao/store"
)

// clockFrom runs on from a time of day, in UTC.
func clockFrom(at time.Time) func() time.Time {
	offset := time.Until(at)
	return func() time.Time { return time.Now().Add(offset) }
}

func TestWaitingForTheWindowNothingIsAskedBeforeItOpens(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", list())
	o := w.options(a, "a.example")
	o.Wait = true
	var err error
	if o.Policy.Window, err = pace.ParseWindow("22:00-23:00", time.UTC); err != nil {
		t.Fatal(err)
	}
	o.Now = clockFrom(time.Date(2026, 3, 1, 21, 59, 59, 300e6, time.UTC))
	began := time.Now()
	sum := crawl(t, o)
	if sum.Totals.Fetched != 1 || sum.OpensAt != nil {
		t.Errorf("summary %+v", sum)
	}
	if first := w.log()[0].arrived.Sub(began); first < 650*time.Millisecond {
		t.Errorf("the first request came %v after the start, %v before the window", first, 700*time.Millisecond-first)
	}
}

func TestTheWindowClosingEndsTheRunAndSaysUntilWhen(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	var links []string
	for i := range 40 {
		links = append(links, fmt.Sprintf("/nb/%d.html", i))
		w.on(links[i], report(fmt.Sprintf("青溪区第%d局", i)))
	}
	w.on("/nb/", list(links...))
	o := w.options(a, "a.example")
	var err error
	if o.Policy.Window, err = pace.ParseWindow("22:00-23:00", time.UTC); err != nil {
		t.Fatal(err)
	}
	o.Now = clockFrom(time.Date(2026, 3, 1, 22, 59, 59, 300e6, time.UTC))
	sum := crawl(t, o)
	opens := time.Date(2026, 3, 2, 22, 0, 0, 0, time.UTC)
	if sum.ParkedUntil == nil || !sum.ParkedUntil.Equal(opens) || sum.Totals.Fetched < 2 || sum.Totals.Fetched > 20 {
		t.Errorf("parked until %v, summary %+v", sum.ParkedUntil, sum)
	}
	if h := sum.Hosts[0]; h.Left != store.Parked || h.Cause != "window" || h.Waiting != 41-sum.Totals.Fetched || h.Failing() {
		t.Errorf("host %+v", h)
	}
}
