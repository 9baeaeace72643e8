package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"
)

// Fault is one thing that verify found wrong: one line in three parts.
type Fault struct {
	Where string `json:"where"` // what it is about: a page of the file, a body, a capture, a report, an index
	What  string `json:"what"`  // what is wrong with it
	Todo  string `json:"todo"`  // what to do
}

func (f Fault) String() string { return f.Where + ": " + f.What + "; " + f.Todo }

// What can be done about faults.
const (
	todoRestore = "restore a backup" // source records: nothing else brings them back
	todoAsk     = "restore a backup, or let a crawl ask its address again"
	todoRepair  = "run verify --repair"
	todoSalvage = "restore a backup, or run verify --repair, which saves what can still be read"
	todoReparse = "run verify --repair, which reads it again from its capture"
)

// Stage is a part of verify's work.
type Stage string

// The stages, in order.
const (
	StageFile   Stage = "file"   // pages of the file
	StageBodies Stage = "bodies" // every one unpacked and hashed
	StagePages  Stage = "pages"  // captures, pages, reports, versions and their references
	StageIndex  Stage = "index"  // indexes, change log and counters against the records
)

// VerifyOptions are what Verify tells while it works. Both functions are called
// by one goroutine at a time. The zero value is ready.
type VerifyOptions struct {
	// Fault is told each fault as it is found.
	Fault func(Fault)
	// Progress is told how much of a stage is done; total is 0 where it is not
	// known.
	Progress func(s Stage, done, total uint64)
}

// Verified is what Verify looked at.
type Verified struct {
	Bodies       uint64 `json:"bodies"`
	Bytes        uint64 `json:"bytes"` // of bodies, unpacked
	Captures     uint64 `json:"captures"`
	Pages        uint64 `json:"pages"`
	Reports      uint64 `json:"reports"`
	Versions     uint64 `json:"versions"` // earlier ones
	IndexEntries uint64 `json:"index_entries"`
	Faults       uint64 `json:"fault_count"`
	// Skipped are checks that could not be made, and why: one line each.
	Skipped []string `json:"skipped"`
}

// maxKept bounds the faults that are kept back.
const maxKept = 10_000

// verifier is one run of Verify.
type verifier struct {
	a   *Archive
	ctx context.Context
	o   VerifyOptions

	mu  sync.Mutex // of what follows, and of calls of o's functions
	out Verified

	damaged  map[blobKey]string  // bodies that are not what was stored, and why
	lost     map[[32]byte]bool   // their hashes
	unnamed  map[blobKey]namable // sound bodies that are not in the index
	bodies   atomic.Uint64       // that are what was stored
	uses     map[blobKey]uint64  // of dictionaries
	stored   uint64              // bytes of bodies as packed
	expected totals

	fix  *fixer // of Repair; nil = only tell
	keep bool   // faults are kept back: they count only where nobody wrote
	kept []Fault
}

// Verify re-hashes every body and checks every reference and index. What it
// finds goes to o.Fault; its error is that of something else: a reader that
// lost the archive, or ctx. It reads in short snapshots and may run while the
// archive is written to, but for the pages of the file, which it then leaves
// out, and says so.
func (a *Archive) Verify(ctx context.Context, o VerifyOptions) (Verified, error) {
	v := newVerifier(ctx, a, o)
	before, err := a.moment()
	if err != nil {
		return v.out, fmt.Errorf("verify: %w", err)
	}
	sound, err := v.checkFile()
	if err == nil && sound {
		err = v.checkRecords(before)
	}
	if err != nil {
		return v.out, fmt.Errorf("verify: %w", err)
	}
	return v.out, nil
}

func newVerifier(ctx context.Context, a *Archive, o VerifyOptions) *verifier {
	if o.Fault == nil {
		o.Fault = func(Fault) {}
	}
	if o.Progress == nil {
		o.Progress = func(Stage, uint64, uint64) {}
	}
	v := &verifier{a: a, ctx: ctx, o: o, damaged: map[blobKey]string{}, lost: map[[32]byte]bool{}, uses: map[blobKey]uint64{}, unnamed: map[blobKey]namable{}}
	v.out.Skipped = []string{}
	return v
}

