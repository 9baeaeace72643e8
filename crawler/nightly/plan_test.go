package nightly

import (
	"testing"
	"time"

	"nianbao/crawler/pace"
)

const stamp = "2006-01-02 15:04:05"

func planIn(t *testing.T, expression, window string, place *time.Location) Plan {
	t.Helper()
	w, err := pace.ParseWindow(window, place)
	if err != nil {
		t.Fatal(err)
	}
	return Plan{Cron: mustCron(t, expression, place), Window: w}
}

func moment(t *testing.T, text string, place *time.Location) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation(stamp, text, place)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestWhenTheNextRunBegins(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	const nightly, weekly, window = "30 22 * * *", "30 22 * * 6", "22:00-07:00" // 2026-03-07 is a Saturday
	for _, tc := range []struct {
		name         string
		cron, window string
		now, last    string
		open         bool
		at           string
		why          Why
	}{
		{"never ran, in the window", nightly, window, "2026-03-04 23:00:00", "", false, "2026-03-04 23:00:00", First},
		{"never ran, no window", nightly, "", "2026-03-04 12:00:00", "", false, "2026-03-04 12:00:00", First},
		{"never ran, by day: tonight's run is enough", nightly, window, "2026-03-04 12:00:00", "", false, "2026-03-04 22:30:00", First},
		{"never ran, none comes tonight", weekly, window, "2026-03-04 12:00:00", "", false, "2026-03-04 22:00:00", First},
		{"ran last night", nightly, window, "2026-03-04 12:00:00", "2026-03-03 22:30:01", false, "2026-03-04 22:30:00", Scheduled},
		{"its time has just come", nightly, window, "2026-03-04 22:30:00", "2026-03-03 22:30:01", false, "2026-03-04 22:30:00", Scheduled},
		{"a little late", nightly, window, "2026-03-04 22:44:59", "2026-03-03 22:30:01", false, "2026-03-04 22:30:00", Scheduled},
		{"missed an hour ago", nightly, window, "2026-03-04 23:30:00", "2026-03-03 22:30:01", false, "2026-03-04 23:30:00", Missed},
		{"missed three nights, seen by day", nightly, window, "2026-03-04 12:00:00", "2026-02-28 22:30:01", false, "2026-03-04 22:30:00", Missed},
		{"missed a week, no other comes tonight", weekly, window, "2026-03-08 12:00:00", "2026-02-28 22:30:00", false, "2026-03-08 22:00:00", Missed},
		{"ran by hand after its time", nightly, window, "2026-03-04 23:30:00", "2026-03-04 23:00:00", false, "2026-03-05 22:30:00", Scheduled},
		{"expression outside the window", "0 12 * * *", window, "2026-03-04 13:00:00", "2026-03-03 22:00:00", false, "2026-03-04 22:00:00", Scheduled},
		{"interrupted just now", nightly, window, "2026-03-04 23:00:00", "2026-03-04 22:30:00", true, "2026-03-04 23:00:00", Resumed},
		{"cut off by the window this morning", nightly, window, "2026-03-04 07:00:00", "2026-03-03 22:30:00", true, "2026-03-04 22:00:00", Resumed},
		{"cut off a second time: a new run takes over", nightly, window, "2026-03-05 07:00:00", "2026-03-03 22:30:00", true, "2026-03-05 22:30:00", Missed},
		{"cut off, and nothing due for days", weekly, window, "2026-03-12 07:00:00", "2026-03-07 22:30:00", true, "2026-03-12 22:00:00", Resumed},
		{"began in the future: the time was set back", nightly, window, "2026-03-04 12:00:00", "2027-03-03 22:30:01", false, "2026-03-04 22:30:00", Scheduled},
	} {
		past := Past{Last: moment(t, tc.last, shanghai), Open: tc.open}
		got := planIn(t, tc.cron, tc.window, shanghai).Next(moment(t, tc.now, shanghai), past)
		if at := got.At.In(shanghai).Format(stamp); at != tc.at || got.Why != tc.why {
			t.Errorf("%s: at %s, %s; want %s, %s", tc.name, at, got.Why, tc.at, tc.why)
		}
	}
}

// TestARunThatWasCutOffWaitsForTheNextWindow: its next request would have come
// after the window, so it ended while that was open.
func TestARunThatWasCutOffWaitsForTheNextWindow(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	p := planIn(t, "30 22 * * 6", "22:00-07:00", shanghai)
	now := moment(t, "2026-03-04 06:59:57", shanghai)
	past := Past{Last: moment(t, "2026-03-03 23:00:00", shanghai), Open: true, Shuts: p.Window.Closes(now)}
	if s := p.Next(now, past); s.Why != Resumed || s.At.In(shanghai).Format(stamp) != "2026-03-04 22:00:00" {
		t.Errorf("%v", s)
	}
	past.Open, past.Last = false, moment(t, "2026-02-20 23:00:00", shanghai)
	if s := p.Next(now, past); s.Why != Missed || s.At.In(shanghai).Format(stamp) != "2026-03-04 22:00:00" {
		t.Errorf("owed: %v", s)
	}
}

