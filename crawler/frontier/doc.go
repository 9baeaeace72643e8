// Package frontier keeps which URL is next, durably, one queue per host.
//
// A URL has one record and is in exactly one state, never a boolean "seen". A
// queue key says which class it waits in and since when it is due. A lease
// hands one URL to one fetch; a host has at most one lease. It is taken by
// itself, or ahead: in the commit that ends the host's last one. An ending says how
// a leased URL ended and what it led to.
//
// Every change is a set of operations given to the store together with the
// answer it comes from, and committed with it; the frontier never holds a
// transaction. Memory grows with hosts, not with URLs. It never waits: whether
// a host may be asked at all is for pace to say.
package frontier
