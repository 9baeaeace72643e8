//go:build !unix

package extract_test

import "time"

var started = time.Now()

// cpuTime is the time on the clock, where that of the process is not at hand.
func cpuTime() time.Duration { return time.Since(started) }
