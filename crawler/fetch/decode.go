package fetch

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"nianbao/store"
)

// maxCodings is how many content codings one body may be wrapped in.
const maxCodings = 3

// notCodings are words that stand in Content-Encoding by mistake (mostly the
// charset) on bodies that are plain. Browsers pass over them too.
var notCodings = []string{"", "identity", "none", "utf-8", "utf8", "gbk", "gb2312", "gb18030", "text", "html", "binary", "8bit"}

// decode undoes the content codings (RFC 9110, section 8.4), the last applied
// first. Nothing is undone by file name or media type.
type decode struct {
	maxBody int64
	next    http.RoundTripper
}

func (d decode) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := d.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	codings := contentCodings(resp.Header)
	if len(codings) == 0 || resp.Body == http.NoBody || bodiless(r.Method, resp.StatusCode) {
		return resp, nil
	}
	resp.Body = newDecodedBody(resp.Body, codings, trailOf(r.Context()), d.maxBody)
	resp.ContentLength = -1
	return resp, nil
}

// bodiless says whether an answer has no body whatever its headers say
// (RFC 9112, section 6.3).
func bodiless(method string, status int) bool {
	return method == http.MethodHead || status == http.StatusNoContent || status == http.StatusNotModified
}

// contentCodings reads the codings in the order they were applied.
func contentCodings(h http.Header) []string {
	var codings []string
	for _, line := range h.Values("Content-Encoding") {
		for word := range strings.SplitSeq(line, ",") {
			word = strings.ToLower(strings.TrimSpace(word))
			if !slices.Contains(notCodings, word) {
				codings = append(codings, word)
			}
		}
	}
	return codings
}

// decodedBody reads through a stack of decoders down to the wire.
type decodedBody struct {
	top  io.Reader // the last decoder
	wire io.ReadCloser
	open []*coding
	t    *trail
	err  error
}

func newDecodedBody(body io.ReadCloser, codings []string, t *trail, maxBody int64) *decodedBody {
	b := &decodedBody{top: body, wire: body, t: t}
	if len(codings) > maxCodings {
		b.err = fmt.Errorf("%d content codings, at most %d are undone", len(codings), maxCodings)
		return b
	}
	for _, name := range slices.Backward(codings) {
		c := &coding{name: name, from: b.top}
		b.open = append(b.open, c)
		b.top = &stage{c, t, maxBody, 0}
	}
	return b
}

// Read decodes. After the last decoder's end the wire is read to its own end,
// so that a transfer cut behind the coded bytes is still found out.
func (b *decodedBody) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.t.fail(store.DecodeError, fmt.Errorf("decode body: %w", b.err))
	}
	n, err := b.top.Read(p)
	if errors.Is(err, io.EOF) {
		if _, rest := io.Copy(io.Discard, b.wire); rest != nil {
			err = rest
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return n, b.t.fail(store.DecodeError, fmt.Errorf("decode body: %w", err))
	}
	return n, err
}

func (b *decodedBody) Close() error {
	for _, c := range b.open {
		c.close()
	}
	return b.wire.Close()
}

// stage bounds what one decoder hands to the next: a small transfer may grow
// without end in the middle and be small again at the top.
type stage struct {
	from    io.Reader
	t       *trail
	maxBody int64
	n       int64
}

func (s *stage) Read(p []byte) (int, error) {
	n, err := s.from.Read(p)
	s.n += int64(n)
	if over := overgrown(s.n, s.t.wire, s.maxBody); over != nil {
		return n, s.t.fail(store.TooLarge, fmt.Errorf("decode body: %w", over))
	}
	return n, err
}
