package crawler_test

import (
	"slices"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/pace"
	"nianbao/seeds"
	"nianbao/store"
)

func TestProgressTellsHowHostsStandAndHowLongItTakes(t *testing.T) {
	t.Parallel()
	simulated(t, func(t *testing.T, w *town, a *store.Archive) {
		o := w.nightly(t, a, time.UTC)
		o.Portals = slices.DeleteFunc(o.Portals, func(p seeds.Portal) bool { return p.Name != "a.example" && p.Name != "c.example" })
		o.Policy, o.MaxTime = pace.Policy{Delay: 2 * time.Second, MaxDelay: time.Minute}, 0
		type told struct {
			at time.Time
			crawler.Progress
		}
		var all []told
		o.Progress = func(p crawler.Progress) { all = append(all, told{time.Now(), p}) }
		sum, err := crawler.Run(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		ended := time.Now()
		last := all[len(all)-1]
		if last.Parked != 1 || all[0].Parked != 0 {
			t.Errorf("%d hosts parked at first and %d at last, want c.example then", all[0].Parked, last.Parked)
		}
		if last.Totals.Fetched != sum.Totals.Fetched {
			t.Errorf("the last progress %+v, summary %+v", last, sum.Totals)
		}
		// Hosts are looked at once a second, and a request is under way.
		const slack = time.Second + 2*(2*time.Second+townSlow)
		for _, i := range []int{len(all) / 4, len(all) / 2, len(all) * 3 / 4, len(all) - 1} {
			if left := ended.Sub(all[i].at); (all[i].ETA - left).Abs() > slack {
				t.Errorf("after %d of %d turns the ETA was %v, and it took %v more", i, len(all), all[i].ETA, left)
			}
		}
	})
}
