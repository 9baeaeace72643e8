package frontier

import (
	"strings"
	"time"

	"nianbao/store"
)

// Class is the order in which a host's URLs are taken: what leads to more
// goes first, and what is new before what is known.
type Class uint8

// The classes, in the order they are taken. Rechecks is a queue, never what a
// URL is: a known report or attachment waits there to be asked again.
const (
	Lists Class = iota + 1
	Reports
	Attachments
	Rechecks
)

// State is what became of a URL.
type State string

// The states. A URL being fetched is leased and one on a host that was left is
// parked: both are told from the host, not written into every record.
const (
	Found    State = "found"    // waiting for its first answer, or for another try
	Leased   State = "leased"   // handed to a fetch
	Done     State = "done"     // answered, and read where there was something to read
	Failed   State = "failed"   // no usable answer after all its tries
	Declined State = "declined" // the portal does not want crawlers there
	Refused  State = "refused"  // not asked for: robots.txt, scope, address, trap
	Gone     State = "gone"     // 404 or 410
	Parked   State = "parked"   // its host is left for now
)

// Record is all that is kept of one URL between visits.
type Record struct {
	URL         string // canonical; columns with their fragment
	Method      string
	Body        []byte // of a POST list
	ContentType string // of Body
	Class       Class  // Lists, Reports or Attachments
	Maybe       bool   // a report whose link could not be decided: may turn out to be a list; a list page that was guessed
	State       State
	Outcome     store.Outcome // of the last capture, or why none was made
	Cause       string
	Depth       int // hops from the column's first page; paging is none
	Hops        int // redirects that led here
	Barren      int // list pages in a row without an entry that led here
	Referrer    string
	Context     store.Context
	LastAt      time.Time // end of the last visit, UTC
	Run         uint32    // of the last visit
	Requests    uint16    // made in that run
	Unchanged   int       // answers in a row that brought nothing new
	Failures    int       // runs in a row in which it failed
	Location    string    // where its last answer redirected to
	Good        Good
	Queued      Class     // 0: in no queue
	Due         time.Time // when Queued is due, UTC
	Stops       int       // times the program stopped at it, see Suspect
	Before      int       // rows of a list on the pages before it, as far as they were counted
}

// Good is what the last answer with a body said of it, for the next request to
// be conditional (RFC 9110 §13) and for reading it again after a 304.
type Good struct {
	ETag         string
	LastModified string
	RawSHA256    string // hex
}

// Tries is how many requests for the URL were made in a run.
func (r Record) Tries(run uint32) int {
	if r.Run != run {
		return 0
	}
	return int(r.Requests)
}

// Line is one URL as `export --what urls` prints it. LastAt and NextAt are nil
// where it was never asked and where it is not to be asked again.
type Line struct {
	URL      string        `json:"url"`
	Portal   string        `json:"portal"`
	State    State         `json:"state"`
	Outcome  store.Outcome `json:"outcome"`
	Cause    string        `json:"cause"`
	Referrer string        `json:"referrer"`
	LastAt   *time.Time    `json:"last_at"`
	NextAt   *time.Time    `json:"next_at"`

	// Method and RequestBody are those of a list that is asked for by POST: they
	// are part of the URL's id.
	Method      string `json:"method,omitempty"`
	RequestBody string `json:"request_body,omitempty"`
}

// line is what the record says by itself, without its host.
func (r Record) line() Line {
	l := Line{
		URL: r.URL, Portal: r.Context.Portal, State: r.State,
		Outcome: r.Outcome, Cause: r.Cause, Referrer: r.Referrer,
		Method: r.Method, RequestBody: strings.ToValidUTF8(string(r.Body), "\uFFFD"),
	}
	if !r.LastAt.IsZero() {
		l.LastAt = &r.LastAt
	}
	if r.Queued != 0 {
		l.NextAt = &r.Due
	}
	return l
}
