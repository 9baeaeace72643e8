package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

// copyCommit is how many bytes are copied in one transaction: a commit holds
// them in memory.
const copyCommit = 16 << 20

// copier writes records into a new file, which takes a name once it is whole
// and on disk.
type copier struct {
	path     string // that the file takes
	temp     string
	db       *bolt.DB
	tx       *bolt.Tx
	open     map[string]*bolt.Bucket // of tx
	size     int                     // bytes since the last commit
	done     uint64
	progress func(done uint64) // in records
}

// newCopier makes the file beside path. What a killed one left goes first:
// only one is made at a time.
func newCopier(path string, progress func(done uint64)) (*copier, error) {
	dir, base := filepath.Split(path)
	c := &copier{path: path, temp: filepath.Join(dir, "."+base+".part"), progress: progress}
	if err := os.RemoveAll(c.temp); err != nil {
		return nil, err
	}
	var err error
	// Nothing is synced until the end: the file has no name until then.
	c.db, err = bolt.Open(c.temp, 0o644, &bolt.Options{Timeout: 1, FreelistType: bolt.FreelistMapType, NoSync: true, NoGrowSync: true})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(c.temp))
	}
	c.db.AllocSize = growStep
	return c, nil
}

// put writes a record. Records of one bucket are best written in order of keys.
func (c *copier) put(bucket, k, v []byte) error {
	b, err := c.bucket(bucket)
	if err != nil {
		return err
	}
	if err := b.Put(k, v); err != nil {
		return fmt.Errorf("copy record of %s: %w", bucket, err)
	}
	c.done++
	if c.done%1024 == 0 {
		c.progress(c.done)
	}
	if c.size += len(k) + len(v); c.size < copyCommit {
		return nil
	}
	return c.commit()
}

// bucket opens a bucket of the file, and makes it where it is not there yet.
func (c *copier) bucket(name []byte) (*bolt.Bucket, error) {
	if c.tx == nil {
		var err error
		if c.tx, err = c.db.Begin(true); err != nil {
			return nil, err
		}
		c.open = map[string]*bolt.Bucket{}
	}
	if b := c.open[string(name)]; b != nil {
		return b, nil
	}
	b, err := c.tx.CreateBucketIfNotExists(name)
	if err != nil {
		return nil, fmt.Errorf("copy bucket %s: %w", name, err)
	}
	b.FillPercent = 0.9 // hardly any key comes between two others
	c.open[string(name)] = b
	return b, nil
}

// sequence sets how far a bucket has counted.
func (c *copier) sequence(bucket []byte, n uint64) error {
	b, err := c.bucket(bucket)
	if err != nil {
		return err
	}
	return b.SetSequence(n)
}

func (c *copier) commit() error {
	if c.tx == nil {
		return nil
	}
	tx := c.tx
	c.tx, c.size = nil, 0
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	return nil
}

// finish closes the file.
func (c *copier) finish() error {
	err := c.commit()
	if err == nil {
		err = c.db.Sync()
	}
	return errors.Join(err, c.db.Close())
}

// install gives the file its name, in place of what has it.
func (c *copier) install() error {
	if err := os.Rename(c.temp, c.path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(c.path))
}

// abandon takes away what was not finished.
func (c *copier) abandon() {
	if c.tx != nil {
		_ = c.tx.Rollback() // the file goes
	}
	_ = c.db.Close()
	_ = os.Remove(c.temp)
}
