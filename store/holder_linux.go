package store

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// lockOwner reads the owner of a file's flock from /proc/locks (proc(5)). The
// zero Holder means not known: another namespace, or no lock any more.
func lockOwner(path string) Holder {
	var st unix.Stat_t
	if unix.Stat(path, &st) != nil {
		return Holder{}
	}
	locks, err := os.ReadFile("/proc/locks")
	if err != nil {
		return Holder{}
	}
	dev := uint64(st.Dev) //nolint:unconvert // its type differs by architecture
	pid := parseLocks(locks, unix.Major(dev), unix.Minor(dev), st.Ino)
	if pid <= 0 {
		return Holder{}
	}
	comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil {
		return Holder{PID: pid}
	}
	return Holder{PID: pid, Verb: string(bytes.TrimSpace(comm))}
}

// parseLocks finds who holds a flock on a file. A line reads
//
//	1: FLOCK  ADVISORY  WRITE 708 08:02:12 0 EOF
//
// with device numbers in hex; waiting ones have "->" after the number.
func parseLocks(locks []byte, major, minor uint32, inode uint64) int {
	want := fmt.Sprintf("%02x:%02x:%d", major, minor, inode)
	for line := range strings.Lines(string(locks)) {
		f := strings.Fields(line)
		if len(f) < 6 || f[1] != "FLOCK" || f[5] != want {
			continue
		}
		if pid, err := strconv.Atoi(f[4]); err == nil && pid > 0 {
			return pid
		}
	}
	return 0
}
