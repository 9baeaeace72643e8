package crawler

import (
	"fmt"
	"math"
	"time"
)

const (
	// DefaultMinFree is the room in bytes without which nothing more is asked:
	// what is under way (256 bodies of some MB, their records and the pages
	// bbolt copies) still finds a place.
	DefaultMinFree = 512 << 20
	// diskAge is how long a look at the disk serves.
	diskAge = 2 * time.Second
)

// disk is what is known of the room for the archive.
type disk struct {
	looked time.Time
	why    string // no request is started because of it; "" while there is room
	failed bool   // the system does not tell: said once
}

// hasRoom says whether the archive may grow. While it may not, no request is
// started; those under way are finished and kept. It says so when that begins
// and when it ends.
func (r *run) hasRoom(now time.Time) bool {
	if age := now.Sub(r.disk.looked); age >= 0 && age < diskAge {
		return r.disk.why == ""
	}
	r.disk.looked = now
	free, err := r.opts.FreeSpace()
	if err != nil {
		if !r.disk.failed {
			r.opts.Log.Warn("room on disk not known", "error", err)
		}
		r.disk.failed = true
		free = math.MaxInt64
	}
	was := r.disk.why
	r.disk.why = ""
	if free < r.opts.MinFree {
		r.disk.why = fmt.Sprintf("disk nearly full: %d MB free, %d MB wanted", free>>20, r.opts.MinFree>>20)
	}
	switch {
	case was == "" && r.disk.why != "":
		r.opts.Log.Warn("paused", "cause", r.disk.why, "archive", r.opts.Archive.Path())
		r.progress(result{})
	case was != "" && r.disk.why == "":
		r.opts.Log.Warn("goes on: the disk has room again", "archive", r.opts.Archive.Path())
		r.progress(result{})
	}
	return r.disk.why == ""
}
