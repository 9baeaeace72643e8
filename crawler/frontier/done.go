package frontier

import (
	"context"
	"fmt"
	"time"

	"nianbao/store"
)

// Ending is how a lease ended. One of Retry and Recheck may be set; with
// neither the URL is in no queue and waits to be found again.
type Ending struct {
	Envelope store.Envelope // the answer and what else is to be committed with it; Seq and Run are filled in
	At       time.Time      // when it ended
	State    State
	Outcome  store.Outcome
	Cause    string
	Found    []Candidate
	Retry    time.Time // due again in this run, in the queue of what it is
	Recheck  time.Time // due again among the rechecks
	Good     *Good     // of a new answer with a body; nil keeps the last one
	Location string    // of a redirect
	Context  *store.Context

	Ahead     bool // lease the host's next URL in the same commit, where that is settled
	Unread    bool // it was not read, since the program may stop at it: it stays a suspect
	Unchanged int  // answers in a row without anything new
	Failures  int  // runs in a row in which it failed
}

// Effect is what an ending did.
type Effect struct {
	Applied store.Applied
	New     int                   // candidates that were not known
	Refused map[store.Outcome]int // of these, not to be asked for, by why
	Woken   []string              // other hosts that have something queued now
	Next    *Lease                // the host's next, where Ahead asked for it
}

// Done ends a lease: the record, the queue, the lease, what was discovered and
// the caller's envelope go to the store as one commit. After an error nothing
// has changed, and the lease is still held.
func (f *Frontier) Done(ctx context.Context, l Lease, e Ending) (Effect, error) {
	if l.Errand {
		return Effect{}, fmt.Errorf("end %s: an errand is released, it has no record", l.URL())
	}
	h, err := f.host(ctx, l.Host)
	if err != nil {
		return Effect{}, err
	}
	f.settled(e.At)
	found := distinct(e.Found, l.Record.hash())
	owners, err := f.owners(ctx, found)
	if err != nil {
		return Effect{}, err
	}
	touched := []*host{h}
	for i, c := range found {
		if c.Revisit {
			touched = append(touched, owners[i])
		}
	}
	defer lock(touched...)()

	env, n, err := f.endOps(h, l, e)
	if err != nil {
		return Effect{}, err
	}
	inserts, revisits, again, err := f.discover(found, owners, e.At)
	if err != nil {
		return Effect{}, err
	}
	next, more, err := f.ahead(h, l, e, found, owners)
	if err != nil {
		return Effect{}, fmt.Errorf("lease ahead on %s: %w", l.Host, err)
	}
	env.Ops = append(env.Ops, more...)
	// Inserts come first, so that what the store says of them stands in order.
	env.Ops = append(append(inserts, revisits...), env.Ops...)
	applied, err := apply(ctx, f.store, env)
	if err != nil {
		return Effect{}, fmt.Errorf("end %s: %w", l.URL(), err)
	}
	eff := f.settle(h, e, n, found, owners, again, applied)
	if next != nil {
		f.mu.Lock()
		defer f.mu.Unlock()
		h.leased, eff.Next = next, next
	}
	return eff, nil
}

// endOps completes the envelope with the record, its place, the lease and the
// page count; n is that count.
func (f *Frontier) endOps(h *host, l Lease, e Ending) (env store.Envelope, n uint32, err error) {
	env = e.Envelope
	rec := ended(l, e)
	n, err = f.fetched(h)
	if err != nil {
		return env, 0, err
	}
	ops := []store.Op{{Bucket: store.Leases, Key: hostKey(h.id)}}
	if env.Capture != nil {
		c := *env.Capture
		c.Run = l.Run
		env.Capture, env.Seq = &c, uint16(l.Tries())
		n++
		ops = append(ops, fetchedOp(h.id, l.Run, n))
	}
	ops = append(ops, placeOps(h.id, rec, e)...)
	env.Ops = append(ops, e.Envelope.Ops...)
	return env, n, nil
}

// placeOps stores the record and puts it where it is due next.
func placeOps(id uint32, rec Record, e Ending) []store.Op {
	switch {
	case !e.Retry.IsZero():
		return enqueue(id, rec, rec.Class, e.Retry)
	case !e.Recheck.IsZero():
		return enqueue(id, rec, Rechecks, e.Recheck)
	}
	rec.Queued, rec.Due = 0, time.Time{}
	return []store.Op{{Bucket: store.URLs, Key: urlKey(id, rec.hash()), Value: encodeRecord(rec)}}
}

// ended is the record after a visit.
func ended(l Lease, e Ending) Record {
	r := l.Record
	requests := l.Tries()
	if e.Envelope.Capture != nil {
		requests++
	}
	r.State, r.Outcome, r.Cause, r.Location = e.State, e.Outcome, e.Cause, e.Location
	r.LastAt, r.Run, r.Requests = e.At.UTC(), l.Run, uint16(min(requests, 1<<16-1))
	r.Unchanged, r.Failures = e.Unchanged, e.Failures
	if !e.Unread {
		r.Stops = 0
	}
	if e.Good != nil {
		r.Good = *e.Good
	}
	if e.Context != nil {
		r.Context = *e.Context
	}
	return r
}

// refuse counts a new URL that is not asked for.
func (e *Effect) refuse(why store.Outcome) {
	if e.Refused == nil {
		e.Refused = map[store.Outcome]int{}
	}
	e.Refused[why]++
}

// settle carries a committed ending over into memory.
func (f *Frontier) settle(h *host, e Ending, n uint32, found []Candidate, owners []*host, again []*host, applied store.Applied) Effect {
	eff := Effect{Applied: applied}
	f.mu.Lock()
	defer f.mu.Unlock()
	h.leased = nil
	h.fetched = n
	if !e.Retry.IsZero() || !e.Recheck.IsZero() {
		h.wake()
	}
	woken := map[*host]bool{}
	for i, c := range found {
		if i < len(applied.Inserted) && applied.Inserted[i] {
			eff.New++
			if c.Refuse != "" {
				eff.refuse(c.Refuse)
			}
			woken[owners[i]] = c.Refuse == "" || woken[owners[i]]
		}
	}
	for _, o := range again {
		woken[o] = true
	}
	for o, yes := range woken {
		if !yes {
			continue
		}
		o.wake()
		if o != h {
			eff.Woken = append(eff.Woken, o.name)
		}
	}
	return eff
}
