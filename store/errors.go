package store

import (
	"errors"
	"fmt"
	"strings"
)

// What can be wrong with opening or using an archive. Callers decide by
// errors.Is; fs.ErrPermission is passed on as well.
var (
	ErrHeld       = errors.New("held by another process")
	ErrNewer      = errors.New("written by a newer nianbao")
	ErrOlder      = errors.New("written by an older nianbao")
	ErrNotArchive = errors.New("not an archive")
	ErrDamaged    = errors.New("damaged")
	ErrNoFolder   = errors.New("folder does not exist")
	ErrNoArchive  = errors.New("no such archive")
	ErrReadOnly   = errors.New("archive is open for reading only")
	ErrClosed     = errors.New("archive is closed")
	ErrNotFound   = errors.New("not in the archive")
)

// OpenError is why an archive could not be opened, as one line: where, what,
// and what to do.
type OpenError struct {
	Path   string
	Reason error  // one of the sentinels above, or the system's error
	Detail string // what was seen; may be empty
	Hint   string // what to do
	Holder Holder // of ErrHeld, as far as it is known
}

func (e *OpenError) Error() string {
	s := fmt.Sprintf("open archive %s: %v", e.Path, e.Reason)
	if e.Detail != "" {
		s += " (" + e.Detail + ")"
	}
	return s + ": " + e.Hint
}

func (e *OpenError) Unwrap() error { return e.Reason }

// advice ends every error of damage.
const advice = "; run verify, or restore a backup"

// damage is an error met where the file's own structure should have excluded
// it: a page of the file that does not hold what it must.
func damage(format string, args ...any) error {
	return fmt.Errorf("%w: %w"+advice, ErrDamaged, fmt.Errorf(format, args...))
}

// damageOf is what an error of damage says, for somebody who has followed the
// advice.
func damageOf(err error) string {
	return strings.ReplaceAll(strings.ReplaceAll(err.Error(), advice, ""), ErrDamaged.Error()+": ", "")
}
