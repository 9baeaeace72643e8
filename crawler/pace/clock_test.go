package pace

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var night = time.Date(2026, 1, 5, 22, 0, 0, 0, time.UTC)

func polite() Policy {
	return Policy{Delay: 2 * time.Second, MaxDelay: time.Minute, MaxCrawlDelay: 10 * time.Minute}
}

func TestNextIsTheLargestOfAllWaits(t *testing.T) {
	windowed := polite()
	windowed.Window = window(t, "22:00-07:00", "UTC")
	unpaced := polite()
	unpaced.Delay = 0
	for _, tt := range []struct {
		name   string
		clock  Clock
		policy Policy
		now    time.Duration // since night
		at     time.Duration
		why    Reason
	}{
		{"never asked", Clock{}, polite(), 0, 0, Free},
		{"never asked, slow robots.txt", Clock{CrawlDelay: time.Minute}, polite(), 0, 0, Free},
		{"just asked", Clock{Ended: night}, polite(), 0, 2 * time.Second, Delay},
		{"delay is over", Clock{Ended: night}, polite(), 3 * time.Second, 3 * time.Second, Free},
		{"delay is over to the instant", Clock{Ended: night}, polite(), 2 * time.Second, 2 * time.Second, Free},
		{"no delay on loopback", Clock{Ended: night}, unpaced, 0, 0, Free},
		{"Crawl-delay over delay", Clock{Ended: night, CrawlDelay: 5 * time.Second}, polite(), 0, 5 * time.Second, CrawlDelay},
		{"Crawl-delay below delay", Clock{Ended: night, CrawlDelay: time.Second}, polite(), 0, 2 * time.Second, Delay},
		{"Crawl-delay is not capped by MaxDelay", Clock{Ended: night, CrawlDelay: 9 * time.Minute}, polite(), 0, 9 * time.Minute, CrawlDelay},
		{"a slow server rests as long as it works", Clock{Ended: night, Took: 7 * time.Second}, polite(), 0, 7 * time.Second, Adaptive},
		{"a fast server never less than delay", Clock{Ended: night, Took: time.Millisecond}, polite(), 0, 2 * time.Second, Delay},
		{"adaptive pause is capped", Clock{Ended: night, Took: 4 * time.Minute}, polite(), 0, time.Minute, Adaptive},
		{"Crawl-delay over adaptive", Clock{Ended: night, Took: 7 * time.Second, CrawlDelay: 8 * time.Second}, polite(), 0, 8 * time.Second, CrawlDelay},
		{"Retry-After", Clock{Ended: night, NotBefore: night.Add(time.Hour), Why: RetryAfter}, polite(), time.Minute, time.Hour, RetryAfter},
		{"back-off", Clock{Ended: night, NotBefore: night.Add(8 * time.Second), Why: BackOff}, polite(), 0, 8 * time.Second, BackOff},
		{"back-off below Crawl-delay", Clock{Ended: night, CrawlDelay: 20 * time.Second, NotBefore: night.Add(8 * time.Second), Why: BackOff}, polite(), 0, 20 * time.Second, CrawlDelay},
		{"reclaimed", Clock{Ended: night, Reclaimed: true}, polite(), 0, 2 * time.Second, Reclaimed},
		{"reclaimed, slow robots.txt", Clock{Ended: night, CrawlDelay: 5 * time.Second, Reclaimed: true}, polite(), 0, 5 * time.Second, CrawlDelay},
		{"window is shut", Clock{}, windowed, 10 * time.Hour, 24 * time.Hour, OutsideWindow},
		{"delay ends within the window", Clock{Ended: night}, windowed, 0, 2 * time.Second, Delay},
		{"delay ends after the window", Clock{Ended: night.Add(9*time.Hour - time.Second)}, windowed, 9*time.Hour - time.Second, 24 * time.Hour, OutsideWindow},
		{"Retry-After ends by day", Clock{Ended: night, NotBefore: night.Add(12 * time.Hour), Why: RetryAfter}, windowed, 0, 24 * time.Hour, OutsideWindow},
		{"Retry-After ends in the next night", Clock{Ended: night, NotBefore: night.Add(25 * time.Hour), Why: RetryAfter}, windowed, 0, 25 * time.Hour, RetryAfter},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at, why := tt.clock.Next(night.Add(tt.now), tt.policy)
			if !at.Equal(night.Add(tt.at)) || why != tt.why {
				t.Errorf("Next = night+%v (%q), want night+%v (%q)", at.Sub(night), why, tt.at, tt.why)
			}
		})
	}
}

func TestATimeSetBackNeitherHangsNorShortens(t *testing.T) {
	ahead := Clock{Ended: night.Add(365 * day), CrawlDelay: 5 * time.Second}
	if at, why := ahead.Next(night, polite()); at.Sub(night) != 5*time.Second || why != CrawlDelay {
		t.Errorf("a clock a year ahead is due in %v (%s), want its Crawl-delay", at.Sub(night), why)
	}
	settled := ahead.Settled(night)
	if at, why := settled.Next(night.Add(5*time.Second), polite()); !at.Equal(night.Add(5*time.Second)) || why != Free {
		t.Errorf("a settled clock is due at %v (%s)", at, why)
	}
	ahead.NotBefore, ahead.Why = ahead.Ended.Add(time.Hour), RetryAfter
	if at, why := ahead.Next(night, polite()); at.Sub(night) != time.Hour || why != RetryAfter {
		t.Errorf("its Retry-After of an hour is due in %v (%s)", at.Sub(night), why)
	}
	past := Clock{Ended: night.Add(-time.Second)}
	if diff := cmp.Diff(past, past.Settled(night)); diff != "" {
		t.Errorf("a clock of the past was changed: %s", diff)
	}
}

