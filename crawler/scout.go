package crawler

import (
	"context"
	"fmt"
	"time"

	"nianbao/crawler/discover"
	"nianbao/crawler/fetch"
	"nianbao/crawler/portal"
	"nianbao/crawler/reading"
	"nianbao/store"
)

// Discover looks for the columns of the portal that a page belongs to, usually
// its front page, with at most so many requests, those for robots.txt included.
// tell, if it is not nil, is told of each page after it was asked for. The
// result is what was found, also where the error ends it: that of ctx or of
// the archive, or that front is no address.
func Discover(ctx context.Context, v *Visitor, front string, most int, tell func(url, what string)) (discover.Result, error) {
	s, err := discover.New(front)
	if err != nil {
		return discover.Result{}, err
	}
	made, err := search(ctx, v, s, most, func(url string, _ Visit, a discover.Answer) {
		what := a.Cause
		if what == "" && a.Location != "" {
			what = "leads to " + a.Location
		}
		if tell != nil {
			tell(url, what)
		}
	})
	r := s.Result()
	r.Requests = made
	if err != nil {
		return r, fmt.Errorf("discover %s: %w", front, err)
	}
	return r, nil
}

// search makes the requests of a search, at most so many. saw is told of each
// page that it named. made is how many were made.
func search(ctx context.Context, v *Visitor, s *discover.Search, most int, saw func(string, Visit, discover.Answer)) (made int, err error) {
	for made < most {
		ask, ok := s.Next()
		if !ok {
			break
		}
		got, err := v.patient(ctx, ask.Request, ask.Referrer, most-made)
		made += got.Requests
		if posted, ok := refused(ask.Request, got.Exchange); err == nil && ok && made < most {
			got, err = v.patient(ctx, posted, ask.Referrer, most-made)
			made += got.Requests
		}
		if err != nil {
			return made, err
		}
		answer := answerOf(got)
		err = reading.Guard(func() error {
			s.Take(ask, answer)
			return nil
		})
		if err != nil {
			answer.Cause = err.Error()
		}
		saw(ask.URL, got, answer)
	}
	return made, nil
}

// patient asks for a page, and again where what it says may pass by itself: a
// failure, 429 or 503, of the page or of robots.txt. The pause before is that of
// the host's clock, Retry-After kept; one over max_delay ends it. Requests are
// all that were made, not many more than most.
func (v *Visitor) patient(ctx context.Context, r portal.Request, from string, most int) (Visit, error) {
	made := 0
	for try := 1; ; try++ {
		got, err := v.list(ctx, r, from)
		made += got.Requests
		got.Requests = made
		passing := got.Asked && judge(got.Capture.Outcome, got.Capture.Status).again || got.Skipped == store.RobotsUnreachable && got.Requests > 0
		if err != nil || !passing || try >= maxTries || made >= most {
			return got, err
		}
	}
}

// list asks for a page of a list, or what its script asks for.
func (v *Visitor) list(ctx context.Context, r portal.Request, from string) (Visit, error) {
	return v.Visit(ctx, fetch.Request{
		URL: r.URL, Method: r.Method, Body: r.Body, ContentType: r.ContentType,
		Referrer: from, SendReferer: portal.Endpoint(r.URL),
	})
}

// answerOf is a visit as a search takes it in. What a page that scripts draw
// lacks is no reason not to look at it.
func answerOf(v Visit) discover.Answer {
	a := discover.Answer{Sitemaps: v.Sitemaps, Cause: skippedBecause(v)}
	if !v.Asked {
		return a
	}
	c := v.Capture
	a.Body, a.Charset, a.MediaType = v.Body, v.Charset, c.MediaType
	switch {
	case c.Outcome == store.Redirect:
		a.Location = c.Location
	case c.Outcome == store.OK:
	case c.Outcome == store.Soft404 && c.Status < 300 && len(v.Body) > 0:
		// An empty shell, perhaps: its list may be an endpoint's.
	default:
		a.Cause = outcomeOf(v)
	}
	return a
}

// skippedBecause says why a page was not asked for; "" if it was.
func skippedBecause(v Visit) string {
	if v.Skipped == "" {
		return ""
	}
	cause := string(v.Skipped)
	if v.Cause != "" {
		cause += ": " + v.Cause
	}
	if !v.Until.IsZero() {
		cause += ", until " + v.Until.Format(time.RFC3339)
	}
	return cause
}

// outcomeOf is what came of a page that was asked for, in words.
func outcomeOf(v Visit) string {
	c := v.Capture
	if c.Error != "" {
		return string(c.Outcome) + ": " + c.Error
	}
	if c.Status != 0 {
		return fmt.Sprintf("%s %d", c.Outcome, c.Status)
	}
	return string(c.Outcome)
}
