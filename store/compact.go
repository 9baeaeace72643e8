package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"

	bolt "go.etcd.io/bbolt"
)

// Compacted says what Compact did.
type Compacted struct {
	Before int64 `json:"before"` // bytes of the file
	After  int64 `json:"after"`
}

// Compact writes an archive into a new file, without the space that is free
// and in the order of its keys, and puts that in its place. The archive is held
// all the while: a kill leaves either the one or the other. progress, which must
// not be nil, is told how many records of how many are written. Its errors are
// those of Open, and of the disk.
func Compact(ctx context.Context, path string, progress func(done, total uint64)) (out Compacted, err error) {
	a, err := Open(path, Options{Verb: "compact"})
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	// A link stays a link: what it leads to is replaced.
	if out, err = a.compact(ctx, progress); err != nil {
		return out, fmt.Errorf("compact archive %s: %w", path, err)
	}
	return out, nil
}

func (a *Archive) compact(ctx context.Context, progress func(done, total uint64)) (out Compacted, err error) {
	path, err := resolve(a.path)
	if err != nil {
		return out, err
	}
	if out.Before, err = fileSize(path); err != nil {
		return out, err
	}
	c, err := a.copyWhole(ctx, path, progress)
	if err != nil {
		return out, err
	}
	if out.After, err = fileSize(c.temp); err == nil && runtime.GOOS == "windows" {
		err = a.db.Close() // an open file keeps its name there
	}
	if err == nil {
		err = c.install()
	}
	return out, err
}

// copyWhole copies an archive that nobody writes to into a file that is to
// take a name, and checks it.
func (a *Archive) copyWhole(ctx context.Context, to string, progress func(done, total uint64)) (*copier, error) {
	total, err := a.countAll()
	if err != nil {
		return nil, err
	}
	c, err := newCopier(to, func(done uint64) { progress(done, total) })
	if err != nil {
		return nil, err
	}
	if err = a.copyEverything(ctx, c); err == nil {
		err = errors.Join(c.finish(), checkCopy(ctx, c.temp, c.done, total))
	}
	if err != nil {
		c.abandon()
		return nil, err
	}
	return c, nil
}

// copyEverything copies all buckets as they are, those of later programs too.
func (a *Archive) copyEverything(ctx context.Context, c *copier) error {
	var names [][]byte
	err := a.view(func(tx *bolt.Tx) error {
		names = nil
		return tx.ForEach(func(name []byte, _ *bolt.Bucket) error {
			names = append(names, bytes.Clone(name))
			return nil
		})
	})
	for _, name := range names {
		if err == nil {
			err = a.copyBucket(ctx, c, name)
		}
	}
	return err
}

// copyBucket copies a bucket that nobody writes to.
func (a *Archive) copyBucket(ctx context.Context, c *copier, name []byte) error {
	var n uint64
	err := a.read(func(tx snapshot) error {
		n = tx.Bucket(name).Sequence()
		return nil
	})
	if err == nil {
		err = c.sequence(name, n)
	}
	if err != nil {
		return err
	}
	return a.eachBatch(ctx, name, nil, statsBatch, func(batch []record) error {
		for _, r := range batch {
			if err := c.put(name, r.key, r.value); err != nil {
				return err
			}
		}
		return nil
	})
}

// countAll counts the records of all buckets.
func (a *Archive) countAll() (n uint64, err error) {
	err = a.view(func(tx *bolt.Tx) error {
		n = 0
		return tx.ForEach(func(_ []byte, b *bolt.Bucket) error {
			n += uint64(b.Stats().KeyN)
			return nil
		})
	})
	return n, err
}

// checkCopy checks a file that was just written, before it takes the place of
// another.
func checkCopy(ctx context.Context, path string, done, want uint64) (err error) {
	if done != want {
		return fmt.Errorf("%d of %d records were copied: run verify, and try again", done, want)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var faults []error
	err = checkPages(ctx, f, func(p pageFault) {
		if len(faults) == 0 {
			faults = append(faults, fmt.Errorf("page %d of the copy: %s: check the disk", p.page, p.what))
		}
	}, func(_, _ uint64) {})
	return errors.Join(append(faults, err)...)
}

func fileSize(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
