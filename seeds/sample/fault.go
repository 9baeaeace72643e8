package sample

import (
	"net/http"
	"time"
)

// Kind is a way to misbehave.
type Kind int

// The kinds of fault.
const (
	Delay        Kind = iota // wait After before the header, then answer as usual
	SlowBody                 // answer, but Chunk bytes at a time with After between
	Reset                    // reset the connection halfway through the body; before the header with Chunk < 0
	Truncated                // promise the whole length, send half, close
	Status                   // answer with Code, RetryAfter and Body
	GzipBomb                 // Size bytes of zeros, as gzip
	LyingCharset             // answer with Charset in Content-Type, whatever the bytes are
	RedirectLoop             // redirect to oneself, or between the path and its twin with ?loop=1
	Endless                  // a body that never ends
	Silent                   // take the request and never send a header
	Length                   // promise less than is sent: the header says half, then the connection closes
)

// Fault is a misbehaviour. Fields a kind does not name are ignored.
type Fault struct {
	Kind       Kind
	After      time.Duration // of Delay and SlowBody
	Chunk      int           // bytes, of SlowBody; default 512
	Code       int           // of Status; default 500
	RetryAfter string        // of Status: the header's value, "" for none
	Body       string        // of Status
	Size       int64         // bytes unpacked, of GzipBomb; default 64 MiB
	Charset    string        // of LyingCharset
	Times      int           // how many requests are hit; 0 is all
}

type fault struct {
	Fault
	match func(*http.Request) bool
	left  int // -1 is for ever
}

// Fault has requests that match misbehave, until ClearFaults or as often as it
// says. Of several that match, the first one set acts. Match is called under a
// lock and must not call the server.
func (s *Server) Fault(match func(*http.Request) bool, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := f.Times
	if left == 0 {
		left = -1
	}
	s.faults = append(s.faults, fault{f, match, left})
}

// ClearFaults has everything answer as usual again. Faults that run go on.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// fault picks the fault for a request, if there is one.
func (s *Server) fault(r *http.Request) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.faults {
		f := &s.faults[i]
		if f.left == 0 || !f.match(r) {
			continue
		}
		if f.left > 0 {
			f.left--
		}
		return f.Fault, true
	}
	return Fault{}, false
}

// Path matches requests for a path on any host.
func Path(path string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.URL.Path == path }
}

// Host matches every request to a host.
func Host(host string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Host == host }
}
