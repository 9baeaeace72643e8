package robots

import "strings"

const upperHex = "0123456789ABCDEF"

// form says how normal writes a string.
type form struct {
	// pattern keeps the meaning of "*" and of a final "$" (§2.2.3). All others,
	// and all those of a path, are escaped and so compared verbatim.
	pattern bool
	// query undoes, behind the first "?", escapes of the characters that RFC
	// 3986 §3.4 lets stand there as data: "?u=https%3A%2F%2Fa" and
	// "?u=https://a" are the same.
	query bool
}

// normal is the form in which paths and patterns are compared (RFC 9309
// §2.2.2): escapes of unreserved characters undone; octets outside ASCII and
// those no URI may hold escaped, a stray "%" too; escapes in upper case.
func normal(s string, as form) string {
	if plainPath(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	query := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '?' {
			query = as.query
		}
		switch {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			octet := unhex(s[i+1])<<4 | unhex(s[i+2])
			if unreserved(octet) || query && strings.IndexByte(":/?@", octet) >= 0 {
				b.WriteByte(octet)
			} else {
				escape(&b, octet)
			}
			i += 2
		case as.pattern && (c == '*' || c == '$' && i == len(s)-1):
			b.WriteByte(c)
		case unreserved(c) || strings.IndexByte(reservedRaw, c) >= 0:
			b.WriteByte(c)
		default:
			escape(&b, c)
		}
	}
	return b.String()
}

// reservedRaw is the reserved range of RFC 3986 §2.2 but for "*" and "$".
const reservedRaw = ":/?#[]@!&'()+,;="

// plainPath reports whether normal would leave s as it is, wherever it stands.
func plainPath(s string) bool {
	for i := range len(s) {
		if !unreserved(s[i]) && strings.IndexByte(reservedRaw, s[i]) < 0 {
			return false
		}
	}
	return true
}

func unreserved(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return c == '-' || c == '.' || c == '_' || c == '~'
}

func escape(b *strings.Builder, c byte) {
	b.WriteByte('%')
	b.WriteByte(upperHex[c>>4])
	b.WriteByte(upperHex[c&15])
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}
