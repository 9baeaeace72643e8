package fetch

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"slices"
)

// sender puts the request on the wire: exactly the canonical URL, and exactly
// once. What came through colly is used for its headers only, since its parser
// may have rewritten the URL.
type sender struct {
	strict, lenient http.RoundTripper // by whether broken TLS is accepted
	proxied         bool              // the peer is a proxy, whatever its address
}

func (s sender) RoundTrip(r *http.Request) (*http.Response, error) {
	t := trailOf(r.Context())
	transport := s.strict
	if t.request.Insecure {
		transport = s.lenient
	}
	resp, err := transport.RoundTrip(s.shape(r, t))
	if err != nil && t.wentAstray() {
		// The connection was closed before a byte went out, and the pool
		// of this host is empty now: the host still sees one request.
		resp, err = transport.RoundTrip(s.shape(r, t))
	}
	return resp, err
}

// shape makes the request net/http writes.
func (s sender) shape(r *http.Request, t *trail) *http.Request {
	out := r.Clone(httptrace.WithClientTrace(r.Context(), s.trace(t)))
	u := *t.target.url
	out.URL, out.Host = &u, u.Host
	out.GetBody = nil
	out.Body, out.ContentLength = onceBody{}, 0
	if n := len(t.request.Body); n > 0 {
		out.Body, out.ContentLength = io.NopCloser(bytes.NewReader(t.request.Body)), int64(n)
	} else if out.Method == http.MethodPost {
		out.Body = http.NoBody // says Content-Length: 0; a POST is not repeated anyway
	}
	return out
}

// trace turns away a pooled connection to an address this request may not use:
// the name may have moved since, and pace knows only the addresses given.
func (s sender) trace(t *trail) *httptrace.ClientTrace {
	return &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		peer, err := netip.ParseAddrPort(info.Conn.RemoteAddr().String())
		astray := !s.proxied && (err != nil || !slices.Contains(t.addrs, peer.Addr().Unmap()))
		if astray {
			// Nothing can be done about an error here: it is unusable either way.
			_ = info.Conn.Close()
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		t.astray, t.remote = astray, peer
	}}
}

// wentAstray reports, once, that the connection on offer was turned away.
func (t *trail) wentAstray() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	was := t.astray
	t.astray = false
	return was
}

// onceBody is the empty body of a request that must not be sent twice.
// net/http repeats a request by itself, at once, when a pooled connection
// turns out dead and the request can be replayed; one whose body it cannot
// rewind it leaves alone. On an HTTP/1.1 wire it shows as no body at all.
type onceBody struct{}

func (onceBody) Read([]byte) (int, error) { return 0, io.EOF }
func (onceBody) Close() error             { return nil }
