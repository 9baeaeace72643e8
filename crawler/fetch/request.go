package fetch

import (
	"net/http"
	"net/netip"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// What is sent with every request. The codings are those decode undoes; the
// order in Accept is what asks old portals for a page rather than for a feed.
const (
	acceptTypes     = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	acceptLanguages = "zh-CN,zh;q=0.9,en;q=0.5"
	acceptEncodings = "gzip, deflate, br, zstd"
)

// Request is one request to be made.
type Request struct {
	URL          string       // canonical; path and query go out byte for byte, a fragment does not
	Method       string       // "" means GET
	Body         []byte       // of a POST
	ContentType  string       // of Body
	ETag         string       // of the last answer: makes the request conditional
	LastModified string       // likewise
	Referrer     string       // the URL that led here: recorded
	SendReferer  bool         // Referrer is also sent; a few list endpoints answer 404 without
	Insecure     bool         // errors of this host's TLS are accepted; recorded
	Addrs        []netip.Addr // resolved beforehand: only these are dialled, each guarded; empty means resolve
}

// method of r, with its default.
func (r Request) method() string {
	if r.Method == "" {
		return http.MethodGet
	}
	return r.Method
}

// conditional says whether a 304 would answer r.
func (r Request) conditional() bool { return r.ETag != "" || r.LastModified != "" }

// headers are those r asks for; net/http adds Host, Content-Length and the
// like. A value that cannot stand in a header is left out: validators come
// from servers and are stored as they came.
func (r Request) headers(userAgent string) http.Header {
	h := http.Header{}
	set := func(name, value string) {
		if value != "" && httpguts.ValidHeaderFieldValue(value) {
			h.Set(name, value)
		}
	}
	set("User-Agent", userAgent)
	set("Accept", acceptTypes)
	set("Accept-Language", acceptLanguages)
	set("Accept-Encoding", acceptEncodings)
	set("If-None-Match", r.ETag)
	set("If-Modified-Since", r.LastModified)
	if len(r.Body) > 0 {
		set("Content-Type", r.ContentType)
	}
	if r.SendReferer {
		page, _, _ := strings.Cut(r.Referrer, "#") // RFC 9110 §10.1.3: without the fragment
		set("Referer", page)
	}
	return h
}
