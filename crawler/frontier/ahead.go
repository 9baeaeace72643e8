package frontier

import (
	"context"
	"fmt"
	"slices"

	"nianbao/store"
)

// ahead picks what the host is to be asked next, so that the commit that ends
// one lease writes the next one too: half the commits, and no wait for the
// disk between a clock that is free and its request. Where the ending brings
// the host new URLs, which of all comes first shows only once they are stored,
// and nothing is picked. The caller holds the host's change lock.
func (f *Frontier) ahead(h *host, l Lease, e Ending, found []Candidate, owners []*host) (*Lease, []store.Op, error) {
	retry := !e.Retry.IsZero() && !e.Retry.After(f.settled(e.At)) // its own turn comes first
	if !e.Ahead || retry {
		return nil, nil, nil
	}
	for i, c := range found {
		if owners[i] == h && c.Refuse == "" {
			return nil, nil, nil
		}
	}
	p, _, err := f.first(h, e.At)
	if err != nil || p == nil {
		return nil, nil, err
	}
	rec, known, err := record(f.store, h.id, p.hash)
	if err != nil || !known || !p.leads(rec) {
		return nil, nil, err
	}
	next := &Lease{Host: l.Host, Record: rec, Run: f.run, queue: p.queue, due: p.due, addrs: l.addrs, leased: e.At}
	op, err := leaseOp(h.id, *next)
	return next, []store.Op{{Bucket: store.Queue, Key: p.key(h.id)}, op}, err
}

// Renew makes a lease that was taken ahead one for a request to other
// addresses: those a stop makes wait.
func (f *Frontier) Renew(ctx context.Context, l Lease, addrs ...string) (Lease, error) {
	if slices.Equal(l.addrs, addrs) {
		return l, nil
	}
	l.addrs = addrs
	return l, f.rewrite(ctx, l)
}

// rewrite stores a lease that is held with something changed.
func (f *Frontier) rewrite(ctx context.Context, l Lease) error {
	h, err := f.host(ctx, l.Host)
	if err != nil {
		return err
	}
	defer lock(h)()
	op, err := leaseOp(h.id, l)
	if err != nil {
		return err
	}
	if _, err := f.store.Apply(ctx, store.Envelope{Ops: []store.Op{op}}); err != nil {
		return fmt.Errorf("lease %s anew: %w", l.URL(), err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	h.leased = &l
	return nil
}

// ReleaseAll gives leases back in one commit: their URLs stand where they
// stood.
func (f *Frontier) ReleaseAll(ctx context.Context, leases []Lease) error {
	if len(leases) == 0 {
		return nil
	}
	var owners []*host
	var ops []store.Op
	for _, l := range leases {
		h, err := f.host(ctx, l.Host)
		if err != nil {
			return err
		}
		owners = append(owners, h)
		ops = append(ops, returnOps(h.id, l)...)
	}
	defer lock(slices.Clone(owners)...)()
	if _, err := f.store.Apply(ctx, store.Envelope{Ops: ops}); err != nil {
		return fmt.Errorf("release %d leases: %w", len(leases), err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, h := range owners {
		h.leased = nil
		h.wake()
	}
	return nil
}

// KeepWith commits what a request under a lease brought (a robots.txt, clocks)
// and keeps the lease.
func (f *Frontier) KeepWith(ctx context.Context, l Lease, e store.Envelope) error {
	h, err := f.host(ctx, l.Host)
	if err != nil {
		return err
	}
	defer lock(h)()
	if _, err := apply(ctx, f.store, e); err != nil {
		return fmt.Errorf("keep lease of %s: %w", l.URL(), err)
	}
	return nil
}
