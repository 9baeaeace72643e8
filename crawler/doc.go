// Package crawler walks the annual-report columns of the seeds' portals:
// frontier → pace → fetch → page → links and reports → archive.
//
// A run is one crawl. One goroutine, the schedule, keeps the clocks of hosts
// and addresses and decides whose turn it is; a turn is one request, or none
// where robots.txt or the scope forbids it, made by a worker that waits for
// nothing but the answer. A verdict says what an answer means for its URL. Each
// turn is committed whole: the answer, what was read off it, what it led to,
// the clocks it moved, and the lease of the host's next URL, so that nothing
// stands between a clock that is free and its request. A host that is left is
// not asked any more in this run, and the summary says why.
//
// What a host shows for missing pages is learnt from its own answers (missing).
// A page at which the program stopped is a suspect: it is tried apart, in a
// process of its own, before it is read (Trial).
//
// The packages below it: frontier (which URL next), pace (when a host may be
// asked again), robots (RFC 9309), fetch (one request through colly), portal
// (what a list page links to).
package crawler
