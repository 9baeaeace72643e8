package reparse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"nianbao/crawler"
	"nianbao/extract"
	"nianbao/store"
)

// Bounds of one commit: what a crash makes it do again, and what waits in
// memory.
const (
	maxBatch      = 64      // pages
	maxBatchBytes = 4 << 20 // of readings, packed
	maxPassed     = 8192    // pages passed over since the last note
)

// ahead is how many pages for each worker are read before their turn.
const ahead = 4

// Options of Run. Archive is needed.
type Options struct {
	Archive *store.Archive
	DryRun  bool // read and compare only; the archive may be open for reading
	Stale   bool // only what an older parser read
	Workers int  // 0 = one for each processor
	Log     *slog.Logger
	// Progress is told after each page, in the goroutine that called Run.
	Progress func(done, total int)
	// Try reads a page apart from this process, see crawler.Apart; nil = never.
	// The pages at which a run that did not end may have stopped are read so.
	Try func(context.Context, crawler.Trial) error
	Now func() time.Time // nil = time.Now
}

// note is how far a run came.
type note struct {
	Parser  string      `json:"parser"`
	Stale   bool        `json:"stale"`
	After   store.Place `json:"after"`
	Done    int         `json:"done"` // pages that were read before, of these
	Open    bool        `json:"open"` // it goes on, or was ended from outside
	Summary Summary     `json:"summary"`
}

// run is one run of reparse. Its fields belong to the goroutine that called
// Run, but for opts.
type run struct {
	opts    Options
	note    note
	batch   []*store.Rereading
	size    int // bytes of batch
	passed  int // places since the last note
	suspect int // so many pages are tried first
	total   int
	began   time.Time
	before  float64 // seconds of earlier parts of the run
}

// Run reads the archive again, and says what that changed. It goes on with a
// run of the same parser and scope that was interrupted. When ctx is cancelled
// what was read is stored, and ctx's error returned with the summary so far. A
// page that cannot be read again stays as it is and is counted; the error is
// one of the archive.
func Run(ctx context.Context, o Options) (Summary, error) {
	r := &run{opts: o}
	if r.opts.Now == nil {
		r.opts.Now = time.Now
	}
	if r.opts.Log == nil {
		r.opts.Log = slog.New(slog.DiscardHandler)
	}
	if r.opts.Workers <= 0 {
		r.opts.Workers = runtime.GOMAXPROCS(0)
	}
	r.began = r.opts.Now()
	if err := r.begin(ctx); err != nil {
		return r.summary(), fmt.Errorf("reparse: %w", err)
	}
	err := r.walk(ctx)
	if saved := r.finish(ctx, err == nil); saved != nil {
		err = errors.Join(err, saved)
	}
	if err != nil {
		return r.summary(), fmt.Errorf("reparse: %w", err)
	}
	return r.summary(), nil
}

// begin goes on with a run, or begins one.
func (r *run) begin(ctx context.Context) error {
	stats, err := r.opts.Archive.Stats(ctx)
	if err != nil {
		return err
	}
	for _, n := range stats.Kinds {
		r.total += n
	}
	r.note = note{Parser: extract.Parser, Stale: r.opts.Stale, Summary: newSummary(r.opts)}
	if r.opts.DryRun {
		return nil
	}
	b, err := r.opts.Archive.RereadingNote()
	if err != nil {
		return err
	}
	var old note
	if b != nil && json.Unmarshal(b, &old) == nil && old.Parser == r.note.Parser && old.Stale == r.note.Stale {
		r.note, r.before = old, old.Summary.DurationSeconds
		r.note.Summary.Resumed = true
		if old.Open && r.opts.Try != nil {
			r.suspect = maxBatch + ahead*r.opts.Workers
		}
	}
	r.note.Open = true
	return r.commit(ctx)
}

// task is a page on its way through a worker.
type task struct {
	place store.Place
	try   bool
	done  chan outcome
}

