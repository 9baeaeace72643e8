package nightly

import (
	"encoding/binary"
	"hash/fnv"
	"time"

	"nianbao/crawler/pace"
)

const (
	// late is how long after its time a start still counts as made in time: the
	// program was busy, or the machine slept for a moment.
	late = 15 * time.Minute
	// staleAfter is how long a run that was cut off is gone on with once another
	// one is due. A new one takes its queue over and asks the lists first: a
	// portal that takes a week keeps nobody else's news waiting for a week.
	staleAfter = 36 * time.Hour
)

// Why a run begins.
type Why string

// Reasons of a start.
const (
	Scheduled Why = "scheduled" // an occurrence came
	Missed    Why = "missed"    // one passed without a run
	First     Why = "first"     // there was never a run
	Resumed   Why = "resumed"   // the last one was interrupted, or cut off by the window
	Parked    Why = "parked"    // the time of a host has come that the last one had to leave
)

// Plan is what the config says about when to crawl. With a zero Cron only runs
// that are owed begin.
type Plan struct {
	Cron   Cron
	Window pace.Window
	Jitter time.Duration // a start is put off by a part of this, another one for each occurrence
	Seed   string        // tells installations with the same plan apart
}

// Past is what the archive knows of the last run. The zero Past is that of an
// archive without one.
type Past struct {
	Last time.Time // when it began
	Open bool      // it has not ended: it was interrupted, or cut off by the window

	// Shuts is when the window shuts that cut it off; zero where none did. Its
	// last requests would have come after that, so it ended a moment before: what
	// is owed waits for the next window.
	Shuts time.Time

	// Again is when hosts may be asked again that the last run left since they
	// told it to wait; zero where there are none.
	Again time.Time
}

// Start is when the next run begins, and why. At may lie in the past. The zero
// Start never comes.
type Start struct {
	At  time.Time
	Why Why
}

// Next is the next start, as it looks at a time. A run that lies in the future
// (the system's time was set back) counts as one that begins now. Hosts that
// asked to be left alone for a while have a run of their own where that ends in
// the window, and before the next one.
func (p Plan) Next(now time.Time, past Past) Start {
	start := p.whole(now, past)
	switch again := past.Again; {
	case again.IsZero(), past.Open, past.Last.IsZero(), !p.Window.Open(again), again.Before(now) && !p.Window.Open(now):
		return start
	case start.At.IsZero() || again.Before(start.At):
		return Start{again, Parked}
	}
	return start
}

// whole is the next start of a run over all hosts.
func (p Plan) whole(now time.Time, past Past) Start {
	last := past.Last
	if last.After(now) {
		last = now
	}
	from := now
	if past.Shuts.After(now) {
		from = past.Shuts
	}
	if last.IsZero() {
		return p.owed(from, First)
	}
	due := p.Cron.Next(last)
	passed := !due.IsZero() && !due.After(now)
	if at := p.Window.Next(from); past.Open && (!passed || at.Sub(last) < staleAfter) {
		return Start{at, Resumed}
	}
	if due.IsZero() {
		return Start{}
	}
	if at := p.startOf(due); now.Before(at.Add(late)) {
		return Start{at, Scheduled}
	}
	return p.owed(from, Missed)
}

// owed is when a run begins that should have begun earlier: now, or as soon as
// the window opens. Where an occurrence comes in the hours in which it is then
// open, that one is enough.
func (p Plan) owed(now time.Time, why Why) Start {
	opens := p.Window.Next(now)
	if due := p.Cron.Next(now); opens.After(now) && !due.IsZero() {
		if at := p.startOf(due); at.Before(p.Window.Closes(opens)) {
			return Start{at, why}
		}
	}
	return Start{opens, why}
}

// startOf is when the run of an occurrence begins. The jitter uses up no more
// than half of the window.
func (p Plan) startOf(due time.Time) time.Time {
	at := p.Window.Next(due)
	most := p.Jitter
	if closes := p.Window.Closes(at); !closes.IsZero() {
		most = min(most, closes.Sub(at)/2)
	}
	if most <= 0 {
		return at
	}
	return at.Add(time.Duration(p.part(due) * float64(most)).Round(time.Second))
}

// part is a number from 0 to 1 that is the same whenever an occurrence is asked
// about, by whichever process: a restart moves no start.
func (p Plan) part(due time.Time) float64 {
	h := fnv.New64a()
	_, _ = h.Write(binary.BigEndian.AppendUint64([]byte(p.Seed), uint64(due.Unix()))) // never fails
	x := h.Sum64()
	x ^= x >> 33 // FNV's high bits hardly depend on the last byte
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return float64(x>>11) / (1 << 53)
}
