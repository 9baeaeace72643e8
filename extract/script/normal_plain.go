package script

import (
	"strings"
	"unicode/utf8"
)

// normalPlain is Normal for the text most pages hold: ASCII, ideographs that
// stay as they are, full-width forms and Chinese punctuation, none of which
// needs the general algorithms. ok is false for any other.
func normalPlain(s string) (out string, ok bool) {
	t := tables()
	var b strings.Builder
	b.Grow(len(s))
	from := 0      // s[from:i] stays and is not written yet
	digit := false // the character before was a decimal digit
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			if c := s[i]; c >= 0xE4 && c <= 0xE9 && i+2 < len(s) && s[i+1]&0xC0 == 0x80 && s[i+2]&0xC0 == 0x80 {
				r, size = rune(c&0x0F)<<12|rune(s[i+1]&0x3F)<<6|rune(s[i+2]&0x3F), 3
			} else {
				r, size = decode(s, i)
			}
			if r >= 0x4E00 && r <= 0x9FFF && (t.bmp[r] == 0 || t.entries[t.bmp[r]].stays(s[i:], size)) {
				i, digit = i+size, false
				continue
			}
			to, plain := nfkcPlain(r)
			if !plain || to >= 0x3005 && to <= 0x3007 || to >= 0x4E00 {
				return "", false // 々 〆 〇 are letters and a number; the rest is not plain
			}
			r = to
		}
		c, stays := normalASCII(r, digit, s[i+size:])
		digit = c >= '0' && c <= '9'
		if !stays || rune(c) != rune(s[i]) {
			b.WriteString(s[from:i])
			if stays {
				b.WriteByte(c)
			}
			from = i + size
		}
		i += size
	}
	if from == 0 {
		return s, true
	}
	b.WriteString(s[from:])
	return b.String(), true
}

// stays reports whether the character s begins with neither stands for another
// nor begins a phrase that does.
func (e *entry) stays(s string, size int) bool {
	n, to := e.match(s, size)
	return n == size && to == s[:size]
}

// normalASCII is step 4 of Normal for a character in width-folded form: what
// it becomes, and whether it stays at all. rest follows it.
func normalASCII(r rune, digit bool, rest string) (c byte, stays bool) {
	switch {
	case r >= '0' && r <= '9', r >= 'a' && r <= 'z':
		return byte(r), true
	case r >= 'A' && r <= 'Z':
		return byte(r) + 'a' - 'A', true
	case r == '-', r == '.' && digit:
		return byte(r), beforeDigit(rest)
	}
	return 0, false
}

// beforeDigit reports whether a text begins with a figure of either width. One
// of another script is not plain, and no question here.
func beforeDigit(rest string) bool {
	if rest == "" {
		return false
	}
	if rest[0] < utf8.RuneSelf {
		return rest[0] >= '0' && rest[0] <= '9'
	}
	r, _ := decode(rest, 0)
	return r >= '０' && r <= '９'
}
