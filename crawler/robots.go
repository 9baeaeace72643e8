package crawler

import (
	"context"
	"encoding/json"
	"fmt"

	"nianbao/crawler/fetch"
	"nianbao/crawler/frontier"
	"nianbao/crawler/robots"
	"nianbao/seeds/urls"
	"nianbao/store"
)

const (
	// maxRobotsHops is how many redirects of a robots.txt are followed
	// (RFC 9309 §2.3.1.2).
	maxRobotsHops = 5
	// robotsSeq is where the numbers of requests for robots.txt begin, apart
	// from those for a page that may have the same URL.
	robotsSeq = 1 << 15
)

// robotsRecord is what is kept of one authority's robots.txt: what it says,
// or how far the way to it was followed.
type robotsRecord struct {
	Entry robots.Entry `json:"entry"`
	Hop   string       `json:"hop,omitempty"` // where it redirects to, not asked yet
	Hops  int          `json:"hops,omitempty"`

	// Of the answer that Entry was read from, where it stood in the usual
	// place: the next request is conditional on them.
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
}

// loadRobots reads what is kept of an authority's robots.txt. What does not
// decode is asked for again.
func loadRobots(r getter, authority string) (robotsRecord, error) {
	b, err := r.Get(store.Robots, []byte(authority))
	if err != nil {
		return robotsRecord{}, fmt.Errorf("read robots.txt of %s: %w", authority, err)
	}
	var rec robotsRecord
	if b == nil || json.Unmarshal(b, &rec) != nil {
		return robotsRecord{}, nil
	}
	return rec, nil
}

// after is the record once a request for the robots.txt has been answered.
func (r robotsRecord) after(x fetch.Exchange) robotsRecord {
	c := &x.Capture
	if c.Outcome == store.NotModified {
		r.Entry = r.Entry.Confirmed(x.Ended)
		return r
	}
	if c.Status >= 300 && c.Status < 400 && c.Status != 304 && r.Hops < maxRobotsHops {
		if target, ok := robotsHop(c); ok {
			return robotsRecord{Entry: r.Entry, Hop: target, Hops: r.Hops + 1}
		}
	}
	failed := paceAnswer(c, "").Failed || c.Outcome == store.TooLarge
	verdict := robots.Judge(c.Status, c.MediaType, x.Body, failed)
	if failed && c.Error != "" {
		verdict.Note += ": " + c.Error
	}
	now := robotsRecord{Entry: r.Entry.Renewed(x.Ended, verdict)}
	if verdict.State == robots.Ruled && r.Hops == 0 {
		now.ETag, now.LastModified = c.ETag, c.LastModified
	}
	return now
}

// request asks for the robots.txt at target, conditionally where what is known
// came from there.
func (r robotsRecord) request(target string) fetch.Request {
	q := fetch.Request{URL: target}
	if r.Hop == "" && r.Entry.Verdict.State == robots.Ruled {
		q.ETag, q.LastModified = r.ETag, r.LastModified
	}
	return q
}

// robotsHop is where a robots.txt redirects to, if that can be followed.
func robotsHop(c *store.Capture) (string, bool) {
	target, err := urls.Canonical(c.Location, nil, "")
	if err != nil || c.Location == "" || target == c.URL {
		return "", false
	}
	_, trap := urls.Trap(target)
	return target, !trap
}

// op stores the record.
func (r robotsRecord) op(authority string) (store.Op, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return store.Op{}, fmt.Errorf("encode robots.txt of %s: %w", authority, err)
	}
	return store.Op{Bucket: store.Robots, Key: []byte(authority), Value: b}, nil
}

// askRobots asks for the robots.txt of a leased URL's authority, or for what
// it redirects to, and gives the lease back: the page is another request, and
// has its own turn.
func (t *turn) askRobots(ctx context.Context, l frontier.Lease, authority string, known robotsRecord) result {
	target := authority + "/robots.txt"
	if known.Hop != "" {
		target = known.Hop
	}
	if frontier.Host(target) != t.host {
		res := t.giveBack(ctx, l, t.clocks)
		res.robots = &robotsResult{
			owner: t.host, errand: &errand{owner: t.host, authority: authority, target: target},
		}
		return res
	}
	x, moved := t.send(ctx, known.request(target))
	switch {
	case x.Interrupted:
		return t.interrupted(ctx, l)
	case moved == nil:
		return t.refuse(ctx, l, x.Capture.Outcome, x.Capture.Error)
	}
	return t.keepRobots(ctx, l, authority, known, x, moved)
}

// runErrand asks for a robots.txt that another host's redirected to.
func (t *turn) runErrand(ctx context.Context) result {
	e := *t.errand
	known, err := loadRobots(t.run.opts.Archive, e.authority)
	if err != nil {
		return result{err: err}
	}
	if t.lease != nil {
		if err := t.run.queue.Release(context.WithoutCancel(ctx), *t.lease); err != nil {
			return result{err: err}
		}
	}
	if t.dns != nil {
		return result{robots: &robotsResult{owner: e.owner, ended: true, failed: true, cause: t.dns.Error()}}
	}
	l, ok, err := t.run.queue.Hold(ctx, e.target, t.run.opts.Now(), t.addrs()...)
	switch {
	case ctx.Err() != nil && !ok:
		return result{}
	case err != nil:
		return result{err: err}
	case !ok:
		return result{err: fmt.Errorf("hold %s: it has a lease already", t.host)}
	}
	x, moved := t.send(ctx, known.request(e.target))
	if x.Interrupted {
		return t.interrupted(ctx, l)
	}
	if moved == nil {
		res := t.giveBack(ctx, l, t.clocks)
		res.robots = &robotsResult{owner: e.owner, ended: true, failed: true, cause: x.Capture.Error}
		return res
	}
	return t.keepRobots(ctx, l, e.authority, known, x, moved)
}

// keepRobots commits an answer to a request for a robots.txt.
func (t *turn) keepRobots(ctx context.Context, l frontier.Lease, authority string, known robotsRecord, x fetch.Exchange, moved *clocks) result {
	now := known.after(x)
	verdict := now.Entry.Verdict
	owner := frontier.Host(authority + "/")
	res := result{
		clocks: moved, url: x.Capture.URL, outcome: x.Capture.Outcome, cause: x.Capture.Error,
		counts: Counts{Robots: 1, Bytes: x.Capture.WireBytes},
		robots: &robotsResult{owner: owner, ended: l.Errand, cause: verdict.Note},
	}
	res.robots.failed = now.Hop == "" && verdict.State == robots.Unreachable
	if delay, _ := verdict.CrawlDelay(t.run.agent); now.Hop == "" && owner == t.host {
		moved.host.CrawlDelay = delay
		if moved.host.TooSlow(t.policy) {
			res.leave = tooSlow(moved.host, t.policy)
		}
	}
	ops, err := moved.ops(t.host)
	if err != nil {
		return result{err: err}
	}
	op, err := now.op(authority)
	if err != nil {
		return result{err: err}
	}
	c := x.Capture
	c.Run, c.Context = t.run.info.ID, store.Context{Portal: l.Record.Context.Portal, Region: l.Record.Context.Region}
	env := store.Envelope{Capture: &c, Seq: robotsSeq, Body: x.Body, Ops: append(ops, op)}
	save := context.WithoutCancel(ctx)
	if l.Errand || res.leave != nil || res.robots.failed || ctx.Err() != nil {
		_, err = t.run.queue.ReleaseWith(save, l, env)
	} else {
		res.next, err = &l, t.run.queue.KeepWith(save, l, env)
	}
	if err != nil {
		return result{err: err}
	}
	return res
}
