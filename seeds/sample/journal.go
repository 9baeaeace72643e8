package sample

import (
	"bytes"
	"io"
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
	Body       []byte    // of the request, its first 64 KB
	Arrived    time.Time // when its header had been read
	Sending    time.Time // just before the answer went out; no client has the end before. Zero for faults
	Ended      time.Time // after the last byte was written; zero while it runs
	Status     int       // 0 where none was sent
	Bytes      int64     // of body written, as encoded
}

// maxAsked is how much of a request's body is read, in bytes.
const maxAsked = 64 << 10

// Journal writes down requests in the order of arrival. The zero value is
// ready, for any number of goroutines.
type Journal struct {
	mu      sync.Mutex
	entries []*Request
}

func (j *Journal) begin(site int, r *http.Request) *Request {
	e := &Request{Site: site, Host: r.Host, RemoteAddr: r.RemoteAddr, Method: r.Method, Path: r.URL.Path,
		Query: r.URL.RawQuery, Header: r.Header.Clone()}
	if r.Body != nil && r.Body != http.NoBody {
		e.Body, _ = io.ReadAll(io.LimitReader(r.Body, maxAsked)) // what a broken request had sent
		r.Body = io.NopCloser(bytes.NewReader(e.Body))
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	e.Arrived = time.Now()
	j.entries = append(j.entries, e)
	return e
}

func (j *Journal) sending(e *Request) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.Sending = time.Now()
}

func (j *Journal) end(e *Request, t *tally) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.Ended, e.Status, e.Bytes = time.Now(), t.status, t.bytes
}

// settled says whether every answer that went out is written down in full.
func (j *Journal) settled() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return !slices.ContainsFunc(j.entries, func(e *Request) bool { return !e.Sending.IsZero() && e.Ended.IsZero() })
}

// settlePatience is how long Log waits for answers that are on their way.
const settlePatience = time.Second

// Serve answers with what say makes of each request, and writes that down as
// one of the portal's.
func (j *Journal) Serve(site int, say func(*http.Request) Answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entry := j.begin(site, r)
		sent := &tally{ResponseWriter: w}
		defer func() { j.end(entry, sent) }()
		say(r).send(sent, r, func() { j.sending(entry) })
	})
}

// Log returns every request since the start or the last ResetLog, in the order
// of arrival, running ones too. Answers that are just going out are waited
// for, so that a client that has its answer finds it in the log.
func (s *Server) Log() []Request { return s.log.Log() }

// Log returns every request since the start or the last Reset, as Server.Log.
func (j *Journal) Log() []Request {
	deadline := time.NewTimer(settlePatience)
	defer deadline.Stop()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for waiting := true; waiting && !j.settled(); {
		select {
		case <-tick.C:
		case <-deadline.C:
			waiting = false
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	out := make([]Request, len(j.entries))
	for i, e := range j.entries {
		out[i] = *e
	}
	return out
}

// ResetLog forgets the requests so far; running ones are forgotten too.
func (s *Server) ResetLog() { s.log.Reset() }

// Reset forgets the requests so far; running ones are forgotten too.
func (j *Journal) Reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = nil
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
