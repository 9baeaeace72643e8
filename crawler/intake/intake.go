package intake

import (
	"context"
	"hash/maphash"
	"runtime"
	"sync"
	"time"

	"nianbao/crawler/reading"
	"nianbao/extract"
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
//
// A page is looked up there, in the order pages come; it is read by a worker;
// and it is committed in that order again, by the keeper: at once where other
// pages may have to do with it, and else along with others, each address by one
// committer.
type Intake struct {
	o      Options
	ledger *ledger
	recent recent
	known  histories

	run store.Run // begun with the first page that is new

	ctx     context.Context
	stop    context.CancelCauseFunc
	reads   chan *item     // to the workers
	keeps   chan *item     // to the keeper, in order
	pending sync.WaitGroup // items that are not committed yet
	ended   sync.WaitGroup // workers and keeper
	commits []chan *item   // to the committers
	busy    sync.WaitGroup // items they have
	seed    maphash.Seed
}

// page is what is taken in.
type page struct {
	capture store.Capture // without Run
	body    []byte
	charset string       // parameter of Content-Type; a claim
	words   *store.Words // what a program said of the body, if that is known
	read    bool         // reports are looked for in it
	own     bool         // its capture is one of an archive, as it was judged there
	dated   bool         // its time is that of its making, not of this import
	standIn bool         // only taken where nothing else is known of its URL
	ways    []string     // addresses that redirected to its own

	file   string // where it came from
	offset *int64
}

// item is a page on its way into the archive.
type item struct {
	page
	seq    uint16
	ready  chan struct{} // closed when a worker is done with it
	report extract.Report
	err    error // why it could not be read
}

// committers is how many commits are waited for at once: the archive commits
// together what comes together.
const committers = 8

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
	in.known.in = in
	// bodies are held in memory: as many as keep the workers busy
	in.reads, in.keeps = make(chan *item, o.Workers), make(chan *item, 4*o.Workers)
	for range o.Workers {
		in.ended.Go(func() {
			for it := range in.reads {
				in.read(it)
				close(it.ready)
			}
		})
	}
	for range committers {
		c := make(chan *item, 1)
		in.commits = append(in.commits, c)
		in.ended.Go(func() {
			for it := range c {
				in.commit(it)
				in.busy.Done()
			}
		})
	}
	in.ended.Go(in.keep)
	return in
}

// End waits for the pages that are on their way, and returns what was done. The
// error is that of the archive, or of a context that ended; what was taken in
// until then stays.
func (in *Intake) End() (Summary, error) {
	close(in.reads)
	close(in.keeps)
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

// refuse tells of a page that is not taken in.
func (in *Intake) refuse(p page, why string) {
	in.ledger.refuse(Refusal{File: p.file, URL: p.capture.URL, Offset: p.offset, Why: why})
}

// failed ends the import with an error of the archive, unless it has ended.
func (in *Intake) failed(err error) error {
	in.stop(err)
	return context.Cause(in.ctx)
}

// begun begins the run: an import of nothing new leaves no trace.
func (in *Intake) begun() error {
	if in.run.ID != 0 {
		return nil
	}
	run, _, err := in.o.Archive.BeginRun(in.ctx, "import", in.o.Now())
	in.run = run
	return err
}
