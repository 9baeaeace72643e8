package extract

import (
	"math/bits"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"nianbao/extract/script"
)

// labels are what the statutory tables of a report print and page chrome never
// does; headings what also a side bar may list. Both without white space, in
// Simplified script.
var (
	labels = []string{
		"本年新收政府信息公开", "上年结转政府信息公开", "第二十条第", "未经复议直接起诉", "结转下年度继续办理", "统计指标", "指标名称", "勾稽关系",
	}
	headings = []string{
		"收到和处理政府信息公开申请情况", "主动公开政府信息情况", "存在的主要问题", "其他需要报告的事项", "其他需要说明的事项", "行政诉讼情况",
		"一、总体情况", "一、概述", "信息处理费",
	}
)

// trace is what of a report stands below a node: how often labels of its
// tables do, and which markers do at all (a bit each; headings may be listed
// again in a side bar, so only their presence counts).
type trace struct {
	labels int
	kinds  uint32
}

func (t trace) add(o trace) trace { return trace{t.labels + o.labels, t.kinds | o.kinds} }

// most tells whether a trace has nearly all of another: per cent of its labels
// and of its kinds of markers.
func (t trace) most(all trace, percent int) bool {
	return 100*t.labels >= percent*all.labels && 100*bits.OnesCount32(t.kinds) >= percent*bits.OnesCount32(all.kinds)
}

// allMarkers finds labels, then headings, in order.
var allMarkers = newFinder(append(append([]string(nil), labels...), headings...))

// traceOf finds the markers in a text, whatever white space parts their
// characters.
func traceOf(s string) trace {
	var t trace
	if len(s) < len("一、概述") {
		return t
	}
	allMarkers.find(s, func(m int) bool {
		if t.kinds&(1<<m) == 0 {
			t.kinds |= 1 << m
			if m < len(labels) {
				t.labels++
			}
		}
		return true
	})
	return t
}

// finder finds words by their first character, which is an ideograph in either
// script, in one pass over a text.
type finder struct {
	words  []string
	begins runes         // their first characters
	goOn   func() *runes // their second ones, in either script
	short  bool          // one has no second
	by     map[rune][]int
}

func newFinder(words []string) *finder {
	f := &finder{words: words, by: map[rune][]int{}}
	var seconds runes
	for i, w := range words {
		r, size := utf8.DecodeRuneInString(w)
		f.begin(r, i)
		if t, other := traditionalFirsts[r]; other {
			f.begin(t, i)
		}
		if size == len(w) {
			f.short = true
			continue
		}
		second, _ := utf8.DecodeRuneInString(w[size:])
		seconds.add(second)
	}
	f.goOn = sync.OnceValue(seconds.inEitherScript)
	return f
}

// traditionalFirsts are the Traditional forms of what words may begin with.
var traditionalFirsts = map[rune]rune{'结': '結', '统': '統', '总': '總'}

func (f *finder) begin(first rune, word int) {
	f.begins.add(first)
	f.by[first] = append(f.by[first], word)
}

// find yields the index of every word in a text, until yield returns false.
func (f *finder) find(s string, yield func(word int) bool) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < 0xE4 || c > 0xE9 || i+2 >= len(s) {
			continue
		}
		if r := ideographAt(s, i); f.begins[r/64]&(1<<(r%64)) != 0 && f.goesOn(s, i+3) {
			for _, w := range f.by[r] {
				if beginsWith(s[i:], f.words[w]) && !yield(w) {
					return
				}
			}
		}
		i += 2
	}
}

// ideographAt decodes the three bytes of an ideograph.
func ideographAt(s string, i int) rune {
	return rune(s[i]&0x0F)<<12 | rune(s[i+1]&0x3F)<<6 | rune(s[i+2]&0x3F)
}

// goesOn tells whether one of the words may go on with what stands at a place:
// nearly all that only begin as one does are told by their second character.
func (f *finder) goesOn(s string, i int) bool {
	if i+2 >= len(s) || s[i] < 0xE4 || s[i] > 0xE9 || f.short {
		return true
	}
	r := ideographAt(s, i)
	return f.goOn()[r/64]&(1<<(r%64)) != 0
}

