package frontier

import (
	"context"
	"fmt"
	"time"

	"nianbao/store"
)

// place is one queue key.
type place struct {
	queue Class
	due   time.Time
	hash  [hashLen]byte
}

// key is where it stands.
func (p *place) key(id uint32) []byte { return queueKey(id, p.queue, p.due, p.hash) }

// leads says whether the record stands behind it.
func (p *place) leads(r Record) bool { return r.Queued == p.queue && nanos(r.Due) == nanos(p.due) }

// Peek says when a host's next URL of this run is due: not after now where it
// is, or not at all. It reads; it changes nothing.
func (f *Frontier) Peek(ctx context.Context, name string, now time.Time) (due time.Time, any bool, err error) {
	h, err := f.host(ctx, name)
	if err != nil {
		return time.Time{}, false, err
	}
	p, due, err := f.first(h, now)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("look at queue of %s: %w", name, err)
	}
	if p != nil {
		return now, true, nil
	}
	return due, !due.IsZero(), nil
}

// Take leases the next URL of a host to the caller, who may send the request
// to addrs; the lease is committed before Take returns. Lists go before
// reports, attachments and rechecks; a class is taken in the order of due.
// Where nothing is due at now, or the host has a lease already, ok is false and
// due is when it will be; zero when nothing is left for this run.
func (f *Frontier) Take(ctx context.Context, name string, now time.Time, addrs ...string) (l Lease, ok bool, due time.Time, err error) {
	h, err := f.host(ctx, name)
	if err != nil {
		return Lease{}, false, time.Time{}, err
	}
	defer lock(h)()
	if f.isLeased(h) {
		return Lease{}, false, time.Time{}, nil
	}
	for {
		p, due, err := f.first(h, now)
		if err != nil {
			return Lease{}, false, time.Time{}, fmt.Errorf("look at queue of %s: %w", name, err)
		}
		if p == nil {
			return Lease{}, false, due, nil
		}
		rec, known, err := record(f.store, h.id, p.hash)
		if err != nil {
			return Lease{}, false, time.Time{}, err
		}
		key := store.Op{Bucket: store.Queue, Key: p.key(h.id)}
		if !known || !p.leads(rec) {
			// A key that its record does not stand behind would be taken for ever.
			if _, err := f.store.Apply(ctx, store.Envelope{Ops: []store.Op{key}}); err != nil {
				return Lease{}, false, time.Time{}, fmt.Errorf("drop stray key of %s: %w", name, err)
			}
			continue
		}
		l := Lease{Host: name, Record: rec, Run: f.run, queue: p.queue, due: p.due, addrs: addrs, leased: now}
		err = f.commit(ctx, h, l, key)
		return l, err == nil, time.Time{}, err
	}
}

// Hold leases a host for a request beside its queue, such as a robots.txt that
// another host's redirects to. ok is false where the host has a lease already.
func (f *Frontier) Hold(ctx context.Context, canonical string, now time.Time, addrs ...string) (l Lease, ok bool, err error) {
	name := Host(canonical)
	h, err := f.host(ctx, name)
	if err != nil {
		return Lease{}, false, err
	}
	defer lock(h)()
	if f.isLeased(h) {
		return Lease{}, false, nil
	}
	l = Lease{Host: name, Record: Record{URL: canonical}, Run: f.run, Errand: true, addrs: addrs, leased: now}
	err = f.commit(ctx, h, l)
	return l, err == nil, err
}

// commit puts a lease on disk and in memory.
func (f *Frontier) commit(ctx context.Context, h *host, l Lease, more ...store.Op) error {
	op, err := leaseOp(h.id, l)
	if err != nil {
		return err
	}
	if _, err := f.store.Apply(ctx, store.Envelope{Ops: append(more, op)}); err != nil {
		return fmt.Errorf("lease %s: %w", l.URL(), err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	h.leased = &l
	return nil
}

// isLeased says whether the host has a lease.
func (f *Frontier) isLeased(h *host) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return h.leased != nil
}

// first finds the place to take next, or, where nothing is due, when something
// will be. Rechecks that come due after the run began are the next run's.
func (f *Frontier) first(h *host, now time.Time) (p *place, due time.Time, err error) {
	f.mu.Lock()
	wakes := h.wakes
	f.mu.Unlock()
	now = f.settled(now)
	empty := true
	for c := Lists; c <= Rechecks; c++ {
		p, err := f.firstOf(h, c)
		if err != nil {
			return nil, time.Time{}, err
		}
		if p == nil {
			continue
		}
		empty = false
		limit := now
		if c == Rechecks {
			limit = f.started
		}
		if !p.due.After(limit) {
			return p, time.Time{}, nil
		}
		if c != Rechecks && (due.IsZero() || p.due.Before(due)) {
			due = p.due
		}
	}
	if empty {
		f.mu.Lock()
		h.queued = h.queued && h.wakes != wakes
		f.mu.Unlock()
	}
	return nil, due, nil
}

// settled is now, or the latest time seen where that is later.
func (f *Frontier) settled(now time.Time) time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now.After(f.latest) {
		f.latest = now
	}
	return f.latest
}

// firstOf is the first key of one class of a host.
func (f *Frontier) firstOf(h *host, c Class) (*place, error) {
	var p *place
	err := f.store.Scan(store.Queue, classKey(h.id, c), nil, func(k, _ []byte) (bool, error) {
		_, queue, due, hash, ok := parsedQueue(k)
		if !ok {
			return true, nil
		}
		p = &place{queue: queue, due: due, hash: hash}
		return false, nil
	})
	return p, err
}

// Waiting counts the URLs of a host that are queued for this run, due or not
// yet, up to limit.
func (f *Frontier) Waiting(ctx context.Context, name string, limit int) (n int, err error) {
	h, err := f.host(ctx, name)
	if err != nil {
		return 0, err
	}
	err = f.store.Scan(store.Queue, hostKey(h.id), nil, func(k, _ []byte) (bool, error) {
		_, c, due, _, ok := parsedQueue(k)
		if ok && (c != Rechecks || !due.After(f.started)) {
			n++
		}
		return n < limit && (c != Rechecks || !due.After(f.started)), nil
	})
	if err != nil {
		return 0, fmt.Errorf("count queue of %s: %w", name, err)
	}
	return n, nil
}

// Release gives a lease back: its URL stands where it stood.
func (f *Frontier) Release(ctx context.Context, l Lease) error {
	_, err := f.ReleaseWith(ctx, l, store.Envelope{})
	return err
}

// ReleaseWith gives a lease back and commits what the request under it brought
// (a robots.txt, clocks) in the same commit.
func (f *Frontier) ReleaseWith(ctx context.Context, l Lease, e store.Envelope) (store.Applied, error) {
	h, err := f.host(ctx, l.Host)
	if err != nil {
		return store.Applied{}, err
	}
	defer lock(h)()
	e.Ops = append(returnOps(h.id, l), e.Ops...)
	applied, err := apply(ctx, f.store, e)
	if err != nil {
		return applied, fmt.Errorf("release %s: %w", l.URL(), err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	h.leased = nil
	if !l.Errand {
		h.wake()
	}
	return applied, nil
}
