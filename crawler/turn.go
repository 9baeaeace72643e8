package crawler

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"

	"nianbao/crawler/fetch"
	"nianbao/crawler/frontier"
	"nianbao/crawler/pace"
	"nianbao/crawler/portal"
	"nianbao/crawler/robots"
	"nianbao/seeds/urls"
	"nianbao/store"
)

// turn is one host's turn: at most one request, and one commit of what came of
// it. The host and its addresses are reserved for it.
type turn struct {
	run     *run
	host    string
	ips     []netip.Addr
	clocks  clocks
	policy  pace.Policy
	dns     error // why there are no addresses
	errand  *errand
	lease   *frontier.Lease         // taken ahead, when the host's last one ended; nil: to be taken
	left    int                     // links of its page that are not kept
	instead bool                    // the page is asked by POST instead
	closed  *UnreadPage             // its column, which cannot be read, or not wholly
	known   map[string]robots.Entry // that were looked at, by authority
	room    int                     // how many URLs the host's pages may still make known

	asked *Asked       // the request, once one was made
	words *store.Words // what a program said of the answer, a file
	holds bool         // the run's files lock
}

// do makes the turn.
func (t *turn) do(ctx context.Context) result {
	if t.errand != nil {
		return t.runErrand(ctx)
	}
	if ctx.Err() != nil {
		return result{next: t.lease}
	}
	l, ok, err := t.take(ctx)
	switch {
	case ctx.Err() != nil && !ok:
		return result{next: t.lease}
	case err != nil:
		return result{err: err}
	case !ok:
		return result{}
	}
	return t.ask(ctx, l)
}

// take has the host's next URL leased for a request to the reserved addresses.
func (t *turn) take(ctx context.Context) (frontier.Lease, bool, error) {
	if t.lease != nil {
		l, err := t.run.queue.Renew(ctx, *t.lease, t.addrs()...)
		return l, err == nil, err
	}
	l, ok, _, err := t.run.queue.Take(ctx, t.host, t.run.opts.Now(), t.addrs()...)
	return l, ok, err
}

// addrs are the reserved addresses, as a lease keeps them.
func (t *turn) addrs() []string {
	var out []string
	for _, ip := range t.ips {
		out = append(out, ip.String())
	}
	return out
}

// ask asks for a leased URL, if it may be asked for.
func (t *turn) ask(ctx context.Context, l frontier.Lease) result {
	rec := l.Record
	if !t.run.scope.allows(rec.Context.Portal, rec.URL) {
		return t.refuse(ctx, l, store.OutOfScope, "the seeds name no portal that this host belongs to")
	}
	if t.dns != nil {
		return t.unresolved(ctx, l)
	}
	authority := urls.Authority(rec.URL)
	known, err := loadRobots(t.run.opts.Archive, authority)
	if err != nil {
		return result{err: err}
	}
	now := t.run.opts.Now()
	if !known.Entry.Fresh(now) {
		return t.askRobots(ctx, l, authority, known)
	}
	delay, _ := known.Entry.Verdict.CrawlDelay(t.run.agent)
	slower := delay > t.clocks.host.CrawlDelay
	t.clocks.host.CrawlDelay = delay
	if slower || t.clocks.host.TooSlow(t.policy) {
		return t.slowDown(ctx, l)
	}
	if d := known.Entry.Verdict.Allowed(t.run.agent, pathAndQuery(rec.URL)); !d.Allowed {
		t.turnedDown(rec, fmt.Sprintf("robots.txt line %d (%s)", d.Line, d.Rule))
		return t.refuse(ctx, l, store.RobotsDenied, fmt.Sprintf("robots.txt line %d: %s", d.Line, d.Rule))
	}
	return t.fetch(ctx, l)
}

// slowDown gives the lease back, since robots.txt asks for a longer pause than
// was waited; or for one that is too long to be kept at all.
func (t *turn) slowDown(ctx context.Context, l frontier.Lease) result {
	res := t.giveBack(ctx, l, t.clocks)
	if t.clocks.host.TooSlow(t.policy) {
		res.leave = tooSlow(t.clocks.host, t.policy)
	}
	return res
}

// tooSlow is why a host is skipped.
func tooSlow(c pace.Clock, p pace.Policy) *frontier.Left {
	limit := p.MaxCrawlDelay
	if limit <= 0 {
		limit = pace.DefaultMaxCrawlDelay
	}
	return &frontier.Left{
		Outcome: store.Parked,
		Cause:   fmt.Sprintf("robots.txt asks for a Crawl-delay of %s, over max_crawl_delay of %s", c.CrawlDelay, limit),
	}
}

// giveBack returns the lease with clocks that moved.
func (t *turn) giveBack(ctx context.Context, l frontier.Lease, c clocks) result {
	ops, err := c.ops(t.host)
	if err != nil {
		return result{err: err}
	}
	if _, err := t.run.queue.ReleaseWith(context.WithoutCancel(ctx), l, store.Envelope{Ops: ops}); err != nil {
		return result{err: err}
	}
	return result{clocks: &c}
}

// interrupted gives the lease back after a request that was broken off: the
// server may have seen it.
func (t *turn) interrupted(ctx context.Context, l frontier.Lease) result {
	return t.giveBack(ctx, l, t.clocks.reclaim(t.run.opts.Now()))
}

