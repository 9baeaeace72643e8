package sample

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Answer is a response before it is sent.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// serve answers one request and writes it down.
func (s *Server) serve(site int, w http.ResponseWriter, r *http.Request) {
	entry := s.log.begin(site, r)
	sent := &tally{ResponseWriter: w}
	defer func() { s.log.end(entry, sent) }()
	if f, ok := s.fault(r); ok && !s.misbehave(f, site, sent, r) {
		return
	}
	a := s.answer(site, r)
	a.send(sent, r, func() { s.log.sending(entry) })
}

// answer is what the portal says to a request by itself.
func (s *Server) answer(site int, r *http.Request) Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := Answer{Status: http.StatusOK, Header: http.Header{"Content-Type": {s.world.media(site)}}}
	res := s.world.resources[site][r.URL.Path]
	switch {
	case res == nil && r.URL.Path == "/robots.txt", res == nil && !s.world.sites[site].soft404:
		a.Status, a.Body = http.StatusNotFound, missing
		a.Header.Set("Content-Type", "text/html")
		return a
	case res == nil:
		a.Body = s.world.notice(site)
		return a
	case res.gone != 0:
		a.Status, a.Body = res.gone, missing
		return a
	}
	a.Status = res.status
	a.Header.Set("Content-Type", res.media)
	for name, values := range res.header {
		a.Header[name] = values
	}
	if res.location != "" {
		a.Header.Set("Location", res.location)
		a.Body = res.print(0)
		return a
	}
	p := res.now()
	compress := strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && len(p.body) > 512
	tag := `"` + p.etag + `"`
	if compress {
		tag = `"` + p.etag + `-gzip"`
		a.Header.Set("Vary", "Accept-Encoding")
	}
	a.Header.Set("ETag", tag)
	a.Header.Set("Last-Modified", p.modified.UTC().Format(http.TimeFormat))
	if unchanged(r, p) {
		a.Status = http.StatusNotModified
		return a
	}
	a.Body = p.body
	if compress {
		a.Header.Set("Content-Encoding", "gzip")
		a.Body = zipped(p.body)
	}
	return a
}

var missing = []byte("<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center><hr><center>nginx</center></body></html>\n")

// unchanged compares the validators (RFC 9110, 13.2.2: If-None-Match goes
// first; compared weakly, and whatever the encoding was).
func unchanged(r *http.Request, p printed) bool {
	if asked := r.Header.Get("If-None-Match"); asked != "" {
		for tag := range strings.SplitSeq(asked, ",") {
			tag = strings.Trim(strings.TrimPrefix(strings.TrimSpace(tag), "W/"), `"`)
			if tag == "*" || strings.TrimSuffix(tag, "-gzip") == p.etag {
				return true
			}
		}
		return false
	}
	since, err := time.Parse(http.TimeFormat, r.Header.Get("If-Modified-Since"))
	return err == nil && !p.modified.Truncate(time.Second).After(since)
}

func zipped(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(body); err != nil {
		return nil
	}
	if err := z.Close(); err != nil {
		return nil
	}
	return b.Bytes()
}

// send writes an answer out to its last byte; last is called just before that.
func (a Answer) send(w *tally, r *http.Request, last func()) {
	for name, values := range a.Header {
		w.Header()[name] = values
	}
	if a.Status != http.StatusNotModified {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	}
	last()
	w.WriteHeader(a.Status)
	if r.Method != http.MethodHead && len(a.Body) > 0 {
		if _, err := w.Write(a.Body); err != nil {
			return
		}
	}
	// An error means the client is gone: there is nobody to tell.
	_ = http.NewResponseController(w.ResponseWriter).Flush()
}
