package urls

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// MaxLength is the length in bytes past which a reference is no URL at all,
// before and after escaping. It is far above what Trap lets pass, so that an
// absurd URL can still be recorded with its cause.
const MaxLength = 64 << 10

// Errors a caller may decide by. ErrScheme covers mailto:, javascript:, data:
// and the like: links that are no pages.
var (
	ErrScheme  = errors.New("scheme is neither http nor https")
	ErrNoBase  = errors.New("relative reference without a base")
	ErrHost    = errors.New("host is not valid")
	ErrPort    = errors.New("port is not valid")
	ErrTooLong = errors.New("reference is too long")
)

// Canonical returns the canonical form of raw as it stands on a page: resolved
// against base (nil where there is none), without its fragment. charset is the
// page's; raw non-ASCII in the query is escaped in it, any gb* meaning GB18030
// and "" UTF-8. The result is ASCII, parses with net/url to itself, and is its
// own canonical form whatever the charset.
//
// Errors wrap ErrScheme, ErrNoBase, ErrHost, ErrPort or ErrTooLong.
func Canonical(raw string, base *url.URL, charset string) (string, error) {
	p, err := resolve(raw, base)
	if err != nil {
		return "", err
	}
	p.hasFragment = false
	return finish(p, charset)
}

// CanonicalColumn is Canonical with the fragment kept, its raw non-ASCII
// escaped as UTF-8. An empty fragment is dropped.
func CanonicalColumn(raw string, base *url.URL, charset string) (string, error) {
	p, err := resolve(raw, base)
	if err != nil {
		return "", err
	}
	return finish(p, charset)
}

// resolve splits raw and completes it from base, with its host and port
// checked and everything else as written.
func resolve(raw string, base *url.URL) (parts, error) {
	if len(raw) > MaxLength {
		return parts{}, fmt.Errorf("resolve reference: %w", ErrTooLong)
	}
	ref, err := split(clean(raw), baseScheme(base))
	if err != nil {
		return parts{}, fmt.Errorf("resolve reference: %w", err)
	}
	if ref.hasHost {
		return ref, nil
	}
	if base == nil {
		return parts{}, fmt.Errorf("resolve reference: %w", ErrNoBase)
	}
	from, err := split(clean(base.String()), "")
	if err != nil {
		return parts{}, fmt.Errorf("resolve base: %w", err)
	}
	if !from.hasHost {
		return parts{}, fmt.Errorf("resolve base: %w", ErrNoBase)
	}
	return from.join(ref), nil
}

func baseScheme(base *url.URL) string {
	if base == nil {
		return ""
	}
	return strings.ToLower(base.Scheme)
}

// finish escapes and puts together what resolve found.
func finish(p parts, charset string) (string, error) {
	var b strings.Builder
	b.Grow(len(p.scheme) + len(p.authority) + len(p.path) + len(p.query) + 4)
	b.WriteString(p.scheme)
	b.WriteString("://")
	b.WriteString(p.authority)
	b.WriteString(removeDots(escapePath(dropSession(p.path))))
	if p.hasQuery {
		b.WriteByte('?')
		b.WriteString(escapeQuery(p.query, charset))
	}
	if p.hasFragment && p.fragment != "" {
		b.WriteByte('#')
		b.WriteString(escapeFragment(p.fragment))
	}
	if b.Len() > MaxLength {
		return "", fmt.Errorf("resolve reference: %w", ErrTooLong)
	}
	return b.String(), nil
}
