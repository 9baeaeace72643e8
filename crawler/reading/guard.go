package reading

import (
	"errors"
	"fmt"
)

// ErrPanicked is the error of a page on which a reader gave up.
var ErrPanicked = errors.New("reading it panicked")

// Guard runs a reader of pages. Pages are hostile and readers lean on parsers
// of others: one that panics costs its page, not the run. Errors are the
// reader's, or ErrPanicked.
func Guard(read func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrPanicked, r)
		}
	}()
	return read()
}
