package audit

import (
	"strings"
	"unicode/utf8"
)

// lexicon is a list of words that are looked for together, in one pass over a
// text.
type lexicon struct {
	begins map[rune][]string // words by first character
	marks  [256]uint64       // a bit for each first character
}

func newLexicon(lists ...[]string) *lexicon {
	l := &lexicon{begins: map[rune][]string{}}
	for _, words := range lists {
		for _, w := range words {
			r, _ := utf8.DecodeRuneInString(w)
			l.begins[r] = append(l.begins[r], w)
			l.marks[r>>6&0xFF] |= 1 << (r & 63)
		}
	}
	return l
}

// in tells whether a text has one of the words.
func (l *lexicon) in(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			if l.marks[c>>6]&(1<<(c&63)) != 0 && l.begun(rune(c), s[i-1:]) {
				return true
			}
			continue
		}
		r, size := rune(0), 3
		if c >= 0xE4 && c <= 0xE9 && i+2 < len(s) {
			r = rune(c&0x0F)<<12 | rune(s[i+1]&0x3F)<<6 | rune(s[i+2]&0x3F)
		} else {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		if l.marks[r>>6&0xFF]&(1<<(r&63)) != 0 && l.begun(r, s[i:]) {
			return true
		}
		i += size
	}
	return false
}

// begun tells whether a text, which begins with r, begins with one of the words.
func (l *lexicon) begun(r rune, s string) bool {
	for _, w := range l.begins[r] {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}
