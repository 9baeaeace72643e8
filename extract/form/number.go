package form

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
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

// quantity says what a value cell counts, and so which units may stand in it.
type quantity int

const (
	count  quantity = iota
	money           // an amount; units of money are taken to 万元
	either          // the fees of the form of 2019: printed as items or as amounts
)

// ReadCell reads the text of one value cell. In a cell of money, headerShift
// is the power of ten that takes the header's unit to 万元: 0 for 万元 itself
// and where no unit is stated, -4 under 元. Nothing is guessed: what is not a
// number with at most a sign, a unit and a note around it is text.
func ReadCell(text string, isMoney bool, headerShift int) Reading {
	if isMoney {
		return readCell(text, money, headerShift)
	}
	return readCell(text, count, 0)
}

func readCell(text string, q quantity, headerShift int) Reading {
	if isDigits(text) && (q == count || headerShift == 0) {
		n := plainDigits(text)
		return Reading{Value: &n, Raw: text}
	}
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
	if q == money { // elsewhere a point and a space are those of an ordinal
		raw = spacedPoint.ReplaceAllString(raw, "$1.$2")
	}
	sign, rest := cutSign(raw)
	lit, tail, ok := cutNumber(rest)
	unit, note := cutUnit(strings.TrimSpace(tail))
	shift, fits := unitOf(unit, q, headerShift)
	if !ok || !fits || len(lit) > maxDigits || strings.Contains(sign, "+-") || strings.Contains(sign, "-+") {
		r.State = Text
		return r
	}
	switch note = strings.TrimSpace(note); {
	case note != "" && !isAnnotation(note):
		r.State = Text
		return r
	case note != "":
		r.State = Annotated
	case unit != "" || shift != 0:
		r.State = Unit
	case sign != "":
		r.State = Signed
	}
	n := literal(lit, shift)
	if strings.ContainsRune(sign, '-') && !isZero(n) {
		n = "-" + n
	}
	r.Value = &n
	return r
}

// spacedPoint is a decimal point with spaces inside the number.
var spacedPoint = regexp.MustCompile(`(\d) ?\. ?(\d)`)

// maxDigits is the longest number that is read as one. National totals have
// nine digits.
const maxDigits = 24

// isDigits tells a cell that is nothing but a number of plain digits, as nearly
// all are.
func isDigits(text string) bool {
	if text == "" || len(text) > maxDigits {
		return false
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// plainDigits is the number that plain digits print.
func plainDigits(text string) Number {
	zeros := 0
	for zeros < len(text)-1 && text[zeros] == '0' {
		zeros++
	}
	return Number(text[zeros:])
}

// readCount is ReadCell for a count. The plain numbers of a document stand side
// by side in memory.
func (l *layer) readCount(text string) Reading {
	if !isDigits(text) {
		return ReadCell(text, false, 0)
	}
	if len(l.numbers) == cap(l.numbers) {
		l.numbers = make([]Number, 0, numbersAtOnce)
	}
	l.numbers = append(l.numbers, plainDigits(text))
	return Reading{Value: &l.numbers[len(l.numbers)-1], Raw: text}
}

// numbersAtOnce is how many numbers are made room for together.
const numbersAtOnce = 64

// unitOf is the power of ten that takes a cell's number to the unit of its
// column; fits is false for a unit such a cell cannot have.
func unitOf(unit string, q quantity, headerShift int) (shift int, fits bool) {
	shift, isMoney := moneyShift(unit)
	switch {
	case unit == "" && q == count:
		return 0, true
	case unit == "":
		return headerShift, true
	case isMoney:
		return shift, q != count
	}
	return 0, q != money
}

// fold maps full-width ASCII and exotic spaces to ASCII and keeps the rest.
// NFKC would turn the note mark of 22① into a digit.
func fold(s string) string {
	return strings.Map(foldRune, s)
}

// foldRune folds one character; -1 drops it.
func foldRune(r rune) rune {
	switch {
	case r == '\t':
		return ' '
	case r <= unicode.MaxASCII, r >= 0x4E00 && r <= 0x9FFF:
		return r
	case r >= '！' && r <= '～':
		return r - 0xFEE0
	case r == '−' || r == '﹣':
		return '-'
	case unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.Is(unicode.Cf, r): // soft hyphens among them
		return -1
	}
	return r
}

// isDash tells a cell that says "nothing" in so many strokes.
func isDash(s string) bool {
	if s == "无" || s == "無" {
		return true
	}
	for _, r := range s {
		if !strings.ContainsRune(` /\-‐‑—–―─－_~`, r) {
			return false
		}
	}
	return true
}

// cutSign takes the signs off the front of s. A short dash at a digit is a
// minus sign; a long one may be a stroke, and is left.
func cutSign(s string) (sign, rest string) {
	if after, found := strings.CutPrefix(s, "–"); found && digitAt(after, 0) {
		return "-", after
	}
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
	i, dots, commas := 0, 0, 0
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
		case c == ',' && dots == 0 && thousands(s, i) && (commas > 0 || b.Len() > 0 && b.Len() <= 3):
			commas++
		case c == ' ' && b.Len() > 0 && (digitAt(s, i+1) || dots == 0 && thousands(s, i+1)):
		default:
			return b.String(), s[i:], b.Len() > 0
		}
		i++
	}
	return b.String(), "", b.Len() > 0
}

