package crawler

import (
	"context"
	"fmt"
	"net/netip"

	"nianbao/crawler/frontier"
	"nianbao/store"
)

// mood is what a turn says of its host.
type mood int

const (
	neutral mood = iota // nothing was asked, or it says nothing
	well                // the host does its work
	ailing              // a request failed that will be tried again
	failing             // a URL failed for good
)

// result is what a worker brings back.
type result struct {
	host *host
	err  error // of the archive: the run cannot go on

	looked bool // addresses were looked up
	ips    []netip.Addr
	dns    error

	asked  *Asked  // the request made; nil where there was none
	clocks *clocks // as they are now; nil: not moved
	mood   mood
	counts Counts
	found  int                   // URLs it made known
	causes map[store.Outcome]int // of these, not to be asked for
	woken  []string              // other hosts that have something due now
	leave  *frontier.Left        // the host is to be left
	closed *UnreadPage           // the page's column, which cannot be read, or not wholly
	unread bool                  // the page was kept and not read: the program stops at it
	robots *robotsResult
	next   *frontier.Lease // the host's next URL, leased already

	url     string // what the turn was for
	outcome store.Outcome
	cause   string
}

// robotsResult is what a turn brought for a robots.txt.
type robotsResult struct {
	owner  string  // the host it belongs to
	errand *errand // it goes on at another host
	ended  bool    // an errand ended: the owner need not wait any more
	failed bool    // there was no usable answer
	cause  string
}

// take enters a result into the schedule.
func (r *run) take(ctx context.Context, res result) error {
	h, now := res.host, r.opts.Now()
	if res.looked {
		h.busy = false
		return r.takeAddrs(h, res)
	}
	if res.asked != nil {
		r.opts.Asked(*res.asked)
	}
	if res.clocks != nil {
		h.clock = res.clocks.host
		for _, a := range h.addrs {
			a.clock = res.clocks.addrs[a.ip]
		}
	}
	h.next = res.next
	for _, other := range h.release() {
		other.queued = false
		r.agenda.put(other, now)
	}
	if h.dns != nil {
		h.resolved = h.resolved.Add(-resolveAge) // the next try looks again
	}
	if res.err != nil {
		return res.err
	}
	r.count(h, res)
	if res.leave != nil {
		r.leave(h, *res.leave)
	}
	if err := r.takeRobots(ctx, res.robots); err != nil {
		return err
	}
	for _, name := range res.woken {
		if err := r.wake(ctx, name, now); err != nil {
			return err
		}
	}
	return r.wake(ctx, h.name, now)
}

// takeAddrs gives a host its addresses.
func (r *run) takeAddrs(h *host, res result) error {
	now := r.opts.Now()
	h.resolved, h.dns, h.addrs = now, res.dns, nil
	for _, ip := range res.ips {
		a := r.addrs[ip]
		if a == nil {
			clock, err := loadClock(r.opts.Archive, addrClock(ip), now)
			if err != nil {
				return err
			}
			a = &address{ip: ip, clock: clock}
			r.addrs[ip] = a
		}
		h.addrs = append(h.addrs, a)
	}
	r.agenda.put(h, now)
	return nil
}

// count enters what a turn did, and leaves a host that keeps failing.
func (r *run) count(h *host, res result) {
	h.counts.add(res.counts)
	r.total.add(res.counts)
	h.found += res.found
	r.expect(h, res.found)
	if res.url != "" && res.robots == nil && res.mood != ailing {
		h.due-- // this one has ended
	}
	if res.counts.Refused > 0 {
		r.summary.Causes[res.outcome] += res.counts.Refused
	}
	for why, n := range res.causes {
		r.summary.Causes[why] += n
		r.expect(h, -n)
	}
	switch res.mood {
	case well:
		h.row, h.trouble = 0, 0
	case ailing:
		h.trouble++
	case failing:
		h.row, h.trouble = h.row+1, h.trouble+1
	}
	if res.unread && len(r.summary.Unread) < maxUnread {
		r.summary.Unread = append(r.summary.Unread, UnreadPage{URL: res.url, Cause: res.cause})
	}
	if res.closed != nil {
		r.summary.shut(*res.closed)
	}
	if res.url != "" {
		r.progress(res)
	}
	if h.row >= maxRow || h.trouble >= maxTrouble {
		cause := fmt.Sprintf("%d requests failed in a row, the last: %s", h.trouble, res.outcome)
		if h.row >= maxRow {
			cause = fmt.Sprintf("%d URLs failed in a row, the last: %s", h.row, res.outcome)
		}
		if res.cause != "" {
			cause += ": " + res.cause
		}
		r.leave(h, frontier.Left{Outcome: res.outcome, Cause: cause})
	}
}

// expect counts URLs that are to be asked in this run. Those found on other
// hosts are counted where they were found: a reckoning, for progress only.
func (r *run) expect(h *host, n int) {
	r.known += n
	h.due += n
}

// takeRobots enters what a turn brought for a robots.txt.
func (r *run) takeRobots(ctx context.Context, res *robotsResult) error {
	if res == nil {
		return nil
	}
	now := r.opts.Now()
	owner := r.hosts[res.owner]
	if res.errand != nil {
		owner.awaiting = true
		return r.send(ctx, *res.errand)
	}
	if res.ended {
		owner.awaiting = false
	}
	owner.robots++
	if !res.failed {
		owner.robots = 0
	}
	if owner.robots >= maxRobotsTries {
		r.leave(owner, frontier.Left{
			Outcome: store.RobotsUnreachable,
			Cause:   fmt.Sprintf("robots.txt: %s, %d times", res.cause, owner.robots),
		})
	}
	return r.wake(ctx, owner.name, now)
}

// send gives an errand to the host it leads to.
func (r *run) send(ctx context.Context, e errand) error {
	name, now := frontier.Host(e.target), r.opts.Now()
	h := r.hosts[name]
	if h == nil {
		var err error
		if h, err = r.meet(ctx, name, now); err != nil {
			return err
		}
	}
	if h.left != nil {
		r.giveUp(e, *h.left)
		return nil
	}
	h.errands = append(h.errands, e)
	return r.wake(ctx, name, now)
}
