package store

import (
	"errors"
	"fmt"
	"runtime/debug"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// view runs fn in a read transaction on the file itself. A reader can do that
// only while nobody writes; read can always.
func (a *Archive) view(fn func(*bolt.Tx) error) error {
	if a.session != nil {
		return a.session.view(fn)
	}
	return view(a.db, fn)
}

// viewFile runs fn while nobody writes to the file; ErrHeld where another
// process may. This process is not to write meanwhile.
func (a *Archive) viewFile(fn func() error) error {
	return a.view(func(*bolt.Tx) error { return fn() })
}

// view runs fn in a read transaction. bbolt panics on damaged pages, and a
// failing disk faults in the memory map: both come back as ErrDamaged.
func view(db *bolt.DB, fn func(*bolt.Tx) error) (err error) {
	defer recoverDamage(&err)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	return notOpen(db.View(fn))
}

// read runs fn on a snapshot of the archive. It may run it again, on a later
// one, where the first went away in the middle: fn begins with what it fills
// made empty. It is to be short: a snapshot keeps the writer from using space
// again, and a holder gives no process one for longer than maxSnapshot.
func (a *Archive) read(fn func(snapshot) error) error {
	if a.session != nil {
		return a.session.read(fn)
	}
	return a.view(func(tx *bolt.Tx) error { return fn(local{tx}) })
}

// update runs fn in the one write transaction, and syncs it.
func (a *Archive) update(fn func(*bolt.Tx) error) (err error) {
	defer recoverDamage(&err)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	return notOpen(a.db.Update(fn))
}

func recoverDamage(err *error) {
	if r := recover(); r != nil {
		*err = damage("%v", r)
	}
}

// notOpen gives bbolt's error for a closed file our own name.
func notOpen(err error) error {
	if errors.Is(err, berrors.ErrDatabaseNotOpen) {
		return fmt.Errorf("%w: %w", ErrClosed, err)
	}
	return err
}
