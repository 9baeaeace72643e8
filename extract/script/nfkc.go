package script

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// widthOffset lies between a full-width form (U+FF01–U+FF5E) and its ASCII.
const widthOffset = 0xFEE0

// nfkc is Unicode normalization form KC (UAX #15) of s, which must be valid
// UTF-8. Chinese text is nearly all
// ideographs, ASCII and full-width punctuation, none of which needs the
// general algorithm; only what stands between goes through it.
func nfkc(s string) string {
	var b strings.Builder
	var buf []byte
	done := 0 // s[:done] has been written
	last := 0 // start of the last plain rune, which a mark may combine with
	for i := 0; i < len(s); {
		if s[i] < 0x80 {
			last = i
			i++
			continue
		}
		r, size := decode(s, i)
		to, plain := nfkcPlain(r)
		if to != r || !plain {
			b.Grow(len(s) - done) // enough for all but ligatures: one allocation
		}
		switch {
		case !plain:
			end := nextPlain(s, i+size)
			start := max(last, done)
			b.WriteString(s[done:start])
			buf = norm.NFKC.AppendString(buf[:0], s[start:end])
			b.Write(buf)
			done, last, i = end, end, end
			continue
		case to != r && markAt(s, i+size):
			// A mark follows: leave the width to the general algorithm.
		case to != r:
			b.WriteString(s[done:i])
			b.WriteRune(to)
			done = i + size
		}
		last = i
		i += size
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// markAt reports whether what follows at s[i:] is not plain.
func markAt(s string, i int) bool {
	if i >= len(s) || s[i] < 0x80 {
		return false
	}
	r, _ := decode(s, i)
	_, plain := nfkcPlain(r)
	return !plain
}

// nextPlain returns the start of the first plain rune from i on.
func nextPlain(s string, i int) int {
	for i < len(s) && s[i] >= 0x80 {
		r, size := decode(s, i)
		if _, plain := nfkcPlain(r); plain {
			return i
		}
		i += size
	}
	return i
}

// nfkcPlain returns what form KC makes of r, where it is a rune that starts
// anew: it never combines with what stands before it.
func nfkcPlain(r rune) (to rune, plain bool) {
	switch {
	case r < 0x80, r >= 0x4E00 && r <= 0x9FFF:
		return r, true
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - widthOffset, true
	case r == 0xA0, r == 0x3000:
		return ' ', true
	case r == 0xB7, r >= 0x3001 && r <= 0x3020:
		return r, true
	case r >= 0x2012 && r <= 0x2016, r >= 0x2018 && r <= 0x201F:
		return r, true
	}
	return r, false
}
