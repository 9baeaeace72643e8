package sample

import (
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

const (
	defaultChunk = 512      // bytes of a slow body at a time
	defaultBomb  = 64 << 20 // bytes of a bomb, unpacked
	endlessPause = time.Millisecond
	patience     = 24 * time.Hour // of a silent server: longer than any client's
)

// misbehave acts a fault out. It says whether the request is still to be
// answered as usual.
func (s *Server) misbehave(f Fault, site int, w *tally, r *http.Request) bool {
	switch f.Kind {
	case Delay:
		if s.pause(r, f.After) {
			return true
		}
		hangUp(w)
	case Silent:
		s.pause(r, patience)
		hangUp(w)
	case Status:
		refuse(f, w)
	case RedirectLoop:
		loop(w, r)
	case Endless:
		s.endless(w, r)
	case GzipBomb:
		bomb(f, w)
	default:
		s.spoil(f, w, r, s.answer(site, r))
	}
	return false
}

// pause waits; it is false where the client or the server went away first.
func (s *Server) pause(r *http.Request, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
	case <-s.closing:
	}
	return false
}

func refuse(f Fault, w *tally) {
	code := f.Code
	if code == 0 {
		code = http.StatusInternalServerError
	}
	if f.RetryAfter != "" {
		w.Header().Set("Retry-After", f.RetryAfter)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(f.Body)))
	w.WriteHeader(code)
	_, _ = io.WriteString(w, f.Body) // the client may be gone
}

// loop sends a path and its twin to each other.
func loop(w *tally, r *http.Request) {
	target := r.URL.Path
	if r.URL.RawQuery == "" {
		target += "?loop=1"
	}
	w.Header().Set("Location", target)
	w.Header().Set("Content-Length", "0")
	w.WriteHeader(http.StatusFound)
}

func (s *Server) endless(w *tally, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	line := []byte("<p>正在加载，请稍候……</p>\n")
	for {
		if _, err := w.Write(line); err != nil || !s.pause(r, endlessPause) {
			hangUp(w) // returning would end the body properly
			return
		}
		if http.NewResponseController(w.ResponseWriter).Flush() != nil {
			return
		}
	}
}

func bomb(f Fault, w *tally) {
	size := f.Size
	if size == 0 {
		size = defaultBomb
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	zeros := make([]byte, 64<<10)
	for size > 0 {
		n, err := z.Write(zeros[:min(size, int64(len(zeros)))])
		if err != nil {
			return // the client had enough
		}
		size -= int64(n)
	}
	_ = z.Close() // as above
}

// spoil sends the usual answer in a wrong way.
func (s *Server) spoil(f Fault, w *tally, r *http.Request, a Answer) {
	for name, values := range a.Header {
		w.Header()[name] = values
	}
	half := len(a.Body) / 2
	switch f.Kind {
	case Reset:
		reset(f, w, a, half)
	case Truncated:
		w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
		w.WriteHeader(a.Status)
		_, _ = w.Write(a.Body[:half])
	case Length:
		w.Header().Set("Content-Length", strconv.Itoa(half))
		w.WriteHeader(a.Status)
		_, _ = w.Write(a.Body[:half])
	case LyingCharset:
		w.Header().Set("Content-Type", "text/html; charset="+f.Charset)
		w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
		w.WriteHeader(a.Status)
		_, _ = w.Write(a.Body)
	case SlowBody:
		s.slowly(f, w, r, a)
	}
}

func (s *Server) slowly(f Fault, w *tally, r *http.Request, a Answer) {
	chunk := f.Chunk
	if chunk <= 0 {
		chunk = defaultChunk
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	w.WriteHeader(a.Status)
	for body := a.Body; len(body) > 0; {
		n := min(chunk, len(body))
		if _, err := w.Write(body[:n]); err != nil {
			return
		}
		if http.NewResponseController(w.ResponseWriter).Flush() != nil {
			return
		}
		body = body[n:]
		if len(body) > 0 && !s.pause(r, f.After) {
			return
		}
	}
}

// reset sends half a body, or nothing, and resets the connection.
func reset(f Fault, w *tally, a Answer, half int) {
	if f.Chunk >= 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
		w.WriteHeader(a.Status)
		_, _ = w.Write(a.Body[:half])
		_ = http.NewResponseController(w.ResponseWriter).Flush()
	}
	hangUp(w)
}

// hangUp resets the connection without another byte: without lingering, the
// kernel answers what comes next with RST.
func hangUp(w *tally) {
	conn, _, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
