package robots

import "strings"

// Token is the product token by which a crawler finds its group (RFC 9309
// §2.2.1), in lower case: the letters, "_" and "-" that the User-Agent begins
// with, or those behind "compatible;" where it poses as a browser, as in
// "Mozilla/5.0 (compatible; nianbao/1.0; …)". A token is its own token.
func Token(agent string) string {
	agent = strings.TrimSpace(agent)
	if strings.HasPrefix(strings.ToLower(agent), "mozilla/") {
		if _, name, ok := strings.Cut(agent, "compatible;"); ok {
			agent = strings.TrimSpace(name)
		}
	}
	return leadingToken(agent)
}

// agentOf is the token that a User-agent line names, or "*". Like the
// reference parser it stops at the first character no token may hold, so that
// "nianbao/2.1" and "nianbao images" name nianbao.
func agentOf(value string) string {
	if value == "*" || strings.HasPrefix(value, "* ") || strings.HasPrefix(value, "*\t") {
		return "*"
	}
	return leadingToken(value)
}

func leadingToken(s string) string {
	end := 0
	for end < len(s) && (isLetter(s[end]) || s[end] == '-' || s[end] == '_') {
		end++
	}
	return strings.ToLower(s[:end])
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
