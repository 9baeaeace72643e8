package urls

import "strings"

const upperHex = "0123456789ABCDEF"

// plain lists the marks that may stand unescaped in a path besides letters and
// digits: unreserved, sub-delims, ":" and "@" (RFC 3986 §3.3), "/" and the
// brackets, which net/url passes through as well. Every other byte is escaped,
// so that the request line carries exactly the canonical form.
const plain = "-._~!$&'()*+,;=:@/[]"

func escapePath(path string) string     { return escape(path, plain) }
func escapeFragment(part string) string { return escape(part, plain+"?") }

// escape percent-escapes every byte that is not plain and upper-cases the
// escapes there are. A % that opens no escape is escaped itself: net/url
// refuses it otherwise, and servers answer 400.
func escape(s, plain string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case isAlnum(c) || strings.IndexByte(plain, c) >= 0:
			b.WriteByte(c)
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b.WriteByte('%')
			b.WriteString(strings.ToUpper(s[i+1 : i+3]))
			i += 2
		default:
			writeEscape(&b, c)
		}
	}
	return b.String()
}

// escapeQuery leaves the query as the page wrote it, down to the case of its
// escapes, but for what no request line can carry: non-ASCII, in the page's
// charset, and the bytes browsers escape too (WHATWG, query percent-encode
// set).
func escapeQuery(query, charset string) string {
	if !isASCII(query) {
		query = encode(query, charset)
	}
	var b strings.Builder
	b.Grow(len(query))
	for i := 0; i < len(query); i++ {
		switch c := query[i]; {
		case c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '#':
			writeEscape(&b, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func writeEscape(b *strings.Builder, c byte) {
	b.WriteByte('%')
	b.WriteByte(upperHex[c>>4])
	b.WriteByte(upperHex[c&15])
}

func isAlnum(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}