func TestTogetherWaitsForTheLastClock(t *testing.T) {
	host := Clock{Ended: night}
	first := Clock{Ended: night.Add(-time.Second), CrawlDelay: 7 * time.Second}
	second := Clock{Ended: night.Add(-time.Minute)}
	at, why := Together(night, polite(), host, first, second)
	if at.Sub(night) != 6*time.Second || why != CrawlDelay {
		t.Errorf("Together = night+%v (%s), want night+6s (%s)", at.Sub(night), why, CrawlDelay)
	}
	shut := polite()
	shut.Window = window(t, "23:00-07:00", "UTC")
	if at, why := Together(night, shut); at.Sub(night) != time.Hour || why != OutsideWindow {
		t.Errorf("without clocks = night+%v (%s), want the window's opening", at.Sub(night), why)
	}
}

func TestAReclaimedLeaseWaitsTheOpenTimeAndAFullDelay(t *testing.T) {
	opened := night.Add(time.Hour)
	clock := Clock{Ended: night, Took: time.Second, Failures: 2, Trouble: "HTTP 503"}.Reclaim(opened)
	if at, why := clock.Next(opened, polite()); at.Sub(opened) != 2*time.Second || why != Reclaimed {
		t.Errorf("due %v after opening (%s)", at.Sub(opened), why)
	}
	if clock.Failures != 2 {
		t.Errorf("an unknown end changed the row of failures to %d", clock.Failures)
	}
	clock = clock.After(opened.Add(time.Minute), time.Second, Answer{Status: 200}, polite(), 0)
	if _, why := clock.Next(opened.Add(time.Minute), polite()); why != Delay {
		t.Errorf("after an answer the wait is still called %s", why)
	}
	waiting := Clock{Ended: night, NotBefore: night.Add(24 * time.Hour), Why: RetryAfter}.Reclaim(opened)
	if at, why := waiting.Next(opened, polite()); !at.Equal(night.Add(24*time.Hour)) || why != RetryAfter {
		t.Errorf("a pending Retry-After became %v (%s)", at, why)
	}
}

func TestParkedIsWhoWaitsTooLongForAnythingButCrawlDelay(t *testing.T) {
	shut := polite()
	shut.Window = window(t, "23:30-07:00", "UTC")
	slow := polite()
	slow.Delay = 2 * time.Minute // over MaxDelay
	for _, tt := range []struct {
		name   string
		clock  Clock
		policy Policy
		until  time.Duration
		parked bool
	}{
		{"free", Clock{}, polite(), 0, false},
		{"delay", Clock{Ended: night}, polite(), 2 * time.Second, false},
		{"Crawl-delay over MaxDelay", Clock{Ended: night, CrawlDelay: 9 * time.Minute}, polite(), 9 * time.Minute, false},
		{"back-off at its cap", Clock{Ended: night, NotBefore: night.Add(time.Minute), Why: BackOff}, polite(), time.Minute, false},
		{"Retry-After of a minute", Clock{Ended: night, NotBefore: night.Add(time.Minute), Why: RetryAfter}, polite(), time.Minute, false},
		{"Retry-After over MaxDelay", Clock{Ended: night, NotBefore: night.Add(61 * time.Second), Why: RetryAfter}, polite(), 61 * time.Second, true},
		{"Retry-After over Crawl-delay", Clock{Ended: night, CrawlDelay: 5 * time.Minute, NotBefore: night.Add(6 * time.Minute), Why: RetryAfter}, polite(), 6 * time.Minute, true},
		{"window", Clock{}, shut, 90 * time.Minute, true},
		{"a delay over MaxDelay parks nobody", Clock{Ended: night}, slow, 2 * time.Minute, false},
		{"MaxDelay by default", Clock{Ended: night, NotBefore: night.Add(61 * time.Second), Why: RetryAfter}, Policy{}, 61 * time.Second, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			until, parked := tt.clock.Parked(night, tt.policy)
			if parked != tt.parked || until.Sub(night) != tt.until {
				t.Errorf("Parked = night+%v, %v, want night+%v, %v", until.Sub(night), parked, tt.until, tt.parked)
			}
		})
	}
}

func TestTooSlowIsACrawlDelayOverThePolicys(t *testing.T) {
	for _, tt := range []struct {
		delay  time.Duration
		policy Policy
		want   bool
	}{
		{10 * time.Minute, polite(), false},
		{10*time.Minute + 1, polite(), true},
		{0, polite(), false},
		{10*time.Minute + 1, Policy{}, true}, // the default
		{time.Minute, Policy{MaxCrawlDelay: 30 * time.Second}, true},
	} {
		if got := (Clock{CrawlDelay: tt.delay}).TooSlow(tt.policy); got != tt.want {
			t.Errorf("TooSlow of %v = %v", tt.delay, got)
		}
	}
}

func TestAClockGoesOnAfterARestart(t *testing.T) {
	zoned := time.Now().In(time.FixedZone("CST", 8*3600)) // with a monotonic reading
	clock := Clock{CrawlDelay: 5 * time.Second}.After(zoned, 3*time.Second, Answer{Status: 503}, polite(), 0.3)
	clock = clock.Reclaim(zoned.Add(time.Second))
	stored, err := json.Marshal(clock)
	if err != nil {
		t.Fatal(err)
	}
	var back Clock
	if err := json.Unmarshal(stored, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(clock, back); diff != "" {
		t.Errorf("stored as %s, read back differently: %s", stored, diff)
	}
	if back.Ended.Location() != time.UTC || back != clock {
		t.Errorf("the clock in memory is not the one stored: %+v, %+v", clock, back)
	}
	if empty, _ := json.Marshal(Clock{}); string(empty) != "{}" {
		t.Errorf("the zero clock is stored as %s", empty)
	}
}
