package script

import (
	"strings"
	"unicode/utf8"
)

// Trim is strings.TrimSpace for valid UTF-8, quick where a text begins and ends with an
// ideograph or in ASCII.
func Trim(s string) string {
	n := len(s)
	if n == 0 {
		return s
	}
	front := s[0] > ' ' && s[0] < utf8.RuneSelf || s[0] >= 0xE4 && s[0] <= 0xE9
	back := s[n-1] > ' ' && s[n-1] < utf8.RuneSelf || n >= 3 && s[n-3] >= 0xE4 && s[n-3] <= 0xE9
	if front && back {
		return s
	}
	return strings.TrimSpace(s)
}
