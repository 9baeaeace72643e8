package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/netip"
	"sync"

	"nianbao/store"
)

// trail is what one request leaves behind on its way through the chain. Every
// RoundTripper of the chain finds it in the request's context and notes what
// it alone can see.
type trail struct {
	request Request
	target  target

	// Noted from callbacks of net/http, which run in goroutines of its own.
	mu     sync.Mutex
	sent   http.Header    // as written on the wire, of the last attempt
	remote netip.AddrPort // the peer, once there is a connection
	astray bool           // the pool offered a connection to another address
	shake  error          // how the TLS handshake failed

	addrs   []netip.Addr // may be dialled
	status  int          // 0 without an answer
	header  http.Header  // of the answer, as it came
	tls     *tls.ConnectionState
	wire    int64 // bytes of the body as transferred
	decoded int64 // bytes of the body with its coding undone
	body    []byte
	whole   bool     // body is all there is
	failed  *failure // the first thing that went wrong
}

// failure is an error that knows its outcome.
type failure struct {
	outcome store.Outcome
	err     error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// fail notes the first failure of a request and returns it. What follows from
// it (a decoder that ends early because the wire did) is not the cause. An
// error that already knows its outcome keeps it.
func (t *trail) fail(outcome store.Outcome, err error) error {
	if t.failed != nil {
		return t.failed
	}
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{outcome, err}
	}
	t.failed = f
	return f
}

type trailKey struct{}

// withTrail hangs t into ctx.
func withTrail(ctx context.Context, t *trail) context.Context {
	return context.WithValue(ctx, trailKey{}, t)
}

// trailOf finds the trail of a request; nil outside a chain.
func trailOf(ctx context.Context) *trail {
	t, _ := ctx.Value(trailKey{}).(*trail)
	return t
}
