package nightly

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// night is a made-up archive and what runs do to it, in simulated time.
type night struct {
	t     *testing.T
	mu    sync.Mutex // of what events change
	plan  Plan
	past  Past
	shift time.Duration // how far the system's time was set from the real one
	takes time.Duration // how long runs take
	fails []error       // of the next runs
	reads []error       // of the next looks at the archive

	running bool
	began   []Start
	at      []time.Time // when they did
	waits   []Start
	looks   int
}

func (n *night) now() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return time.Now().Add(n.shift)
}

func (n *night) Plan() Plan {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.plan
}

func (n *night) Past(context.Context) (Past, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.looks++
	if len(n.reads) > 0 {
		err := n.reads[0]
		n.reads = n.reads[1:]
		return Past{}, err
	}
	return n.past, nil
}

func (n *night) Waiting(until Start, _ error) { n.waits = append(n.waits, until) }

// Run begins a run, or goes on with one, and ends when the window shuts.
func (n *night) Run(ctx context.Context, s Start) error {
	if n.running {
		n.t.Error("two runs at a time")
	}
	n.running = true
	defer func() { n.running = false }()
	now, window := n.now(), n.Plan().Window
	if !window.Open(now) {
		n.t.Errorf("a run begins at %v, outside the window", now)
	}
	n.began, n.at = append(n.began, s), append(n.at, now)
	if len(n.fails) > 0 {
		err := n.fails[0]
		if n.fails = n.fails[1:]; err != nil {
			return err
		}
	}
	if s.Why != Resumed {
		n.past = Past{Last: now}
	}
	takes := n.takes
	n.past.Open = false
	if closes := window.Closes(now); !closes.IsZero() && takes > closes.Sub(now) {
		takes, n.past.Open = closes.Sub(now), true
	}
	select {
	case <-time.After(takes):
	case <-ctx.Done():
		n.past.Open = true
		return ctx.Err()
	}
	return nil
}

// live lets a service run, calls the events at their times after the start,
// and ends it.
func (n *night) live(whole time.Duration, events map[time.Duration]func()) {
	ctx, cancel := context.WithCancel(n.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		(&Service{Tasks: n, Now: n.now}).Serve(ctx)
	}()
	for at, event := range events {
		time.AfterFunc(at, func() {
			n.mu.Lock()
			defer n.mu.Unlock()
			event()
		})
	}
	time.Sleep(whole)
	cancel()
	<-done
}

func (n *night) starts(place *time.Location) string {
	var out []string
	for i, s := range n.began {
		out = append(out, n.at[i].In(place).Format("02T15:04 ")+string(s.Why))
	}
	return strings.Join(out, ", ")
}

// begin sleeps until a time, so that the simulation starts there.
func begin(t *testing.T, text string, place *time.Location) {
	t.Helper()
	time.Sleep(time.Until(moment(t, text, place)))
}

func TestWeeksOfNightsBeginOnceEach(t *testing.T) {
	for _, tc := range []struct{ zone, from string }{
		{"Asia/Shanghai", "2026-03-01 12:00:00"}, {"Europe/Berlin", "2026-03-08 12:00:00"}, {"Europe/Berlin", "2026-10-04 12:00:00"},
	} {
		synctest.Test(t, func(t *testing.T) {
			place := zone(t, tc.zone)
			begin(t, tc.from, place)
			n := &night{t: t, plan: planIn(t, "30 2 * * *", "01:00-05:00", place), takes: 90 * time.Minute}
			n.plan.Jitter = 10 * time.Minute
			n.past.Last = time.Now().Add(-9 * time.Hour)
			n.live(6*7*24*time.Hour, nil)
			if len(n.began) != 42 {
				t.Errorf("%s: %d runs in 42 nights: %s", tc.zone, len(n.began), n.starts(place))
			}
			days := map[string]bool{}
			for i, s := range n.began {
				days[n.at[i].In(place).Format(time.DateOnly)] = true
				if s.Why != Scheduled || n.at[i].Sub(s.At) > time.Second {
					t.Errorf("run %d: %v at %v", i, s, n.at[i])
				}
			}
			if len(days) != len(n.began) {
				t.Errorf("%s: %s", tc.zone, n.starts(place))
			}
			if n.looks > 3*len(n.began)+3 {
				t.Errorf("the archive was looked at %d times for %d runs", n.looks, len(n.began))
			}
		})
	}
}

func TestARunOfManyNightsIsGoneOnWithAndThenTakenOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		place := zone(t, "Asia/Shanghai")
		begin(t, "2026-03-01 12:00:00", place)
		n := &night{t: t, plan: planIn(t, "30 22 * * *", "22:00-07:00", place), takes: 100 * time.Hour}
		n.live(4*24*time.Hour, nil)
		want := "01T22:30 first, 02T22:00 resumed, 03T22:30 missed, 04T22:00 resumed"
		if got := n.starts(place); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	})
}

