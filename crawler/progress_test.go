package crawler_test

import (
	"testing"
	"time"

	"nianbao/crawler"
)

func TestProgressTellsHowHostsStandAndHowLongItTakes(t *testing.T) {
	t.Parallel()
	w, a := tenReports(t), newArchive(t)
	w.names["b.example"], w.names["c.example"] = "127.0.0.1", "127.0.0.2"
	w.on("c.example/robots.txt", status(503, "Retry-After", "3600"))
	o := w.options(a, "a.example", "b.example", "c.example")
	o.Policy.Delay = 150 * time.Millisecond
	var last crawler.Progress
	var etas []time.Duration
	var at []time.Time
	parked := 0
	o.Progress = func(p crawler.Progress) {
		last = p
		etas, at = append(etas, p.ETA), append(at, time.Now())
		parked = max(parked, p.Parked)
	}
	sum := crawl(t, o)
	ended := time.Now()
	if parked != 1 {
		t.Errorf("%d hosts parked at most, want c.example", parked)
	}
	half := len(etas) / 2
	if left := ended.Sub(at[half]); etas[half] < left/3 || etas[half] > 3*left {
		t.Errorf("half way the ETA was %v, and it took %v more", etas[half], left)
	}
	if last.Totals.Fetched != sum.Totals.Fetched {
		t.Errorf("the last progress %+v, summary %+v", last, sum.Totals)
	}
}