// at is the first of the words that a text begins with, white space and all.
func (f *finder) at(s string) (word string, ok bool) {
	if !f.begins.begin(s) {
		return "", false
	}
	r, _ := runeAt(s, 0)
	for _, w := range f.by[r] {
		if strings.HasPrefix(s, f.words[w]) {
			return f.words[w], true
		}
	}
	return "", false
}

// runeAt decodes a character, the three bytes of an ideograph first: nearly all
// that is not ASCII on a Chinese page.
func runeAt(s string, i int) (rune, int) {
	c := s[i]
	if c < utf8.RuneSelf {
		return rune(c), 1
	}
	if c >= 0xE4 && c <= 0xE9 && i+2 < len(s) && s[i+1]&0xC0 == 0x80 && s[i+2]&0xC0 == 0x80 {
		return rune(c&0x0F)<<12 | rune(s[i+1]&0x3F)<<6 | rune(s[i+2]&0x3F), 3
	}
	return utf8.DecodeRuneInString(s[i:])
}

// runes is a set of characters of the Basic Multilingual Plane.
type runes [1 << 16 / 64]uint64

func runesOf(s string) *runes {
	var set runes
	for _, r := range s {
		set.add(r)
	}
	return &set
}

// inEitherScript is the set with the Traditional forms of its ideographs.
func (set runes) inEitherScript() *runes {
	all := set
	for r := firstIdeograph; r <= lastIdeograph; r++ {
		if to := script.Fold(r); to <= 0xFFFF && set[to/64]&(1<<(to%64)) != 0 {
			all.add(r)
		}
	}
	return &all
}

// What ideographs are taken to be where they are told by their first byte.
const firstIdeograph, lastIdeograph = rune(0x4000), rune(0x9FFF)

func (set *runes) add(r rune) { set[r/64] |= 1 << (r % 64) }

// begin tells whether a text begins with one of them.
func (set *runes) begin(s string) bool {
	if s == "" {
		return false
	}
	r, _ := runeAt(s, 0)
	return r <= 0xFFFF && set[r/64]&(1<<(r%64)) != 0
}

// in tells whether a text has one of the words.
func (f *finder) in(s string) bool {
	found := false
	f.find(s, func(int) bool { found = true; return false })
	return found
}

// maxGap bounds the white space passed over inside a word, in bytes.
const maxGap = 200

// beginsWith tells whether a text begins with a word, white space, phonetic
// annotations and Traditional forms aside.
func beginsWith(s, word string) bool {
	for gap := 0; word != ""; {
		_, n := runeAt(word, 0)
		switch {
		case s == "" || gap > maxGap:
			return false
		case len(s) >= n && s[:n] == word[:n]:
			s, word = s[n:], word[n:]
		case s[0] <= ' ':
			s, gap = s[1:], gap+1
		case strings.HasPrefix(s, "\u00a0"):
			s, gap = s[2:], gap+2
		case strings.HasPrefix(s, "\u3000"):
			s, gap = s[3:], gap+3
		case s[0] == '(' || strings.HasPrefix(s, "（"):
			a := annotationAt(s)
			if a == 0 {
				return false
			}
			s, gap = s[a:], gap+a
		default:
			r, size := runeAt(s, 0)
			if to := script.Fold(r); to == r || !strings.HasPrefix(word, string(to)) {
				return false
			}
			s, word = s[size:], word[n:]
		}
	}
	return true
}

// maxSyllable is the longest reading of a character, in bytes: six letters, one
// of them with a tone.
const maxSyllable = 9

// annotationAt is the length of a phonetic annotation at the front of a text,
// (qū) or （qu）; 0 where there is none.
func annotationAt(s string) int {
	open, closing := len("("), ")"
	switch {
	case strings.HasPrefix(s, "("):
	case strings.HasPrefix(s, "（"):
		open, closing = len("（"), "）"
	default:
		return 0
	}
	s = s[open:]
	for i, r := range s {
		switch {
		case i > 0 && strings.HasPrefix(s[i:], closing):
			return open + i + len(closing)
		case i >= maxSyllable || r > unicode.MaxLatin1 && !unicode.Is(unicode.Latin, r) || !unicode.IsLetter(r):
			return 0
		}
	}
	return 0
}
