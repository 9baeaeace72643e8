package script

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostFolds bounds how often Normal folds. The tables settle after two; the
// bound keeps hostile text from asking for more.
const mostFolds = 4

// minusSign is U+2212. Form KC leaves it, and makes the full-width, small and
// superscript minus either this or the hyphen-minus.
const minusSign = '\u2212'

// Normal returns the normal form of s, in which two renderings of one document
// are the same; content_sha256 is taken over it. In this order:
//
//  1. Unicode form NFKC: ５→5, （→(, ①→1, Ⅷ→VIII, ㎡→m2.
//  2. Traditional folded to Simplified by Simplify, repeated until nothing
//     changes, so that 乾縣 and 乾县 meet, in whichever script they stand.
//  3. Lower case, character by character (Unicode simple mapping).
//  4. Only letters and numbers are kept: general categories L* and N* (〇 is
//     Nl and stays; combining marks, categories M*, go). Two exceptions: a full
//     stop (U+002E) with a decimal digit (Nd) directly on both sides stays; a
//     hyphen-minus or minus sign (U+002D, U+2212) directly before a decimal
//     digit stays, written as U+002D. Other dots and dashes (。 · – —) go.
//
// Thousands separators and all spaces go. Bytes that are not UTF-8 count as one
// symbol (U+FFFD) and go. Neighbours are those in the text after step 3, before
// anything is dropped: "1 .5" is 15.
func Normal(s string) string {
	if out, ok := normalPlain(s); ok {
		return out
	}
	return normalAny(s)
}

// normalAny is Normal for any text.
func normalAny(s string) string {
	s = nfkc(strings.ToValidUTF8(s, "\uFFFD"))
	for range mostFolds {
		folded := Simplify(s)
		if folded == s {
			break
		}
		s = folded
	}
	return lettersAndNumbers(s)
}

// lettersAndNumbers is steps 3 and 4 of Normal.
func lettersAndNumbers(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	digit := false // the rune before was a decimal digit
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x80 {
			r, size := decode(s, i)
			i += size
			digit = keep(&b, r, s[i:])
			continue
		}
		i++
		switch {
		case c >= '0' && c <= '9':
			b.WriteByte(c)
			digit = true
			continue
		case c >= 'a' && c <= 'z':
			b.WriteByte(c)
		case c >= 'A' && c <= 'Z':
			b.WriteByte(c + 'a' - 'A')
		case c == '-' && startsWithDigit(s[i:]), c == '.' && digit && startsWithDigit(s[i:]):
			b.WriteByte(c)
		}
		digit = false
	}
	return b.String()
}

// keep writes r, which is not ASCII, if it is to stay, and reports whether it
// is a decimal digit. rest follows it.
func keep(b *strings.Builder, r rune, rest string) (digit bool) {
	switch {
	case r >= 0x4E00 && r <= 0x9FFF:
		b.WriteRune(r)
	case r == minusSign:
		if startsWithDigit(rest) {
			b.WriteByte('-')
		}
	case unicode.IsLetter(r), unicode.IsNumber(r):
		b.WriteRune(unicode.ToLower(r))
		return unicode.IsDigit(r)
	}
	return false
}

// startsWithDigit reports whether s begins with a decimal digit (Nd).
func startsWithDigit(s string) bool {
	if s == "" {
		return false
	}
	if s[0] < 0x80 {
		return s[0] >= '0' && s[0] <= '9'
	}
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsDigit(r)
}
