package pace

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func TestARowOfFailuresIsBackedOffDoublingUpToTheCap(t *testing.T) {
	for name, answer := range map[string]Answer{
		"429":                        {Status: 429},
		"503":                        {Status: 503},
		"500":                        {Status: 500},
		"521":                        {Status: 521},
		"no answer":                  {Failed: true},
		"no status":                  {},
		"cut short":                  {Status: 200, Failed: true},
		"blocked by a wall":          {Status: 412, Blocked: true},
		"wall with a good status":    {Status: 200, Blocked: true},
		"Retry-After makes no sense": {Status: 503, RetryAfter: "soon"},
		"Retry-After is negative":    {Status: 429, RetryAfter: "-30"},
		"Retry-After is over":        {Status: 429, RetryAfter: "0"},
	} {
		t.Run(name, func(t *testing.T) {
			clock, at := Clock{}, night
			for i, want := range []time.Duration{4, 8, 16, 32, 60, 60, 60} {
				clock = clock.After(at, time.Millisecond, answer, polite(), 0)
				next, why := clock.Next(at, polite())
				if next.Sub(at) != want*time.Second || why != BackOff || clock.Failures != i+1 || clock.Trouble == "" {
					t.Fatalf("failure %d (%q): waits %v (%s), want %vs", clock.Failures, clock.Trouble, next.Sub(at), why, int64(want))
				}
				if _, parked := clock.Parked(at, polite()); parked {
					t.Fatal("our own back-off parks the host")
				}
				at = next
			}
		})
	}
}

func TestBackOffStartsAboveEveryOtherPause(t *testing.T) {
	for _, tt := range []struct {
		name   string
		policy Policy
		took   time.Duration
		want   time.Duration
	}{
		{"twice the delay", polite(), 0, 4 * time.Second},
		{"a second without a delay", Policy{}, 0, time.Second},
		{"as long as a slow answer took", polite(), 30 * time.Second, 30 * time.Second},
		{"never over the cap", Policy{Delay: 50 * time.Second, MaxDelay: time.Minute}, 0, time.Minute},
		{"never below the delay", Policy{Delay: 2 * time.Minute, MaxDelay: time.Minute}, 0, 2 * time.Minute},
		{"the cap by default", Policy{Delay: 50 * time.Second}, 0, DefaultMaxDelay},
	} {
		t.Run(tt.name, func(t *testing.T) {
			clock := Clock{}.After(night, tt.took, Answer{Status: 503}, tt.policy, 0)
			if at, _ := clock.Next(night, tt.policy); at.Sub(night) != tt.want {
				t.Errorf("backs off for %v, want %v", at.Sub(night), tt.want)
			}
		})
	}
}

func TestJitterStretchesABackOffByUpToHalf(t *testing.T) {
	for _, tt := range []struct {
		jitter float64
		want   time.Duration
	}{
		{0, 4 * time.Second}, {0.5, 5 * time.Second}, {1, 6 * time.Second},
		{-1, 4 * time.Second}, {7, 6 * time.Second}, {math.NaN(), 4 * time.Second}, {math.Inf(1), 6 * time.Second},
	} {
		clock := Clock{}.After(night, 0, Answer{Status: 503}, polite(), tt.jitter)
		if got := clock.NotBefore.Sub(night); got != tt.want {
			t.Errorf("jitter %v: %v, want %v", tt.jitter, got, tt.want)
		}
	}
	tired := Clock{Failures: 1 << 40}.After(night, 0, Answer{Status: 503}, polite(), 1)
	if got := tired.NotBefore.Sub(night); got != time.Minute {
		t.Errorf("jitter leads beyond the cap: %v", got)
	}
}

func TestARetryAfterIsKeptHoweverLong(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer Answer
		want   time.Duration
	}{
		{"503 in seconds", Answer{Status: 503, RetryAfter: "3600"}, time.Hour},
		{"429 by date", Answer{Status: 429, RetryAfter: "Mon, 12 Jan 2026 22:00:00 GMT"}, 7 * day},
		{"a redirect", Answer{Status: 301, RetryAfter: "90"}, 90 * time.Second},
		{"a good answer", Answer{Status: 200, RetryAfter: "90"}, 90 * time.Second},
		{"with a wall", Answer{Status: 412, Blocked: true, RetryAfter: "90"}, 90 * time.Second},
		{"a century", Answer{Status: 503, RetryAfter: "99999999999999999999"}, longestRetryAfter},
		{"shorter than delay", Answer{Status: 503, RetryAfter: "1"}, 2 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			clock := Clock{}.After(night, time.Millisecond, tt.answer, polite(), 1)
			if at, _ := clock.Next(night, polite()); at.Sub(night) != tt.want {
				t.Errorf("asked again after %v, want %v", at.Sub(night), tt.want)
			}
		})
	}
}

