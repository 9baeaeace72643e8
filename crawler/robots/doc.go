// Package robots parses robots.txt and decides by it, per RFC 9309.
//
// It is pure: bytes and status in, rules and decisions out. Fetching the file
// and keeping it for a day is the crawler's work; what an answer means (allow
// all, deny for now, these rules) is said here.
//
// A line is one line of the file; a block is a run of User-agent lines with
// the rules that follow; a group is what all blocks naming one agent say
// together. A decision names the line it comes from. A verdict is what an
// answer to GET /robots.txt means, an entry a verdict with its dates.
//
// The project was asked to use temoto/robotstxt. It is used for every file
// that is plain, by which is meant: free of all that temoto.go lists by name,
// where that library and the RFC disagree. There it decides together with the
// matcher of this package; everywhere else the matcher decides alone.
package robots
