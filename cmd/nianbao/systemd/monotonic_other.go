//go:build !linux

package systemd

import "time"

// Monotonic is not known where there is no systemd.
func Monotonic() time.Duration { return 0 }