func TestAPendingRetryAfterOutlivesLaterAnswers(t *testing.T) {
	clock := Clock{}.After(night, 0, Answer{Status: 503, RetryAfter: "600"}, polite(), 0)
	// Another host at the same address was under way when it was said.
	for name, answer := range map[string]Answer{
		"success":              {Status: 200},
		"failure":              {Status: 503},
		"a shorter one":        {Status: 503, RetryAfter: "5"},
		"a failed connection":  {Failed: true},
		"an unreadable header": {Status: 429, RetryAfter: "x"},
	} {
		later := clock.After(night.Add(time.Second), 0, answer, polite(), 0)
		if at, why := later.Next(night.Add(time.Second), polite()); at.Sub(night) != 10*time.Minute || why != RetryAfter {
			t.Errorf("after %s: night+%v (%s), want night+10m (%s)", name, at.Sub(night), why, RetryAfter)
		}
	}
	longer := clock.After(night.Add(time.Second), 0, Answer{Status: 503, RetryAfter: "6000"}, polite(), 0)
	if got := longer.NotBefore.Sub(night); got != 6001*time.Second {
		t.Errorf("after a longer one: night+%v", got)
	}
}

func TestOnlyAHostAtWorkEndsTheRow(t *testing.T) {
	for _, tt := range []struct {
		answer   Answer
		failures int
	}{
		{Answer{Status: 200}, 0}, {Answer{Status: 304}, 0}, {Answer{Status: 302}, 0},
		{Answer{Status: 404}, 0}, {Answer{Status: 410}, 0},
		{Answer{Status: 403}, 3}, {Answer{Status: 401}, 3}, {Answer{Status: 412}, 3}, {Answer{Status: 101}, 3},
		{Answer{Status: 503}, 4}, {Answer{Status: 200, Blocked: true}, 4}, {Answer{Status: 200, Failed: true}, 4},
	} {
		before := Clock{Ended: night, Failures: 3, Trouble: "no answer", NotBefore: night.Add(8 * time.Second), Why: BackOff}
		clock := before.After(night.Add(8*time.Second), 0, tt.answer, polite(), 0)
		if clock.Failures != tt.failures || (clock.Trouble == "") != (tt.failures == 0) {
			t.Errorf("%+v: %d failures (%q), want %d", tt.answer, clock.Failures, clock.Trouble, tt.failures)
		}
		if tt.failures < 4 && (!clock.NotBefore.IsZero() || clock.Why != Free) {
			t.Errorf("%+v: still waits for a back-off that is over", tt.answer)
		}
	}
}

func TestTheAdaptivePauseFollowsTheServer(t *testing.T) {
	steps := []struct {
		name   string
		took   time.Duration
		answer Answer
		want   time.Duration
	}{
		{"the first answer counts in full", 4 * time.Second, Answer{Status: 200}, 4 * time.Second},
		{"a slower one by half", 8 * time.Second, Answer{Status: 200}, 6 * time.Second},
		{"a fast error not at all", time.Millisecond, Answer{Status: 404}, 6 * time.Second},
		{"nor a refusal", time.Millisecond, Answer{Status: 403}, 6 * time.Second},
		{"nor a refused connection", time.Millisecond, Answer{Failed: true}, 6 * time.Second},
		{"nor a wall", time.Millisecond, Answer{Status: 200, Blocked: true}, 6 * time.Second},
		{"a slow error does", 10 * time.Second, Answer{Status: 500}, 8 * time.Second},
		{"a fast answer by a quarter", 0, Answer{Status: 200}, 6 * time.Second},
		{"a negative time is none", -time.Hour, Answer{Status: 304}, 4500 * time.Millisecond},
	}
	clock, at := Clock{}, night
	for _, step := range steps {
		at = at.Add(time.Hour)
		clock = clock.After(at, step.took, step.answer, polite(), 0)
		if clock.Took != step.want {
			t.Fatalf("%s: smoothed to %v, want %v", step.name, clock.Took, step.want)
		}
	}
}

// Whatever happens to a host, in whatever order, its pauses are kept.
func TestNoSequenceOfAnswersBreaksThePromises(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	policy := polite()
	policy.Window = window(t, "22:00-07:00", "Asia/Shanghai")
	statuses := []int{0, 200, 200, 200, 301, 304, 404, 412, 429, 500, 503}
	headers := []string{"", "", "", "", "5", "-5", "junk", "120", "Tue, 06 Jan 2026 22:05:00 GMT"}
	for range 200 {
		clock, now := Clock{CrawlDelay: time.Duration(rng.IntN(3)) * 4 * time.Second}, night
		for range 50 {
			answer := Answer{Status: statuses[rng.IntN(len(statuses))], RetryAfter: headers[rng.IntN(len(headers))]}
			clock = clock.After(now, time.Duration(rng.IntN(90))*time.Second, answer, policy, rng.Float64())
			if rng.IntN(10) == 0 {
				now = now.Add(-time.Duration(rng.IntN(7200)) * time.Second) // set back
			}
			if rng.IntN(10) == 0 {
				clock = clock.Reclaim(now)
			}
			at, why := clock.Next(now, policy)
			least := max(policy.Delay, clock.CrawlDelay)
			if clock.Why == RetryAfter {
				least = max(least, clock.NotBefore.Sub(clock.Ended))
			}
			from := clock.Settled(now).Ended
			if at.Before(now) || at.Sub(from) < least || !policy.Window.Open(at) {
				t.Fatalf("%+v at %v: due %v (%s), at least %v promised", clock, now, at, why, least)
			}
			if again, _ := clock.Settled(now).Next(at, policy); !again.Equal(at) {
				t.Fatalf("%+v: due at %v, but then at %v", clock, at, again)
			}
			now = at.Add(time.Duration(rng.IntN(5)) * time.Second)
		}
	}
}
