package crawler_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"nianbao/crawler"
)

// tenReports is a web with a list of ten reports.
func tenReports(t *testing.T) *web {
	w := newWeb(t, "a.example")
	w.reports(10)
	return w
}

func TestANearlyFullDiskPausesTheRunAndLosesNothing(t *testing.T) {
	t.Parallel()
	w, a := tenReports(t), newArchive(t)
	o := w.options(a, "a.example")
	var mu sync.Mutex
	var paused, resumed time.Time
	var said []string
	o.MinFree = 1 << 20
	o.FreeSpace = func() (int64, error) { // nearly full from the third request on, for a while
		mu.Lock()
		defer mu.Unlock()
		if len(w.log()) >= 3 && (paused.IsZero() || time.Since(paused) < 3*time.Second) {
			return 1<<20 - 1, nil
		}
		return 1 << 30, nil
	}
	o.Progress = func(p crawler.Progress) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case p.URL == "" && p.Paused != "":
			said, paused = append(said, p.Paused), time.Now()
		case p.URL == "":
			said, resumed = append(said, p.Paused), time.Now()
		}
	}
	o.Policy.Delay = 500 * time.Millisecond
	sum := crawl(t, o)
	if sum.Totals.New != 10 || sum.Totals.Failed != 0 {
		t.Errorf("summary %+v", sum.Totals)
	}
	if len(said) != 2 || !strings.Contains(said[0], "disk nearly full") || said[1] != "" {
		t.Fatalf("said %q", said)
	}
	if d := resumed.Sub(paused); d < 3*time.Second {
		t.Errorf("it went on after %v, while the disk was full", d)
	}
	for _, s := range w.log() { // one request may have been on its way
		if s.arrived.After(paused.Add(o.Policy.Delay)) && s.arrived.Before(resumed) {
			t.Errorf("%s was asked %v after the pause began, while the disk was full", s.path, s.arrived.Sub(paused))
		}
	}
}

func TestAnUnknownRoomOnDiskStopsNothing(t *testing.T) {
	t.Parallel()
	w, a := tenReports(t), newArchive(t)
	o := w.options(a, "a.example")
	o.FreeSpace = func() (int64, error) { return 0, errors.New("not told") }
	if sum := crawl(t, o); sum.Totals.New != 10 {
		t.Errorf("summary %+v", sum)
	}
}

func TestTheSystemTellsHowMuchRoomThereIs(t *testing.T) {
	t.Parallel()
	w, a := tenReports(t), newArchive(t)
	o := w.options(a, "a.example")
	o.MinFree = 1 << 60
	o.MaxTime = time.Second
	if sum := crawl(t, o); sum.Totals.Fetched != 0 || !sum.TimeUp {
		t.Errorf("it went on without the room it wants: %+v", sum.Totals)
	}
	o.MinFree, o.MaxTime = 1, 0
	if sum := crawl(t, o); sum.Totals.New == 0 {
		t.Errorf("it did not go on: %+v", sum)
	}
}
