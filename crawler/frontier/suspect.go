package frontier

import (
	"encoding/binary"

	"nianbao/store"
)

// Suspect says that the program stopped while this URL was leased: it may have
// been the page's doing. Most such stops are kills that have nothing to do with
// it, so whoever has its answer tries it apart before it is read.
func (r Record) Suspect() bool { return r.Stops > 0 }

// stopped is what becomes of the URL of a lease that a stop left behind: it
// stands where it stood, and is a suspect.
func (f *Frontier) stopped(k []byte, s storedLease) ([]store.Op, error) {
	id := binary.BigEndian.Uint32(k)
	h := [hashLen]byte(s.Hash)
	rec, known, err := record(f.store, id, h)
	ops := []store.Op{{Bucket: store.Queue, Key: queueKey(id, s.Queue, s.Due, h), Value: []byte{}}}
	if err != nil || !known {
		return ops, err
	}
	rec.Stops++
	return append(ops, store.Op{Bucket: store.URLs, Key: urlKey(id, h), Value: encodeRecord(rec)}), nil
}
