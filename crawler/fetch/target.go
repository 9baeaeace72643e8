package fetch

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// target is where a request goes. Its URL writes a request line that repeats
// the path and the query of the canonical URL byte for byte; text is the same
// address for colly, whose parser would rewrite lone percent signs.
type target struct {
	url  *url.URL
	text string
}

// parseTarget reads a canonical URL. Bytes that may not stand on a request
// line (RFC 9112, section 3) are escaped one by one, never through a charset;
// everything else is kept, also where net/url would normalise it. absolute
// asks for a form that survives an http proxy.
func parseTarget(raw string, absolute bool) (target, error) {
	raw, _, _ = strings.Cut(raw, "#")
	raw = escapeRaw(raw)
	scheme, rest, ok := strings.Cut(raw, "://")
	scheme = strings.ToLower(scheme)
	if !ok || scheme != "http" && scheme != "https" {
		return target{}, fmt.Errorf("parse URL %.200q: not http or https", raw)
	}
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	u, err := url.Parse(scheme + "://" + rest[:end])
	if err != nil {
		return target{}, fmt.Errorf("parse URL %.200q: %w", raw, errors.Unwrap(err))
	}
	if u.Hostname() == "" {
		return target{}, fmt.Errorf("parse URL %.200q: no host", raw)
	}
	u.User = nil
	path, query, asked := strings.Cut(rest[end:], "?")
	if path == "" {
		path = "/"
	}
	u.RawQuery, u.ForceQuery = query, asked && query == ""
	setPath(u, path, absolute && scheme == "http")
	text := scheme + "://" + u.Host + path
	if asked {
		text += "?" + query
	}
	return target{url: u, text: text}, nil
}

// setPath makes u.RequestURI repeat path exactly. Where net/url would encode
// it anew, the opaque form is used; it is written with the host where it has
// to be (a path with two slashes would be read as a host of its own).
func setPath(u *url.URL, path string, absolute bool) {
	if plain, err := url.PathUnescape(path); err == nil {
		u.Path, u.RawPath = plain, path
		if u.EscapedPath() == path {
			return
		}
	}
	u.Path, u.RawPath = "", ""
	u.Opaque = path
	if absolute || strings.HasPrefix(path, "//") {
		u.Opaque = "//" + u.Host + path
	}
}

// escapeRaw percent-escapes spaces, control bytes and bytes beyond ASCII.
func escapeRaw(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c > 0x20 && c < 0x7f {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

// resolve reads a Location against the URL it answers (RFC 3986, section 5).
// It returns "" where there is none, and the text as it came where nothing can
// be made of it.
func resolve(base, location string) string {
	location = strings.TrimSpace(location)
	if location == "" {
		return ""
	}
	t, err := parseTarget(base, false)
	if err != nil {
		return location
	}
	b := *t.url
	b.Opaque = ""
	ref, err := url.Parse(escapeRaw(location))
	if err != nil {
		ref, err = url.Parse(escapeLonePercent(escapeRaw(location)))
	}
	if err != nil {
		return location
	}
	return b.ResolveReference(ref).String()
}

// escapeLonePercent turns every % that starts no escape into %25.
func escapeLonePercent(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		if s[i] == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])) {
			b.WriteString("25")
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// sameAddress says whether two absolute URLs name the same resource once
// fragment, letter case of the host and default port are put aside.
func sameAddress(a, b string) bool {
	x, errX := parseTarget(a, false)
	y, errY := parseTarget(b, false)
	return errX == nil && errY == nil && plainAddress(x.url) == plainAddress(y.url)
}

func plainAddress(u *url.URL) string {
	host := strings.ToLower(u.Host)
	switch u.Scheme {
	case "http":
		host = strings.TrimSuffix(host, ":80")
	case "https":
		host = strings.TrimSuffix(host, ":443")
	}
	return u.Scheme + "://" + host + u.RequestURI()
}

// turnedAway says to what kind of page an address leads that is no answer to
// the request: an error page, a login page, or the front page of the same site,
// where it was not the front page that was asked for. It is "" for any other.
func turnedAway(to, requestURL string) string {
	path, _, _ := strings.Cut(to, "?")
	switch {
	case missingTarget.MatchString(path) && !missingTarget.MatchString(requestURL):
		return "an error page"
	case loginTarget.MatchString(path) && !loginTarget.MatchString(requestURL):
		return "a login page"
	}
	x, errX := parseTarget(to, false)
	y, errY := parseTarget(requestURL, false)
	if errX == nil && errY == nil && isFront(x.url) && !isFront(y.url) && site(x.url) == site(y.url) {
		return "the front page"
	}
	return ""
}

// isFront says whether an address is that of a site's front page.
func isFront(u *url.URL) bool {
	return u.Opaque == "" && u.RawQuery == "" && frontPath.MatchString(u.Path)
}

// site is a host without what its front page may drop or add.
func site(u *url.URL) string {
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}
