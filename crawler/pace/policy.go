package pace

import "time"

// What a zero field of a Policy stands for, where zero cannot be meant.
const (
	// DefaultMaxDelay caps our own waits: long enough for a server to catch
	// its breath, short enough that one bad minute does not cost a night.
	DefaultMaxDelay = 60 * time.Second
	// DefaultMaxCrawlDelay still lets a host of ten columns finish in a night.
	DefaultMaxCrawlDelay = 10 * time.Minute
)

// Policy is what the config promises. A zero Delay is kept (loopback may be
// asked without a pause); a zero MaxDelay or MaxCrawlDelay is its default.
type Policy struct {
	Delay         time.Duration // least pause from the end of one request to the start of the next
	MaxDelay      time.Duration // cap of back-off and adaptive pause; beyond it a host is parked
	MaxCrawlDelay time.Duration // the longest Crawl-delay that is kept; a host that asks for more is skipped
	Window        Window        // hours in which requests may start; zero: always
}

// Parks reports whether a turn at `at`, waited for because of `why`, is too
// far from now to stay in the run: over MaxDelay away, for any reason but
// Crawl-delay, which is the host's ordinary pace however slow.
func (p Policy) Parks(now, at time.Time, why Reason) bool {
	return why != CrawlDelay && at.Sub(now) > p.cap()
}

// cap is the longest wait of our own making. It is never below Delay, or a
// policy with a delay over its cap would park every host.
func (p Policy) cap() time.Duration {
	limit := p.MaxDelay
	if limit <= 0 {
		limit = DefaultMaxDelay
	}
	return max(limit, p.Delay)
}

func (p Policy) maxCrawlDelay() time.Duration {
	if p.MaxCrawlDelay <= 0 {
		return DefaultMaxCrawlDelay
	}
	return p.MaxCrawlDelay
}
