package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"nianbao/cmd/nianbao/metrics"
	"nianbao/cmd/nianbao/notify"
	"nianbao/cmd/nianbao/systemd"
	"nianbao/cmd/nianbao/web"
	"nianbao/crawler"
	"nianbao/crawler/news"
	"nianbao/crawler/nightly"
	"nianbao/store"
)

// scheduler makes the runs of nightly.Service.
type scheduler struct {
	app     *app
	log     *slog.Logger
	metrics *metrics.Metrics
	manager systemd.Manager
	wake    chan struct{}
	tasks   sync.WaitGroup    // beside the service's goroutine
	held    *store.Archive    // held always; nil where only a run holds it
	web     *web.Server       // shows it; nil where it is not held
	postmen []*notify.Postman // one for each way of telling

	mu    sync.Mutex // of the orders
	now   *orders
	seen  string // how the files looked when they were read last
	fault string // that was told of them last

	archive atomic.Pointer[store.Archive] // while it is held
	running atomic.Bool
	looked  atomic.Pointer[time.Time] // when the service looked last, by a clock that nobody sets
	next    atomic.Pointer[nightly.Start]
	told    string    // the failure that was told last
	shuts   time.Time // when the window shuts that cut the last run off
	parked  parked    // hosts that asked the last run for patience
}

// Plan is what the config says now. It is the service's heartbeat, too.
func (s *scheduler) Plan() nightly.Plan {
	now := time.Now()
	s.looked.Store(&now)
	return s.refresh().plan
}

// crawlVerb is that of the runs that count: those made by hand do.
const crawlVerb = "crawl"

// Past reads when the last crawl began, and whether it ended.
func (s *scheduler) Past(context.Context) (nightly.Past, error) {
	archive := s.held
	if archive == nil {
		var err error
		archive, err = store.Open(s.orders().config.Archive, store.Options{ReadOnly: true, Verb: "schedule"})
		if errors.Is(err, store.ErrNoArchive) {
			return nightly.Past{}, nil
		}
		if err != nil {
			return nightly.Past{}, err
		}
		defer archive.Close()
	}
	last, err := lastCrawl(archive)
	s.metrics.LastRun(last.Ended)
	return s.past(last), err
}

// past is what the plan is asked with.
func (s *scheduler) past(last store.Run) nightly.Past {
	past := nightly.Past{Last: last.Started, Open: !last.Started.IsZero() && last.Ended.IsZero(), Shuts: s.shuts}
	if s.parked.run == last.ID {
		past.Again = s.parked.again
	}
	return past
}

// parked are hosts that a run left since they told it to wait.
type parked struct {
	run   uint32
	hosts []string
	again time.Time // the first of them may be asked then
}

// leastBetween is the least time from the end of a run to the start of one over
// the hosts that it left parked: what comes due together is asked together.
const leastBetween = 5 * time.Minute

// parkedBy are the hosts that a run left and that ask to be taken up again.
func parkedBy(sum *crawler.Summary) parked {
	p := parked{run: sum.Run}
	for _, h := range sum.Hosts {
		if !h.Again {
			continue
		}
		p.hosts = append(p.hosts, h.Host)
		if p.again.IsZero() || h.Until.Before(p.again) {
			p.again = *h.Until
		}
	}
	if soonest := sum.Ended.Add(leastBetween); !p.again.IsZero() && p.again.Before(soonest) {
		p.again = soonest
	}
	return p
}

// lastCrawl is the last crawl of an archive; the zero Run where there was none.
func lastCrawl(archive *store.Archive) (last store.Run, err error) {
	runs, err := archive.Runs()
	for _, r := range runs {
		if r.Verb == crawlVerb {
			last = r
		}
	}
	return last, err
}

// Waiting says what the service waits for.
func (s *scheduler) Waiting(until nightly.Start, failed error) {
	s.next.Store(&until)
	s.metrics.Next(until.At)
	if until.At.IsZero() {
		s.log.Info("waiting: nothing is due, ever")
		return
	}
	at := until.At.In(s.orders().config.Politeness.Timezone)
	if failed != nil {
		s.log.Error("tried again later", "at", at, "error", failed)
	} else {
		s.log.Info("waiting", "next_run", at, "why", until.Why)
	}
	s.tell(s.manager.Status("next run at " + at.Format(time.DateTime) + ", " + string(until.Why)))
}

// open takes the archive for writing.
func (s *scheduler) open(o *orders) (*store.Archive, error) {
	return store.Open(o.config.Archive, store.Options{Verb: "schedule", Wait: time.Second, Committed: s.metrics.Committed})
}

// Run makes a run, accounts for it, and has people told.
func (s *scheduler) Run(ctx context.Context, start nightly.Start) error {
	s.running.Store(true)
	defer s.running.Store(false)
	o := s.orders()
	archive := s.held
	if archive == nil {
		var err error
		if archive, err = s.open(o); err != nil {
			s.failed(o, start, err)
			return err
		}
		s.archive.Store(archive)
	}
	s.metrics.Began()
	night, err := s.crawl(ctx, o, archive, start)
	interrupted := ctx.Err() != nil
	s.metrics.Ended(&night, interrupted, time.Now())
	if s.held == nil {
		s.archive.Store(nil)
		err = errors.Join(err, archive.Close())
	}
	if interrupted {
		s.log.Info("run interrupted: it is gone on with next time", "run", night.Run)
		return err
	}
	if err == nil && night.Run == 0 {
		return nil // the window has just shut
	}
	s.report(o, &night)
	return err
}

