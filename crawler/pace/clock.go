package pace

import "time"

// Clock is what is remembered of one host, or of one address: enough to say
// when it may be asked again, after a restart too. The zero Clock is that of a
// host never asked. Times are UTC; durations are nanoseconds in JSON.
type Clock struct {
	Ended      time.Time     `json:"ended,omitzero"`           // when the last request ended
	Took       time.Duration `json:"took_ns,omitempty"`        // how long requests take, smoothed
	CrawlDelay time.Duration `json:"crawl_delay_ns,omitempty"` // of robots.txt, set by whoever reads it
	NotBefore  time.Time     `json:"not_before,omitzero"`      // a pending Retry-After or back-off
	Why        Reason        `json:"not_before_why,omitempty"` // which of the two
	Failures   int           `json:"failures,omitempty"`       // in a row
	Trouble    string        `json:"trouble,omitempty"`        // the last of them: "HTTP 503", "no answer", "blocked"
	Reclaimed  bool          `json:"reclaimed,omitempty"`      // Ended is of Reclaim, not of an answer
}

// Next is when the host may be asked, never before now, and what it waits for:
// the one that takes longest. Free means now.
func (c Clock) Next(now time.Time, p Policy) (at time.Time, why Reason) {
	c = c.Settled(now)
	at = now
	if !c.Ended.IsZero() {
		pause, reason := c.pause(p)
		if t := c.Ended.Add(pause); t.After(at) {
			at, why = t, reason
		}
	}
	if c.NotBefore.After(at) {
		at, why = c.NotBefore, c.Why
	}
	if open := p.Window.Next(at); open.After(at) {
		at, why = open, OutsideWindow
	}
	return at, why
}

// Together is when every one of the clocks is free, and what the last of them
// waits for. A request needs its host's clock and those of all its addresses.
func Together(now time.Time, p Policy, clocks ...Clock) (at time.Time, why Reason) {
	at, why = Clock{}.Next(now, p)
	for _, c := range clocks {
		if t, reason := c.Next(now, p); t.After(at) {
			at, why = t, reason
		}
	}
	return at, why
}

// Parked reports whether the host's next turn is over MaxDelay away for any
// reason but Crawl-delay, and until when.
func (c Clock) Parked(now time.Time, p Policy) (until time.Time, yes bool) {
	at, why := c.Next(now, p)
	return at, p.Parks(now, at, why)
}

// TooSlow reports whether robots.txt asks for a longer Crawl-delay than the
// policy keeps: the host is skipped, never asked faster than it wants.
func (c Clock) TooSlow(p Policy) bool { return c.CrawlDelay > p.maxCrawlDelay() }

// Reclaim is the clock of a host whose request was in flight when the process
// died: as if that request had ended now, so that its full pause is kept.
func (c Clock) Reclaim(now time.Time) Clock {
	c = c.Settled(now)
	c.Ended, c.Reclaimed = utc(now), true
	return c
}

// Settled is the clock with an end that lies after now (the system's time was
// set back) moved to now, and a pending wait moved along with it. The time
// that really passed is unknown but never negative, so no wait gets shorter.
// Next and After settle by themselves; whoever opens the archive should store
// a settled clock, or the wait begins anew each time it is asked for.
func (c Clock) Settled(now time.Time) Clock {
	if !c.Ended.After(now) {
		return c
	}
	if c.NotBefore.After(c.Ended) {
		c.NotBefore = utc(now.Add(c.NotBefore.Sub(c.Ended)))
	}
	c.Ended = utc(now)
	return c
}

// Pause is the least time from the end of one request to the start of the
// next, Retry-After and back-off apart.
func (c Clock) Pause(p Policy) time.Duration {
	pause, _ := c.pause(p)
	return pause
}

// pause is the least time from the end of one request to the start of the
// next, Retry-After and back-off apart.
func (c Clock) pause(p Policy) (time.Duration, Reason) {
	pause, why := p.Delay, Delay
	if slow := c.adaptive(p); slow > pause {
		pause, why = slow, Adaptive
	}
	if c.Reclaimed {
		why = Reclaimed
	}
	if c.CrawlDelay > pause {
		pause, why = c.CrawlDelay, CrawlDelay
	}
	return pause, why
}

// adaptive is one smoothed response time: a server that works for a second on
// an answer then rests for one, so we are never more than half of what it does
// one request at a time.
func (c Clock) adaptive(p Policy) time.Duration { return min(c.Took, p.cap()) }

// utc drops zone and monotonic reading: neither survives storage.
func utc(t time.Time) time.Time { return t.Round(0).UTC() }
