package nightly

import (
	"context"
	"time"
)

const (
	// nap is how long the service sleeps at most before it looks at the system's
	// time again, which may have been set, and at its files.
	nap = 15 * time.Second
	// firstRetry is how long the service waits after a run that failed;
	// after each further one twice as long, up to lastRetry.
	firstRetry = time.Minute
	lastRetry  = time.Hour
	// breath is the least time from the end of one run to the start of the next:
	// whatever it is that ends runs at once, it does not keep a processor busy.
	breath = time.Second
)

// Tasks are what a Service does at its times. Its calls come from the goroutine
// of Serve, one after the other.
type Tasks interface {
	// Plan is what holds from now on. It is asked for at every look, every 15
	// seconds at least: here changed files are read.
	Plan() Plan
	// Past reads what the archive knows of the last run.
	Past(context.Context) (Past, error)
	// Run makes a run. It returns when that ended, and says of errors what is to
	// be said: the service only waits a while before the next one.
	Run(context.Context, Start) error
	// Waiting is told when the service waits, and what for. failed is the error
	// that it waits after; nil where there was none.
	Waiting(until Start, failed error)
}

// Service begins runs by a plan. Tasks is needed.
type Service struct {
	Tasks Tasks
	Wake  <-chan struct{}  // looks at once; may be nil
	Now   func() time.Time // nil: time.Now
}

// Serve begins runs until ctx is cancelled. It returns nothing else: a run that
// fails is tried again, after a minute first and after an hour at last.
func (s *Service) Serve(ctx context.Context) {
	w := &watch{Service: s}
	if w.Now == nil {
		w.Now = time.Now
	}
	for ctx.Err() == nil {
		plan := s.Tasks.Plan()
		start, err := w.next(ctx, plan)
		if err == nil && w.begins(start) {
			// Somebody may have made a run by hand since the service last looked.
			w.known = false
			if start, err = w.next(ctx, plan); err == nil && w.begins(start) {
				err = s.Tasks.Run(ctx, start)
				w.known, w.read, w.start = false, Past{}, Start{}
			}
		}
		if ctx.Err() == nil {
			w.settle(start, err)
			w.sleep(ctx)
		}
	}
}

// watch is a Service at work.
type watch struct {
	*Service
	read     Past // what the archive said last
	past     Past // the same, with a start that lay in the future moved to when it was read
	known    bool // it is worth something
	failures int  // in a row
	failed   error
	retry    time.Time // nothing begins before
	until    Start     // what Tasks was told

	// What the last look found: a start that is owed stays where it was put.
	looked time.Time
	plan   Plan
	start  Start
}

// now is the time without the monotonic clock, which stands still while the
// machine sleeps and does not move when its time is set.
func (w *watch) now() time.Time { return w.Now().Round(0) }

// next is the next start.
func (w *watch) next(ctx context.Context, p Plan) (Start, error) {
	if !w.known && (w.failed == nil || !w.retry.After(w.now())) {
		past, err := w.Tasks.Past(ctx)
		if err != nil {
			return Start{At: w.now()}, err
		}
		if past != w.read {
			w.read, w.past, w.start = past, past, Start{}
		}
		w.known = true
	}
	now := w.now()
	if w.past.Last.After(now) {
		w.past.Last = now
	}
	start := w.start
	if !start.At.After(now) || now.Before(w.looked) || p != w.plan {
		start = p.Next(now, w.past)
	}
	w.looked, w.plan, w.start = now, p, start
	if w.retry.After(start.At) && !start.At.IsZero() {
		start.At = w.retry
	}
	return start, nil
}

// begins says whether a start has come.
func (w *watch) begins(s Start) bool { return !s.At.IsZero() && !s.At.After(w.now()) }

// settle enters how the last look went, and says what is waited for.
func (w *watch) settle(start Start, err error) {
	switch {
	case err != nil:
		w.failed = err
		w.retry = w.now().Add(min(firstRetry<<min(w.failures, 10), lastRetry))
		w.failures++
		start.At = w.retry
	case w.begins(start): // a run ended well: the next look says what comes
		w.failures, w.failed, w.retry = 0, nil, w.now().Add(breath)
		return
	case w.retry.Sub(w.now()) > lastRetry: // the system's time was set back
		w.retry = w.now()
	}
	if start != w.until {
		w.until = start
		w.Tasks.Waiting(start, w.failed)
	}
}

// sleep waits for the next start, a nap at most, or to be woken.
func (w *watch) sleep(ctx context.Context) {
	wait := nap
	if at := w.until.At; !at.IsZero() {
		wait = min(wait, at.Sub(w.now()))
	}
	if !w.known && w.failed == nil {
		wait = 0 // a run has just ended: what comes next is not known yet
	}
	if wait <= 0 {
		return
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-w.Wake:
	case <-ctx.Done():
	}
}
