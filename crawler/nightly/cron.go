package nightly

import (
	"errors"
	"fmt"
	"time"

	"github.com/robfig/cron/v3"
)

// Cron is a cron expression of five fields (crontab(5)), by the wall clock of a
// time zone. The zero Cron never comes due.
type Cron struct {
	text  string
	wall  cron.Schedule // reckons in UTC: its times are what the wall clock shows
	place *time.Location
}

// ParseCron reads minute, hour, day of month, month and day of week: *, 5, 1-5,
// */10, 1-30/2 and lists of them; names of months and days; Sunday is 0 or 7.
// Where both days are given one that fits is enough. It fails on anything else,
// on an expression that never comes due (30 February) and without a zone.
func ParseCron(text string, place *time.Location) (Cron, error) {
	if place == nil {
		return Cron{}, errors.New("parse cron expression: no time zone")
	}
	plain, err := plainCron(text)
	if err != nil {
		return Cron{}, err
	}
	wall, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(plain)
	if err != nil {
		return Cron{}, fmt.Errorf("%q is not a cron expression: %w", text, err)
	}
	c := Cron{text: text, wall: wall, place: place}
	if c.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return Cron{}, fmt.Errorf("%q never comes due", text)
	}
	return c, nil
}

// String is the expression as it was written.
func (c Cron) String() string { return c.text }

// Next is the first occurrence after a time; zero where there is none.
//
// Where the clocks are put forward over an occurrence, it is when they are;
// where they are put back over one, it is the first time they show it, and not
// the second.
func (c Cron) Next(after time.Time) time.Time {
	if c.wall == nil {
		return time.Time{}
	}
	shown := wallOf(after, c.place)
	for {
		if shown = c.wall.Next(shown); shown.IsZero() {
			return time.Time{}
		}
		if at := instantOf(shown, c.place); at.After(after) {
			return at
		}
	}
}

// wallOf is what the wall clock of a place shows, as if it was UTC.
func wallOf(t time.Time, place *time.Location) time.Time {
	t = t.In(place)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// instantOf is when the wall clock of a place first shows a time, or jumps over
// it. time.Date does not say which of two instants it gives.
func instantOf(shown time.Time, place *time.Location) time.Time {
	_, before := shown.Add(-24 * time.Hour).In(place).Zone()
	_, after := shown.Add(24 * time.Hour).In(place).Zone()
	first := shown.Add(-time.Duration(max(before, after)) * time.Second).In(place)
	if wallOf(first, place).Equal(shown) {
		return first
	}
	late := shown.Add(-time.Duration(before) * time.Second).In(place)
	if wallOf(late, place).Equal(shown) {
		return late
	}
	if late = shown.Add(-time.Duration(after) * time.Second).In(place); wallOf(late, place).Equal(shown) {
		return late
	}
	// It lies in a gap: by the offset before it, the time is past the change.
	jump, _ := shown.Add(-time.Duration(before) * time.Second).In(place).ZoneBounds()
	return jump
}
