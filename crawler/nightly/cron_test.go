package nightly

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	place, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return place
}

func mustCron(t *testing.T, text string, place *time.Location) Cron {
	t.Helper()
	c, err := ParseCron(text, place)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCronExpressionsThatAreRefused(t *testing.T) {
	for _, text := range []string{
		"", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "5-1 * * * *",
		"*/0 * * * *", "a * * * *", "1, * * * *", "-1 * * * *", "* * * foo *", "@daily", "TZ= * * * *", "? * * * *",
		"0 0 30 feb *", "* * * * 1-", "1/2/3 * * * *",
	} {
		if c, err := ParseCron(text, time.UTC); err == nil {
			t.Errorf("%q was read as %v", text, c.wall)
		}
	}
	if _, err := ParseCron("* * * * *", nil); err == nil {
		t.Error("no time zone was taken")
	}
}

// TestCronComesDueAtEveryMinuteThatFits compares with the fields' own meaning,
// minute by minute over two years, in a place without summer time.
func TestCronComesDueAtEveryMinuteThatFits(t *testing.T) {
	place := zone(t, "Asia/Shanghai")
	any := func(int) bool { return true }
	is := func(want ...int) func(int) bool {
		return func(n int) bool {
			for _, w := range want {
				if n == w {
					return true
				}
			}
			return false
		}
	}
	for text, fits := range map[string][5]func(int) bool{
		"30 22 * * *":           {is(30), is(22), any, any, any},
		"*/20 5-7 * * *":        {is(0, 20, 40), is(5, 6, 7), any, any, any},
		"7/20 0 1,15 * *":       {is(7, 27, 47), is(0), is(1, 15), any, any},
		"0 3 * Feb-apr/2 *":     {is(0), is(3), any, is(2, 4), any},
		"0 3 * * 7":             {is(0), is(3), any, any, is(0)},
		"0 3 * * 5-7":           {is(0), is(3), any, any, is(5, 6, 0)},
		"0 3 * * mon,WED":       {is(0), is(3), any, any, is(1, 3)},
		"0 3 * * */3":           {is(0), is(3), any, any, is(0, 3, 6)},
		"0 3 29 2 *":            {is(0), is(3), is(29), is(2), any},
		"59 23 31 12 *":         {is(59), is(23), is(31), is(12), any},
		"0-10/5,30 0,12 10 6 *": {is(0, 5, 10, 30), is(0, 12), is(10), is(6), any},
	} {
		c := mustCron(t, text, place)
		at := time.Date(2027, 1, 1, 0, 0, 0, 0, place)
		end := at.AddDate(2, 0, 0)
		next := c.Next(at.Add(-time.Second))
		for ; at.Before(end); at = at.Add(time.Minute) {
			due := fits[0](at.Minute()) && fits[1](at.Hour()) && fits[2](at.Day()) && fits[3](int(at.Month())) && fits[4](int(at.Weekday()))
			if due != next.Equal(at) {
				t.Errorf("%q: at %v, due %v, but the next is %v", text, at, due, next)
				break
			}
			if due {
				next = c.Next(at)
			}
		}
	}
}

func TestEitherDayIsEnoughWhereBothAreGiven(t *testing.T) {
	c := mustCron(t, "0 0 13 * fri", time.UTC)
	var got []string
	for at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC); len(got) < 5; {
		at = c.Next(at)
		got = append(got, at.Format("0102"))
	}
	if text := strings.Join(got, " "); text != "0306 0313 0320 0327 0403" {
		t.Error(text)
	}
}

// TestClocksThatAreChangedLoseAndRepeatNothing goes through the two nights of a
// year on which Berlin's clocks are changed: 2026-03-29 02:00 → 03:00 and
// 2026-10-25 03:00 → 02:00.
func TestClocksThatAreChangedLoseAndRepeatNothing(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for _, tc := range []struct{ text, from, want string }{
		{"30 2 * * *", "2026-03-28T00:00:00Z", "03-28T01:30Z 03-29T01:00Z 03-30T00:30Z"},
		{"0 2 * * *", "2026-03-28T12:00:00Z", "03-29T01:00Z 03-30T00:00Z 03-31T00:00Z"},
		{"*/30 1-3 * * *", "2026-03-28T23:59:00Z", "03-29T00:00Z 03-29T00:30Z 03-29T01:00Z 03-29T01:30Z 03-29T23:00Z"},
		{"30 2 * * *", "2026-10-24T00:00:00Z", "10-24T00:30Z 10-25T00:30Z 10-26T01:30Z"},
		{"0 * * * *", "2026-10-24T23:30:00Z", "10-25T00:00Z 10-25T02:00Z 10-25T03:00Z"},
	} {
		c := mustCron(t, tc.text, berlin)
		at, err := time.Parse(time.RFC3339, tc.from)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for range strings.Fields(tc.want) {
			at = c.Next(at)
			got = append(got, at.UTC().Format("01-02T15:04Z"))
		}
		if text := strings.Join(got, " "); text != tc.want {
			t.Errorf("%s from %s: %s\nwant %s", tc.text, tc.from, text, tc.want)
		}
	}
}

// TestEveryDayHasItsOccurrence holds that a daily expression comes due exactly
// once on each day of the wall clock, in zones with changes of all kinds.
func TestEveryDayHasItsOccurrence(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago", "Asia/Shanghai", "Asia/Beirut"} {
		place := zone(t, name)
		for _, hour := range []int{0, 1, 2, 3, 23} {
			c := mustCron(t, fmt.Sprintf("30 %d * * *", hour), place)
			at := c.Next(time.Date(2024, 1, 1, 12, 0, 0, 0, place))
			for day := date(at, place); day.Year() < 2028; day = day.AddDate(0, 0, 1) {
				if got := date(at, place); !got.Equal(day) {
					t.Fatalf("%s, %s: comes due at %v, want a time on %v", name, c, at.In(place), day)
				}
				at = c.Next(at)
			}
		}
	}
}

// date is the day that the wall clock shows.
func date(at time.Time, place *time.Location) time.Time {
	return wallOf(at, place).Truncate(24 * time.Hour)
}

func FuzzParseCron(f *testing.F) {
	for _, text := range []string{"30 22 * * *", "*/5 1-3 1,15 jan-mar sun", "0 0 30 2 *", "7/200 * * * 7-7/3"} {
		f.Add(text, int64(1_800_000_000))
	}
	place, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		c, err := ParseCron(text, place)
		if err != nil {
			return
		}
		after := time.Unix(unix%4_000_000_000, 0)
		if next := c.Next(after); !next.IsZero() && !next.After(after) {
			t.Errorf("%q: after %v comes %v", text, after, next)
		}
	})
}
