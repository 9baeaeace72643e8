package crawler

import (
	"slices"
	"strings"
	"time"

	"nianbao/store"
)

// Counts is what became of requests and URLs.
type Counts struct {
	Fetched     int   `json:"fetched"`      // requests for pages, robots.txt not counted
	NotModified int   `json:"not_modified"` // of those, answered 304
	New         int   `json:"new"`          // reports seen for the first time
	Changed     int   `json:"changed"`      // reports of which a new version was seen
	Gone        int   `json:"gone"`         // 404, 410 and pages that only say so
	Declined    int   `json:"declined"`     // walls, 401 and 403
	Refused     int   `json:"refused"`      // not asked for
	Failed      int   `json:"failed"`       // no usable answer after all tries
	Robots      int   `json:"robots"`       // requests for robots.txt
	LinksLeft   int   `json:"links_left"`   // links that pages had and that are not kept: to other things than reports, or off the portal
	Bytes       int64 `json:"bytes"`        // as transferred
}

// add sums counts up.
func (c *Counts) add(d Counts) {
	c.Fetched += d.Fetched
	c.NotModified += d.NotModified
	c.New += d.New
	c.Changed += d.Changed
	c.Gone += d.Gone
	c.Declined += d.Declined
	c.Refused += d.Refused
	c.Failed += d.Failed
	c.Robots += d.Robots
	c.LinksLeft += d.LinksLeft
	c.Bytes += d.Bytes
}

// HostSummary is one host's part in a run.
type HostSummary struct {
	Host string `json:"host"`
	Counts
	Left    store.Outcome `json:"left"`    // why it was left before its queue was empty; "" if it was not
	Cause   string        `json:"cause"`   // the same in words
	Until   *time.Time    `json:"until"`   // when it may be asked again, where that is known
	Waiting int           `json:"waiting"` // URLs that stood in its queue when it was left

	// Again says that it was left since it told the crawler to wait, until Until,
	// with URLs in its queue: a run over it alone may follow.
	Again bool `json:"-"`
}

// Failing says that the host was left because of its own answers.
func (h HostSummary) Failing() bool {
	return h.Left != "" && h.Left != store.Parked && h.Left != store.OverBudget
}

// Summary is what a run did. It is printed by `crawl --json`.
type Summary struct {
	Run             uint32                `json:"run"` // 0: none was begun
	Resumed         bool                  `json:"resumed"`
	Started         time.Time             `json:"started"` // of this part of the run
	Ended           time.Time             `json:"ended"`
	DurationSeconds float64               `json:"duration_seconds"`
	PagesPerSecond  float64               `json:"pages_per_second"`
	Interrupted     bool                  `json:"interrupted"`  // it goes on with the next crawl
	TimeUp          bool                  `json:"time_up"`      // max_time ended it
	OpensAt         *time.Time            `json:"opens_at"`     // the window was shut
	CutOff          bool                  `json:"cut_off"`      // the window shut while URLs were left to ask
	ParkedUntil     *time.Time            `json:"parked_until"` // the first of the parked hosts may be asked again
	Totals          Counts                `json:"totals"`
	Causes          map[store.Outcome]int `json:"causes"`        // URLs that ended without a request, by why
	Hosts           []HostSummary         `json:"hosts"`         // by name
	Unread          []UnreadPage          `json:"unread"`        // pages kept and not read, the first hundred
	MovedColumns    []MovedColumn         `json:"moved_columns"` // asked in this run and not what they were
	Closed          []UnreadPage          `json:"closed"`        // columns of which a part or all cannot be asked for or read, the first hundred
}

// UnreadPage is a page that was fetched and kept, but not read, since the
// program stops at it.
type UnreadPage struct {
	URL   string `json:"url"`
	Cause string `json:"cause"`
}

// shut names a closed column, once.
func (s *Summary) shut(c UnreadPage) {
	same := func(o UnreadPage) bool { return o.URL == c.URL }
	if len(s.Closed) < maxUnread && !slices.ContainsFunc(s.Closed, same) {
		s.Closed = append(s.Closed, c)
	}
}

// FailingHosts are the names of hosts left because of their own answers.
func (s Summary) FailingHosts() []string {
	var names []string
	for _, h := range s.Hosts {
		if h.Failing() {
			names = append(names, h.Host)
		}
	}
	return names
}

// summarise closes a run's books.
func (r *run) summarise() Summary {
	s := r.summary
	s.Ended = r.opts.Now().UTC()
	elapsed := max(s.Ended.Sub(s.Started), 0) // the system's time may have been set back
	s.DurationSeconds = elapsed.Seconds()
	for _, h := range r.hosts {
		if h.left == nil && h.counts == (Counts{}) {
			continue
		}
		line := HostSummary{Host: h.name, Counts: h.counts}
		if h.left != nil {
			line.Left, line.Cause, line.Waiting = h.left.Outcome, h.left.Cause, h.waiting
			line.Again = h.parked && h.waiting > 0
			if until := h.left.Until; !until.IsZero() {
				line.Until = &until
				if s.ParkedUntil == nil || until.Before(*s.ParkedUntil) {
					s.ParkedUntil = &until
				}
			}
		}
		s.Totals.add(h.counts)
		s.Hosts = append(s.Hosts, line)
	}
	slices.SortFunc(s.Hosts, func(a, b HostSummary) int { return strings.Compare(a.Host, b.Host) })
	if elapsed > 0 {
		s.PagesPerSecond = float64(s.Totals.Fetched) / elapsed.Seconds()
	}
	return s
}
