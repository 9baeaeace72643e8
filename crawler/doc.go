// Package crawler walks the annual-report columns of the seeds' portals:
// frontier → pace → fetch → page → links and reports → archive.
//
// A run is one crawl. It takes leases from the frontier, each a URL handed to
// one fetch; waits for nothing inside a worker; and commits every answer, what
// was read off it and what it led to, in one transaction of the store.
//
// The packages below it: frontier (which URL next), pace (when a host may be
// asked again), robots (RFC 9309), fetch (one request through colly), portal
// (what a list page links to).
package crawler
