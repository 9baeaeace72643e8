package fetch

import (
	"fmt"
	"io"
	"net/http"

	"nianbao/store"
)

const (
	// maxRatio is how many times its transfer a body may grow. Pages that are
	// mostly Word-pasted tables reach 40; a bomb 1000 (gzip) and far beyond.
	maxRatio = 300
	// ratioFloor is the decoded size below which the ratio says nothing.
	ratioFloor = 1 << 20
)

// limit bounds the body with its coding undone. A body over it is not cut but
// refused: a cut report would be a wrong one.
type limit struct {
	maxBody int64
	next    http.RoundTripper
}

func (l limit) RoundTrip(r *http.Request) (*http.Response, error) {
	t := trailOf(r.Context())
	resp, err := l.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	announced := resp.ContentLength
	if bodiless(r.Method, resp.StatusCode) {
		announced = 0 // the length of a body that is not sent
	}
	resp.Body = &limitBody{body: resp.Body, t: t, maxBody: l.maxBody, announced: announced}
	return resp, nil
}

type limitBody struct {
	body      io.ReadCloser
	t         *trail
	maxBody   int64
	announced int64 // decoded; -1 if not known
}

func (b *limitBody) Read(p []byte) (int, error) {
	if b.announced > b.maxBody {
		return 0, b.t.fail(store.TooLarge, fmt.Errorf("read body: %d bytes announced, at most %d are kept", b.announced, b.maxBody))
	}
	n, err := b.body.Read(p)
	b.t.decoded += int64(n)
	if over := overgrown(b.t.decoded, b.t.wire, b.maxBody); over != nil {
		return n, b.t.fail(store.TooLarge, fmt.Errorf("read body: %w", over))
	}
	return n, err
}

func (b *limitBody) Close() error { return b.body.Close() }

// overgrown says how n bytes, unpacked from a transfer of wire bytes, break a
// limit; nil if they do not.
func overgrown(n, wire, maxBody int64) error {
	switch {
	case n > maxBody:
		return fmt.Errorf("over %d bytes", maxBody)
	case n > ratioFloor && n/maxRatio > wire:
		return fmt.Errorf("%d bytes out of %d: over %d times the transfer", n, wire, maxRatio)
	}
	return nil
}
