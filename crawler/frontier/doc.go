// Package frontier keeps which URL is next, durably, one queue per host.
//
// A URL is in exactly one state, never a boolean "seen". A lease hands one URL
// to one fetch; a host has at most one lease, and so has an address. What
// changes is returned as operations for the store to commit together with the
// answer they come from; the frontier never holds a transaction.
// Memory grows with hosts, not with URLs.
package frontier
