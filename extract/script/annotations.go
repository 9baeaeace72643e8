package script

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Evidence that a text is annotated, so that an unmarked (bin) is one too: so
// many of its characters are followed by a syllable of two letters or more.
const annotatedText = 3

// longestAnnotation bounds, in bytes, what can stand between the brackets of
// an annotation: a syllable, its marks and the spaces around it.
const longestAnnotation = 32

// StripAnnotations removes phonetic annotations from s and says how many
// brackets went. An annotation is one pinyin syllable in lower case, in
// half- or full-width brackets, directly after a Han character; it may be
// repeated: 區(qū), 政(zheng)(zheng)府, 绿（lü）.
//
// Real brackets stay. A syllable with a tone (mark or digit), or a repeated
// one, is always an annotation. Without either it could be a foreign word, so
// it goes only where the text has at least three annotations of two letters
// or more; so does a single letter, which could be the marker of a list: (a).
// Where nothing goes, s itself is returned.
func StripAnnotations(s string) (out string, n int) {
	annotated := 0
	sure := false
	eachAnnotation(s, func(a annotation) {
		if a.syllable.n > 1 {
			annotated++
		}
		sure = sure || a.sure()
	})
	if annotated < annotatedText && !sure {
		return s, 0
	}
	var b strings.Builder
	b.Grow(len(s))
	done := 0
	eachAnnotation(s, func(a annotation) {
		if annotated < annotatedText && !a.sure() {
			return
		}
		b.WriteString(s[done:a.start])
		done = a.end
		n += a.times
	})
	b.WriteString(s[done:])
	return b.String(), n
}

// MayBeAnnotated reports whether s may hold an annotation, or the beginning of
// one that s cuts off: a bracket with what may be Latin script behind it. It is
// quick, and false for nearly every text; StripAnnotations decides.
func MayBeAnnotated(s string) bool {
	return annotatedBehind(s, "(") || annotatedBehind(s, "（")
}

// annotatedBehind is MayBeAnnotated for one of the brackets.
func annotatedBehind(s, open string) bool {
	for {
		i := strings.Index(s, open)
		if i < 0 {
			return false
		}
		s = s[i+len(open):]
		r, size := utf8.DecodeRuneInString(strings.TrimLeft(s, blanks))
		if size == 0 || r >= 'a' && r <= 'z' || r >= 0x80 && r < firstMark {
			return true
		}
	}
}

// firstMark is the first of the combining marks (U+0300); all letters that a
// syllable begins with stand before it.
const firstMark = 0x300

// annotation is a candidate: s[start:end] is one bracketed syllable, written
// so many times in a row.
type annotation struct {
	start, end, times int
	syllable          syllable
}

// sure reports whether the annotation needs no support from the rest.
func (a annotation) sure() bool { return a.syllable.toned || a.times > 1 && a.syllable.n > 1 }

// eachAnnotation calls f for every candidate in s, in order.
func eachAnnotation(s string, f func(annotation)) {
	for i := 0; i < len(s); {
		open := nextOpen(s, i)
		if open < 0 {
			return
		}
		i = open + 1
		if before, _ := utf8.DecodeLastRuneInString(s[:open]); !unicode.Is(unicode.Han, before) {
			continue
		}
		y, end, ok := bracketed(s, open)
		if !ok {
			continue
		}
		a := annotation{start: open, end: end, times: 1, syllable: y}
		for {
			again, end, ok := bracketed(s, a.end)
			if !ok || again.letters != y.letters {
				break
			}
			a.end = end
			a.times++
			a.syllable.toned = a.syllable.toned || again.toned
		}
		i = a.end
		f(a)
	}
}

// nextOpen returns the place of the next opening bracket from i on, or -1.
func nextOpen(s string, i int) int {
	for ; i < len(s); i++ {
		if s[i] == '(' || s[i] == '\xEF' && strings.HasPrefix(s[i:], "（") {
			return i
		}
	}
	return -1
}

// bracketed reads one syllable in brackets at s[i:] and returns where it ends.
func bracketed(s string, i int) (y syllable, end int, ok bool) {
	rest := s[i:min(len(s), i+longestAnnotation)]
	inner, ok := strings.CutPrefix(rest, "(")
	if !ok {
		inner, ok = strings.CutPrefix(rest, "（")
	}
	if !ok {
		return y, 0, false
	}
	inner = strings.TrimLeft(inner, blanks)
	before, after, ok := cutClose(inner)
	if !ok {
		return y, 0, false
	}
	y, ok = parseSyllable(strings.TrimRight(before, blanks))
	return y, i + len(rest) - len(after), ok
}

// blanks are the spaces found beside a syllable.
const blanks = " \t\u00A0\u3000"

// cutClose cuts s around its first closing bracket, which may be of the other
// width than the opening one.
func cutClose(s string) (before, after string, ok bool) {
	half, full := strings.IndexByte(s, ')'), strings.Index(s, "）")
	switch {
	case half >= 0 && (full < 0 || half < full):
		return s[:half], s[half+1:], true
	case full >= 0:
		return s[:full], s[full+len("）"):], true
	}
	return "", "", false
}
