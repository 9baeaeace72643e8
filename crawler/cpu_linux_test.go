package crawler_test

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// cpu is the processor time this process has had.
func cpu(t testing.TB) time.Duration {
	t.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