func TestAFailingRunIsTriedAgainEverMoreRarelyAndEndsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		place := zone(t, "Asia/Shanghai")
		begin(t, "2026-03-01 12:00:00", place)
		broken := errors.New("disk on fire")
		n := &night{t: t, plan: planIn(t, "0 13 * * *", "", place), takes: time.Minute}
		n.past.Last = time.Now()
		for range 9 {
			n.fails = append(n.fails, broken)
		}
		n.live(48*time.Hour, nil)
		var gaps []string
		for i := 1; i < len(n.at); i++ {
			gaps = append(gaps, fmt.Sprint(n.at[i].Sub(n.at[i-1]).Round(time.Second)))
		}
		want := "1m0s 2m0s 4m0s 8m0s 16m0s 32m0s 1h0m0s 1h0m0s 1h0m0s"
		if got := strings.Join(gaps[:9], " "); got != want || n.starts(place)[:15] != "01T13:00 schedu" {
			t.Errorf("%s: after %s\nwant %s", n.starts(place), got, want)
		}
		if n.past.Last.In(place).Format("02T15") != "03T13" && len(n.began) != 11 {
			t.Errorf("after the failures: %s", n.starts(place))
		}
	})
}

func TestAnArchiveThatCannotBeReadIsLookedAtAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		place := zone(t, "Asia/Shanghai")
		begin(t, "2026-03-01 12:00:00", place)
		n := &night{t: t, plan: planIn(t, "0 13 * * *", "", place), takes: time.Minute}
		n.past.Last = time.Now()
		n.reads = []error{errors.New("held"), errors.New("held"), errors.New("held")}
		n.live(4*time.Hour, nil)
		if got := n.starts(place); got != "01T13:00 scheduled" || n.looks != 6 {
			t.Errorf("%s; looked %d times", got, n.looks)
		}
	})
}

// TestTheSystemsTimeMaySet jumps forward over a start (the machine slept), back
// over one that was made, and a year ahead and back again.
func TestTheSystemsTimeMayBeSet(t *testing.T) {
	for name, tc := range map[string]struct {
		events map[time.Duration]time.Duration // when, and to how far off
		want   string
	}{
		"slept over a start":           {map[time.Duration]time.Duration{8 * time.Hour: 5 * time.Hour}, "02T01:00 missed, 02T22:30 scheduled"},
		"slept to a minute after it":   {map[time.Duration]time.Duration{8 * time.Hour: 151 * time.Minute}, "01T22:31 scheduled, 02T22:30 scheduled"},
		"set back over one that began": {map[time.Duration]time.Duration{11 * time.Hour: -3 * time.Hour}, "01T22:30 scheduled, 01T22:30 scheduled, 02T22:30 scheduled"},
		"wrong by a year for an hour":  {map[time.Duration]time.Duration{time.Hour: 365 * 24 * time.Hour, 2 * time.Hour: 0}, "01T13:00 missed, 01T22:30 scheduled, 02T22:30 scheduled"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				place := zone(t, "Asia/Shanghai")
				begin(t, "2026-03-01 12:00:00", place)
				n := &night{t: t, plan: planIn(t, "30 22 * * *", "", place), takes: 10 * time.Minute}
				n.past.Last = time.Now().Add(-time.Hour)
				events := map[time.Duration]func(){}
				for at, shift := range tc.events {
					events[at] = func() { n.shift = shift }
				}
				n.live(40*time.Hour, events)
				if got := n.starts(place); got != tc.want {
					t.Errorf("%s\nwant %s", got, tc.want)
				}
			})
		})
	}
}

func TestAChangedPlanHoldsAtOnceAndIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		place := zone(t, "Asia/Shanghai")
		begin(t, "2026-03-01 12:00:00", place)
		n := &night{t: t, plan: planIn(t, "30 22 * * *", "", place), takes: time.Minute}
		n.past.Last = time.Now().Add(-time.Hour)
		other := planIn(t, "15 14 * * *", "", place)
		n.live(20*time.Hour, map[time.Duration]func(){time.Hour: func() { n.plan = other }})
		if got := n.starts(place); got != "01T14:15 scheduled" {
			t.Error(got)
		}
		var told []string
		for _, w := range n.waits {
			told = append(told, w.At.In(place).Format("02T15:04"))
		}
		if got := strings.Join(told, " "); got != "01T22:30 01T14:15 02T14:15" {
			t.Errorf("told to wait until %s", got)
		}
	})
}

func TestServeEndsARunAndItselfWhenCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &night{t: t, takes: 100 * time.Hour}
		began := time.Now()
		n.live(time.Hour, nil)
		if took := time.Since(began); took != time.Hour || len(n.began) != 1 || !n.past.Open {
			t.Errorf("ended after %v with %v", took, n.past)
		}
	})
}

func TestWokenItLooksAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wake := make(chan struct{})
		n := &night{t: t, takes: time.Minute}
		n.past.Last = time.Now()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go (&Service{Tasks: n, Wake: wake}).Serve(ctx)
		time.Sleep(time.Second)
		synctest.Wait()
		n.mu.Lock()
		n.past.Last = time.Time{}
		n.mu.Unlock()
		wake <- struct{}{}
		synctest.Wait()
		if len(n.began) != 0 {
			t.Error("what the archive says is kept until a run comes")
		}
	})
}
