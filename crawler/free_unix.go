//go:build linux || darwin

package crawler

import (
	"fmt"
	"math"

	"golang.org/x/sys/unix"
)

// FreeSpace is the room in bytes that a user of the system has in the file
// system of a folder.
func FreeSpace(folder string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, fmt.Errorf("look at disk of %s: %w", folder, err)
	}
	return int64(min(s.Bavail*uint64(s.Bsize), math.MaxInt64)), nil
}
