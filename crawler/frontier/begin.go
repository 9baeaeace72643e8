package frontier

import (
	"context"
	"fmt"
	"time"

	"nianbao/store"
)

// Begin sets the run that leases belong to, and makes each column's first page
// due, whatever became of it in earlier runs. A column this run has asked
// already, or still has queued, stays as it is: a resumed run begins with what
// is missing. Rechecks due by started are due in this run, each once.
func (f *Frontier) Begin(ctx context.Context, run uint32, started time.Time, columns []Candidate) error {
	f.mu.Lock()
	f.run, f.started = run, started.UTC()
	f.mu.Unlock()
	f.settled(started)
	var ops []store.Op
	var woken []*host
	seen := map[string]bool{}
	for i, c := range columns {
		c.Class = Lists
		key := c.key()
		if seen[key] {
			continue
		}
		seen[key] = true
		h, err := f.host(ctx, Host(c.URL))
		if err != nil {
			return fmt.Errorf("begin run: %w", err)
		}
		more, err := f.beginColumn(h, c, started.UTC().Add(time.Duration(i)))
		if err != nil {
			return fmt.Errorf("begin column %s: %w", c.URL, err)
		}
		ops = append(ops, more...)
		woken = append(woken, h)
	}
	if len(ops) > 0 {
		if _, err := f.store.Apply(ctx, store.Envelope{Ops: ops}); err != nil {
			return fmt.Errorf("begin run: %w", err)
		}
	}
	f.wake(woken)
	return nil
}

// beginColumn queues a column's first page unless this run has done so.
func (f *Frontier) beginColumn(h *host, c Candidate, due time.Time) ([]store.Op, error) {
	rec, known, err := record(f.store, h.id, c.hash())
	if err != nil {
		return nil, err
	}
	if known && (rec.Run == f.run || (rec.Queued == Lists && !rec.Due.After(due))) {
		return nil, nil
	}
	var ops []store.Op
	if known {
		ops = append(ops, unqueueOps(h.id, rec)...)
	} else {
		rec = c.record()
	}
	// The seeds may have been edited since it was queued last.
	rec.Context, rec.Class, rec.Depth, rec.Hops = c.Context, Lists, 0, 0
	return append(ops, enqueue(h.id, rec, Lists, due)...), nil
}

// DueNow makes every known URL of a host due in this run, however long its
// turn was put off: what `recheck: 0s` promises also for a page that was
// checked under a longer one.
func (f *Frontier) DueNow(ctx context.Context, name string) error {
	h, err := f.host(ctx, name)
	if err != nil {
		return err
	}
	defer lock(h)()
	from := queueKey(h.id, Rechecks, f.started.Add(1), [hashLen]byte{})
	for from != nil {
		var ops []store.Op
		if ops, from, err = f.dueNow(h, from); err != nil {
			return err
		}
		if len(ops) == 0 {
			continue
		}
		if _, err := f.store.Apply(ctx, store.Envelope{Ops: ops}); err != nil {
			return fmt.Errorf("make rechecks of %s due: %w", name, err)
		}
	}
	return nil
}

// dueNow brings forward one batch of rechecks that lie behind the run's start,
// and says where the next batch begins; nil after the last.
func (f *Frontier) dueNow(h *host, from []byte) (ops []store.Op, rest []byte, err error) {
	const batch = 1000
	var late [][hashLen]byte
	err = f.store.Scan(store.Queue, classKey(h.id, Rechecks), from, func(k, _ []byte) (bool, error) {
		if len(late) == batch {
			rest = k
			return false, nil
		}
		if _, _, _, hash, ok := parsedQueue(k); ok {
			late = append(late, hash)
		}
		return true, nil
	})
	if err != nil {
		return nil, nil, err
	}
	for _, hash := range late {
		rec, known, err := record(f.store, h.id, hash)
		if err != nil {
			return nil, nil, err
		}
		if !known || rec.Queued != Rechecks || rec.Run == f.run {
			continue
		}
		ops = append(ops, unqueueOps(h.id, rec)...)
		ops = append(ops, enqueue(h.id, rec, Rechecks, f.started)...)
	}
	return ops, rest, nil
}

// unqueueOps takes a record's URL out of the queue it stands in.
func unqueueOps(id uint32, r Record) []store.Op {
	if r.Queued == 0 {
		return nil
	}
	return []store.Op{{Bucket: store.Queue, Key: queueKey(id, r.Queued, r.Due, r.hash())}}
}

// enqueue stores a record with its queue key.
func enqueue(id uint32, r Record, c Class, due time.Time) []store.Op {
	r.Queued, r.Due = c, due.UTC()
	h := r.hash()
	return []store.Op{
		{Bucket: store.URLs, Key: urlKey(id, h), Value: encodeRecord(r)},
		{Bucket: store.Queue, Key: queueKey(id, c, r.Due, h), Value: []byte{}},
	}
}

// wake notes that something was queued; the caller holds Frontier.mu.
func (h *host) wake() {
	h.queued = true
	h.wakes++
}

// wake notes that hosts may have something queued.
func (f *Frontier) wake(hosts []*host) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, h := range hosts {
		h.wake()
	}
}