// refuse ends a lease without a request.
func (t *turn) refuse(ctx context.Context, l frontier.Lease, why store.Outcome, cause string) result {
	now := t.run.opts.Now()
	e := frontier.Ending{
		At: now, State: frontier.Refused, Outcome: why, Cause: cause, Unchanged: l.Record.Unchanged + 1,
	}
	e.Recheck = visit{class: l.Record.Class, state: e.State, unchanged: e.Unchanged}.next(now, t.run.opts.Recheck)
	if tried(l.Record) {
		if err := t.tryNext(ctx, l.Record, &e); err != nil {
			return result{err: err}
		}
	}
	return t.end(ctx, l, e, result{counts: Counts{Refused: 1}})
}

// end commits an ending.
func (t *turn) end(ctx context.Context, l frontier.Lease, e frontier.Ending, res result) result {
	if len(e.Found) > t.room {
		t.run.opts.Log.Warn("links dropped: the host makes up too many", "host", t.host, "url", l.URL(), "dropped", len(e.Found)-t.room)
		e.Found = e.Found[:t.room]
	}
	if t.closed != nil {
		op, err := closedOp(t.run.info.ID, *t.closed)
		if err != nil {
			return result{err: err}
		}
		e.Envelope.Ops = append(e.Envelope.Ops, op)
	}
	save := context.WithoutCancel(ctx)
	e.Ahead = res.leave == nil && ctx.Err() == nil
	eff, err := t.run.queue.Done(save, l, e)
	if err != nil && e.Envelope.Capture != nil && !errors.Is(err, store.ErrClosed) {
		// What a page brought may be what the archive refuses. Then the page is
		// kept without it; an archive that is at fault refuses that as well.
		t.run.opts.Log.Error("page kept unread", "url", l.URL(), "error", err)
		e.Envelope.Reading, e.Envelope.Rereads, e.Found = nil, nil, nil
		e.Cause = "kept unread: " + err.Error()
		eff, err = t.run.queue.Done(save, l, e)
	}
	if err != nil {
		return result{err: err}
	}
	res.url, res.outcome, res.cause, res.woken = l.URL(), e.Outcome, e.Cause, t.inScope(eff.Woken)
	res.counts.LinksLeft, res.closed = t.left, t.closed
	res.found, res.causes, res.next = eff.New, eff.Refused, eff.Next
	if e.Envelope.Reading != nil && e.Envelope.Reading.Kind != notAReport {
		if eff.Applied.NewReport {
			res.counts.New++
		}
		if eff.Applied.NewVersion {
			res.counts.Changed++
		}
	}
	res.counts.Changed += eff.Applied.RereadVersions
	return res
}

// inScope keeps the hosts of this run.
func (t *turn) inScope(names []string) (own []string) {
	for _, n := range names {
		if t.run.scope.all[plainHost(n)] {
			own = append(own, n)
		}
	}
	return own
}

// send makes one request and moves the clocks by it. moved is nil where none
// was made.
func (t *turn) send(ctx context.Context, r fetch.Request) (x fetch.Exchange, moved *clocks) {
	r.Addrs = t.ips
	r.Insecure = t.run.scope.insecure[urls.Host(r.URL)]
	x = t.run.fetcher.Fetch(ctx, r)
	if answered(x.Capture.Outcome) {
		t.asked = &Asked{Host: t.host, Outcome: x.Capture.Outcome}
		if last := t.clocks.host; !last.Ended.IsZero() && !last.Reclaimed {
			t.asked.Gap = max(x.Started.Sub(last.Ended), 0)
		}
	}
	if x.Interrupted || t.asked == nil {
		return x, nil
	}
	c := t.clocks.after(x.Ended, x.Ended.Sub(x.Started), paceAnswer(&x.Capture, x.RetryAfter), t.policy, rand.Float64())
	return x, &c
}

// unresolved ends a lease of a host that has no address.
func (t *turn) unresolved(ctx context.Context, l frontier.Lease) result {
	now := t.run.opts.Now()
	x := fetch.Exchange{Started: now, Ended: now, Capture: store.Capture{
		URL: l.URL(), At: now.UTC(), Method: "GET", Outcome: store.DNSError, Error: t.dns.Error(),
	}}
	if l.Record.Method != "" {
		x.Capture.Method = l.Record.Method
	}
	c := t.clocks.after(now, 0, paceAnswer(&x.Capture, ""), t.policy, rand.Float64())
	return t.settle(ctx, l, x, &c)
}

// fetch asks for the page, conditionally where it was answered before.
func (t *turn) fetch(ctx context.Context, l frontier.Lease) result {
	rec := l.Record
	x, moved := t.send(ctx, fetch.Request{
		URL: rec.URL, Method: rec.Method, Body: rec.Body, ContentType: rec.ContentType,
		ETag: rec.Good.ETag, LastModified: rec.Good.LastModified, Referrer: rec.Referrer,
		SendReferer: rec.Class == frontier.Lists && portal.Endpoint(rec.URL),
	})
	if x.Interrupted {
		return t.interrupted(ctx, l)
	}
	if err := t.makeWords(ctx, rec.Class, &x.Capture, x.Body); err != nil {
		return t.interrupted(ctx, l)
	}
	return t.settle(ctx, l, x, moved)
}

// pathAndQuery is the part of a canonical URL that robots.txt speaks of.
func pathAndQuery(canonical string) string {
	rest := canonical[len(urls.Authority(canonical)):]
	for i := range len(rest) {
		if rest[i] == '#' {
			rest = rest[:i]
			break
		}
	}
	if rest == "" || rest[0] != '/' {
		return "/" + rest
	}
	return rest
}

// waitFor is when a URL is tried again.
func (t *turn) waitFor(ended time.Time, tries int) time.Time {
	return ended.Add(retryWait(tries, t.policy))
}
