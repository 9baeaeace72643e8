package crawler

import (
	"fmt"

	"golang.org/x/sys/windows"
)

// FreeSpace is the room in bytes that the user has in the volume of a folder.
func FreeSpace(folder string) (int64, error) {
	name, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, fmt.Errorf("look at disk of %s: %w", folder, err)
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(name, &free, nil, nil); err != nil {
		return 0, fmt.Errorf("look at disk of %s: %w", folder, err)
	}
	return int64(free), nil
}
