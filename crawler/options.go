package crawler

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"nianbao/crawler/fetch"
	"nianbao/crawler/pace"
	"nianbao/seeds"
	"nianbao/store"
)

// What a zero limit stands for, as config.example.yaml promises.
const (
	DefaultMaxPagesPerHost = 5000
	DefaultMaxDepth        = 6
	DefaultMaxHosts        = 256
)

// leastDelay is the shortest pause kept off loopback, whatever the config
// says (CONTRACT, politeness.delay).
const leastDelay = time.Second

// Limits bound one run. A zero field is its default.
type Limits struct {
	MaxPagesPerHost int // requests for pages of one host in one run, robots.txt not counted
	MaxDepth        int // hops from a column's first page; paging and redirects do not count
	MaxHosts        int // hosts asked at the same time
}

// Options of Run. Archive, Portals and Fetch.UserAgent are needed.
type Options struct {
	Archive *store.Archive // open for writing
	Portals []seeds.Portal
	Policy  pace.Policy
	Limits  Limits
	Fetch   fetch.Options
	Recheck time.Duration // a known report is asked again after this long; 0: in every run
	MaxTime time.Duration // no request starts after this long; 0: no such bound
	Wait    bool          // wait for the window instead of ending before it
	Hosts   []string      // of the portals, only these are asked; nil: all of them
	Verb    string        // of the run; "" is "crawl", the one that goes on with an interrupted run

	// FreeSpace is the room in bytes where the archive is; nil asks the system.
	// With less than MinFree (0: DefaultMinFree) no request is started until
	// there is room again.
	FreeSpace func() (int64, error)
	MinFree   int64

	// Try reads a page at which the program may have stopped apart from it, see
	// Apart; nil: it is read like any other, and may stop the program again.
	Try func(context.Context, Trial) error

	// KeepCut leaves a run that the window cut off open, as if it had been
	// interrupted: the next one goes on with it.
	KeepCut bool

	Asked    func(Asked)      // called after each request, from the goroutine of Progress; nil: not called
	Progress func(Progress)   // called after each turn and when the run pauses or goes on, from one goroutine, and must not block; nil: not called
	Log      *slog.Logger     // nil: nothing is logged
	Now      func() time.Time // nil: time.Now
}

// complete checks o and fills in what was left out.
func (o Options) complete() (Options, error) {
	if o.Archive == nil {
		return o, errors.New("check options: no archive")
	}
	if o.Recheck < 0 || o.MaxTime < 0 {
		return o, errors.New("check options: negative duration")
	}
	if o.Limits.MaxPagesPerHost <= 0 {
		o.Limits.MaxPagesPerHost = DefaultMaxPagesPerHost
	}
	if o.Limits.MaxDepth <= 0 {
		o.Limits.MaxDepth = DefaultMaxDepth
	}
	if o.Limits.MaxHosts <= 0 {
		o.Limits.MaxHosts = DefaultMaxHosts
	}
	if o.Verb == "" {
		o.Verb = "crawl"
	}
	if o.MinFree <= 0 {
		o.MinFree = DefaultMinFree
	}
	if o.FreeSpace == nil {
		folder := filepath.Dir(o.Archive.Path())
		o.FreeSpace = func() (int64, error) { return FreeSpace(folder) }
	}
	if o.Asked == nil {
		o.Asked = func(Asked) {}
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Fetch.Now == nil {
		o.Fetch.Now = o.Now
	}
	return o, nil
}
