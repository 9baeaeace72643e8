package reader

import "errors"

// What a reading may fail by; a caller decides by these. Every other error is
// of this machine: no room for a temporary file, no process to be had.
var (
	// ErrNotInstalled is of a program, or its data, that is not on this
	// machine. The error's text says what to install.
	ErrNotInstalled = errors.New("not installed")
	// ErrEncrypted is of a file that asks for a password, or of which the
	// program says that no text may be taken out. Neither is evaded.
	ErrEncrypted = errors.New("file is protected")
	// ErrTimeout is of a file that took longer than Timeout.
	ErrTimeout = errors.New("file takes too long to read")
	// ErrTooLarge is of a file whose text or whose reading is past MaxOutput
	// or MaxMemory.
	ErrTooLarge = errors.New("file takes too much to read")
	// ErrUnreadable is of a file that is broken, or not of the kind asked for.
	ErrUnreadable = errors.New("file cannot be read")
)
