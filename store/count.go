package store

import (
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// Names of counters that no index could give. They are derived: counted when a
// source record is added, and countable again.
const (
	countBlobs      = "blobs"
	countBlobBytes  = "blob_bytes"  // of bodies
	countBlobStored = "blob_stored" // of bodies as packed
	countOutcome    = "outcome/"    // + outcome: captures
)

// addCounts adds to counters.
func addCounts(tx *bolt.Tx, by map[string]uint64) error {
	b := tx.Bucket(bucketCounts)
	for name, n := range by {
		if v := b.Get([]byte(name)); len(v) == 8 {
			n += binary.BigEndian.Uint64(v)
		}
		if err := b.Put([]byte(name), uint64Key(n)); err != nil {
			return fmt.Errorf("count %s: %w", name, err)
		}
	}
	return nil
}

// countOf reads a counter; 0 where it was never counted.
func (a *Archive) countOf(name string) (n uint64, err error) {
	err = a.read(func(tx snapshot) error {
		n = 0
		if v := tx.Bucket(bucketCounts).Get([]byte(name)); len(v) == 8 {
			n = binary.BigEndian.Uint64(v)
		}
		return nil
	})
	return n, err
}