func digitAt(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }

// thousands tells a comma at i that is followed by exactly three digits, with a
// space at most before each.
func thousands(s string, i int) bool {
	if i >= len(s) || s[i] != ',' {
		return false
	}
	digits := 0
	for i++; i < len(s); i++ {
		if s[i] == ' ' && digitAt(s, i+1) {
			i++
		}
		if !digitAt(s, i) {
			break
		}
		digits++
	}
	return digits == 3
}

// counters are units that leave a count as it is.
var counters = []string{"人次", "件", "条", "個", "个", "项", "項", "次", "篇", "人", "份", "宗", "起", "例"}

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

// notes are what a note behind a number begins with.
var notes = []string{"*", "※", "#", "注", "其中", ",其中", ";其中", "、其中", ":其中", ",含", ",包括", "含", "包括"}

// brackets a note may stand in.
var brackets = map[rune]rune{'(': ')', '[': ']', '【': '】', '〔': '〕', '〈': '〉', '<': '>'}

// isAnnotation tells a note behind a number from text that makes the number
// something else: brackets, a mark, or "of which".
func isAnnotation(s string) bool {
	for _, p := range notes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	r, size := utf8.DecodeRuneInString(s)
	if closing, open := brackets[r]; open {
		_, after, closed := strings.Cut(s[size:], string(closing))
		_, after = cutUnit(strings.TrimSpace(after))
		return !closed || strings.TrimSpace(after) == "" || isAnnotation(strings.TrimSpace(after))
	}
	return r >= '①' && r <= '⓿' || r == '²' || r == '³' || r == '¹'
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
	if isDigits(text) {
		return true
	}
	s := strings.TrimSpace(fold(text))
	if s == "" || isDash(s) {
		return true
	}
	_, rest := cutSign(s)
	_, tail, ok := cutNumber(rest)
	return ok && !isOrdinal(strings.TrimSpace(tail))
}

// isOrdinal tells by what follows a figure whether it numbers a label, as in
// "1.属于国家秘密" and "2、重复申请", or is a value with a unit or a note.
func isOrdinal(tail string) bool {
	if unit, after := cutUnit(tail); unit != "" {
		tail = strings.TrimSpace(after)
	}
	if tail == "" || isAnnotation(tail) {
		return false
	}
	r, size := utf8.DecodeRuneInString(tail)
	if strings.ContainsRune(".、),:", r) {
		return !digitAt(tail, size)
	}
	return unicode.IsLetter(r)
}
