package grid

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// strip is a run of text in a line, with the columns where it begins and ends.
type strip struct {
	text    string
	at, end int
	value   bool // a number or a stroke, with a unit or a note behind it
	label   bool // a label or a caption that is of no column of values
}

// metric is how many columns a character takes: those of a terminal, or one
// for each, as programs count that know no wide characters.
type metric func(rune) int

// displayWidth is the columns a character takes (Unicode Standard Annex 11).
func displayWidth(r rune) int {
	if r < 0x1100 {
		return 1
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

func oneColumn(rune) int { return 1 }

// isBlank tells the characters that align columns.
func isBlank(r rune) bool {
	return r == ' ' || r == '\u3000' || r == '\u00a0' || r >= '\u2002' && r <= '\u200a'
}

// minGap is the least gap, in columns, between two cells that are not both
// numbers.
const minGap = 2

// strips parts a line at gaps of two columns and more, and between numbers at
// any.
func strips(line string, m metric) []strip {
	var out []strip
	start, end := -1, 0        // of the strip being read, in bytes
	at, first, last := 0, 0, 0 // columns: here, of its beginning, of its end
	for i, r := range line {
		w := m(r)
		if r == '\r' || isBlank(r) {
			at += w
			continue
		}
		if start >= 0 && at-last >= minGap {
			out = appendStrips(out, line[start:end], first, m)
			start = -1
		}
		if start < 0 {
			start, first = i, at
		}
		_, n := utf8.DecodeRuneInString(line[i:])
		at += w
		end, last = i+n, at
	}
	if start >= 0 {
		out = appendStrips(out, line[start:end], first, m)
	}
	return out
}

// appendStrips adds a text that begins at a column: one strip, or several where
// it is nothing but values.
func appendStrips(out []strip, text string, at int, m metric) []strip {
	whole := strip{text: text, at: at, end: at + widthOf(text, m), value: holdsValue(text)}
	if !strings.ContainsFunc(text, isBlank) {
		return append(out, whole)
	}
	n := len(out)
	for rest := text; rest != ""; {
		size := strings.IndexFunc(rest, isBlank)
		if size < 0 {
			size = len(rest)
		}
		p := strip{text: rest[:size], at: at, end: at + widthOf(rest[:size], m), value: true}
		if !holdsValue(p.text) {
			return append(out[:n], whole)
		}
		gap := rest[size:]
		rest = strings.TrimLeftFunc(gap, isBlank)
		at = p.end + widthOf(gap[:len(gap)-len(rest)], m)
		out = append(out, p)
	}
	return out
}

func widthOf(s string, m metric) int {
	n := 0
	for _, r := range s {
		n += m(r)
	}
	return n
}

// valueBegins are the characters that a value cell may begin with.
const valueBegins = `0123456789-+/\０１２３４５６７８９＋－−–—／―─无無`

// holdsValue tells what stands in a value cell: a number, a stroke, a number
// with a unit or a note. Most labels are told by their first character.
func holdsValue(s string) bool {
	if r, _ := utf8.DecodeRuneInString(s); !strings.ContainsRune(valueBegins, r) {
		return false
	}
	if strings.Trim(s, "0123456789") == "" {
		return true // as nearly all are
	}
	return isValue(s) || noted.MatchString(s)
}
