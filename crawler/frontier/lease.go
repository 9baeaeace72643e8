package frontier

import (
	"context"
	"fmt"
	"time"

	"nianbao/store"
)

// Lease is one URL handed to one fetch. It is on disk before it is handed out.
type Lease struct {
	Host   string
	Record Record
	Run    uint32
	Errand bool // a request beside the queue, such as a robots.txt of another host

	queue  Class     // where it was taken from
	due    time.Time // and since when it was due there
	addrs  []string
	leased time.Time // when
}

// URL is what is to be asked.
func (l Lease) URL() string { return l.Record.URL }

// Tries is how many requests for it this run made before this lease.
func (l Lease) Tries() int { return l.Record.Tries(l.Run) }

// Known says that the URL was answered before: a recheck.
func (l Lease) Known() bool { return !l.Record.LastAt.IsZero() && l.Record.State != Found }

// storedLease is a lease on disk, under its host's four bytes. Without a hash
// it is an errand and has no place to go back to.
type storedLease struct {
	URL    string    `json:"u"`
	Hash   []byte    `json:"h,omitempty"`
	Queue  Class     `json:"q,omitempty"`
	Due    time.Time `json:"e,omitzero"`
	Addrs  []string  `json:"a,omitempty"`
	Leased time.Time `json:"l"`
}

// leaseOp stores the lease.
func leaseOp(id uint32, l Lease) (store.Op, error) {
	s := storedLease{URL: l.URL(), Queue: l.queue, Due: l.due, Addrs: l.addrs, Leased: l.leased.UTC()}
	if !l.Errand {
		h := l.Record.hash()
		s.Hash = h[:]
	}
	v, err := encode(s)
	return store.Op{Bucket: store.Leases, Key: hostKey(id), Value: v}, err
}

// returnOps undo a lease: it goes, and its URL stands where it stood.
func returnOps(id uint32, l Lease) []store.Op {
	ops := []store.Op{{Bucket: store.Leases, Key: hostKey(id)}}
	if !l.Errand {
		ops = append(ops, store.Op{
			Bucket: store.Queue, Key: queueKey(id, l.queue, l.due, l.Record.hash()), Value: []byte{},
		})
	}
	return ops
}

// reclaim undoes every lease left on disk, in one commit.
func (f *Frontier) reclaim(ctx context.Context, wait func(Reclaimed) ([]store.Op, error)) ([]Reclaimed, error) {
	var found []Reclaimed
	var ops []store.Op
	err := f.store.Scan(store.Leases, nil, nil, func(k, v []byte) (bool, error) {
		ops = append(ops, store.Op{Bucket: store.Leases, Key: k})
		var s storedLease
		if len(k) != hostLen {
			return true, nil
		}
		if err := decode(v, &s); err != nil {
			return false, fmt.Errorf("read lease: %w", err)
		}
		if len(s.Hash) == hashLen {
			more, err := f.stopped(k, s)
			if err != nil {
				return false, err
			}
			ops = append(ops, more...)
		}
		found = append(found, Reclaimed{Host: Host(s.URL), URL: s.URL, Addrs: s.Addrs})
		return true, nil
	})
	if err != nil || len(ops) == 0 {
		return nil, err
	}
	for _, r := range found {
		if wait == nil {
			break
		}
		more, err := wait(r)
		if err != nil {
			return nil, fmt.Errorf("let %s wait: %w", r.Host, err)
		}
		ops = append(ops, more...)
	}
	_, err = f.store.Apply(ctx, store.Envelope{Ops: ops})
	return found, err
}
