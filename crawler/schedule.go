package crawler

import (
	"context"
	"fmt"
	"slices"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/crawler/pace"
	"nianbao/store"
)

const (
	// grace is how long requests under way may go on after MaxTime.
	grace = 5 * time.Second
	// longestNap is how long the schedule sleeps at most before it looks at
	// the system's time again, which may have been set.
	longestNap = 30 * time.Second
	// foundPerPage bounds, as a multiple of the pages a run may ask of a host,
	// the URLs that its pages may make known in one run: a list of reports
	// links to fewer than its budget, a server that makes up links to no end.
	foundPerPage = 10
)

// loop gives hosts their turns until none is left to be had. It returns only
// when no worker is left, and nil when it was told to stop.
func (r *run) loop(ctx context.Context) error {
	work, stop := context.WithCancel(ctx)
	defer stop()
	var timeUp <-chan time.Time
	if r.opts.MaxTime > 0 {
		timer := time.NewTimer(r.opts.MaxTime)
		defer timer.Stop()
		timeUp = timer.C
	}
	var failed error
	for {
		open := failed == nil && ctx.Err() == nil && !r.summary.TimeUp
		if open {
			failed = r.dispatch(work)
		}
		if failed != nil {
			open = false
			stop()
		}
		turn, cancel := r.nextTurn(open)
		if r.active == 0 && turn == nil {
			cancel()
			return failed
		}
		done := ctx.Done()
		if !open {
			done = nil // workers end by themselves
		}
		select {
		case res := <-r.results:
			r.active--
			if err := r.take(ctx, res); err != nil && failed == nil {
				failed = err
			}
		case <-turn:
		case <-done:
		case <-timeUp:
			r.summary.TimeUp = true
			time.AfterFunc(grace, stop)
		}
		cancel()
	}
}

// nextTurn is a channel that speaks when the next host's time comes; nil when
// none waits.
func (r *run) nextTurn(open bool) (<-chan time.Time, func()) {
	at, ok := r.agenda.first()
	if !open || !ok || r.active >= r.opts.Limits.MaxHosts {
		return nil, func() {}
	}
	nap := min(at.Sub(r.opts.Now()), longestNap)
	if r.disk.why != "" {
		nap = diskAge
	}
	timer := time.NewTimer(nap)
	return timer.C, func() { timer.Stop() }
}

// dispatch gives a turn to every host whose time has come, as far as there are
// workers, and stores why hosts were left.
func (r *run) dispatch(ctx context.Context) error {
	r.checkTime()
	r.takeUp(r.opts.Now())
	if !r.hasRoom(r.opts.Now()) {
		return r.flush(context.WithoutCancel(ctx))
	}
	for r.active < r.opts.Limits.MaxHosts {
		now := r.opts.Now()
		h := r.agenda.due(now)
		if h == nil {
			break
		}
		if err := r.consider(ctx, h, now); err != nil {
			return err
		}
	}
	return r.flush(context.WithoutCancel(ctx))
}

// checkTime settles every clock where the system's time was set back, and
// looks at all waiting hosts anew: what they wait for was counted from a time
// that is yet to come.
func (r *run) checkTime() {
	now := r.opts.Now()
	if now.Before(r.last) {
		for _, a := range r.addrs {
			a.clock = a.clock.Settled(now)
		}
		for _, h := range r.hosts {
			h.clock, h.resolved = h.clock.Settled(now), time.Time{}
		}
		for _, h := range slices.Clone(r.agenda.hosts) {
			r.agenda.put(h, now)
		}
	}
	r.last = now
}

// consider decides what a host's time is for: nothing, waiting on, being left,
// looking up its addresses, or a turn.
func (r *run) consider(ctx context.Context, h *host, now time.Time) error {
	if h.left != nil || h.busy {
		return nil
	}
	if len(h.errands) == 0 {
		ready, err := r.hasWork(ctx, h, now)
		if err != nil || !ready {
			return err
		}
	}
	if now.Sub(h.resolved) >= resolveAge {
		r.lookUp(ctx, h)
		return nil
	}
	if a := h.taken(); a != nil {
		a.waiting = append(a.waiting, h)
		h.queued = true
		return nil
	}
	policy := h.policy(r.opts.Policy)
	at, why := h.clocks().next(now, policy)
	switch {
	case !at.After(now):
		r.giveTurn(ctx, h, policy)
	case why == pace.CrawlDelay && h.clock.TooSlow(policy):
		// not worth a wait in this run: it is asked again when its turn has come
		left := tooSlow(h.clock, policy)
		left.Until = at.UTC()
		r.leave(h, *left)
	case r.parks(now, at, why, policy):
		h.shut = why == pace.OutsideWindow
		r.leave(h, frontier.Left{Outcome: store.Parked, Cause: parkedCause(h, why), Until: at.UTC()})
	default:
		r.agenda.put(h, at)
	}
	return nil
}

// parks says whether a wait is too long to stay in the run for.
func (r *run) parks(now, at time.Time, why pace.Reason, p pace.Policy) bool {
	return p.Parks(now, at, why) && (why != pace.OutsideWindow || !r.opts.Wait)
}

// parkedCause says in words what a parked host waits for.
func parkedCause(h *host, why pace.Reason) string {
	trouble := h.clock.Trouble
	for _, a := range h.addrs {
		if trouble == "" {
			trouble = a.clock.Trouble
		}
	}
	if trouble == "" || why == pace.OutsideWindow {
		return string(why)
	}
	return string(why) + " after " + trouble
}