// checkRecords checks all that stands in the pages of the file.
func (v *verifier) checkRecords(before moment) error {
	if err := v.checkBodies(); err != nil {
		return err
	}
	if err := v.checkPages(); err != nil {
		return err
	}
	v.kept, v.keep = nil, true
	err := v.checkTotals()
	v.keep = false
	if err != nil {
		return err
	}
	now, err := v.a.moment()
	if err != nil {
		return err
	}
	if now != before {
		v.skip("whole indexes and counters: the archive was written to meanwhile")
		return nil
	}
	for _, f := range v.kept {
		v.fault(f.Where, f.What, f.Todo)
	}
	return nil
}

// fault tells a fault.
func (v *verifier) fault(where, what, todo string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	f := Fault{Where: where, What: what, Todo: todo}
	if v.keep {
		if len(v.kept) < maxKept {
			v.kept = append(v.kept, f)
		}
		return
	}
	v.out.Faults++
	v.o.Fault(f)
}

// wrong tells a fault, or where there is a fixer puts it right.
func (v *verifier) wrong(where, what string, fix func(*bolt.Tx) error) error {
	if v.fix == nil {
		v.fault(where, what, todoRepair)
		return nil
	}
	if err := v.fix.update(fix); err != nil {
		return err
	}
	v.fix.done("%s: %s; put right", where, what)
	return nil
}

func (v *verifier) skip(why string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.out.Skipped = append(v.out.Skipped, why)
}

func (v *verifier) progress(s Stage, done, total uint64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.o.Progress(s, done, total)
}

// checkFile checks the pages of the file. It says whether the records can be
// read: a tree that leads astray must not be walked.
func (v *verifier) checkFile() (sound bool, err error) {
	f, err := os.Open(v.a.path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	sound = true
	err = v.a.viewFile(func() error {
		return checkPages(v.ctx, f, func(p pageFault) {
			where := "file " + v.a.path
			if p.page != 0 {
				where = fmt.Sprintf("page %d of %s", p.page, v.a.path)
			}
			todo := "run compact"
			if p.wild {
				todo, sound = todoSalvage, false
			}
			v.fault(where, p.what, todo)
		}, func(done, total uint64) {
			if done%1024 == 0 || done == total {
				v.progress(StageFile, done, total)
			}
		})
	})
	if errors.Is(err, ErrHeld) {
		v.skip("pages of the file: " + err.Error())
		return true, nil
	}
	if !sound {
		v.skip("records: the file's own structure is damaged")
	}
	return sound, err
}

// moment tells whether the archive was written to between two looks at it.
type moment struct{ changes, bodies, captures uint64 }

func (a *Archive) moment() (m moment, err error) {
	err = a.read(func(tx snapshot) error {
		m = moment{changes: tx.Bucket(bucketChanges).Sequence(), bodies: tx.Bucket(bucketBlobs).Sequence()}
		return tx.Bucket(bucketCounts).ForEach(func(k, n []byte) error {
			if bytes.HasPrefix(k, []byte(countOutcome)) && len(n) == 8 {
				m.captures += binary.BigEndian.Uint64(n)
			}
			return nil
		})
	})
	return m, err
}

// inParallel runs work on what feed gives out, on every core, until feed has
// ended or one of them failed.
func inParallel[T any](ctx context.Context, feed func(give func(T) error) error, work func(T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ch := make(chan T)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for x := range ch {
				if err := work(x); err != nil {
					cancel(err)
				}
			}
		})
	}
	err := feed(func(x T) error {
		select {
		case ch <- x:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	close(ch)
	wg.Wait()
	if err == nil {
		err = context.Cause(ctx)
	}
	return err
}
