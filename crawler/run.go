package crawler

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"runtime"
	"sync"
	"time"

	"nianbao/crawler/fetch"
	"nianbao/crawler/frontier"
	"nianbao/crawler/reading"
	"nianbao/crawler/robots"
	"nianbao/store"
)

// run is one crawl while it goes on. Its fields belong to the schedule's
// goroutine; workers read those set by begin, and nothing else but subs, which
// has a lock of its own.
type run struct {
	opts    Options
	scope   scope
	agent   string // product token, for robots.txt
	queue   *frontier.Frontier
	fetcher *fetch.Fetcher
	reader  *reading.Reader
	files   sync.Mutex // held from looking for a page's files, or a file's pages, to the commit
	info    store.Run
	sweeps  map[string]bool // columns all of whose pages are asked in this run
	subs    subColumns      // asked of the others
	tries   chan struct{}   // places for pages that are tried apart: after a stop every host has one

	hosts    map[string]*host
	addrs    map[netip.Addr]*address
	agenda   agenda
	active   int
	last     time.Time // the latest the schedule has seen
	results  chan result
	parked   []*host                   // until a time that is known: they are taken up again when it comes
	notes    map[string]*frontier.Left // to be stored at the next pause
	returned []frontier.Lease          // likewise to be given back
	summary  Summary
	total    Counts
	known    int // URLs queued when the run began, and made known since
	disk     disk
	standing standing
}

// Run crawls the portals' columns once, politely, and says what it did. It
// goes on with a crawl that was interrupted.
//
// It ends when nothing is left to ask but hosts that are parked, at MaxTime, or
// with an error of the archive. A parked host whose time comes before that is
// taken up again. When ctx is cancelled, requests under way are
// broken off, their URLs stand where they stood, and it returns ctx's error;
// the run is then gone on with. The summary is filled in every case. Failing
// hosts are no error: the summary names them.
//
// Outside the window it makes no request and returns at once, unless told to
// wait.
func Run(ctx context.Context, o Options) (Summary, error) {
	o, err := o.complete()
	if err != nil {
		return Summary{}, err
	}
	now := o.Now()
	if opens := o.Policy.Window.Next(now); opens.After(now) && !o.Wait {
		at := opens.UTC()
		return Summary{Started: now.UTC(), Ended: now.UTC(), OpensAt: &at, Hosts: []HostSummary{}, Causes: map[store.Outcome]int{}, Unread: []UnreadPage{}, Closed: []UnreadPage{}, MovedColumns: []MovedColumn{}}, nil
	}
	fetcher, err := fetch.New(o.Fetch)
	if err != nil {
		return Summary{}, err
	}
	defer fetcher.Close()
	r := &run{
		opts: o, scope: newScope(o.Portals, o.Hosts), agent: robots.Token(o.Fetch.UserAgent), fetcher: fetcher,
		hosts: map[string]*host{}, addrs: map[netip.Addr]*address{}, results: make(chan result),
		tries:  make(chan struct{}, runtime.GOMAXPROCS(0)),
		notes:  map[string]*frontier.Left{},
		reader: &reading.Reader{Tell: func(line string) { o.Log.Warn(line) }},
		summary: Summary{
			Started: now.UTC(), Hosts: []HostSummary{}, Causes: map[store.Outcome]int{}, Unread: []UnreadPage{}, Closed: []UnreadPage{}, MovedColumns: []MovedColumn{},
		},
	}
	if err := r.begin(ctx, now); err != nil {
		r.summary.Interrupted = ctx.Err() != nil
		return r.summarise(), err
	}
	err = r.finish(ctx, r.loop(ctx))
	return r.summarise(), err
}

// begin opens the queues, begins the run or goes on with one, and puts every
// host with work on the agenda.
func (r *run) begin(ctx context.Context, now time.Time) error {
	a := r.opts.Archive
	queue, reclaimed, err := frontier.Open(ctx, a, reclaimClocks(a, now))
	if err != nil {
		return err
	}
	for _, l := range reclaimed {
		r.opts.Log.Info("lease reclaimed", "host", l.Host, "url", l.URL)
	}
	r.queue = queue
	info, resumed, err := a.BeginRun(ctx, r.opts.Verb, now)
	if err != nil {
		return err
	}
	r.info = info
	r.summary.Run, r.summary.Resumed = info.ID, resumed
	if r.sweeps, err = beginSweeps(ctx, a, info, r.scope.columns, r.opts.Recheck); err != nil {
		return err
	}
	if err := queue.Begin(ctx, info.ID, info.Started, r.scope.columns); err != nil {
		return err
	}
	for _, name := range queue.Hosts() {
		if !r.scope.all[plainHost(name)] {
			continue
		}
		if r.opts.Recheck == 0 {
			if err := queue.DueNow(ctx, name); err != nil {
				return err
			}
		}
		n, err := queue.Waiting(ctx, name, maxWaiting)
		if err != nil {
			return err
		}
		if err := r.wake(ctx, name, now); err != nil {
			return err
		}
		r.expect(r.hosts[name], n)
	}
	return r.flush(ctx)
}

// flush stores why hosts were left, and which are not left any more, and gives
// back the leases that they will not use.
func (r *run) flush(ctx context.Context) error {
	back := r.returned
	r.returned = nil
	if err := r.queue.ReleaseAll(ctx, back); err != nil {
		return err
	}
	if len(r.notes) == 0 {
		return nil
	}
	notes := maps.Clone(r.notes)
	clear(r.notes)
	return r.queue.Leave(ctx, notes)
}

// saveTime bounds what is still written once a run was told to stop.
const saveTime = 2 * time.Second

// finish stores what a pause would have stored, and ends the run unless it was
// interrupted.
func (r *run) finish(ctx context.Context, cause error) error {
	r.summary.Interrupted = ctx.Err() != nil
	save, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
	defer cancel()
	for _, h := range r.hosts {
		r.giveBack(h)
	}
	err := errors.Join(cause, r.flush(save), r.countWaiting(save))
	if err != nil {
		return err
	}
	if r.summary.Interrupted {
		return fmt.Errorf("crawl: %w", context.Cause(ctx))
	}
	look, err := lookAtColumns(ctx, r.opts.Archive, r.opts.Portals, r.info.ID, r.opts.Now())
	if r.summary.MovedColumns = look.moved; err != nil {
		return err
	}
	for _, c := range look.closed {
		if h := r.hosts[frontier.Host(c.URL)]; h == nil || h.left == nil { // else it is named with its host
			r.summary.shut(c)
		}
	}
	if r.summary.CutOff && r.opts.KeepCut {
		return nil
	}
	end, cancelEnd := context.WithTimeout(context.WithoutCancel(ctx), saveTime) // the columns took their time
	defer cancelEnd()
	return r.opts.Archive.EndRun(end, r.info.ID, r.opts.Now())
}

// maxWaiting bounds what is counted of one host's queue.
const maxWaiting = 100_000

// countWaiting counts what is left standing on hosts that were left.
func (r *run) countWaiting(ctx context.Context) error {
	for _, h := range r.hosts {
		if h.left == nil {
			continue
		}
		n, err := r.queue.Waiting(ctx, h.name, maxWaiting)
		if err != nil {
			return err
		}
		h.waiting = n
		r.summary.CutOff = r.summary.CutOff || n > 0 && h.shut
		if n > 0 {
			r.summary.Causes[h.left.Outcome] += n
		}
	}
	return nil
}