// hasWork says whether a URL of the host is due now. Where one will be, the
// host is put on the agenda for then.
func (r *run) hasWork(ctx context.Context, h *host, now time.Time) (bool, error) {
	if h.awaiting || !r.scope.all[plainHost(h.name)] { // of no portal: met for an errand only
		return false, nil
	}
	if h.next == nil {
		due, any, err := r.queue.Peek(ctx, h.name, now)
		if err != nil || !any {
			return false, err
		}
		if due.After(now.Add(longestRetry(r.opts.Policy))) {
			// No retry waits that long: the system's time was set back since it
			// was queued. The frontier is told that it is that late.
			_, _, err = r.queue.Peek(ctx, h.name, due)
		} else if due.After(now) {
			r.agenda.put(h, due)
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	n, err := r.queue.Fetched(ctx, h.name)
	if err != nil {
		return false, err
	}
	if limit := r.opts.Limits.MaxPagesPerHost; n >= limit {
		r.leave(h, frontier.Left{Outcome: store.OverBudget, Cause: fmt.Sprintf("max_pages_per_host of %d reached", limit)})
		return false, nil
	}
	return true, nil
}

// lookUp resolves a host's addresses in a worker.
func (r *run) lookUp(ctx context.Context, h *host) {
	h.busy = true
	name := h.name
	r.work(func() result {
		ips, err := r.fetcher.Resolve(ctx, name)
		return result{host: h, looked: true, ips: ips, dns: err}
	})
}

// giveTurn hands the host to a worker, with all its addresses.
func (r *run) giveTurn(ctx context.Context, h *host, policy pace.Policy) {
	t := &turn{
		run: r, host: h.name, ips: h.ips(), clocks: h.clocks(), policy: policy, dns: h.dns,
		room: max(foundPerPage*r.opts.Limits.MaxPagesPerHost-h.found, 0), lease: h.next,
	}
	h.next = nil
	if len(h.errands) > 0 {
		e := h.errands[0]
		h.errands = h.errands[1:]
		t.errand = &e
	}
	h.reserve()
	r.work(func() result {
		res := t.do(ctx)
		res.host, res.asked = h, t.asked
		return res
	})
}

// work runs a job in a worker of its own. There are never more than MaxHosts,
// and none of them waits for a host.
func (r *run) work(job func() result) {
	r.active++
	go func() { r.results <- job() }()
}

// wake puts a host on the agenda, known or not.
func (r *run) wake(ctx context.Context, name string, now time.Time) error {
	h := r.hosts[name]
	if h == nil {
		var err error
		if h, err = r.meet(ctx, name, now); err != nil {
			return err
		}
	}
	if h.left == nil && !h.busy {
		r.agenda.put(h, now)
	}
	return nil
}

// meet makes a host known: with the clock it was stored with, and without the
// note of why an earlier run left it.
func (r *run) meet(ctx context.Context, name string, now time.Time) (*host, error) {
	clock, err := loadClock(r.opts.Archive, hostClock(name), now)
	if err != nil {
		return nil, err
	}
	h := &host{name: name, place: -1, clock: clock}
	r.hosts[name] = h
	old, err := frontier.LeftOf(ctx, r.opts.Archive, name)
	if err != nil {
		return nil, err
	}
	if old != nil {
		r.notes[name] = nil
	}
	return h, nil
}

// leave ends a host's part in the run.
func (r *run) leave(h *host, why frontier.Left) {
	if h.left != nil {
		return
	}
	h.left = &why
	r.giveBack(h)
	r.notes[h.name] = &why
	r.agenda.drop(h)
	if why.Outcome == store.Parked && !why.Until.IsZero() && !h.shut && !h.clock.TooSlow(h.policy(r.opts.Policy)) {
		h.parked = true
		r.parked = append(r.parked, h)
	}
	said := []any{"host", h.name, "outcome", why.Outcome, "cause", why.Cause}
	if !why.Until.IsZero() {
		said = append(said, "until", why.Until)
	}
	r.opts.Log.Warn("host left", said...)
	for _, e := range h.errands {
		r.giveUp(e, why)
	}
	h.errands = nil
}

// takeUp gives parked hosts whose time has come their place in the run back.
func (r *run) takeUp(now time.Time) {
	r.parked = slices.DeleteFunc(r.parked, func(h *host) bool {
		if h.left.Until.After(now) {
			return false
		}
		h.left, h.parked, r.notes[h.name] = nil, false, nil
		r.agenda.put(h, now)
		r.opts.Log.Info("host taken up again", "host", h.name)
		return true
	})
}

// giveBack has a lease that was taken ahead returned at the next pause.
func (r *run) giveBack(h *host) {
	if h.next != nil {
		r.returned = append(r.returned, *h.next)
		h.next = nil
	}
}

// giveUp ends an errand that cannot be made: without the robots.txt nothing of
// its owner may be fetched.
func (r *run) giveUp(e errand, why frontier.Left) {
	owner := r.hosts[e.owner]
	owner.awaiting = false
	r.leave(owner, frontier.Left{
		Outcome: store.RobotsUnreachable, Until: why.Until,
		Cause: fmt.Sprintf("robots.txt is at %s: %s", e.target, why.Cause),
	})
}
