package frontier

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"time"

	"nianbao/store"
)

// Frontier hands out URLs and takes back how they ended. Its methods may be
// called from many goroutines; one host's changes happen one after the other.
type Frontier struct {
	store Store

	mu      sync.Mutex
	hosts   map[string]*host
	run     uint32
	started time.Time
	latest  time.Time // seen so far: what was due then is due, though the system's time be set back
}

// host is what is kept in memory of one host name.
type host struct {
	name string
	id   uint32

	change sync.Mutex // held while its records are read, changed and committed

	// Below are guarded by Frontier.mu.
	queued   bool // there may be queue keys
	wakes    int  // how often something was queued
	leased   *Lease
	fetched  uint32 // requests counted in the run fetchIn
	fetchIn  uint32
	restored bool // fetched was read from the store
}

// Reclaimed is a lease that was found when the frontier was opened: its fetch
// was under way when the program stopped, and may have reached the server.
type Reclaimed struct {
	Host  string
	URL   string
	Addrs []string // addresses the request was allowed to go to
}

// Open reads which hosts have anything queued and reclaims the leases left by
// a program that stopped: their URLs go back to where they stood. What wait
// returns for each of them (the clocks of the host and its addresses, set as
// though a request had ended now) is committed with it, so that a second stop
// forgets no pause. A nil wait adds nothing.
func Open(ctx context.Context, s Store, wait func(Reclaimed) ([]store.Op, error)) (*Frontier, []Reclaimed, error) {
	f := &Frontier{store: s, hosts: map[string]*host{}}
	reclaimed, err := f.reclaim(ctx, wait)
	if err != nil {
		return nil, nil, fmt.Errorf("reclaim leases: %w", err)
	}
	if err := f.restore(ctx); err != nil {
		return nil, nil, fmt.Errorf("open frontier: %w", err)
	}
	return f, reclaimed, nil
}

// restore learns which hosts have a queue: one seek and one record per host.
func (f *Frontier) restore(ctx context.Context) error {
	var from []byte
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		var first []byte
		err := f.store.Scan(store.Queue, nil, from, func(k, _ []byte) (bool, error) {
			first = k
			return false, nil
		})
		if err != nil {
			return err
		}
		id, _, _, h, ok := parsedQueue(first)
		switch {
		case first == nil:
			return nil
		case !ok:
			from = append(slices.Clone(first), 0)
			continue
		}
		rec, known, err := record(f.store, id, h)
		if err != nil {
			return err
		}
		if !known { // a key without its record leads nowhere: look at the next
			from = append(slices.Clone(first), 0)
			continue
		}
		f.wake([]*host{f.remember(Host(rec.URL), id)})
		if from = next(hostKey(id)); from == nil {
			return nil
		}
	}
}

// remember returns the host of that name, known from now on.
func (f *Frontier) remember(name string, id uint32) *host {
	f.mu.Lock()
	defer f.mu.Unlock()
	h := f.hosts[name]
	if h == nil {
		h = &host{name: name, id: id}
		f.hosts[name] = h
	}
	return h
}

// host returns the host of that name, asking the store for its number once.
func (f *Frontier) host(ctx context.Context, name string) (*host, error) {
	f.mu.Lock()
	h := f.hosts[name]
	f.mu.Unlock()
	if h != nil {
		return h, nil
	}
	id, err := f.store.HostID(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("number host %s: %w", name, err)
	}
	return f.remember(name, id), nil
}

// lock takes the change locks of hosts in the order of their numbers, so that
// two endings that touch each other's hosts never wait for one another.
func lock(hosts ...*host) (unlock func()) {
	slices.SortFunc(hosts, func(a, b *host) int { return cmp.Compare(a.id, b.id) })
	hosts = slices.Compact(hosts)
	for _, h := range hosts {
		h.change.Lock()
	}
	return func() {
		for _, h := range hosts {
			h.change.Unlock()
		}
	}
}

// Hosts are the names of the hosts that have anything queued, in order.
func (f *Frontier) Hosts() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var names []string
	for name, h := range f.hosts {
		if h.queued {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Fetched is how many requests for pages of a host the run has made so far,
// before a restart too. Requests for robots.txt are not pages.
func (f *Frontier) Fetched(ctx context.Context, name string) (int, error) {
	h, err := f.host(ctx, name)
	if err != nil {
		return 0, err
	}
	n, err := f.fetched(h)
	return int(n), err
}

// fetched reads a host's count of the run once, and remembers it.
func (f *Frontier) fetched(h *host) (uint32, error) {
	f.mu.Lock()
	run, known := f.run, h.restored && h.fetchIn == f.run
	n := h.fetched
	f.mu.Unlock()
	if known {
		return n, nil
	}
	b, err := f.store.Get(store.Notes, fetchedKey(h.id))
	if err != nil {
		return 0, fmt.Errorf("read page count of %s: %w", h.name, err)
	}
	n = 0
	if len(b) == 8 && binary.BigEndian.Uint32(b) == run {
		n = binary.BigEndian.Uint32(b[4:])
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	h.fetched, h.fetchIn, h.restored = n, run, true
	return n, nil
}

// fetchedKey is where a host's count of requests in a run is kept: run4+n4.
func fetchedKey(id uint32) []byte { return append([]byte("fetched/"), hostKey(id)...) }

// fetchedOp stores a count.
func fetchedOp(id, run, n uint32) store.Op {
	v := binary.BigEndian.AppendUint32(nil, run)
	return store.Op{Bucket: store.Notes, Key: fetchedKey(id), Value: binary.BigEndian.AppendUint32(v, n)}
}

// record reads a URL's record; known is false where there is none.
func record(r Reader, id uint32, h [hashLen]byte) (rec Record, known bool, err error) {
	b, err := r.Get(store.URLs, urlKey(id, h))
	if err != nil {
		return rec, false, fmt.Errorf("read URL record: %w", err)
	}
	if b == nil {
		return rec, false, nil
	}
	rec, err = decodeRecord(b)
	return rec, err == nil, err
}
