package store

import (
	"context"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Bounds of one group of jobs that is committed together.
const (
	maxGroup      = 1024                 // jobs
	maxGroupBytes = 32 << 20             // bytes; a commit holds its pages in memory
	maxGather     = 2 * time.Millisecond // waiting for company, when there was some last time
)

// job is one change on its way to the writer.
type job struct {
	size int // rough, in bytes
	run  func(*bolt.Tx) error
	done chan error
}

// submit hands a change to the writer and waits until it is committed. It may
// run more than once, in transactions that were given up. ctx counts until the
// writer has the change; from then on the answer is definite, and near.
func (a *Archive) submit(ctx context.Context, size int, run func(*bolt.Tx) error) error {
	if a.readOnly {
		return ErrReadOnly
	}
	a.closeMu.RLock()
	if a.closed {
		a.closeMu.RUnlock()
		return ErrClosed
	}
	a.inflight.Add(1)
	a.closeMu.RUnlock()
	defer a.inflight.Done()

	if err := ctx.Err(); err != nil {
		return err
	}
	j := &job{size: size, run: run, done: make(chan error, 1)}
	select {
	case a.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	}
	return <-j.done
}

// write is the writer: it takes what is waiting and commits it as one.
func (a *Archive) write() {
	defer close(a.writer)
	last := 0
	for first := range a.jobs {
		group := a.gather(first, last)
		last = len(group)
		a.commit(group)
	}
}

// gather collects the jobs that wait behind first. Where there was company
// last time it waits a moment for as much again: the callers have only just
// been let go. A lone caller is never kept waiting.
func (a *Archive) gather(first *job, last int) []*job {
	group, size := []*job{first}, first.size
	var timeout <-chan time.Time
	for len(group) < maxGroup && size < maxGroupBytes {
		select {
		case j, ok := <-a.jobs:
			if !ok {
				return group
			}
			group, size = append(group, j), size+j.size
			continue
		default:
		}
		if len(group) >= last {
			return group
		}
		if timeout == nil {
			timeout = time.After(maxGather)
		}
		select {
		case j, ok := <-a.jobs:
			if !ok {
				return group
			}
			group, size = append(group, j), size+j.size
		case <-timeout:
			return group
		}
	}
	return group
}

// commit commits a group. A job that fails must not take the others along:
// then each is tried by itself. A commit that fails fails them all.
func (a *Archive) commit(group []*job) {
	ran := 0
	began := time.Now()
	err := a.update(func(tx *bolt.Tx) error {
		ran = 0
		for _, j := range group {
			if err := j.run(tx); err != nil {
				return err
			}
			ran++
		}
		return nil
	})
	if err == nil && a.committed != nil {
		a.committed(time.Since(began), len(group))
	}
	if err == nil || ran == len(group) || len(group) == 1 {
		if err != nil {
			err = fmt.Errorf("write archive: %w", err)
		}
		for _, j := range group {
			j.done <- err
		}
		return
	}
	for _, j := range group {
		a.commit([]*job{j})
	}
}
