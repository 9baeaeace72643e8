package urls

import "strings"

// parts is a reference taken apart, each part as written but for the scheme
// and the authority, which are canonical already.
type parts struct {
	scheme, authority     string
	path, query, fragment string
	hasHost               bool
	hasQuery, hasFragment bool
}

// clean does what browsers do before parsing: control characters and spaces
// around the reference go, tabs and newlines anywhere in it.
func clean(raw string) string {
	raw = strings.TrimFunc(raw, func(r rune) bool { return r <= ' ' })
	if strings.ContainsAny(raw, "\t\n\r") {
		raw = strings.Map(func(r rune) rune {
			if r == '\t' || r == '\n' || r == '\r' {
				return -1
			}
			return r
		}, raw)
	}
	return raw
}

// split takes a reference apart. base is the scheme of the page it stands on:
// "http:a" on an http page is the relative reference "a" (WHATWG, special
// scheme without slashes).
func split(ref, base string) (parts, error) {
	var p parts
	ref, p.fragment, p.hasFragment = strings.Cut(ref, "#")
	ref, p.query, p.hasQuery = strings.Cut(ref, "?")
	ref = strings.ReplaceAll(ref, `\`, "/")
	scheme, rest, found := cutScheme(ref)
	switch {
	case found && scheme != "http" && scheme != "https":
		return parts{}, ErrScheme
	case found && scheme == base && !strings.HasPrefix(rest, "//"):
		p.path = rest
		return p, nil
	case found:
		p.scheme, rest = scheme, strings.TrimLeft(rest, "/")
	case strings.HasPrefix(rest, "//"):
		if base == "" {
			return parts{}, ErrNoBase
		}
		p.scheme, rest = base, strings.TrimLeft(rest, "/")
	default:
		p.path = rest
		return p, nil
	}
	if p.scheme != "http" && p.scheme != "https" {
		return parts{}, ErrScheme
	}
	host := rest
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		host, p.path = rest[:i], rest[i:]
	}
	var err error
	p.authority, err = authority(p.scheme, host)
	p.hasHost = true
	return p, err
}

// cutScheme splits off "name:" (RFC 3986 §3.1), the name in lower case.
func cutScheme(ref string) (scheme, rest string, found bool) {
	for i := 0; i < len(ref); i++ {
		c := ref[i]
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
		case i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return strings.ToLower(ref[:i]), ref[i+1:], true
		default:
			return "", ref, false
		}
	}
	return "", ref, false
}

// join completes a reference without a host from its base (RFC 3986 §5.2.2).
func (p parts) join(ref parts) parts {
	ref.scheme, ref.authority, ref.hasHost = p.scheme, p.authority, true
	switch {
	case ref.path == "":
		ref.path = p.path
		if !ref.hasQuery {
			ref.query, ref.hasQuery = p.query, p.hasQuery
		}
	case !strings.HasPrefix(ref.path, "/"):
		folder := p.path[:strings.LastIndexByte(p.path, '/')+1]
		if folder == "" {
			folder = "/"
		}
		ref.path = folder + ref.path
	}
	return ref
}
