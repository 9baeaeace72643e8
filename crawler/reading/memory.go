package reading

import (
	"os"
	"runtime"
	"runtime/debug"
)

// softMemory is how much memory the collector lets Go's own part come to, in
// bytes, before it works harder, while a large file is read. A hostile one may
// make as much of it garbage again and again; with the program that reads it
// (reader.MaxMemory) the two stay below 512 MB.
const softMemory = 192 << 20

// boundMemory sets that limit, or one half above what is in use where that is
// more: short of it the collector would do nothing but work. The environment's
// GOMEMLIMIT goes before it. What it returns takes it back.
func boundMemory() (undo func()) {
	if os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	before := debug.SetMemoryLimit(int64(max(softMemory, now.HeapAlloc+now.HeapAlloc/2)))
	return func() { debug.SetMemoryLimit(before) }
}
