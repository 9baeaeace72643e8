package crawler

import (
	"net/netip"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/crawler/pace"
)

const (
	// maxRow is how many URLs of a host may fail one after the other, each
	// after all its tries, before the host is left for the run.
	maxRow = 5
	// maxTrouble is how many requests in a row may fail before it is left,
	// whatever they were for: a dead host must not hold up a run with the
	// back-off of all its URLs.
	maxTrouble = 9
	// maxRobotsTries is how often robots.txt is asked for before the host is
	// left: without it nothing may be fetched.
	maxRobotsTries = 3
	// resolveAge is how long the addresses of a host are taken as known.
	resolveAge = time.Minute
)

// host is what the schedule knows of one host. It is touched by the schedule
// only; a turn gets copies and answers with changes.
type host struct {
	name  string
	place int // in the heap; -1: not there
	at    time.Time
	order uint64 // of hosts with the same time, who came first

	busy     bool // a worker has it
	awaiting bool // an errand on another host is made for it
	errands  []errand
	next     *frontier.Lease // its next URL, leased when the last one ended
	left     *frontier.Left
	shut     bool // it was left since the window shut
	parked   bool // it was left since it told the crawler to wait, and its time comes
	queued   bool // it waits for an address that another host's request uses
	due      int  // URLs to be asked in this run, as far as they are known by now
	waiting  int  // URLs that stood in its queue when the run ended, where it was left

	clock    pace.Clock
	addrs    []*address
	resolved time.Time
	dns      error // why it has no addresses

	row     int // URLs that failed, one after the other
	trouble int // requests that failed, one after the other
	robots  int // requests for robots.txt that brought nothing, one after the other
	found   int // URLs its pages made known
	counts  Counts
}

// address is a network address that one or more hosts have.
type address struct {
	ip      netip.Addr
	clock   pace.Clock
	busy    bool
	waiting []*host // for a request under way to end
}

// errand is a request for a robots.txt that another host's redirected to.
type errand struct {
	owner     string // the host whose robots.txt it is
	authority string // and its scheme, host and port
	target    string
}

// ips are the host's addresses.
func (h *host) ips() []netip.Addr {
	var out []netip.Addr
	for _, a := range h.addrs {
		out = append(out, a.ip)
	}
	return out
}

// clocks are those a request to the host needs free.
func (h *host) clocks() clocks {
	c := clocks{host: h.clock, addrs: map[netip.Addr]pace.Clock{}}
	for _, a := range h.addrs {
		c.addrs[a.ip] = a.clock
	}
	return c
}

// policy is the run's, with the pause that is least for its addresses.
func (h *host) policy(p pace.Policy) pace.Policy { return atLeast(p, h.ips()) }

// taken is an address of the host that another host's request is using; nil if
// there is none.
func (h *host) taken() *address {
	for _, a := range h.addrs {
		if a.busy {
			return a
		}
	}
	return nil
}

// reserve takes the host and its addresses for a turn, release gives them back.
func (h *host) reserve() {
	h.busy = true
	for _, a := range h.addrs {
		a.busy = true
	}
}

func (h *host) release() (waiting []*host) {
	h.busy = false
	for _, a := range h.addrs {
		a.busy = false
		waiting = append(waiting, a.waiting...)
		a.waiting = nil
	}
	return waiting
}
