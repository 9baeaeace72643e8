package crawler

import (
	"context"
	"fmt"

	"nianbao/crawler/frontier"
	"nianbao/seeds/urls"
	"nianbao/store"
)

// maxHops is how many redirects in a row are followed.
const maxHops = 10

// redirect makes the target of a redirect a URL of its own, of the same class
// and context: with its own host's turn, robots.txt and guard.
func (t *turn) redirect(ctx context.Context, rec frontier.Record, e *frontier.Ending) error {
	c := e.Envelope.Capture
	target, err := urls.Canonical(c.Location, nil, "")
	if err != nil || c.Location == "" {
		e.Outcome, e.Cause = store.HTTPError, "redirect to nowhere: "+c.Location
		c.Outcome, c.Error = e.Outcome, e.Cause
		return nil
	}
	loops, err := t.leadsBack(ctx, target, rec.URL)
	if err != nil {
		return err
	}
	switch {
	case loops:
		e.Outcome, e.Cause = store.RedirectLoop, "leads back to itself by way of "+target
	case rec.Hops >= maxHops:
		e.Outcome, e.Cause = store.RedirectLoop, fmt.Sprintf("more than %d redirects in a row", maxHops)
	}
	if e.Outcome == store.RedirectLoop {
		c.Outcome, c.Error = e.Outcome, e.Cause
		return nil
	}
	e.Location, e.Cause = target, ""
	found := frontier.Candidate{
		URL: target, Class: rec.Class, Maybe: rec.Maybe, Context: rec.Context, Depth: rec.Depth,
		Hops: rec.Hops + 1, Barren: rec.Barren, Referrer: rec.URL, Revisit: rec.Class == frontier.Lists,
	}
	if !t.run.scope.allows(rec.Context.Portal, target) {
		found.Revisit, found.Refuse, found.Cause = false, store.OutOfScope, "redirect to a host the seeds do not name"
	} else if cause, yes := urls.Trap(target); yes {
		found.Revisit, found.Refuse, found.Cause = false, store.Trap, cause
	}
	e.Found = append(e.Found, found)
	return nil
}

// leadsBack says whether the redirects known to start at target end at origin.
func (t *turn) leadsBack(ctx context.Context, target, origin string) (bool, error) {
	for range maxHops {
		if target == origin {
			return true, nil
		}
		rec, known, err := t.run.queue.Lookup(ctx, target)
		if err != nil {
			return false, err
		}
		if !known || rec.Outcome != store.Redirect {
			return false, nil
		}
		target = rec.Location
	}
	return false, nil
}
