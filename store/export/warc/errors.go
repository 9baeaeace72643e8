package warc

import (
	"errors"
	"fmt"
)

// What can be wrong with a file, from which no way leads on to the next record.
// Callers decide by errors.Is.
var (
	ErrCut     = errors.New("the file breaks off here")
	ErrNotWARC = errors.New("no WARC record begins here")
	ErrHeader  = errors.New("the record's header cannot be read")
	ErrZstd    = errors.New("WARC compressed with zstd is not read; undo it with zstd -d first")
)

// What can be wrong with one record. The next one can be read.
var (
	ErrTooLarge = errors.New("too large")
	ErrDigest   = errors.New("its bytes are not those its digest was made of")
	ErrMessage  = errors.New("not an HTTP message")
)

// Error is where a file cannot be read on, and why.
type Error struct {
	Offset int64 // of the record or its gzip member, in bytes of the file
	Within int64 // how far into the member, uncompressed; 0 where it begins with it
	Err    error
}

func (e *Error) Error() string {
	if e.Within > 0 {
		return fmt.Sprintf("at offset %d (%d bytes into its gzip member): %v", e.Offset, e.Within, e.Err)
	}
	return fmt.Sprintf("at offset %d: %v", e.Offset, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }
