package form

import (
	"strings"
)

// State says what a cell holds besides a plain number.
type State string

// The states of a cell. A plain number needs no note.
const (
	Plain     State = ""
	Blank     State = "blank"
	Dash      State = "dash"      // /, —, 无: said to be nothing, which is not 0
	Annotated State = "annotated" // 22（其中修订16件） → 22
	Signed    State = "signed"    // +3 → 3, --253 → −253
	Unit      State = "unit"      // 251000元 under 万元 → 25.1
	Text      State = "text"      // no number can be read
)

// Reading is what one cell's text means.
type Reading struct {
	Value *Number
	State State
	Raw   string // as printed, outer white space gone
}

// ReadCell reads the text of one value cell. wan is the power of ten that
// takes the header's unit to 万元 (0 for 万元 itself and for counts, -4 under
// 元); it matters only for cells and headers that name a unit of money.
func ReadCell(text string, money bool, headerShift int) Reading {
	raw := strings.TrimSpace(fold(text))
	r := Reading{Raw: strings.TrimSpace(text)}
	switch {
	case raw == "":
		r.State = Blank
		return r
	case isDash(raw):
		r.State = Dash
		return r
	}
	sign, rest := cutSign(raw)
	lit, tail, ok := cutNumber(rest)
	if !ok {
		r.State = Text
		return r
	}
	shift := 0
	if money {
		shift = headerShift
	}
	tail = strings.TrimSpace(tail)
	if shift != 0 {
		r.State = Unit
	}
	if unit, after := cutUnit(tail); unit != "" {
		r.State = Unit
		if s, isMoney := moneyShift(unit); isMoney {
			shift = 0
			if money {
				shift = s
			}
		}
		tail = strings.TrimSpace(after)
	}
	switch {
	case tail == "":
	case isAnnotation(tail):
		r.State = Annotated
	default:
		return Reading{Raw: r.Raw, State: Text}
	}
	if sign != "" && r.State == Plain {
		r.State = Signed
	}
	n := literal(lit, shift)
	if strings.ContainsRune(sign, '-') && !isZero(n) {
		n = "-" + n
	}
	r.Value = (*Number)(&n)
	return r
}

// fold maps full-width ASCII and exotic spaces to ASCII and keeps the rest.
// NFKC would turn the note mark of 22① into a digit.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - 0xFEE0
		case r == '−' || r == '﹣':
			return '-'
		case r == '\u00a0' || r == '\u3000' || r == '\u2002' || r == '\u2003' || r == '\u2009' || r == '\t':
			return ' '
		case r == '\u200b' || r == '\ufeff' || r == '\u200e' || r == '\u200f' || r == '\u00ad':
			return -1
		}
		return r
	}, s)
}

// isDash tells a cell that says "nothing" in so many strokes.
func isDash(s string) bool {
	if s == "无" || s == "無" {
		return true
	}
	for _, r := range s {
		if !strings.ContainsRune(`/\-—–―─－_~`, r) {
			return false
		}
	}
	return true
}

func cutSign(s string) (sign, rest string) {
	i := 0
	for i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	return s[:i], strings.TrimLeft(s[i:], " ")
}

// cutNumber takes a number off the front of s. Inner spaces are taken where a
// digit follows; commas only as thousands separators.
func cutNumber(s string) (digits, rest string, ok bool) {
	var b strings.Builder
	i, dots := 0, 0
	for i < len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			b.WriteByte(c)
		case c == '.' && dots == 0 && b.Len() > 0 && digitAt(s, i+1):
			dots++
			b.WriteByte(c)
		case c == '.' && dots == 0 && b.Len() == 0 && digitAt(s, i+1):
			dots++
			b.WriteString("0.")
		case c == ',' && dots == 0 && b.Len() > 0 && thousands(s, i):
		case c == ' ' && b.Len() > 0 && digitAt(s, i+1):
		default:
			return b.String(), s[i:], b.Len() > 0
		}
		i++
	}
	return b.String(), "", b.Len() > 0
}

func digitAt(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }

// thousands tells a comma at i that is followed by exactly three digits.
func thousands(s string, i int) bool {
	return digitAt(s, i+1) && digitAt(s, i+2) && digitAt(s, i+3) && !digitAt(s, i+4)
}

// counters are units that leave a count as it is.
var counters = []string{"人次", "件", "条", "個", "个", "项", "項", "次", "篇", "人", "份", "宗", "起", "例", "%"}

// moneyUnits give the power of ten that takes an amount to 万元.
var moneyUnits = []struct {
	name  string
	shift int
}{
	{"亿元", 4}, {"億元", 4}, {"万元", 0}, {"萬元", 0}, {"千元", -1}, {"百元", -2}, {"元", -4}, {"亿", 4}, {"万", 0}, {"萬", 0},
}

func moneyShift(unit string) (int, bool) {
	for _, m := range moneyUnits {
		if m.name == unit {
			return m.shift, true
		}
	}
	return 0, false
}

func cutUnit(s string) (unit, rest string) {
	for _, m := range moneyUnits {
		if strings.HasPrefix(s, m.name) {
			return m.name, s[len(m.name):]
		}
	}
	for _, c := range counters {
		if strings.HasPrefix(s, c) {
			return c, s[len(c):]
		}
	}
	return "", s
}

// isAnnotation tells a note behind a number from text that makes the number
// something else: brackets, a mark, or "of which".
func isAnnotation(s string) bool {
	for _, p := range []string{"(", "[", "【", "〔", "〈", "<", "*", "※", "#", "注", "其中", ",其中", ";其中", "、其中", ":其中", ",含", ",包括", "含", "包括"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	r := []rune(s)[0]
	return r >= '①' && r <= '⓿' || r == '²' || r == '³' || r == '¹' || r == '，' || r == '；'
}

// literal makes a JSON number of digits, moved by ten to the power of shift.
func literal(digits string, shift int) Number {
	whole, frac, hasFrac := strings.Cut(digits, ".")
	switch {
	case shift < 0:
		whole = strings.Repeat("0", -shift) + whole
		cut := len(whole) + shift
		whole, frac = whole[:cut], strings.TrimRight(whole[cut:]+frac, "0")
		hasFrac = frac != ""
	case shift > 0:
		frac += strings.Repeat("0", shift)
		whole, frac = whole+frac[:shift], strings.TrimRight(frac[shift:], "0")
		hasFrac = frac != ""
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if hasFrac {
		whole += "." + frac
	}
	return Number(whole)
}

func isZero(n Number) bool { return strings.Trim(string(n), "0.") == "" }

// Countable tells a text that can stand in a value cell: empty, a stroke, or
// beginning with a digit or a signed digit. Anything else is a label.
func Countable(text string) bool {
	s := strings.TrimSpace(fold(text))
	if s == "" || isDash(s) {
		return true
	}
	_, rest := cutSign(s)
	lit, tail, ok := cutNumber(rest)
	if !ok {
		return false
	}
	return !isOrdinal(lit, strings.TrimSpace(tail))
}

// isOrdinal tells "1.属于国家秘密" and "2、重复申请" from a number with a note.
func isOrdinal(lit, tail string) bool {
	if tail == "" || len(lit) > 2 {
		return false
	}
	r := []rune(tail)[0]
	if r == '.' || r == '、' || r == ')' || r == '．' || r == ',' || r == ':' {
		return true
	}
	if unit, _ := cutUnit(tail); unit != "" {
		return false
	}
	return !isAnnotation(tail)
}
