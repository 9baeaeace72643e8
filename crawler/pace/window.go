package pace

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const day = 24 * time.Hour

// Window is the hours of the day, by the wall clock of a time zone, in which a
// request may start. It may cross midnight. The zero Window is always open.
type Window struct {
	from, to time.Duration // since midnight; to may be 24h
	loc      *time.Location
}

// ParseWindow reads "22:00-07:00". An empty text is the zero Window, and so is
// a whole day ("00:00-24:00"). It fails on anything else that is not two times
// of day, on equal ends (nothing or everything?) and without a location.
func ParseWindow(text string, loc *time.Location) (Window, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Window{}, nil
	}
	if loc == nil {
		return Window{}, errors.New("parse window: no time zone")
	}
	first, last, ok := strings.Cut(text, "-")
	if !ok {
		return Window{}, fmt.Errorf("parse window %q: want HH:MM-HH:MM", text)
	}
	from, err := timeOfDay(first)
	if err != nil {
		return Window{}, fmt.Errorf("parse window %q: %w", text, err)
	}
	to, err := timeOfDay(last)
	if err != nil {
		return Window{}, fmt.Errorf("parse window %q: %w", text, err)
	}
	switch {
	case from == day:
		return Window{}, fmt.Errorf("parse window %q: 24:00 can only end it", text)
	case from == to:
		return Window{}, fmt.Errorf("parse window %q: begins and ends at the same time", text)
	case from == 0 && to == day:
		return Window{}, nil
	}
	return Window{from: from, to: to, loc: loc}, nil
}

// timeOfDay reads H:MM or HH:MM, up to 24:00, as the time since midnight.
func timeOfDay(text string) (time.Duration, error) {
	text = strings.TrimSpace(text)
	hour, minute, ok := strings.Cut(text, ":")
	if !ok || len(hour) < 1 || len(hour) > 2 || len(minute) != 2 {
		return 0, fmt.Errorf("%q is no time of day (HH:MM)", text)
	}
	h, errH := strconv.ParseUint(hour, 10, 8)
	m, errM := strconv.ParseUint(minute, 10, 8)
	if errH != nil || errM != nil || m > 59 || h > 24 || h == 24 && m > 0 {
		return 0, fmt.Errorf("%q is no time of day (HH:MM)", text)
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute, nil
}

// IsZero reports whether the window is always open.
func (w Window) IsZero() bool { return w.loc == nil }

// String is the window as ParseWindow reads it, without its time zone.
func (w Window) String() string {
	if w.IsZero() {
		return ""
	}
	clock := func(d time.Duration) string {
		return fmt.Sprintf("%02d:%02d", d/time.Hour, d%time.Hour/time.Minute)
	}
	return clock(w.from) + "-" + clock(w.to)
}

// Open reports whether a request may start at now: the wall clock of the
// window's zone shows its first minute or later, and not yet its last.
func (w Window) Open(now time.Time) bool {
	if w.IsZero() {
		return true
	}
	at := sinceMidnight(now.In(w.loc))
	if w.from < w.to {
		return w.from <= at && at < w.to
	}
	return at >= w.from || at < w.to
}

// Next is when the window opens: now if it is open.
func (w Window) Next(now time.Time) time.Time {
	if w.Open(now) {
		return now
	}
	return w.change(now, w.from, true)
}

// Closes is the first instant from now on at which no request may start any
// more: now if the window is shut, the zero time if it never shuts.
func (w Window) Closes(now time.Time) time.Time {
	if w.IsZero() {
		return time.Time{}
	}
	if !w.Open(now) {
		return now
	}
	return w.change(now, w.to%day, false)
}

// change is the first instant after now at which Open becomes want: the wall
// clock reaches edge, or the zone's offset changes and the wall clock jumps
// over it. time.Date would have to guess for an edge inside such a gap.
func (w Window) change(now time.Time, edge time.Duration, want bool) time.Time {
	t := now.In(w.loc)
	// A zone changes its offset a few times a year; no day has eight changes.
	for range 8 {
		wait := edge - sinceMidnight(t)
		if wait <= 0 {
			wait += day
		}
		_, end := t.ZoneBounds()
		if end.IsZero() || end.After(t.Add(wait)) {
			return t.Add(wait).In(now.Location())
		}
		t = end.In(w.loc)
		if w.Open(t) == want {
			break
		}
	}
	return t.In(now.Location())
}

// sinceMidnight is what the wall clock of t shows, not the time that has
// passed: the two differ on days on which the offset changes.
func sinceMidnight(t time.Time) time.Duration {
	hour, minute, second := t.Clock()
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute +
		time.Duration(second)*time.Second + time.Duration(t.Nanosecond())
}
