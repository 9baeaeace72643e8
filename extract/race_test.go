//go:build race

package extract_test

// What the race detector does to a measurement: its own allocations are
// counted among the program's, and all takes several times as long.
const (
	raceDetector = true
	raceSlowdown = 10
)
