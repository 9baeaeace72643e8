package crawler

import (
	"time"

	"nianbao/crawler/frontier"
	"nianbao/crawler/pace"
	"nianbao/store"
)

const (
	// maxTries is how often a URL is asked in one run, the first time included.
	maxTries = 3
	// longestRecheck is where the doubling of the recheck interval ends.
	longestRecheck = 365 * 24 * time.Hour
)

// verdict is what an answer means for its URL.
type verdict struct {
	state frontier.State
	again bool // worth another try in this run
	gone  bool // the page itself is known to be gone: its report is marked so
	hard  bool // the host is left at once: it puts a wall before crawlers
}

// judge reads an outcome. Only what may pass by itself is tried again.
func judge(o store.Outcome, status int) verdict {
	switch o {
	case store.OK, store.NotModified, store.Redirect:
		return verdict{state: frontier.Done}
	case store.Soft404:
		return verdict{state: frontier.Gone}
	case store.Challenge:
		return verdict{state: frontier.Declined, hard: true}
	case store.ForbiddenAddress:
		return verdict{state: frontier.Refused}
	case store.TooLarge, store.RedirectLoop:
		return verdict{state: frontier.Failed}
	case store.HTTPError:
		return judgeStatus(status)
	}
	return verdict{state: frontier.Failed, again: true}
}

// judgeStatus reads a status that is an error.
func judgeStatus(status int) verdict {
	switch {
	case status == 404 || status == 410:
		return verdict{state: frontier.Gone, gone: true}
	case status == 401 || status == 403:
		return verdict{state: frontier.Declined}
	case status == 408 || status == 425 || status == 429 || status >= 500:
		return verdict{state: frontier.Failed, again: true}
	}
	return verdict{state: frontier.Failed}
}

// answered says whether a request for it reached the host, or tried to.
func answered(o store.Outcome) bool { return o != store.ForbiddenAddress }

// paceAnswer is what a capture tells pace.
func paceAnswer(c *store.Capture, retryAfter string) pace.Answer {
	a := pace.Answer{Status: c.Status, RetryAfter: retryAfter, Blocked: c.Outcome == store.Challenge}
	switch c.Outcome {
	case store.Incomplete, store.DecodeError, store.Timeout, store.DNSError, store.TLSError, store.ConnectionError:
		a.Failed = true
	}
	return a
}

// retryWait is how long a URL itself waits for its next try, so that others of
// its host come first: twice the delay, doubling, up to what parks a host.
func retryWait(tries int, p pace.Policy) time.Duration {
	return min(max(p.Delay, 50*time.Millisecond)<<min(tries, 20), longestRetry(p))
}

// longestRetry is the most that retryWait gives.
func longestRetry(p pace.Policy) time.Duration {
	if p.MaxDelay <= 0 {
		return pace.DefaultMaxDelay
	}
	return p.MaxDelay
}

// recheckAfter is how long a known URL is left alone: recheck, doubled for
// every answer in a row that brought nothing new, up to a year.
func recheckAfter(recheck time.Duration, unchanged int) time.Duration {
	for ; unchanged > 0 && recheck > 0 && recheck < longestRecheck; unchanged-- {
		recheck *= 2
	}
	return min(recheck, longestRecheck)
}

// visit is what a URL's record and its latest verdict say about its next one.
type visit struct {
	class     frontier.Class
	state     frontier.State
	unchanged int // answers in a row without anything new, this one included
	failures  int // runs in a row in which it failed, this one included
}

// next is when a URL is asked again in a later run; zero: when it is found
// again. A list that was read is asked by its own rule (see lists.go); one
// that failed must not be lost with all that stands behind it. A first failure
// is made good in the next run, one that lasts is asked ever more rarely.
func (v visit) next(at time.Time, recheck time.Duration) time.Time {
	switch {
	case v.state == frontier.Failed && v.failures <= 1:
		return at
	case v.state == frontier.Failed:
		return at.Add(recheckAfter(recheck, v.failures-2))
	case v.class == frontier.Lists && v.state != frontier.Declined && v.state != frontier.Refused:
		return time.Time{}
	}
	return at.Add(recheckAfter(recheck, v.unchanged))
}
