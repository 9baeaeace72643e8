package fetch

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"

	"nianbao/store"
)

// wire records what went over the line: the headers both ways, the peer, the
// bytes of the body as transferred; and bounds the latter. A body that ends
// before its end is noted here, because a decoder above may hide it.
type wire struct {
	maxBody int64 // decoded
	next    http.RoundTripper
}

// maxWire is how long a transfer may be. A coding seldom makes a body longer,
// and then by little.
func (w wire) maxWire() int64 { return w.maxBody + w.maxBody/8 + 64<<10 }

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	t := trailOf(r.Context())
	resp, err := w.next.RoundTrip(r.WithContext(httptrace.WithClientTrace(r.Context(), t.trace())))
	if err != nil {
		return nil, t.fail(t.unanswered(err), err)
	}
	t.status, t.tls = resp.StatusCode, resp.TLS
	t.header = resp.Header.Clone()
	if len(resp.TransferEncoding) > 0 {
		t.header["Transfer-Encoding"] = resp.TransferEncoding // net/http takes it out
	}
	resp.Body = &wireBody{body: resp.Body, t: t, left: w.maxWire()}
	return resp, nil
}

// trace notes the request headers as they are written, by either protocol.
func (t *trail) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.sent = http.Header{}
		},
		WroteHeaderField: func(key string, values []string) {
			t.mu.Lock()
			defer t.mu.Unlock()
			if key == ":authority" {
				key = "Host"
			}
			if t.sent != nil && key[0] != ':' {
				key = http.CanonicalHeaderKey(key)
				t.sent[key] = append(t.sent[key], values...)
			}
		},
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.shake = err
		},
	}
}

// unanswered is the outcome of a request that brought no headers.
func (t *trail) unanswered(err error) store.Outcome {
	t.mu.Lock()
	shaken := t.shake
	t.mu.Unlock()
	var netErr net.Error
	switch {
	case shaken != nil:
		return store.TLSError
	case errors.As(err, &netErr) && netErr.Timeout():
		return store.Timeout
	}
	return store.ConnectionError
}

// wireBody counts, and stops a transfer that is longer than allowed.
type wireBody struct {
	body io.ReadCloser
	t    *trail
	left int64
}

func (b *wireBody) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	b.t.wire += int64(n)
	b.left -= int64(n)
	switch {
	case b.left < 0:
		return n, b.t.fail(store.TooLarge, fmt.Errorf("read body: over %d bytes on the wire", b.t.wire))
	case err != nil && err != io.EOF:
		return n, b.t.fail(store.Incomplete, fmt.Errorf("read body: ended after %d bytes: %w", b.t.wire, err))
	}
	return n, err
}

func (b *wireBody) Close() error { return b.body.Close() }
