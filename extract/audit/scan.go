package audit

import (
	"iter"
	"strings"
)

// sentences cuts a text at full stops, semicolons, marks of exclamation and
// question, and line ends.
func sentences(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		start := 0
		for i := 0; i < len(text); {
			if c := text[i]; c > '?' && c != "。"[0] && c != "；"[0] {
				i++
				if c >= 0xE4 && c <= 0xE9 && i+1 < len(text) && text[i]&0xC0 == 0x80 && text[i+1]&0xC0 == 0x80 {
					i += 2 // an ideograph
				}
				continue
			}
			n := sentenceEnd(text[i:])
			if n == 0 {
				i++
				continue
			}
			if !yield(text[start:i]) {
				return
			}
			i += n
			start = i
		}
		yield(text[start:])
	}
}

// sentenceEnd is the length, in bytes, of the mark a text begins with; 0 for
// none.
func sentenceEnd(s string) int {
	switch s[0] {
	case '\n', ';', '!', '?':
		return 1
	case "。"[0]:
		if strings.HasPrefix(s, "。") {
			return len("。")
		}
	case "；"[0]:
		if strings.HasPrefix(s, "；") || strings.HasPrefix(s, "！") || strings.HasPrefix(s, "？") {
			return len("；")
		}
	}
	return 0
}

// clauses cuts a sentence at its commas.
func clauses(sentence string) []string {
	return strings.Split(strings.ReplaceAll(sentence, "，", ","), ",")
}

// year is a year that a text names, as in 2024年 and 2024 年, and where.
type year struct{ number, start, end int }

// nextYear finds the first year from a place on; ok is false where there is
// none.
func nextYear(s string, from int) (y year, ok bool) {
	for {
		i := strings.Index(s[from:], "20")
		if i < 0 {
			return year{}, false
		}
		i += from
		if i+4 <= len(s) && isDigit(s[i+2]) && isDigit(s[i+3]) {
			rest := strings.TrimLeft(s[i+4:], " \t\n\f\r")
			if strings.HasPrefix(rest, "年") {
				return year{2000 + 10*int(s[i+2]-'0') + int(s[i+3]-'0'), i, len(s) - len(rest) + len("年")}, true
			}
		}
		from = i + 1
	}
}

// years yields every year that a text names.
func years(s string) iter.Seq[year] {
	return func(yield func(year) bool) {
		for at := 0; ; {
			y, ok := nextYear(s, at)
			if !ok || !yield(y) {
				return
			}
			at = y.end
		}
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// NamedYears yields every year of this century that a text names in figures,
// as in 2024年 and 2024 年, each with the text behind it.
func NamedYears(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for y := range years(text) {
			if !yield(y.number, text[y.end:]) {
				return
			}
		}
	}
}
