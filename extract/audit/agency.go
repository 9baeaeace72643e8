package audit

import (
	"strings"
	"unicode"
)

// SameAgency tells whether two printed names may be one agency's: equal, one
// with its region or office left out, or one a common abbreviation (住建局) of
// the other. A name of nearly the same length, or one that is spelt out (建设和交通局),
// is another one.
func SameAgency(a, b string) bool {
	long, short := letters(a), letters(b)
	if len(long) < len(short) {
		long, short = short, long
	}
	l, s := string(long), string(short)
	if strings.HasPrefix(l, s) || strings.HasSuffix(l, s) {
		return true
	}
	n := region(long, short)
	return 4*(len(short)-n) <= 3*(len(long)-n) && !strings.ContainsAny(s, "和、") && within(short, long)
}

// region is the length of the region both names begin with.
func region(a, b []rune) int {
	n := 0
	for i := 0; i < len(a) && i < len(b) && a[i] == b[i]; i++ {
		if strings.ContainsRune("省市县区旗州盟镇乡", a[i]) {
			n = i + 1
		}
	}
	return n
}

// letters drops white space and punctuation from a name.
func letters(name string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '、' {
			return r
		}
		return -1
	}, name))
}

// within tells whether short is long with characters left out.
func within(short, long []rune) bool {
	i := 0
	for _, r := range long {
		if i < len(short) && short[i] == r {
			i++
		}
	}
	return i == len(short)
}
