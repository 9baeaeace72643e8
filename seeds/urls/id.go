package urls

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// ID returns the id of a canonical URL: the first 16 hex digits of its SHA-256.
func ID(canonical string) string {
	h := Hash8(canonical)
	return hex.EncodeToString(h[:])
}

// Hash8 returns the first eight bytes of the SHA-256 of a canonical URL: its
// part of every key.
func Hash8(canonical string) [8]byte {
	sum := sha256.Sum256([]byte(canonical))
	return [8]byte(sum[:8])
}

// Host returns the name or address a canonical URL is asked at, without port
// and, for IPv6, without brackets. It is "" for what is no canonical URL.
func Host(canonical string) string {
	_, authority := cutAuthority(canonical)
	if inner, found := strings.CutPrefix(authority, "["); found {
		name, _, _ := strings.Cut(inner, "]")
		return name
	}
	name, _, _ := strings.Cut(authority, ":")
	return name
}

// Authority returns scheme://host:port of a canonical URL, the port as the URL
// has it (a default port is never written), so that Authority + "/robots.txt"
// is canonical. It is "" for what is no canonical URL.
func Authority(canonical string) string {
	scheme, authority := cutAuthority(canonical)
	if authority == "" {
		return ""
	}
	return scheme + "://" + authority
}

func cutAuthority(canonical string) (scheme, authority string) {
	scheme, rest, found := strings.Cut(canonical, "://")
	if !found {
		return "", ""
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	return scheme, rest
}