// walk hands the places out to workers and takes what they bring in order.
func (r *run) walk(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer cancel()
	work := make(chan *task)
	order := make(chan *task, ahead*r.opts.Workers)
	for range r.opts.Workers {
		workers.Go(func() {
			for t := range work {
				t.done <- r.opts.read(ctx, t)
			}
		})
	}
	var failed error // of the walk itself; read once order is closed
	workers.Go(func() {
		defer close(order)
		defer close(work)
		failed = r.opts.hand(ctx, r.note.After, r.suspect, work, order)
	})
	for t := range order {
		if err := r.take(ctx, t); err != nil {
			return err
		}
	}
	return failed
}

// hand walks over the archive. A task is in order before it is at work, so
// that nobody waits for one that was never begun.
func (o *Options) hand(ctx context.Context, after store.Place, suspect int, work, order chan<- *task) error {
	n := 0
	for place, err := range o.Archive.Places(ctx, after) {
		if err != nil {
			return err
		}
		t := &task{place: place, try: n < suspect, done: make(chan outcome, 1)}
		n++
		for _, to := range []chan<- *task{order, work} {
			select {
			case to <- t:
			case <-ctx.Done():
				t.done <- outcome{err: ctx.Err()}
				return ctx.Err()
			}
		}
	}
	return nil
}

// take waits for a page and puts it to its batch.
func (r *run) take(ctx context.Context, t *task) error {
	out := <-t.done
	switch {
	case out.err != nil && ctx.Err() != nil:
		return ctx.Err()
	case out.err != nil && !ofPage(out.err):
		return out.err
	case out.err != nil:
		r.opts.Log.Warn("not read again", "id", out.id, "url", out.url, "error", out.err)
	}
	r.note.Summary.add(&out)
	if w, yes := out.worse(); yes {
		r.opts.Log.Warn("reads worse", "id", w.ID, "url", w.URL, "cells_lost", w.Lost, "cells_now", w.Now)
	}
	r.note.After = t.place
	if out.read {
		r.note.Done++
	}
	r.passed++
	if out.rereading != nil && !r.opts.DryRun {
		r.batch = append(r.batch, out.rereading)
		r.size += out.rereading.Size()
	}
	if r.opts.Progress != nil {
		r.opts.Progress(r.note.Done, r.total)
	}
	if len(r.batch) < maxBatch && r.size < maxBatchBytes && r.passed < maxPassed {
		return nil
	}
	return r.commit(ctx)
}

// ofPage says whether an error is one of a page's records, and not of the
// archive: the others may still be read.
func ofPage(err error) bool {
	var own *pageError
	return errors.As(err, &own) || errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrNotFound)
}

// commit stores the batch with a note of how far it brings the run.
func (r *run) commit(ctx context.Context) error {
	if r.opts.DryRun {
		return nil
	}
	r.note.Summary = r.summary()
	b, err := json.Marshal(r.note)
	if err != nil {
		return fmt.Errorf("write down how far it came: %w", err)
	}
	return r.store(ctx, b)
}

func (r *run) store(ctx context.Context, b []byte) error {
	skipped, err := r.opts.Archive.ApplyRereadings(ctx, r.batch, b)
	r.note.Summary.Skipped += skipped
	r.batch, r.size, r.passed = nil, 0, 0
	return err
}

// saveTime bounds what is still written once a run was told to stop.
const saveTime = 5 * time.Second

// finish stores what was read last. The note of a run that came to its end is
// deleted.
func (r *run) finish(ctx context.Context, whole bool) error {
	if r.opts.DryRun {
		return nil
	}
	save, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
	defer cancel()
	if whole {
		return r.store(save, nil)
	}
	r.note.Open = false
	return r.commit(save)
}

// summary is what was done so far.
func (r *run) summary() Summary {
	s := r.note.Summary
	s.DurationSeconds = r.before + r.opts.Now().Sub(r.began).Seconds()
	if s.DurationSeconds > 0 {
		s.VersionsPerSecond = float64(s.Versions) / s.DurationSeconds
	}
	return s
}
