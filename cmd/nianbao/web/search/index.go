package search

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"nianbao/store"
)

// Archive is what is indexed.
type Archive interface {
	Path() string
	LastChange() (uint64, error)
	Changes(ctx context.Context, after uint64) iter.Seq2[store.Change, error]
	Report(id string) (store.ReportLine, error)
	Runs() ([]store.Run, error)
}

const (
	// look is how often the archive is asked whether something changed.
	look = time.Second
	// retry is how long feeding rests after an error.
	retry = 5 * time.Second
)

// Index is an index that follows its archive until it is closed. Its methods
// may be called from any goroutine.
type Index struct {
	archive Archive
	log     *slog.Logger
	name    string
	own     string // folder made for the index; removed at the end

	stop    context.CancelFunc
	stopped chan struct{}
	asked   chan struct{} // somebody waits for what is new

	mu    sync.Mutex
	file  *file
	users sync.WaitGroup  // reads of file under way
	fed   uint64          // change the index is at
	last  uint64          // of the archive, when it was asked last
	heard func(id string) // is told of each report that changed; nil: nobody
	moved chan struct{}   // closed when fed or last move
	whole time.Time       // when it last had everything
	fault error           // of the last feeding
	bad   *file           // a file that was found damaged by one who read it
}

// OnChange has fn told of each report that changed, soon after it did, and at
// the latest before the index says that it has the change. Before the first call
// nobody is told. fn is called from a goroutine of the index, and must not wait.
func (x *Index) OnChange(fn func(id string)) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.heard = fn
}

// tell says that a report changed.
func (x *Index) tell(id string) {
	x.mu.Lock()
	fn := x.heard
	x.mu.Unlock()
	if fn != nil {
		fn(id)
	}
}

// Name is where the index of an archive stands if nothing else is said.
func Name(archive string) string { return archive + ".search.db" }

// Open opens the index of an archive in a file, "" for the one beside it, and
// begins to feed it. Where no file can be made there, it stands in a temporary
// folder.
func Open(ctx context.Context, archive Archive, name string, log *slog.Logger) (*Index, error) {
	x := &Index{archive: archive, log: log, name: name, stopped: make(chan struct{}), asked: make(chan struct{}, 1), moved: make(chan struct{})}
	beside := name == ""
	if beside {
		x.name = Name(archive.Path())
	}
	f, err := x.open(ctx)
	if err != nil && beside && ctx.Err() == nil {
		log.Warn("the search index stands in a temporary folder", "cause", err)
		if x.own, err = os.MkdirTemp("", "nianbao-search-"); err != nil {
			return nil, fmt.Errorf("open search index: %w", err)
		}
		x.name = filepath.Join(x.own, "search.db")
		f, err = x.open(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, x.removeOwn())
	}
	x.file = f
	feeding, stop := context.WithCancel(context.WithoutCancel(ctx))
	x.stop = stop
	go x.follow(feeding)
	return x, nil
}

// Close ends feeding and lets the file go.
func (x *Index) Close() error {
	x.stop()
	<-x.stopped
	x.mu.Lock()
	f := x.file
	x.file = nil
	x.mu.Unlock()
	x.users.Wait()
	if f != nil {
		f.close()
	}
	return x.removeOwn()
}

func (x *Index) removeOwn() error {
	if x.own == "" {
		return nil
	}
	return os.RemoveAll(x.own)
}

