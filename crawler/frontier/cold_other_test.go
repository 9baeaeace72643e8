//go:build !linux

package frontier_test

import (
	"testing"
	"time"
)

// forgetCached does nothing where there is no way to.
func forgetCached(*testing.T, string) {}

// cpu is not known here.
func cpu(*testing.T) time.Duration { return 0 }
