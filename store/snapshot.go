package store

import bolt "go.etcd.io/bbolt"

// snapshot is the archive at one moment, as read uses it: a transaction of this
// process, or one that the holder of the archive keeps for it. Keys and values
// must not be changed, and not be used once the read has ended.
//
// What cannot be read (the disk, damage, a holder that went away) ends the read
// where it stands: its caller gets the error, no method returns one.
type snapshot interface {
	// Bucket is a bucket of buckets(). One that the archive does not have
	// reads as empty.
	Bucket(name []byte) records
	// Expect says which keys of a bucket a Get, and which a cursor's Seek,
	// will ask for next. A snapshot that is far away then fetches them in one
	// go. It is never needed.
	Expect(bucket []byte, gets, seeks [][]byte)
}

// records is a bucket of a snapshot.
type records interface {
	Get(key []byte) []byte // nil where there is none
	Cursor() cursor
	Sequence() uint64
	ForEach(fn func(k, v []byte) error) error
}

// cursor walks over a bucket in key order. k is nil at its end.
type cursor interface {
	First() (k, v []byte)
	Seek(from []byte) (k, v []byte)
	Next() (k, v []byte)
}

// local is a snapshot of this process.
type local struct{ *bolt.Tx }

func (l local) Bucket(name []byte) records {
	b := l.Tx.Bucket(name)
	if b == nil {
		return nothing{}
	}
	return localRecords{b}
}

func (l local) Expect([]byte, [][]byte, [][]byte) {}

type localRecords struct{ *bolt.Bucket }

func (r localRecords) Cursor() cursor { return r.Bucket.Cursor() }

// nothing is a bucket that is not there.
type nothing struct{}

func (nothing) Get([]byte) []byte                     { return nil }
func (nothing) Cursor() cursor                        { return nothing{} }
func (nothing) Sequence() uint64                      { return 0 }
func (nothing) ForEach(func(k, v []byte) error) error { return nil }
func (nothing) First() (k, v []byte)                  { return nil, nil }
func (nothing) Seek([]byte) (k, v []byte)             { return nil, nil }
func (nothing) Next() (k, v []byte)                   { return nil, nil }
