package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	bolt "go.etcd.io/bbolt"
)

// crawlVerb is the verb whose interrupted run the next one goes on with.
const crawlVerb = "crawl"

// BeginRun begins a run of a verb (crawl, import, demo), or goes on with the
// latest crawl that was begun and never ended: then resumed is true. Run
// numbers start at 1.
func (a *Archive) BeginRun(ctx context.Context, verb string, now time.Time) (run Run, resumed bool, err error) {
	if verb == "" || now.IsZero() {
		return Run{}, false, errors.New("begin run: no verb or no time")
	}
	err = a.submit(ctx, 64, func(tx *bolt.Tx) error {
		b := tx.Bucket(bucketRuns)
		var err error
		if run, resumed, err = openRun(b, verb); err != nil || resumed {
			return err
		}
		n, err := b.NextSequence()
		if err != nil {
			return err
		}
		if n > math.MaxUint32 {
			return errors.New("no run numbers left")
		}
		run = Run{ID: uint32(n), Verb: verb, Started: now.UTC()}
		return putRun(b, run)
	})
	if err != nil {
		return Run{}, false, fmt.Errorf("begin run: %w", err)
	}
	return run, resumed, nil
}

// openRun finds the latest crawl, if it was never ended.
func openRun(b *bolt.Bucket, verb string) (Run, bool, error) {
	if verb != crawlVerb {
		return Run{}, false, nil
	}
	c := b.Cursor()
	for k, v := c.Last(); k != nil; k, v = c.Prev() {
		run, err := decodeRun(v)
		if err != nil {
			return Run{}, false, err
		}
		if run.Verb == crawlVerb {
			return run, run.Ended.IsZero(), nil
		}
	}
	return Run{}, false, nil
}

// EndRun records that a run ended as planned. Ending one twice keeps the first
// time; a run that never began is ErrNotFound.
func (a *Archive) EndRun(ctx context.Context, id uint32, now time.Time) error {
	err := a.submit(ctx, 64, func(tx *bolt.Tx) error {
		b := tx.Bucket(bucketRuns)
		v := b.Get(uint32Key(id))
		if v == nil {
			return ErrNotFound
		}
		run, err := decodeRun(v)
		if err != nil || !run.Ended.IsZero() {
			return err
		}
		run.Ended = now.UTC()
		return putRun(b, run)
	})
	if err != nil {
		return fmt.Errorf("end run %d: %w", id, err)
	}
	return nil
}

// Runs returns all runs, in the order they began.
func (a *Archive) Runs() ([]Run, error) {
	var out []Run
	err := a.read(func(tx snapshot) error {
		out = nil
		return tx.Bucket(bucketRuns).ForEach(func(_, v []byte) error {
			run, err := decodeRun(v)
			out = append(out, run)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read runs: %w", err)
	}
	return out, nil
}

func decodeRun(v []byte) (Run, error) {
	var run Run
	if err := json.Unmarshal(v, &run); err != nil {
		return run, damage("decode run: %w", err)
	}
	return run, nil
}

func putRun(b *bolt.Bucket, run Run) error {
	v, err := json.Marshal(run)
	if err != nil {
		return fmt.Errorf("encode run: %w", err)
	}
	return b.Put(uint32Key(run.ID), v)
}
