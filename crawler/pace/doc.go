// Package pace decides when a host may be asked again.
//
// It is pure: time comes in as an argument, a clock is a value that is stored
// as it is and goes on after a restart. It knows a clock (what is remembered
// of a host or an address), a policy (what the config promises), a window (the
// hours in which requests may start) and a reason (why it must be waited).
// It never sleeps and never starts anything.
//
// The turn of a clock is the latest of: the end of its last request plus the
// largest of delay, Crawl-delay and adaptive pause; a pending Retry-After or
// back-off; the window's next opening. Whoever asks several clocks for one
// request (its host's and its addresses') takes Together.
package pace
