package form

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxOrdinals is how many ordinals may stand one behind the other: 三、（一）, 1.1.
const maxOrdinals = 2

// unnumbered takes the ordinals off a compact label.
func unnumbered(s []byte) []byte {
	for range maxOrdinals {
		n := ordinal(s)
		if n == 0 {
			break
		}
		s = s[n:]
	}
	return s[figures(s):]
}

// ordinal is the length, in bytes, of what forms print before a label: 一、 （一）
// (1) 1. 1、 ① ⒈ ㈠; 0 where there is none.
func ordinal(s []byte) int {
	r, size := utf8.DecodeRune(s)
	if r >= '①' && r <= '⒛' || r >= '㈠' && r <= '㈩' {
		return size
	}
	open := 0
	if r == '(' {
		open = 1
	}
	n := numerals(s[open:])
	if n == 0 {
		n = figuresAt(s[open:], 2)
	}
	if n == 0 {
		return 0
	}
	end := open + n
	mark := markAt(s[end:])
	switch {
	case end < len(s) && s[end] == ')':
		return end + 1 + markAt(s[end+1:])
	case open == 0 && mark > 0:
		return end + mark
	}
	return 0
}

// numerals is the length of one to three Chinese numerals; 0 for none or more.
func numerals(s []byte) int {
	n := 0
	for count := 0; ; count++ {
		r, size := utf8.DecodeRune(s[n:])
		if !strings.ContainsRune("一二三四五六七八九十", r) || size == 0 || r == utf8.RuneError {
			return n
		}
		if count == 3 {
			return 0
		}
		n += size
	}
}

// figuresAt is the length of a run of digits; 0 for one of more than most.
func figuresAt(s []byte, most int) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n > most {
		return 0
	}
	return n
}

// markAt is the length of the mark behind an ordinal; 0 where there is none.
func markAt(s []byte) int {
	switch r, size := utf8.DecodeRune(s); r {
	case '、', '.', ',', ':':
		return size
	}
	return 0
}

// figures is the length of an ordinal without any mark behind it: 3其他.
func figures(s []byte) int {
	n := figuresAt(s, 2)
	if r, _ := utf8.DecodeRune(s[n:]); n > 0 && unicode.Is(unicode.Han, r) {
		return n
	}
	return 0
}
