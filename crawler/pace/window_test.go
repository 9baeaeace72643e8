package pace

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // zones with daylight saving, on any machine
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func window(t testing.TB, text, zoneName string) Window {
	t.Helper()
	w, err := ParseWindow(text, zone(t, zoneName))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestParseWindowReadsWhatStringPrints(t *testing.T) {
	for text, want := range map[string]string{
		"22:00-07:00":     "22:00-07:00",
		" 1:05 - 23:59\t": "01:05-23:59",
		"00:00-06:30":     "00:00-06:30",
		"18:00-24:00":     "18:00-24:00",
		"18:00-00:00":     "18:00-00:00",
		"":                "",
		"00:00-24:00":     "", // a whole day is no limit
	} {
		if got := window(t, text, "Asia/Shanghai").String(); got != want {
			t.Errorf("ParseWindow(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestParseWindowRefusesWhatIsNotTwoTimes(t *testing.T) {
	for _, text := range []string{
		"22:00", "22:00-", "-07:00", "22-07", "22:0-07:00", "22:00-07:60", "25:00-07:00",
		"22:00-24:01", "24:00-07:00", "22:00-22:00", "22:00-07:00-08:00", "+2:00-07:00",
		"22:00~07:00", "abc", "-1:00-07:00", "022:00-07:00", "２２:00-07:00",
	} {
		if w, err := ParseWindow(text, time.UTC); err == nil {
			t.Errorf("ParseWindow(%q) = %v, want an error", text, w)
		}
	}
	if _, err := ParseWindow("22:00-07:00", nil); err == nil {
		t.Error("a window without a time zone was accepted")
	}
}

func TestWindowOpensAndClosesByTheWallClock(t *testing.T) {
	const shanghai, newYork, lordHowe = "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"
	for _, tt := range []struct {
		name, window, zone, now string
		open                    bool
		next, closes            string
	}{
		{"before midnight", "22:00-07:00", shanghai, "2026-01-05T23:30:00+08:00", true, "2026-01-05T23:30:00+08:00", "2026-01-06T07:00:00+08:00"},
		{"after midnight", "22:00-07:00", shanghai, "2026-01-06T00:10:00+08:00", true, "2026-01-06T00:10:00+08:00", "2026-01-06T07:00:00+08:00"},
		{"first instant", "22:00-07:00", shanghai, "2026-01-05T22:00:00+08:00", true, "2026-01-05T22:00:00+08:00", "2026-01-06T07:00:00+08:00"},
		{"last instant", "22:00-07:00", shanghai, "2026-01-06T06:59:59.999999999+08:00", true, "2026-01-06T06:59:59.999999999+08:00", "2026-01-06T07:00:00+08:00"},
		{"just shut", "22:00-07:00", shanghai, "2026-01-06T07:00:00+08:00", false, "2026-01-06T22:00:00+08:00", "2026-01-06T07:00:00+08:00"},
		{"by day, asked in UTC", "22:00-07:00", shanghai, "2026-01-06T04:00:00Z", false, "2026-01-06T14:00:00Z", "2026-01-06T04:00:00Z"},
		{"within a day, over", "09:00-17:00", shanghai, "2026-01-06T18:00:00+08:00", false, "2026-01-07T09:00:00+08:00", "2026-01-06T18:00:00+08:00"},
		{"within a day, inside", "09:00-17:00", shanghai, "2026-01-06T12:00:00+08:00", true, "2026-01-06T12:00:00+08:00", "2026-01-06T17:00:00+08:00"},
		{"until midnight", "18:00-24:00", shanghai, "2026-01-06T19:00:00+08:00", true, "2026-01-06T19:00:00+08:00", "2026-01-07T00:00:00+08:00"},
		{"until midnight, shut", "18:00-00:00", shanghai, "2026-01-07T00:00:00+08:00", false, "2026-01-07T18:00:00+08:00", "2026-01-07T00:00:00+08:00"},
		// 2026-03-08 02:00 EST is 03:00 EDT: 02:30 does not exist.
		{"opening skipped by the clock going forward", "02:30-05:00", newYork, "2026-03-08T01:00:00-05:00", false, "2026-03-08T03:00:00-04:00", "2026-03-08T01:00:00-05:00"},
		{"closing skipped by the clock going forward", "00:30-02:30", newYork, "2026-03-08T01:00:00-05:00", true, "2026-03-08T01:00:00-05:00", "2026-03-08T03:00:00-04:00"},
		{"night shortened", "22:00-07:00", newYork, "2026-03-07T23:00:00-05:00", true, "2026-03-07T23:00:00-05:00", "2026-03-08T07:00:00-04:00"},
		{"whole window skipped", "02:10-02:50", newYork, "2026-03-08T01:00:00-05:00", false, "2026-03-09T02:10:00-04:00", "2026-03-08T01:00:00-05:00"},
		// 2026-11-01 02:00 EDT is 01:00 EST: 01:30 comes twice.
		{"night lengthened", "22:00-07:00", newYork, "2026-10-31T23:00:00-04:00", true, "2026-10-31T23:00:00-04:00", "2026-11-01T07:00:00-05:00"},
		{"clock goes back over the opening", "01:30-05:00", newYork, "2026-11-01T01:40:00-04:00", true, "2026-11-01T01:40:00-04:00", "2026-11-01T01:00:00-05:00"},
		{"clock goes back into the window", "00:30-01:30", newYork, "2026-11-01T01:45:00-04:00", false, "2026-11-01T01:00:00-05:00", "2026-11-01T01:45:00-04:00"},
		// Lord Howe shifts by half an hour: 2026-10-04 02:00 +10:30 is 02:30 +11:00.
		{"half an hour skipped", "02:15-04:00", lordHowe, "2026-10-04T01:00:00+10:30", false, "2026-10-04T02:30:00+11:00", "2026-10-04T01:00:00+10:30"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, now := window(t, tt.window, tt.zone), instant(t, tt.now)
			if got := w.Open(now); got != tt.open {
				t.Errorf("Open = %v, want %v", got, tt.open)
			}
			if got, want := w.Next(now), instant(t, tt.next); !got.Equal(want) {
				t.Errorf("Next = %v, want %v", got, want)
			}
			if got, want := w.Closes(now), instant(t, tt.closes); !got.Equal(want) {
				t.Errorf("Closes = %v, want %v", got, want)
			}
		})
	}
}

func TestZeroWindowIsAlwaysOpen(t *testing.T) {
	now := instant(t, "2026-01-06T12:00:00Z")
	var w Window
	if !w.IsZero() || !w.Open(now) || !w.Next(now).Equal(now) || !w.Closes(now).IsZero() {
		t.Errorf("the zero window limits something: next %v, closes %v", w.Next(now), w.Closes(now))
	}
}

// The edges found must be the first ones: a walk through three days by the
// minute, over both changes of the year, knows them independently.
func TestWindowEdgesAreTheFirstOnes(t *testing.T) {
	for _, text := range []string{"22:00-07:00", "01:30-02:30", "02:30-01:30", "00:00-02:00", "03:00-24:00"} {
		for _, start := range []string{"2026-03-07T00:00:00-05:00", "2026-10-31T00:00:00-04:00"} {
			w, first := window(t, text, "America/New_York"), instant(t, start)
			opens, shuts := time.Time{}, time.Time{}
			for minute := 3 * 24 * 60; minute >= 0; minute-- {
				now := first.Add(time.Duration(minute) * time.Minute)
				if w.Open(now) {
					opens = now
				} else {
					shuts = now
				}
				if got := w.Next(now); !opens.IsZero() && !got.Equal(opens) {
					t.Fatalf("%s at %v: Next = %v, want %v", text, now, got, opens)
				}
				if got := w.Closes(now); !shuts.IsZero() && !got.Equal(shuts) {
					t.Fatalf("%s at %v: Closes = %v, want %v", text, now, got, shuts)
				}
			}
		}
	}
}

func FuzzParseWindow(f *testing.F) {
	for _, seed := range []string{"22:00-07:00", "0:00-24:00", "02:30-02:31", "", "24:00-00:00", "a:bc-d:ef", "9:5-10:00"} {
		f.Add(seed, int64(1772953200))
	}
	loc := zone(f, "America/New_York")
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		w, err := ParseWindow(text, loc)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "parse window") {
				t.Fatalf("error does not say what failed: %v", err)
			}
			return
		}
		if again, err := ParseWindow(w.String(), loc); err != nil || again != w {
			t.Fatalf("ParseWindow(%q).String() = %q reads back as %v, %v", text, w, again, err)
		}
		now := time.Unix(unix%4e9, 0)
		next := w.Next(now)
		// A window of a few minutes can fall into the gap of a changing clock.
		if !w.Open(next) || next.Before(now) || next.Sub(now) > 50*time.Hour {
			t.Fatalf("%s at %v: Next = %v", w, now, next)
		}
		closes := w.Closes(now)
		if !w.IsZero() && (w.Open(closes) || closes.Before(now) || closes.Sub(now) > 50*time.Hour) {
			t.Fatalf("%s at %v: Closes = %v", w, now, closes)
		}
	})
}
