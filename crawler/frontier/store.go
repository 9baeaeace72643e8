package frontier

import (
	"context"
	"fmt"

	"nianbao/store"
)

// Reader is what is read of an archive. Get answers nil for a key that is not
// there. Scan calls fn for the keys of bucket that begin with prefix, in
// order, beginning at from (which itself begins with prefix; nil for all),
// until fn says no; fn may keep what it is given. HostID is the durable number
// of a host name.
type Reader interface {
	Get(bucket store.StateBucket, key []byte) ([]byte, error)
	Scan(bucket store.StateBucket, prefix, from []byte, fn func(k, v []byte) (more bool, err error)) error
	HostID(ctx context.Context, name string) (uint32, error)
}

// Store is a Reader that commits. Apply commits an envelope whole or not at
// all, and answers once it is on disk. A read after it sees it.
type Store interface {
	Reader
	Apply(ctx context.Context, e store.Envelope) (store.Applied, error)
}

// maxSeq bounds how many numbers are tried for a request's capture.
const maxSeq = 1000

// apply commits an envelope with a capture under the first free number of its
// run. The record says which that is, but state may have been rebuilt without
// the captures, and an envelope taken for a repetition would change nothing.
func apply(ctx context.Context, s Store, e store.Envelope) (store.Applied, error) {
	for range maxSeq {
		a, err := s.Apply(ctx, e)
		if err != nil || !a.Duplicate {
			return a, err
		}
		e.Seq++
	}
	return store.Applied{}, fmt.Errorf("number capture: %d requests for one URL in one run", maxSeq)
}
