package crawler

import (
	"time"

	"nianbao/crawler/pace"
	"nianbao/store"
)

// Progress is how far a run has come.
type Progress struct {
	Run     uint32
	URL     string        // what the last turn asked for; "" where the run paused or went on
	Outcome store.Outcome // how it ended
	Totals  Counts
	Known   int // URLs to be asked in this run, as far as they are known by now
	Active  int // requests under way
	Hosts   int // hosts that still have something due in this run

	// Of these hosts, looked at once a second at most.
	Ready   int           // may be asked now, or share an address with one that is being asked
	Snoozed int           // wait for a clock
	Parked  int           // left for this run, to be asked in a later one
	ETA     time.Duration // what the clocks need for what is known by now; 0: nothing is left

	Paused string // why no request is started, "" while the run goes on
}

// Asked is one request that was made, for robots.txt too.
type Asked struct {
	Host    string
	Outcome store.Outcome // "" where it was broken off
	Gap     time.Duration // from the end of the host's last request to its start; 0 for the first that is known of
}

// standingAge is how long a look at all hosts serves.
const standingAge = time.Second

// standing is how the hosts of a run stand.
type standing struct {
	at                     time.Time
	ready, snoozed, parked int
	eta                    time.Duration
}

// progress tells how far the run has come.
func (r *run) progress(res result) {
	now := r.opts.Now()
	if now.Sub(r.standing.at) >= standingAge || now.Before(r.standing.at) {
		r.standing = r.look(now, res.host)
	}
	s := r.standing
	r.opts.Progress(Progress{
		Run: r.info.ID, URL: res.url, Outcome: res.outcome, Totals: r.total,
		Known: r.known, Active: r.active, Hosts: r.active + len(r.agenda.hosts),
		Ready: s.ready, Snoozed: s.snoozed, Parked: s.parked, ETA: s.eta, Paused: r.disk.why,
	})
}

// look counts the hosts and reckons how long the slowest group of them has yet
// to go: hosts of one address take turns, so their times add up. The host whose
// turn has just ended, nil where there is none, is on its way back to the others.
func (r *run) look(now time.Time, back *host) standing {
	s := standing{at: now}
	groups := map[*address]time.Duration{}
	for _, h := range r.hosts {
		policy := h.policy(r.opts.Policy)
		at, why := h.clocks().next(now, policy)
		switch {
		case h.left != nil && h.left.Outcome == store.Parked:
			s.parked++
			continue
		case h.left != nil || h.place < 0 && !h.queued && !h.busy && (h != back || h.due <= 0):
			continue
		case r.parks(now, at, why, policy): // once its turn comes
			s.parked++
			continue
		case h.place >= 0 && h.at.After(now):
			s.snoozed++
		case !h.busy:
			s.ready++
		}
		need := need(h, at.Sub(now), policy)
		s.eta = max(s.eta, need)
		for _, a := range h.addrs {
			groups[a] += need
			s.eta = max(s.eta, groups[a])
		}
	}
	return s
}

// need is what a host's own clocks ask for: the wait until its next turn, and
// a request with its pause for each URL but the first.
func need(h *host, wait time.Duration, p pace.Policy) time.Duration {
	if h.due <= 0 {
		return 0
	}
	return max(wait, 0) + time.Duration(h.due-1)*(h.clock.Pause(p)+h.clock.Took)
}
