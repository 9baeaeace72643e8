package portal

import (
	"regexp"
	"strings"
)

// How years are written out: 二〇二四, with whatever stands for the zero, and
// the digits after it.
const (
	zeros  = `〇○零oO0Оо`
	digits = zeros + `一二三四五六七八九`
)

var (
	// yearWord is a year said to be one.
	yearWord = regexp.MustCompile(`(?:20[0-9]{2}|二[` + zeros + `][` + digits + `]{2})年`)
	// anyYear is a year in figures or written out, with what follows it.
	anyYear = regexp.MustCompile(`(20[0-9]{2}|二[` + zeros + `][` + digits + `]{2})(年?)([0-9]*)(月?)`)
)

// yearOf returns the year a folded title speaks of, 0 if none: the first one
// followed by 年 that is not a month's (2024年1月发布), else the first in figures
// that stands alone. A document number's year (〔2025〕1号) is the last resort.
func yearOf(folded string) int {
	alone, numbered := 0, 0
	for _, m := range anyYear.FindAllStringSubmatchIndex(folded, 8) {
		year := parseYear(folded[m[2]:m[3]])
		hasWord, tail, month := m[4] < m[5], m[6] < m[7], m[8] < m[9]
		before, after := folded[:m[0]], folded[m[1]:]
		switch {
		case year == 0 || endsInDigit(before):
		case hasWord && !month:
			return year
		case hasWord || tail:
		case strings.HasSuffix(before, "〔") || strings.HasPrefix(after, "]") || strings.HasPrefix(after, "〕"):
			numbered = first(numbered, year)
		default:
			alone = first(alone, year)
		}
	}
	return first(alone, numbered)
}

func first(a, b int) int {
	if a != 0 {
		return a
	}
	return b
}

func endsInDigit(s string) bool {
	return s != "" && s[len(s)-1] >= '0' && s[len(s)-1] <= '9'
}

// parseYear reads four digits in figures or written out. It knows the years in
// which reports can be: 2000 to 2099.
func parseYear(s string) int {
	year := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			year = year*10 + int(r-'0')
		case strings.ContainsRune(zeros, r):
			year *= 10
		default:
			at := strings.Index("一二三四五六七八九", string(r))
			if at < 0 {
				return 0
			}
			year = year*10 + at/len("一") + 1
		}
	}
	if year < 2000 || year > 2099 {
		return 0
	}
	return year
}
