package script

import (
	"strings"
	"unicode"
)

// Years a report can be of: information was disclosed, and reports signed, in
// none outside.
const (
	firstYear = 1949
	lastYear  = 2099
)

// ParseYear reads a year of four digits as people print them: 2024, ２０２４,
// 二〇二四, 二○二四, 二零二四, mixed (二0二四), with a letter O for the zero, with
// spaces between (20 24), with or without 年 or 年度 behind. ok is false for
// anything else and for years outside 1949–2099.
func ParseYear(s string) (year int, ok bool) {
	s = strings.TrimSpace(s)
	s = strings.TrimSuffix(strings.TrimSuffix(s, "度"), "年")
	digits := 0
	for _, r := range s {
		if unicode.IsSpace(r) {
			continue
		}
		d, ok := yearDigit(r)
		if !ok || digits == 4 {
			return 0, false
		}
		year = year*10 + d
		digits++
	}
	if digits != 4 || year < firstYear || year > lastYear {
		return 0, false
	}
	return year, true
}

// yearDigit is numeralDigit with the circles and letters people type for 〇,
// and without 两, which no year is read with.
func yearDigit(r rune) (d int, ok bool) {
	switch r {
	case '两', '兩':
		return 0, false
	case '○', '◯', 'O', 'o', 'Ｏ', 'ｏ', 'О': // the last is Cyrillic
		return 0, true
	}
	return numeralDigit(r)
}

// numeralDigit reads one digit, Western or Chinese.
func numeralDigit(r rune) (d int, ok bool) {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0'), true
	case r >= '０' && r <= '９':
		return int(r - '０'), true
	case r == '〇', r == '零':
		return 0, true
	case r == '两', r == '兩':
		return 2, true
	}
	for d, c := range [...]rune{1: '一', '二', '三', '四', '五', '六', '七', '八', '九'} {
		if d > 0 && c == r {
			return d, true
		}
	}
	return 0, false
}

// ParseNumeral reads a number below ten thousand in Chinese numerals (三, 十,
// 十二, 二十, 一百零三, 两千零二十四, also digit by digit: 二〇二四) or in Western
// digits of either width. It serves ordinals of sections and counts in prose.
// ok is false for anything else, the empty string included.
func ParseNumeral(s string) (n int, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, false
	}
	if !strings.ContainsAny(s, "十百千") {
		return parseDigits(s)
	}
	return parseUnits(s)
}

// parseUnits reads a number written with its units, largest first.
func parseUnits(s string) (n int, ok bool) {
	pending, least := -1, 10000 // a digit waiting for its unit; the last unit seen
	for _, r := range s {
		unit := numeralUnit(r)
		d, isDigit := numeralDigit(r)
		switch {
		case unit != 0 && unit < least:
			if pending < 0 && unit == 10 && n == 0 {
				pending = 1 // 十二 is 一十二
			}
			if pending <= 0 {
				return 0, false
			}
			n += pending * unit
			pending, least = -1, unit
		case isDigit && unicode.Is(unicode.Han, r) && pending <= 0:
			pending = d
		default:
			return 0, false
		}
	}
	return n + max(pending, 0), pending != 0
}

// numeralUnit returns what a unit multiplies by, or 0.
func numeralUnit(r rune) int {
	switch r {
	case '十':
		return 10
	case '百':
		return 100
	case '千':
		return 1000
	}
	return 0
}

// parseDigits reads up to four digits.
func parseDigits(s string) (n int, ok bool) {
	digits := 0
	for _, r := range s {
		d, ok := numeralDigit(r)
		if !ok || digits == 4 {
			return 0, false
		}
		n = n*10 + d
		digits++
	}
	return n, true
}