// crawl makes the run itself. An interrupted one has no account: the next one's
// includes it.
func (s *scheduler) crawl(ctx context.Context, o *orders, archive *store.Archive, start nightly.Start) (news.Night, error) {
	since, err := news.Begin(ctx, archive, time.Now())
	if err == nil {
		err = s.takeOver(ctx, archive, start)
	}
	var summary crawler.Summary
	if err == nil {
		run := s.app.runOf(o.config, o.portals, archive)
		if start.Why == nightly.Parked {
			run.Hosts = s.parked.hosts
		}
		run.KeepCut, run.Asked, run.Progress = true, s.metrics.Asked, s.progress()
		s.log.Info("run begins", "why", start.Why, "archive", archive.Path(), "portals", len(o.portals))
		summary, err = crawler.Run(ctx, run)
	}
	if ctx.Err() != nil {
		return news.Night{Run: summary.Run}, err
	}
	night, accounted := news.Account(ctx, news.Question{
		Archive: archive, Portals: o.portals, Why: start.Why, Since: since, Summary: summary, Err: err,
	})
	s.parked = parkedBy(&summary)
	if s.shuts = (time.Time{}); summary.CutOff {
		s.shuts = o.plan.Window.Closes(time.Now().Round(0))
	}
	if last, unread := lastCrawl(archive); unread == nil {
		if next := o.plan.Next(time.Now(), s.past(last)); !next.At.IsZero() {
			at := next.At.UTC()
			night.NextRun = &at
		}
	}
	return night, errors.Join(err, accounted)
}

// takeOver ends a run that was cut off, where a new one is due: that takes its
// queue over.
func (s *scheduler) takeOver(ctx context.Context, archive *store.Archive, start nightly.Start) error {
	last, err := lastCrawl(archive)
	if err != nil || start.Why == nightly.Resumed || last.ID == 0 || !last.Ended.IsZero() {
		return err
	}
	s.log.Info("what a run left is gone on with by a new one", "run", last.ID, "began", last.Started)
	return archive.EndRun(ctx, last.ID, time.Now())
}

// statusAge is how often the service manager is told how a run stands.
const statusAge = 10 * time.Second

// progress takes in how a run stands.
func (s *scheduler) progress() func(crawler.Progress) {
	var said time.Time
	return func(p crawler.Progress) {
		s.metrics.Progress(p)
		if now := time.Now(); now.Sub(said) >= statusAge {
			said = now
			s.tell(s.manager.Status(fmt.Sprintf("run %d: %s", p.Run, s.app.standing(p))))
		}
	}
}

// failed tells of a run that could not begin.
func (s *scheduler) failed(o *orders, start nightly.Start, cause error) {
	now := time.Now().UTC()
	night := news.Failed(o.config.Archive, start.Why, now, cause)
	s.metrics.Ended(&night, false, now)
	s.report(o, &night)
}

// report logs what a run brought, and has people told. The same failure is
// told once, however often it is met; a run over parked hosts alone, where it
// brought something.
func (s *scheduler) report(o *orders, n *news.Night) {
	s.logNight(n)
	again := n.Error != "" && n.Error == s.told
	s.told = n.Error
	if again || !o.wants(n) || n.Why == nightly.Parked && !n.Changes() {
		return
	}
	m, err := notify.NewMessage(n)
	if err != nil {
		s.log.Error("not told", "run", n.Run, "error", err)
		return
	}
	for _, postman := range s.postmen {
		if o.channel(postman.Name) != nil {
			postman.Post(m)
		}
	}
}

// logNight logs the account of a run, trouble first.
func (s *scheduler) logNight(n *news.Night) {
	for _, c := range n.Moved {
		s.log.Warn("column moved", "portal", c.Portal, "url", c.URL, "what", c.What, "to", c.To, "seed", fmt.Sprintf("%s:%d", c.File, c.Line))
	}
	for _, h := range n.Declining {
		s.log.Warn("portal declines", "host", h.Host, "cause", h.Cause, "pages", h.Pages, "new", h.New)
	}
	for _, h := range n.Failing {
		s.log.Warn("host fails", "host", h.Host, "outcome", h.Outcome, "cause", h.Cause, "new", h.New)
	}
	for _, d := range n.Drift {
		s.log.Warn("field found less often", "portal", d.Portal, "field", d.Field, "before", d.Before, "now", d.Now, "reports", d.Reports)
	}
	if n.Disk.Low {
		s.log.Warn("disk nearly full", "free_bytes", n.Disk.FreeBytes, "archive", n.Archive)
	}
	level := slog.LevelInfo
	if !n.OK {
		level = slog.LevelError
	}
	t := n.Totals
	attrs := []any{
		"run", n.Run, "why", n.Why, "resumed", n.Resumed, "seconds", n.DurationSeconds, "requests", t.Fetched,
		"new", n.New.Count, "changed", n.Changed.Count, "gone", n.Gone.Count, "not_modified", t.NotModified,
		"declined", t.Declined, "failed", t.Failed, "cut_off", n.CutOff, "free_bytes", n.Disk.FreeBytes, "archive_bytes", n.Disk.ArchiveBytes,
	}
	if n.Error != "" {
		attrs = append(attrs, "error", n.Error)
	}
	s.log.Log(context.Background(), level, "run ended", attrs...)
}
