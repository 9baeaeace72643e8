package reparse_test

import (
	"time"

	"golang.org/x/sys/unix"
)

// spent is the processor time this process has had.
func spent() time.Duration {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
