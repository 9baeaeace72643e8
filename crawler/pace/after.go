package pace

import (
	"fmt"
	"time"
)

const (
	// leastBackOff is where back-off starts on hosts asked without a pause.
	leastBackOff = time.Second
	// longestTook keeps a nonsensical duration out of the smoothed one.
	longestTook = time.Hour
)

// Answer is what came of a request, as far as pace cares.
type Answer struct {
	Status     int    // 0 without an answer
	RetryAfter string // the header as received, of any status
	Failed     bool   // no complete answer: connection, TLS, DNS, timeout, cut short
	Blocked    bool   // a script or captcha wall stood where the page should be
}

// After is the clock once a request has ended. The clock it is called on must
// be the one the request was started by. took runs from the request's start;
// jitter in 0..1 stretches a back-off by up to half.
//
// A Retry-After is kept however long, with any status. 429, 5xx, a wall and no
// answer are failures: without a Retry-After they are backed off, from twice
// the delay on, doubling with each failure in a row, up to MaxDelay. An answer
// that shows the host at work ends the row.
func (c Clock) After(ended time.Time, took time.Duration, answer Answer, p Policy, jitter float64) Clock {
	c = c.Settled(ended)
	c.Took = c.smoothed(took, answer)
	c.Ended, c.Reclaimed = utc(ended), false
	if c.Why != RetryAfter || !c.NotBefore.After(c.Ended) {
		c.NotBefore, c.Why = time.Time{}, Free
	}
	trouble := answer.trouble()
	switch {
	case trouble != "":
		c.Failures++
		c.Trouble = trouble
	case answer.wellServed():
		c.Failures, c.Trouble = 0, ""
	}
	if wait, ok := ParseRetryAfter(answer.RetryAfter, c.Ended); ok && wait > 0 {
		return c.hold(c.Ended.Add(wait), RetryAfter)
	}
	if trouble != "" {
		return c.hold(c.Ended.Add(c.backOff(p, jitter)), BackOff)
	}
	return c
}

// hold keeps the later of a pending wait and a new one.
func (c Clock) hold(until time.Time, why Reason) Clock {
	if until.After(c.NotBefore) {
		c.NotBefore, c.Why = until, why
	}
	return c
}

// smoothed follows a rising response time half way at once and a falling one a
// quarter at a time: a host in trouble is noticed with its first slow answer,
// and one fast answer does not end the caution. An error never lowers it: a
// server that refuses quickly has not become faster.
func (c Clock) smoothed(took time.Duration, answer Answer) time.Duration {
	took = min(max(took, 0), longestTook)
	switch {
	case c.Took == 0:
		return took
	case took > c.Took:
		return c.Took + (took-c.Took)/2
	case answer.trouble() != "" || answer.Status >= 400:
		return c.Took
	}
	return c.Took - (c.Took-took)/4
}

// backOff is the wait after the current row of failures.
func (c Clock) backOff(p Policy, jitter float64) time.Duration {
	limit := p.cap()
	wait := max(2*p.Delay, c.adaptive(p), leastBackOff)
	for n := 1; n < c.Failures && wait < limit; n++ {
		wait *= 2
	}
	wait = min(wait, limit)
	if jitter > 0 { // false for NaN
		wait += time.Duration(min(jitter, 1) * float64(wait) / 2)
	}
	return min(wait, limit)
}

// trouble names a failure, "" if there is none.
func (a Answer) trouble() string {
	switch {
	case a.Failed || a.Status == 0:
		return "no answer"
	case a.Status == 429 || a.Status >= 500:
		return fmt.Sprintf("HTTP %d", a.Status)
	case a.Blocked:
		return "blocked"
	}
	return ""
}

// wellServed reports whether the host did its work. A refusal (401, 403 and
// the like) is neither that nor a failure: it leaves the row as it is.
func (a Answer) wellServed() bool {
	return a.Status >= 200 && a.Status < 400 || a.Status == 404 || a.Status == 410
}
