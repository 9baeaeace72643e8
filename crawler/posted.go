package crawler

import (
	"context"

	"nianbao/crawler/fetch"
	"nianbao/crawler/frontier"
	"nianbao/crawler/portal"
	"nianbao/store"
)

// Some endpoints take what a page's script sends only as a POST. A GET that is
// turned down is asked once again so, like any other request; from then on, as
// long as that goes well, the POST is asked alone.

// postInstead makes a candidate of the POST that stands for a GET that was
// turned down. It says whether there is one.
func (t *turn) postInstead(rec frontier.Record, x fetch.Exchange, e *frontier.Ending) bool {
	if rec.Class != frontier.Lists {
		return false
	}
	posted, ok := refused(portal.Request{URL: rec.URL, Method: rec.Method, Before: rec.Before}, x)
	if !ok {
		return false
	}
	found, ok := t.candidate(rec, posted.URL, frontier.Lists, rec.Depth)
	if !ok {
		return false
	}
	found = withRequest(found, posted)
	found.Referrer, found.Barren = rec.Referrer, rec.Barren
	found.Revisit = found.Refuse == ""
	e.Found = append(e.Found, found)
	e.Cause = "the endpoint takes no GET: it is asked by POST instead"
	t.instead = true
	return true
}

// refused is the POST for a GET that an endpoint turned down for its method; ok
// is false for any other answer. A wall is none to get around.
func refused(r portal.Request, x fetch.Exchange) (posted portal.Request, ok bool) {
	switch x.Capture.Outcome {
	case store.OK, store.Soft404, store.HTTPError:
	default:
		return r, false
	}
	posted, ok = portal.Posted(r)
	return posted, ok && portal.RefusesMethod(x.Capture.Status, x.Body)
}

// withRequest is a candidate with the method and the body of a request.
func withRequest(c frontier.Candidate, r portal.Request) frontier.Candidate {
	c.URL, c.Method, c.Body, c.ContentType, c.Before = r.URL, r.Method, r.Body, r.ContentType, r.Before
	return c
}

// asPosted is a request by POST where that is how it went well before.
func (t *turn) asPosted(ctx context.Context, r portal.Request) (portal.Request, error) {
	posted, ok := portal.Posted(r)
	if !ok {
		return r, nil
	}
	known, is, err := t.run.queue.LookupRequest(ctx, posted.Method, posted.URL, posted.Body)
	if err != nil || !is || known.State != frontier.Done {
		return r, err
	}
	return posted, nil
}
