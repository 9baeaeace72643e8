package frontier_test

import (
	"errors"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// forgetCached makes the system drop what it holds of a file.
func forgetCached(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(f.Sync(), unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED), f.Close())
	if err != nil {
		t.Fatal(err)
	}
}