func TestWithoutAnExpressionOnlyWhatIsOwedBegins(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	if s := (Plan{}).Next(now, Past{}); !s.At.Equal(now) || s.Why != First {
		t.Errorf("an archive that never ran: %v", s)
	}
	if s := (Plan{}).Next(now, Past{Last: now.AddDate(-1, 0, 0)}); s != (Start{}) {
		t.Errorf("one that ran: %v", s)
	}
	if s := (Plan{}).Next(now, Past{Last: now.AddDate(-1, 0, 0), Open: true}); !s.At.Equal(now) || s.Why != Resumed {
		t.Errorf("one that was interrupted: %v", s)
	}
}

// TestJitterSpreadsStartsAndKeepsThem holds that jitter stays in its bounds and
// in the window, spreads over both, and gives the same start whoever asks.
func TestJitterSpreadsStartsAndKeepsThem(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	for _, tc := range []struct {
		window string
		jitter time.Duration
		most   time.Duration
	}{
		{"22:00-07:00", 30 * time.Minute, 30 * time.Minute},
		{"22:00-23:00", 2 * time.Hour, 15 * time.Minute}, // half of what is left of the window
		{"", 2 * time.Hour, 2 * time.Hour},
	} {
		p := planIn(t, "30 22 * * *", tc.window, shanghai)
		p.Jitter = tc.jitter
		var least, greatest time.Duration = time.Hour * 24, 0
		last := time.Date(2026, 1, 1, 23, 59, 0, 0, shanghai)
		for range 400 {
			due := p.Cron.Next(last)
			s := p.Next(last, Past{Last: last})
			by := s.At.Sub(due)
			if by < 0 || by > tc.most || !p.Window.Open(s.At) {
				t.Fatalf("%s: %v begins at %v", tc.window, due, s.At)
			}
			if again := p.Next(s.At.Add(-time.Second), Past{Last: last}); again != s {
				t.Fatalf("asked again: %v, not %v", again, s)
			}
			least, greatest = min(least, by), max(greatest, by)
			last = s.At
		}
		if least > tc.most/20 || greatest < tc.most-tc.most/20 {
			t.Errorf("%q: put off by %v to %v, want it spread over %v", tc.window, least, greatest, tc.most)
		}
		other := p
		other.Seed = "another"
		if now := last.Add(time.Minute); p.Next(now, Past{Last: now}) == other.Next(now, Past{Last: now}) {
			t.Error("two installations begin at the same second")
		}
	}
}

// TestParkedHostsHaveARunOfTheirOwn where their time comes in the window and
// before the next run.
func TestParkedHostsHaveARunOfTheirOwn(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	const nightly, window = "30 22 * * *", "22:00-07:00"
	for _, tc := range []struct {
		name, window, now, again string
		open                     bool
		at                       string
		why                      Why
	}{
		{"in two hours", window, "2026-03-04 23:30:00", "2026-03-05 01:30:00", false, "2026-03-05 01:30:00", Parked},
		{"its time has come", window, "2026-03-05 01:40:00", "2026-03-05 01:30:00", false, "2026-03-05 01:30:00", Parked},
		{"by day", window, "2026-03-04 23:30:00", "2026-03-05 12:00:00", false, "2026-03-05 22:30:00", Scheduled},
		{"it came at night, and nobody looked", window, "2026-03-05 12:00:00", "2026-03-05 06:59:00", false, "2026-03-05 22:30:00", Scheduled},
		{"the next night, before the run", window, "2026-03-05 12:00:00", "2026-03-05 22:10:00", false, "2026-03-05 22:10:00", Parked},
		{"after the next run", window, "2026-03-05 12:00:00", "2026-03-05 23:00:00", false, "2026-03-05 22:30:00", Scheduled},
		{"no window", "", "2026-03-05 10:00:00", "2026-03-05 12:00:00", false, "2026-03-05 12:00:00", Parked},
		{"the run is gone on with anyway", window, "2026-03-04 23:30:00", "2026-03-05 01:30:00", true, "2026-03-04 23:30:00", Resumed},
	} {
		past := Past{Last: moment(t, "2026-03-04 22:30:00", shanghai), Open: tc.open, Again: moment(t, tc.again, shanghai)}
		got := planIn(t, nightly, tc.window, shanghai).Next(moment(t, tc.now, shanghai), past)
		if at := got.At.In(shanghai).Format(stamp); at != tc.at || got.Why != tc.why {
			t.Errorf("%s: at %s, %s; want %s, %s", tc.name, at, got.Why, tc.at, tc.why)
		}
	}
	now := moment(t, "2026-03-05 01:30:00", shanghai)
	if s := (Plan{}).Next(now, Past{Last: now.Add(-time.Hour), Again: now}); s.Why != Parked || !s.At.Equal(now) {
		t.Errorf("without an expression: %v", s)
	}
}
