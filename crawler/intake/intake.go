package intake

import (
	"context"
	"hash/maphash"
	"runtime"
	"sync"
	"time"

	"nianbao/crawler/reading"
	"nianbao/store"
)

// Options of Begin.
type Options struct {
	Archive *store.Archive
	MaxBody int64            // decoded, in bytes; 0 is DefaultMaxBody
	Now     func() time.Time // of pages without a time of their own; nil is time.Now
	Told    func(Refusal)    // called for each refusal as it is met; may be nil
	Reader  *reading.Reader  // of files that need a program of their own; nil runs none

	// Unread is called for each file that was taken in and could not be read,
	// with one of the store.Fault… words; may be nil.
	Unread func(file, fault string)

	Workers int // that read pages; 0 is one for each core
}

// DefaultMaxBody is the largest page taken in, in bytes: as large as a crawl
// keeps by default.
const DefaultMaxBody = 20 << 20

// Intake is one import. Its methods are called from one goroutine.
type Intake struct {
	o      Options
	ledger *ledger
	recent recent

	runMu sync.Mutex // guards run
	run   store.Run  // begun with the first page that is new

	ctx     context.Context
	stop    context.CancelCauseFunc
	workers []chan page
	ended   sync.WaitGroup // workers
	pending sync.WaitGroup // pages
	seed    maphash.Seed
}

// page is what is taken in.
type page struct {
	capture store.Capture // without Run
	body    []byte
	charset string // parameter of Content-Type; a claim
	read    bool   // reports are looked for in it
	own     bool   // its capture is one of an archive, as it was judged there
	dated   bool   // its time is that of its making, not of this import
	standIn bool   // only taken where nothing else is known of its URL

	file   string // where it came from
	offset *int64
}

// Begin begins an import. End must be called.
func Begin(ctx context.Context, o Options) *Intake {
	if o.MaxBody <= 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	in := &Intake{o: o, ledger: &ledger{passed: map[string]*Passed{}, told: o.Told}, seed: maphash.MakeSeed()}
	in.ctx, in.stop = context.WithCancelCause(ctx)
	for range o.Workers {
		c := make(chan page, 1)
		in.workers = append(in.workers, c)
		in.ended.Go(func() { in.work(c) })
	}
	return in
}

// End waits for the pages that are still being read, and returns what was done.
// The error is that of the archive, or of a context that ended; what was taken
// in until then stays.
func (in *Intake) End() (Summary, error) {
	for _, c := range in.workers {
		close(c)
	}
	in.ended.Wait()
	err := context.Cause(in.ctx)
	if err == nil && in.run.ID != 0 {
		err = in.o.Archive.EndRun(in.ctx, in.run.ID, in.o.Now())
	}
	in.stop(nil)
	return in.ledger.summary(), err
}

// Refuse and Pass enter in the summary what the caller did not hand in.
func (in *Intake) Refuse(r Refusal)         { in.ledger.refuse(r) }
func (in *Intake) Pass(why, example string) { in.ledger.pass(why, example) }

// take hands a page to the worker of its URL. Hosts get their numbers here, so
// that they lie in the archive in the order they came.
func (in *Intake) take(p page) error {
	host, err := store.HostOf(p.capture.URL)
	if err != nil {
		in.refuse(p, err.Error())
		return nil
	}
	if _, err := in.o.Archive.HostID(in.ctx, host); err != nil {
		in.stop(err)
		return context.Cause(in.ctx)
	}
	in.pending.Add(1)
	select {
	case in.workers[maphash.String(in.seed, p.capture.URL)%uint64(len(in.workers))] <- p:
		return nil
	case <-in.ctx.Done():
		in.pending.Done()
		return context.Cause(in.ctx)
	}
}

// refuse tells of a page that is not taken in.
func (in *Intake) refuse(p page, why string) {
	in.ledger.refuse(Refusal{File: p.file, URL: p.capture.URL, Offset: p.offset, Why: why})
}

// runID is the number of the run, which is begun when it is first asked for: an
// import of nothing new leaves no trace.
func (in *Intake) runID() (uint32, error) {
	in.runMu.Lock()
	defer in.runMu.Unlock()
	if in.run.ID != 0 {
		return in.run.ID, nil
	}
	run, _, err := in.o.Archive.BeginRun(in.ctx, "import", in.o.Now())
	in.run = run
	return run.ID, err
}

// begun is the number of the run; 0 while there is none.
func (in *Intake) begun() uint32 {
	in.runMu.Lock()
	defer in.runMu.Unlock()
	return in.run.ID
}
