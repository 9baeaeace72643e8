package pace

// Reason says what a turn waits for. The words are stored and shown by `why`.
type Reason string

// Reasons, by who asks for the wait: ourselves (Delay, Adaptive, BackOff,
// Reclaimed), the host (CrawlDelay, RetryAfter) or the config's hours.
const (
	Free          Reason = ""            // nothing is waited for
	Delay         Reason = "delay"       // the policy's least pause
	CrawlDelay    Reason = "crawl_delay" // robots.txt asks for it
	Adaptive      Reason = "adaptive"    // the host answers slowly, so it gets longer rests
	RetryAfter    Reason = "retry_after" // the host named the time (RFC 9110 §10.2.3)
	BackOff       Reason = "back_off"    // the host failed or refused, without naming a time
	OutsideWindow Reason = "window"      // requests may start only within the configured hours
	Reclaimed     Reason = "reclaimed"   // a request was in flight when the process died
)