// open opens the file, and makes it anew where it is not of this archive.
func (x *Index) open(ctx context.Context) (*file, error) {
	f, err := openFile(ctx, x.name)
	if err != nil {
		return nil, err
	}
	err = x.belong(ctx, f)
	if errors.Is(err, errUseless) {
		f.close()
		if err := removeFile(x.name); err != nil {
			return nil, err
		}
		if f, err = openFile(ctx, x.name); err != nil {
			return nil, err
		}
		err = x.belong(ctx, f)
	}
	if err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

// belong looks whether an index is of the archive as it is: it began with the
// same run, and is not ahead of it. A new index is given to the archive.
func (x *Index) belong(ctx context.Context, f *file) error {
	origin, err := x.origin()
	if err != nil {
		return err
	}
	last, err := x.archive.LastChange()
	if err != nil {
		return err
	}
	var change uint64
	var was string
	if err := f.write.QueryRowContext(ctx, "SELECT change, origin FROM fed").Scan(&change, &was); err != nil {
		if damaged(err) {
			return fmt.Errorf("open search index %s: %w: %w", x.name, errUseless, err)
		}
		return fmt.Errorf("open search index %s: %w", x.name, err)
	}
	switch {
	case change == 0:
		if _, err := f.write.ExecContext(ctx, "UPDATE fed SET origin = ?", origin); err != nil {
			return fmt.Errorf("open search index %s: %w", x.name, err)
		}
	case was != origin || change > last:
		return fmt.Errorf("open search index %s: %w: of another archive", x.name, errUseless)
	}
	x.mu.Lock()
	x.fed, x.last = change, last
	x.mu.Unlock()
	return nil
}

// origin tells archives apart: when the first run began.
func (x *Index) origin() (string, error) {
	runs, err := x.archive.Runs()
	if err != nil || len(runs) == 0 {
		return "", err
	}
	return runs[0].Started.UTC().Format(time.RFC3339Nano), nil
}

// follow feeds the index as the archive changes, until ctx ends.
func (x *Index) follow(ctx context.Context) {
	defer close(x.stopped)
	for ctx.Err() == nil {
		rest := look
		if err := x.catchUp(ctx); err != nil && ctx.Err() == nil {
			x.log.Error("search index: "+err.Error(), "index", x.name)
			x.note(err)
			rest = retry
		}
		select {
		case <-ctx.Done():
		case <-x.asked:
		case <-time.After(rest):
		}
	}
}

// catchUp feeds what changed. A file that was deleted, damaged or is of
// another archive is made anew.
func (x *Index) catchUp(ctx context.Context) error {
	f := x.file // only this goroutine puts another one there
	last, err := x.archive.LastChange()
	if err != nil {
		return err
	}
	if f == nil || f == x.suspected() || f.gone() || last < x.at() {
		if f, err = x.renew(ctx); err != nil {
			return err
		}
	}
	x.behind(last)
	for done := x.at() >= last; !done; {
		if done, err = x.feedBatch(ctx, f); err != nil {
			if damaged(err) {
				_, renewing := x.renew(ctx)
				err = errors.Join(err, renewing)
			}
			return err
		}
		if f.gone() {
			return nil // and looks again
		}
		if !done { // there is more, and may be more still
			if last, err = x.archive.LastChange(); err != nil {
				return err
			}
			x.behind(last)
		}
	}
	x.note(nil)
	x.reach(last)
	return nil
}

// renew puts a new file in the place of the one that is used, once nobody
// reads that any more.
func (x *Index) renew(ctx context.Context) (*file, error) {
	x.log.Warn("search index is built anew", "index", x.name)
	x.mu.Lock()
	old := x.file
	x.file = nil
	x.fed = 0
	x.mu.Unlock()
	x.users.Wait()
	if old != nil {
		if !old.gone() {
			old.close()
			if err := removeFile(x.name); err != nil {
				return nil, err
			}
		} else {
			old.close()
		}
	}
	f, err := x.open(ctx)
	if err != nil {
		return nil, err
	}
	x.mu.Lock()
	x.file = f
	x.mu.Unlock()
	return f, nil
}

// suspect says that a file cannot be read.
func (x *Index) suspect(f *file, err error) {
	x.log.Warn("search index: "+err.Error(), "index", x.name)
	x.mu.Lock()
	x.bad = f
	x.mu.Unlock()
	select {
	case x.asked <- struct{}{}:
	default:
	}
}

func (x *Index) suspected() *file {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.bad
}

func (x *Index) at() uint64 {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.fed
}

func (x *Index) move(to func()) {
	x.mu.Lock()
	defer x.mu.Unlock()
	to()
	close(x.moved)
	x.moved = make(chan struct{})
}

func (x *Index) progress(change uint64) { x.move(func() { x.fed = change }) }
func (x *Index) behind(last uint64)     { x.move(func() { x.last = last }) }
func (x *Index) note(err error)         { x.move(func() { x.fault = err }) }

// reach says that everything up to a change is in: the log has no entry
// between the last that was fed and this one.
func (x *Index) reach(last uint64) {
	x.move(func() { x.fed, x.whole = max(x.fed, last), time.Now() })
}

// Progress says how far the index is behind its archive.
type Progress struct {
	Fed   uint64 `json:"fed"`  // the change it is at
	Last  uint64 `json:"last"` // the archive's
	Fault string `json:"fault,omitempty"`
}

// Complete says that the index has everything.
func (p Progress) Complete() bool { return p.Fed >= p.Last }

// Progress says how far the index is.
func (x *Index) Progress() Progress {
	x.mu.Lock()
	defer x.mu.Unlock()
	p := Progress{Fed: x.fed, Last: x.last}
	if x.fault != nil {
		p.Fault = x.fault.Error()
	}
	return p
}

const (
	// lately is how old what the index has may be without waiting for more.
	lately = 5 * time.Second
	// near is how many changes are worth waiting for.
	near = 500
)

// Settle waits until the index has what the archive holds now, unless it had
// all of it a moment ago, or is far behind.
func (x *Index) Settle(ctx context.Context, patience time.Duration) {
	x.mu.Lock()
	whole, p := x.whole, Progress{Fed: x.fed, Last: x.last}
	x.mu.Unlock()
	if time.Since(whole) > lately && p.Last < p.Fed+near {
		x.Wait(ctx, patience)
	}
}

// Wait waits until the index has what the archive holds now, for as long as
// patience, and says whether it has.
func (x *Index) Wait(ctx context.Context, patience time.Duration) bool {
	last, err := x.archive.LastChange()
	if err != nil {
		return false
	}
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		x.mu.Lock()
		fed, moved := x.fed, x.moved
		x.mu.Unlock()
		if fed >= last {
			return true
		}
		select {
		case x.asked <- struct{}{}:
		default:
		}
		select {
		case <-moved:
		case <-deadline.C:
			return false
		case <-ctx.Done():
			return false
		}
	}
}
