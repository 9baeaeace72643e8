package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	bolt "go.etcd.io/bbolt"
)

// HostID is the durable number of a host name, as HostOf gives it; FileHost
// for imported files. It is assigned, and committed, on first use; numbers
// start at 1 and are never used again. Without the right to write, an unknown
// host is ErrNotFound.
func (a *Archive) HostID(ctx context.Context, name string) (uint32, error) {
	if name == "" || len(name) > 255 {
		return 0, fmt.Errorf("assign host id: bad host name %.300q", name)
	}
	if id, ok := a.cachedHost(name); ok {
		return id, nil
	}
	id, err := a.findHost(name)
	if errors.Is(err, ErrNotFound) && !a.readOnly {
		err = a.submit(ctx, len(name), func(tx *bolt.Tx) error {
			var err error
			id, err = assignHost(tx, name)
			return err
		})
	}
	if err != nil {
		return 0, fmt.Errorf("assign host id of %s: %w", name, err)
	}
	a.hostsMu.Lock()
	a.hosts[name] = id
	a.hostsMu.Unlock()
	return id, nil
}

func (a *Archive) cachedHost(name string) (uint32, bool) {
	a.hostsMu.RLock()
	defer a.hostsMu.RUnlock()
	id, ok := a.hosts[name]
	return id, ok
}

// findHost reads a host's number; ErrNotFound where it has none.
func (a *Archive) findHost(name string) (id uint32, err error) {
	err = a.read(func(tx snapshot) error {
		v := tx.Bucket(bucketHosts).Get([]byte(name))
		if len(v) != 4 {
			return ErrNotFound
		}
		id = binary.BigEndian.Uint32(v)
		return nil
	})
	return id, err
}

// HostName is the name behind a number that HostID gave; ErrNotFound where it
// gave none.
func (a *Archive) HostName(id uint32) (name string, err error) {
	err = a.read(func(tx snapshot) error {
		v := tx.Bucket(bucketNames).Get(uint32Key(id))
		if v == nil {
			return fmt.Errorf("host %d: %w", id, ErrNotFound)
		}
		name = string(v)
		return nil
	})
	return name, err
}

// assignHost gives a host the next number, unless it has one.
func assignHost(tx *bolt.Tx, name string) (uint32, error) {
	hosts := tx.Bucket(bucketHosts)
	if v := hosts.Get([]byte(name)); len(v) == 4 {
		return binary.BigEndian.Uint32(v), nil
	}
	n, err := hosts.NextSequence()
	if err != nil {
		return 0, err
	}
	if n > math.MaxUint32 {
		return 0, errors.New("no host numbers left")
	}
	id := uint32Key(uint32(n))
	return uint32(n), errors.Join(hosts.Put([]byte(name), id), tx.Bucket(bucketNames).Put(id, []byte(name)))
}
