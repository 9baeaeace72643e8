package frontier

import (
	"slices"
	"time"

	"nianbao/store"
)

// Candidate is a URL that a page led to, or a column of the seeds.
type Candidate struct {
	URL         string // canonical
	Method      string // "" is GET
	Body        []byte
	ContentType string
	Class       Class // Lists, Reports or Attachments
	Maybe       bool  // its title could not be decided
	Context     store.Context
	Depth       int
	Hops        int // redirects in a row that led here
	Barren      int // list pages in a row without an entry that led here
	Referrer    string

	// Revisit queues a list page again that this run has not asked yet, and
	// any URL that was refused for its depth.
	Revisit bool

	// Refuse keeps the URL as one that is not asked for, with Cause: out of
	// scope, a trap.
	Refuse store.Outcome
	Cause  string
}

// hash is the candidate's own.
func (c Candidate) hash() [hashLen]byte { return hash(c.Method, c.URL, c.Body) }

// key tells candidates apart within one page.
func (c Candidate) key() string { h := c.hash(); return string(h[:]) }

// record is a URL as it is first known.
func (c Candidate) record() Record {
	r := Record{
		URL: c.URL, Method: c.Method, Body: c.Body, ContentType: c.ContentType,
		Class: c.Class, Maybe: c.Maybe, State: Found, Depth: c.Depth, Hops: c.Hops,
		Barren: c.Barren, Referrer: c.Referrer, Context: c.Context,
	}
	if c.Refuse != "" {
		r.State, r.Outcome, r.Cause = Refused, c.Refuse, c.Cause
	}
	return r
}

// insertOp adds a URL that may be known: where it is, nothing happens.
func (c Candidate) insertOp(id uint32, due time.Time) store.Op {
	r, h := c.record(), c.hash()
	var then []store.Op
	if c.Refuse == "" {
		r.Queued, r.Due = c.Class, due.UTC()
		then = []store.Op{{
			Bucket: store.Queue, Key: queueKey(id, r.Queued, r.Due, h), Value: []byte{},
		}}
	}
	return store.Op{
		Bucket: store.URLs, Key: urlKey(id, h), Value: encodeRecord(r), IfAbsent: true, Then: then,
	}
}

// distinct keeps the first of candidates for one URL, and none for the URL
// itself that they were found on.
func distinct(found []Candidate, self [hashLen]byte) []Candidate {
	seen := map[string]bool{string(self[:]): true}
	return slices.DeleteFunc(slices.Clone(found), func(c Candidate) bool {
		k := c.key()
		if seen[k] || Host(c.URL) == "" {
			return true
		}
		seen[k] = true
		return false
	})
}
