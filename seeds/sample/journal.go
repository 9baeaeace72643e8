package sample

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// Request is one request the server saw.
type Request struct {
	Site       int    // index of the portal whose listener took it
	Host       string // as asked for
	RemoteAddr string
	Method     string
	Path       string // decoded
	Query      string // raw
	Header     http.Header
	Arrived    time.Time // when its header had been read
	Sending    time.Time // just before the answer went out; no client has the end before. Zero for faults
	Ended      time.Time // after the last byte was written; zero while it runs
	Status     int       // 0 where none was sent
	Bytes      int64     // of body written, as encoded
}

// journal writes down requests in the order of arrival.
type journal struct {
	mu      sync.Mutex
	entries []*Request
}

func (j *journal) begin(site int, r *http.Request) *Request {
	e := &Request{Site: site, Host: r.Host, RemoteAddr: r.RemoteAddr, Method: r.Method, Path: r.URL.Path,
		Query: r.URL.RawQuery, Header: r.Header.Clone()}
	j.mu.Lock()
	defer j.mu.Unlock()
	e.Arrived = time.Now()
	j.entries = append(j.entries, e)
	return e
}

func (j *journal) sending(e *Request) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.Sending = time.Now()
}

func (j *journal) end(e *Request, t *tally) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.Ended, e.Status, e.Bytes = time.Now(), t.status, t.bytes
}

// settled says whether every answer that went out is written down in full.
func (j *journal) settled() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return !slices.ContainsFunc(j.entries, func(e *Request) bool { return !e.Sending.IsZero() && e.Ended.IsZero() })
}

// settlePatience is how long Log waits for answers that are on their way.
const settlePatience = time.Second

// Log returns every request since the start or the last ResetLog, in the order
// of arrival, running ones too. Answers that are just going out are waited
// for, so that a client that has its answer finds it in the log.
func (s *Server) Log() []Request {
	deadline := time.NewTimer(settlePatience)
	defer deadline.Stop()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for waiting := true; waiting && !s.log.settled(); {
		select {
		case <-tick.C:
		case <-deadline.C:
			waiting = false
		}
	}
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	out := make([]Request, len(s.log.entries))
	for i, e := range s.log.entries {
		out[i] = *e
	}
	return out
}

// ResetLog forgets the requests so far; running ones are forgotten too.
func (s *Server) ResetLog() {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.entries = nil
}

// tally counts what is written.
type tally struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (t *tally) WriteHeader(status int) {
	if t.status == 0 {
		t.status = status
	}
	t.ResponseWriter.WriteHeader(status)
}

func (t *tally) Write(b []byte) (int, error) {
	if t.status == 0 {
		t.status = http.StatusOK
	}
	n, err := t.ResponseWriter.Write(b)
	t.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (t *tally) Unwrap() http.ResponseWriter { return t.ResponseWriter }
