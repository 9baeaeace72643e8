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
	in := newInsertion(len(found))
	for i, c := range found {
		due := f.dueOf(c, at).Add(time.Duration(i)) // keeps the order of the page
		in.add(c, owners[i].id, due)
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
	return in.ops, revisits, again, nil
}

// dueOf is when what was found at a time is due: then. What its title says to
// be a report is due since the run began, so that it goes before all that may
// turn out to be none, on whatever page of the list it stood.
func (f *Frontier) dueOf(c Candidate, at time.Time) time.Time {
	if c.Class == Reports && !c.Maybe && f.started.Before(at) && !f.started.IsZero() {
		return f.started
	}
	return at
}

// revisit queues a known list page again, unless this run has asked it, has it
// queued or is asking it, and any URL that was refused for its depth. The caller holds its host's change lock.
func (f *Frontier) revisit(h *host, c Candidate, due time.Time) ([]store.Op, error) {
	rec, known, err := record(f.store, h.id, c.hash())
	if err != nil || !known {
		return nil, err
	}
	f.mu.Lock()
	leased := h.leased != nil && h.leased.Record.hash() == c.hash()
	f.mu.Unlock()
	waiting := rec.Queued == rec.Class && !rec.Due.After(due)
	if rec.State == Refused && rec.Outcome == store.OverBudget { // nearer now, or the budget has grown
		return enqueue(h.id, c.record(), c.Class, due), nil
	}
	if leased || waiting || rec.Run == f.run || rec.State == Refused {
		return nil, nil
	}
	return append(unqueueOps(h.id, rec), enqueue(h.id, rec, rec.Class, due)...), nil
}

// Familiarity is how well the frontier knows a URL.
type Familiarity int

// From not at all, over one that this run has made known and not asked yet, and
// one that was kept but not to be asked for because it was too deep, to known.
const (
	Unknown Familiarity = iota
	Fresh
	TooDeep
	Known
)

// Familiar says of each URL how well the frontier knows it.
func (f *Frontier) Familiar(ctx context.Context, canonical ...string) ([]Familiarity, error) {
	all := make([]Familiarity, len(canonical))
	for i, u := range canonical {
		h, err := f.host(ctx, Host(u))
		if err != nil {
			return nil, err
		}
		rec, known, err := record(f.store, h.id, hash("", u, nil))
		switch {
		case err != nil:
			return nil, err
		case !known:
		case rec.State == Refused && rec.Outcome == store.OverBudget:
			all[i] = TooDeep
		case rec.LastAt.IsZero() && rec.State == Found && !rec.Due.Before(f.started):
			all[i] = Fresh
		default:
			all[i] = Known
		}
	}
	return all, nil
}
