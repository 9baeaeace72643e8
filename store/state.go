package store

import (
	"bytes"
	"context"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// Bounds of one read transaction of Scan: it starts small, since many callers
// stop at the first record, and doubles.
const (
	firstScan    = 16
	maxScan      = 512     // records
	maxScanBytes = 1 << 20 // bytes of keys and values
)

// maxThen bounds how deep operations may hang on each other.
const maxThen = 4

// Get returns a copy of a state record; nil where there is none.
func (a *Archive) Get(bucket StateBucket, key []byte) (value []byte, err error) {
	if !bucket.known() {
		return nil, fmt.Errorf("get state: no bucket %q", bucket)
	}
	err = a.read(func(tx snapshot) error {
		value = bytes.Clone(tx.Bucket([]byte(bucket)).Get(key))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("get state from %s: %w", bucket, err)
	}
	return value, nil
}

// Scan calls fn for the records of a bucket whose keys start with prefix, from
// the key from on (inclusive; nil for the first), in key order. It reads in
// short transactions and calls fn outside of them: fn may keep k and v, may
// write to the archive, and sees a record as it was a moment ago. Scan ends
// when fn returns false or an error.
func (a *Archive) Scan(bucket StateBucket, prefix, from []byte, fn func(k, v []byte) (more bool, err error)) error {
	if !bucket.known() {
		return fmt.Errorf("scan state: no bucket %q", bucket)
	}
	for batch := firstScan; ; batch = min(2*batch, maxScan) {
		records, next, err := a.readBatch([]byte(bucket), prefix, from, batch)
		if err != nil {
			return fmt.Errorf("scan state in %s: %w", bucket, err)
		}
		for _, r := range records {
			if more, err := fn(r.key, r.value); err != nil || !more {
				return err
			}
		}
		if next == nil {
			return nil
		}
		from = next
	}
}

// record is a copy of a key and its value.
type record struct{ key, value []byte }

// readBatch copies up to n records from a bucket in one transaction. next is
// where to go on; nil at the end.
func (a *Archive) readBatch(bucket, prefix, from []byte, n int) (out []record, next []byte, err error) {
	start := prefix
	if bytes.Compare(from, start) > 0 {
		start = from
	}
	err = a.read(func(tx snapshot) error {
		out, next = nil, nil
		c := tx.Bucket(bucket).Cursor()
		size, last := 0, start
		for k, v := c.Seek(start); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
			if err := inOrder(last, k, len(out) > 0); err != nil {
				return err
			}
			last = k
			if len(out) == n || size > maxScanBytes {
				next = bytes.Clone(k)
				return nil
			}
			out = append(out, record{bytes.Clone(k), bytes.Clone(v)})
			size += len(k) + len(v)
		}
		return nil
	})
	return out, next, err
}

// readPrefix copies all records of a bucket whose keys start with prefix.
func readPrefix(tx snapshot, bucket, prefix []byte) (out []record) {
	c := tx.Bucket(bucket).Cursor()
	for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
		out = append(out, record{bytes.Clone(k), bytes.Clone(v)})
	}
	return out
}

// eachBatch calls fn for all records of a bucket whose keys start with prefix,
// n at a time, each lot from a short transaction.
func (a *Archive) eachBatch(ctx context.Context, bucket, prefix []byte, n int, fn func([]record) error) error {
	for from := []byte{}; from != nil; {
		if err := ctx.Err(); err != nil {
			return err
		}
		batch, next, err := a.readBatch(bucket, prefix, from, n)
		if err != nil {
			return err
		}
		if len(batch) > 0 {
			if err := fn(batch); err != nil {
				return err
			}
		}
		from = next
	}
	return nil
}

// checkOps refuses what the writer could not carry out.
func checkOps(ops []Op, depth int) (size int, err error) {
	if depth > maxThen {
		return 0, fmt.Errorf("operations hang on each other more than %d deep", maxThen)
	}
	for i, op := range ops {
		switch {
		case !op.Bucket.known():
			return 0, fmt.Errorf("operation %d: no bucket %q", i, op.Bucket)
		case len(op.Key) == 0 || len(op.Key) > bolt.MaxKeySize:
			return 0, fmt.Errorf("operation %d: key of %d bytes", i, len(op.Key))
		case len(op.Value) > bolt.MaxValueSize:
			return 0, fmt.Errorf("operation %d: value of %d bytes", i, len(op.Value))
		case op.IfAbsent && op.Value == nil:
			return 0, fmt.Errorf("operation %d: nothing to insert", i)
		case !op.IfAbsent && len(op.Then) > 0:
			return 0, fmt.Errorf("operation %d: Then without IfAbsent", i)
		}
		n, err := checkOps(op.Then, depth+1)
		if err != nil {
			return 0, fmt.Errorf("operation %d: %w", i, err)
		}
		size += len(op.Key) + len(op.Value) + n
	}
	return size, nil
}

// applyOps carries operations out in order, and says for each with IfAbsent
// whether it inserted.
func applyOps(tx *bolt.Tx, ops []Op) (inserted []bool, err error) {
	var w walk
	return w.apply(tx, ops, 0)
}

// walk is where operations are carried out, by how deep they hang on others.
type walk [maxThen + 1]place

func (w *walk) apply(tx *bolt.Tx, ops []Op, depth int) (inserted []bool, err error) {
	at := &w[depth]
	for _, op := range ops {
		at.move(tx, op.Bucket)
		switch {
		case op.IfAbsent:
			absent := !at.has(op.Key)
			inserted = append(inserted, absent)
			if absent {
				err = at.bucket.Put(op.Key, op.Value)
			}
			if absent && err == nil && len(op.Then) > 0 {
				_, err = w.apply(tx, op.Then, depth+1)
			}
		case op.Value == nil:
			err = at.bucket.Delete(op.Key)
		default:
			err = at.bucket.Put(op.Key, op.Value)
		}
		if err != nil {
			return nil, fmt.Errorf("write state in %s: %w", op.Bucket, err)
		}
	}
	return inserted, nil
}

// place is a bucket that operations are carried out in, with a cursor to look
// before they are: a cursor for each look is memory for each.
type place struct {
	name   StateBucket
	bucket *bolt.Bucket
	cursor *bolt.Cursor
}

func (p *place) move(tx *bolt.Tx, name StateBucket) {
	if p.bucket == nil || p.name != name {
		b := tx.Bucket([]byte(name))
		*p = place{name, b, b.Cursor()}
	}
}

func (p *place) has(key []byte) bool {
	k, _ := p.cursor.Seek(key)
	return bytes.Equal(k, key)
}
