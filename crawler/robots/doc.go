// Package robots parses robots.txt and decides by it, per RFC 9309.
//
// It is pure: bytes and status in, rules and decisions out. Fetching the file
// and keeping it for a day is the crawler's work; what an answer means (allow
// all, deny for now, these rules) is said here.
package robots
