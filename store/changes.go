package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
)

// Change is an entry of the change log: the latest change of one report.
type Change struct {
	Number uint64
	ID     string
}

// LastChange is the number of the last change; 0 before the first.
func (a *Archive) LastChange() (n uint64, err error) {
	err = a.read(func(tx snapshot) error {
		n = tx.Bucket(bucketChanges).Sequence()
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("read change log: %w", err)
	}
	return n, nil
}

// Changes walks over the reports that changed after the change numbered after,
// in the order of their latest change. It ends with the first error. Reports
// of every kind are in it; one that changed twice is in it once.
func (a *Archive) Changes(ctx context.Context, after uint64) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		if after == 1<<64-1 {
			return
		}
		from := uint64Key(after + 1)
		for from != nil {
			records, next, err := a.readBatch(bucketChanges, nil, from, maxScan)
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(Change{}, fmt.Errorf("read change log: %w", err))
				return
			}
			for _, r := range records {
				if len(r.key) != 8 || len(r.value) != 12 {
					yield(Change{}, damage("change log: entry of %d and %d bytes", len(r.key), len(r.value)))
					return
				}
				if !yield(Change{binary.BigEndian.Uint64(r.key), pageKey(r.value).id()}, nil) {
					return
				}
			}
			from = next
		}
	}
}
