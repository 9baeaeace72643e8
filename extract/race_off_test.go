//go:build !race

package extract_test

// A build without the race detector is measured as it is.
const (
	raceDetector = false
	raceSlowdown = 1
)
