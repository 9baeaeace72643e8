package crawler_test

import (
	"testing"
	"time"

	"nianbao/crawler"
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
	w.reports(40)
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

// TestARunThatTheWindowCutsOffIsGoneOnWith lets the window shut on a run, opens
// it again, and looks at both halves.
func TestARunThatTheWindowCutsOffIsGoneOnWith(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	links := w.reports(40)
	o := w.options(a, "a.example")
	o.KeepCut = true
	asked := map[store.Outcome]int{}
	first := time.Hour
	o.Asked = func(q crawler.Asked) {
		asked[q.Outcome]++
		if q.Gap > 0 {
			first = min(first, q.Gap)
		}
	}
	var err error
	if o.Policy.Window, err = pace.ParseWindow("22:00-23:00", time.UTC); err != nil {
		t.Fatal(err)
	}
	o.Now = clockFrom(time.Date(2026, 3, 1, 22, 59, 59, 300e6, time.UTC))
	one := crawl(t, o)
	if !one.CutOff || one.Resumed || one.Interrupted {
		t.Errorf("cut off: %+v", one)
	}
	if runs, err := a.Runs(); err != nil || len(runs) != 1 || !runs[0].Ended.IsZero() {
		t.Fatalf("runs %v, %v; want one that has not ended", runs, err)
	}
	o.Now = clockFrom(time.Date(2026, 3, 2, 22, 0, 0, 0, time.UTC))
	two := crawl(t, o)
	if two.CutOff || !two.Resumed || two.Run != one.Run || one.Totals.New+two.Totals.New != len(links) {
		t.Errorf("gone on with: %+v", two)
	}
	for _, page := range append(links, "/nb/") {
		if n := w.times("a.example", page); n != 1 {
			t.Errorf("%s was asked %d times", page, n)
		}
	}
	if asked[store.OK] != len(links)+1 || asked[store.HTTPError] < 1 || first < delay {
		t.Errorf("told of %v, the shortest gap %v", asked, first)
	}
	if runs, err := a.Runs(); err != nil || len(runs) != 1 || runs[0].Ended.IsZero() {
		t.Errorf("runs %v, %v", runs, err)
	}
}
