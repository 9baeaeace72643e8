package frontier

import (
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
	Maybe       bool  // its title could not be decided; of a list page: its address was guessed
	Context     store.Context
	Depth       int
	Hops        int // redirects in a row that led here
	Barren      int // list pages in a row without an entry that led here
	Before      int // rows of a list on the pages before it
	Referrer    string

	// Revisit queues a list page again that this run has not asked yet, and
	// any URL that was refused for its depth.
	Revisit bool

	// Refuse keeps the URL as one that is not asked for, with Cause: out of
	// scope, a trap.
	Refuse store.Outcome
	Cause  string

	sum [hashLen]byte // its hash, once it is known
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
		Barren: c.Barren, Before: c.Before, Referrer: c.Referrer, Context: c.Context,
	}
	if c.Refuse != "" {
		r.State, r.Outcome, r.Cause = Refused, c.Refuse, c.Cause
	}
	return r
}

// insertion turns candidates into operations. Memory for all of them comes in a
// few pieces: a list page may bring thousands.
type insertion struct {
	ops  []store.Op
	then []store.Op
	keys arena
}

func newInsertion(n int) *insertion {
	return &insertion{ops: make([]store.Op, 0, n), then: make([]store.Op, 0, n)}
}

// add makes a URL known that may be known already: where it is, nothing
// happens.
func (in *insertion) add(c Candidate, id uint32, due time.Time) {
	r, h := c.record(), c.sum
	op := store.Op{Bucket: store.URLs, Key: in.keys.urlKey(id, h), IfAbsent: true}
	if c.Refuse == "" {
		r.Queued, r.Due = c.Class, due.UTC()
		n := len(in.then)
		in.then = append(in.then, store.Op{
			Bucket: store.Queue, Key: in.keys.queueKey(id, r.Queued, r.Due, h), Value: []byte{},
		})
		op.Then = in.then[n : n+1 : n+1]
	}
	op.Value = in.keys.record(r)
	in.ops = append(in.ops, op)
}

// distinct keeps the first of candidates for one URL, and none for the URL
// itself that they were found on. It notes their hashes.
func distinct(found []Candidate, self [hashLen]byte) []Candidate {
	seen := make(map[[hashLen]byte]bool, len(found)+1)
	seen[self] = true
	kept := make([]Candidate, 0, len(found))
	for _, c := range found {
		c.sum = c.hash()
		if seen[c.sum] || Host(c.URL) == "" {
			continue
		}
		seen[c.sum] = true
		kept = append(kept, c)
	}
	return kept
}
