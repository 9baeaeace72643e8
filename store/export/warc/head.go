package warc

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nianbao/store"
)

// original is put before the name of a header that is not true of the block any
// more, as web archives do.
const original = "X-Archive-Orig-"

// transferred are the headers of a transfer, which a body that was taken out of
// it no longer has.
var transferred = []string{"Content-Encoding", "Content-Length", "Transfer-Encoding"}

// responseHead writes the head of a response again. What is kept of one are its
// status and its headers: the protocol is said to be HTTP/1.1, the reason is the
// status's own, the headers are in order of name. length is that of the body in
// the block; -1 where it holds none.
func responseHead(c *store.Capture, length int) []byte {
	h := c.ResponseHeaders.Clone()
	for _, name := range transferred {
		if values, ok := h[name]; ok {
			delete(h, name)
			h[original+name] = values
		}
	}
	if length >= 0 {
		if h == nil {
			h = http.Header{}
		}
		h["Content-Length"] = []string{strconv.Itoa(length)}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", c.Status, http.StatusText(c.Status))
	writeHeaders(&b, h)
	return []byte(b.String())
}

// Restore undoes what responseHead did to the headers of a response.
func Restore(h http.Header) http.Header {
	out := http.Header{}
	for name, values := range h {
		out[name] = values
	}
	delete(out, "Content-Length")
	for _, name := range transferred {
		key := http.CanonicalHeaderKey(original + name)
		if values, ok := out[key]; ok {
			delete(out, key)
			out[name] = values
		}
	}
	return out
}

// requestHead writes the head of a request again, as far as it is kept.
func requestHead(c *store.Capture) []byte {
	var b strings.Builder
	method := c.Method
	if method == "" {
		method = http.MethodGet
	}
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\n", method, requestTarget(c.URL))
	writeHeaders(&b, c.RequestHeaders)
	return []byte(b.String())
}

// requestTarget is path and query of an address (RFC 9112, section 3.2.1).
func requestTarget(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	rest, _, _ = strings.Cut(rest, "#")
	i := strings.IndexAny(rest, "/?")
	switch {
	case i < 0:
		return "/"
	case rest[i] == '?':
		return "/" + rest[i:]
	}
	return escapeURI(rest[i:])
}

// writeHeaders writes headers in order of name, and the empty line.
func writeHeaders(b *strings.Builder, h http.Header) {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			b.WriteString(oneLine(name) + ": " + oneLine(value) + "\r\n")
		}
	}
	b.WriteString("\r\n")
}

// oneLine keeps what stands in an archive, whoever wrote it, from breaking a
// head.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || r == 0 {
			return ' '
		}
		return r
	}, s)
}

// escapeURI escapes the bytes that may not stand in a URI (RFC 3986, section 2):
// the names of imported files have some.
func escapeURI(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`<>"\^{|}`+"`", c) >= 0 {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
