package frontier

import (
	"context"
	"time"

	"nianbao/store"
)

// owners are the hosts of candidates, by place.
func (f *Frontier) owners(ctx context.Context, found []Candidate) ([]*host, error) {
	owners := make([]*host, len(found))
	for i, c := range found {
		h, err := f.host(ctx, Host(c.URL))
		if err != nil {
			return nil, err
		}
		owners[i] = h
	}
	return owners, nil
}

// discover turns candidates into operations: an insert each, and a new place
// for known list pages that are to be asked again. again are the hosts of
// those.
func (f *Frontier) discover(found []Candidate, owners []*host, at time.Time) (inserts, revisits []store.Op, again []*host, err error) {
	for i, c := range found {
		due := at.Add(time.Duration(i)) // keeps the order of the page
		op, err := c.insertOp(owners[i].id, due)
		if err != nil {
			return nil, nil, nil, err
		}
		inserts = append(inserts, op)
		if !c.Revisit {
			continue
		}
		more, err := f.revisit(owners[i], c, due)
		if err != nil {
			return nil, nil, nil, err
		}
		if len(more) > 0 {
			revisits = append(revisits, more...)
			again = append(again, owners[i])
		}
	}
	return inserts, revisits, again, nil
}

// revisit queues a known list page again, unless this run has asked it, has it
// queued or is asking it. The caller holds its host's change lock.
func (f *Frontier) revisit(h *host, c Candidate, due time.Time) ([]store.Op, error) {
	rec, known, err := record(f.store, h.id, c.hash())
	if err != nil || !known {
		return nil, err
	}
	f.mu.Lock()
	leased := h.leased != nil && h.leased.Record.hash() == c.hash()
	f.mu.Unlock()
	waiting := rec.Queued == rec.Class && !rec.Due.After(due)
	if leased || waiting || rec.Run == f.run || rec.State == Refused {
		return nil, nil
	}
	more, err := enqueue(h.id, rec, rec.Class, due)
	return append(unqueueOps(h.id, rec), more...), err
}

// Known says of each URL whether the frontier has a record of it.
func (f *Frontier) Known(ctx context.Context, canonical ...string) ([]bool, error) {
	known := make([]bool, len(canonical))
	for i, u := range canonical {
		h, err := f.host(ctx, Host(u))
		if err != nil {
			return nil, err
		}
		b, err := f.store.Get(store.URLs, urlKey(h.id, hash("", u, nil)))
		if err != nil {
			return nil, err
		}
		known[i] = b != nil
	}
	return known, nil
}
