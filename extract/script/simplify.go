package script

import (
	"strings"
	"unicode/utf8"
)

// firstMapped is the first byte of the lowest character any entry starts with
// (U+3000 and up); bytes below it, continuation bytes included, are skipped.
// TestNothingBelowFirstMapped holds the data to it.
const firstMapped = 0xE3

// Simplify folds Traditional characters to Simplified ones by OpenCC's tables
// TSPhrases and TSCharacters (data/README.md): at each position the longest
// phrase, else the character, first candidate. Everything else, bytes that are
// not UTF-8 included, is copied as it stands; where nothing changes, s itself
// is returned.
//
// It is made for Traditional text. A few characters live in both scripts (乾
// in 乾县), so calling it on a Simplified page can do harm: ask IsTraditional
// first.
func Simplify(s string) string {
	t := tables()
	var out strings.Builder
	done := 0 // s[:done] has been written
	for i := 0; i < len(s); {
		if s[i] < firstMapped {
			i++
			continue
		}
		r, size := decode(s, i)
		x := t.index(r)
		if x == 0 {
			i += size
			continue
		}
		n, to := t.entries[x].match(s[i:], size)
		if to != s[i:i+n] {
			if out.Cap() == 0 {
				out.Grow(len(s) + len(s)/16)
			}
			out.WriteString(s[done:i])
			out.WriteString(to)
			done = i + n
		}
		i += n
	}
	if done == 0 {
		return s
	}
	out.WriteString(s[done:])
	return out.String()
}

// Fold folds one Traditional character to Simplified, by TSCharacters alone.
func Fold(r rune) rune {
	if r < 0 {
		return r
	}
	t := tables()
	to := t.entries[t.index(r)].to
	if to == "" {
		return r
	}
	folded, _ := utf8.DecodeRuneInString(to)
	return folded
}

// decode is utf8.DecodeRuneInString(s[i:]) with the three-byte case, which is
// nearly all of Chinese, taken first.
func decode(s string, i int) (r rune, size int) {
	if i+2 < len(s) {
		a, b, c := s[i], s[i+1], s[i+2]
		// E1–EC: no overlong forms and no surrogates among them.
		if a >= 0xE1 && a <= 0xEC && b&0xC0 == 0x80 && c&0xC0 == 0x80 {
			return rune(a&0x0F)<<12 | rune(b&0x3F)<<6 | rune(c&0x3F), 3
		}
	}
	return utf8.DecodeRuneInString(s[i:])
}
