package store

import (
	"net/http"
	"time"
)

// Outcome says how a request, or a URL without one, ended. The words are part
// of the public surface (exports carry them).
type Outcome string

// Outcomes of a capture.
const (
	OK              Outcome = "ok"
	NotModified     Outcome = "not_modified"
	Redirect        Outcome = "redirect" // its target is a URL of its own
	RedirectLoop    Outcome = "redirect_loop"
	HTTPError       Outcome = "http_error"
	Soft404         Outcome = "soft_404"
	Challenge       Outcome = "challenge" // a script or captcha wall: recorded, never evaded
	TooLarge        Outcome = "too_large"
	Incomplete      Outcome = "incomplete"
	DecodeError     Outcome = "decode_error"
	Timeout         Outcome = "timeout"
	DNSError        Outcome = "dns_error"
	TLSError        Outcome = "tls_error"
	ConnectionError Outcome = "connection_error"
)

// Outcomes of a URL for which no request was made.
const (
	RobotsDenied      Outcome = "robots_denied"
	RobotsUnreachable Outcome = "robots_unreachable"
	ForbiddenAddress  Outcome = "forbidden_address"
	OutOfScope        Outcome = "out_of_scope"
	OverBudget        Outcome = "over_budget"
	Trap              Outcome = "trap"
	Parked            Outcome = "parked"
)

// Capture is one request made, and how it was answered. Its JSON is a line of
// `export --what captures`; the unexported-looking context is kept with it so
// that reparse knows what the crawl knew. A capture is never rewritten.
type Capture struct {
	URL             string      `json:"url"` // canonical
	Run             uint32      `json:"run"`
	At              time.Time   `json:"at"` // UTC, when the answer was complete
	Method          string      `json:"method"`
	Outcome         Outcome     `json:"outcome"`
	Status          int         `json:"status"` // 0 without an answer
	MediaType       string      `json:"media_type"`
	Bytes           int64       `json:"bytes"`      // body, content-encoding undone
	WireBytes       int64       `json:"wire_bytes"` // body as transferred
	ContentEncoding string      `json:"content_encoding"`
	RawSHA256       string      `json:"raw_sha256"` // hex; empty without a stored body
	ETag            string      `json:"etag"`
	LastModified    string      `json:"last_modified"`
	Location        string      `json:"location"` // of a redirect, resolved
	Referrer        string      `json:"referrer"` // the URL that led here
	RemoteAddr      string      `json:"remote_addr"`
	TLS             string      `json:"tls"` // "", or version and how it was verified
	RequestHeaders  http.Header `json:"request_headers"`
	ResponseHeaders http.Header `json:"response_headers"`
	Error           string      `json:"error"`
	RequestBody     string      `json:"request_body,omitempty"` // of a POST: part of the page's id
	Context         Context     `json:"context"`
}

// Context is what was known of a page from where its link stood. It belongs to
// the source records: reparse needs it, and seeds may have changed since.
type Context struct {
	Portal    string `json:"portal,omitempty"`
	Region    string `json:"region,omitempty"`
	Column    string `json:"column,omitempty"`     // the column's URL
	Agency    string `json:"agency,omitempty"`     // of the seed, or --agency
	Year      int    `json:"year,omitempty"`       // of --year
	LinkTitle string `json:"link_title,omitempty"` // what the list page called it
	LinkDate  string `json:"link_date,omitempty"`  // date beside the link, YYYY-MM-DD
}

// Run is one crawl or import.
type Run struct {
	ID      uint32    `json:"id"`
	Verb    string    `json:"verb"` // crawl, import, demo
	Started time.Time `json:"started"`
	Ended   time.Time `json:"ended"` // zero while it runs or was interrupted
}

// Op is one change of a state record, handed to the writer as data. A nil
// Value deletes. With IfAbsent the operation, and everything in Then, happens
// only where the key does not exist yet.
type Op struct {
	Bucket   StateBucket
	Key      []byte
	Value    []byte
	IfAbsent bool
	Then     []Op
}

// StateBucket names a bucket of state records. What they hold is opaque here.
type StateBucket string

// The state buckets. Keys of URLs, Queue and Leases start with the host's four
// bytes, so that one host's records lie together.
const (
	URLs   StateBucket = "state/urls"   // host4+hash8 → URL record of the frontier
	Queue  StateBucket = "state/queue"  // host4+class1+due8+hash8 → nothing
	Leases StateBucket = "state/leases" // host4 → lease
	Clocks StateBucket = "state/clocks" // "h/"+host name or "a/"+address → pace clock
	Robots StateBucket = "state/robots" // scheme://host:port → robots answer
	Notes  StateBucket = "state/notes"  // columns walked, probes made, run in progress
)

// Envelope is everything one answer brings: it is committed whole or not at
// all. Applying the same envelope twice changes nothing the second time (it is
// recognised by URL, run and Seq).
type Envelope struct {
	Capture *Capture // nil for pure state changes
	Seq     uint16   // the how-manieth request for this URL in this run, from 0
	Body    []byte   // stored as a blob; nil where the outcome keeps no body
	Reading *Reading // nil where nothing was to be read (lists, robots, errors)
	Words   *Words   // what a program said of Body, a file; nil where none was run
	Rereads []Reread // what other pages say now that Body, a file of theirs, is there
	Gone    bool     // the page answered 404 or 410: mark its report gone, keep it
	Ops     []Op
}
