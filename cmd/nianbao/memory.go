package main

import (
	"os"
	"runtime/debug"
)

// softMemory is how much memory the collector lets Go's own part come to, in
// bytes, before it works harder. A hostile file may make as much of it garbage
// again and again; with the program that reads it (reader.MaxMemory) the two
// stay below 512 MB. What is in use for good is far below: archives are mapped,
// not held.
const softMemory = 192 << 20

// boundMemory sets that limit, unless the environment's GOMEMLIMIT sets one.
// What it returns takes it back.
func boundMemory() (undo func()) {
	if os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	before := debug.SetMemoryLimit(softMemory)
	return func() { debug.SetMemoryLimit(before) }
}
