package store

import (
	"errors"
	"io/fs"
	"path/filepath"

	berrors "go.etcd.io/bbolt/errors"
)

// explain makes an OpenError of what went wrong while opening path; nil stays
// nil, and an OpenError stays what it is.
func explain(path string, err error) error {
	var open *OpenError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &open):
		return open
	case isHeld(err):
		return held(path)
	case errors.Is(err, fs.ErrPermission):
		return &OpenError{Path: path, Reason: err, Hint: "give this user the right to read and write it and its folder " + filepath.Dir(path)}
	case errors.Is(err, ErrNewer):
		return &OpenError{Path: path, Reason: err, Hint: "update nianbao"}
	case errors.Is(err, ErrOlder):
		return &OpenError{Path: path, Reason: err, Hint: "run nianbao migrate, which makes a backup first"}
	case errors.Is(err, ErrNotArchive):
		return &OpenError{Path: path, Reason: err, Hint: "name another file with --archive"}
	case errors.Is(err, ErrDamaged):
		return &OpenError{Path: path, Reason: err, Hint: "restore a backup, or move the file away and crawl again"}
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return &OpenError{Path: path, Reason: ErrDamaged, Detail: err.Error(), Hint: "restore a backup, or move the file away and crawl again"}
	}
	return &OpenError{Path: path, Reason: err, Hint: "check the disk and the path"}
}

// isHeld says whether another process has the lock.
func isHeld(err error) bool { return errors.Is(err, berrors.ErrTimeout) }

// held names who holds the archive, as far as that can be known.
func held(path string) *OpenError {
	h := findHolder(path)
	e := &OpenError{Path: path, Reason: ErrHeld, Detail: h.String(), Holder: h}
	e.Hint = "wait for it to end, or stop it"
	return e
}
