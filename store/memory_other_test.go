//go:build !linux

package store

import "time"

func ownMemory() int { return 0 }

func processorTime() time.Duration { return 0 }
