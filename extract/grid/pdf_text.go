package grid

import (
	"regexp"
	"slices"
	"strings"
)

// measure is how wide the running text is set.
type measure struct{ left, right float64 }

// measureOf takes the measure from the lines of running text: those nearly as
// wide as the widest that no gap parts.
func measureOf(lines []*printed) measure {
	widest, size := 0.0, 0.0
	for _, l := range lines {
		if l.gap() < cellGap && l.x1-l.x0 > widest {
			widest, size = l.x1-l.x0, l.size()
		}
	}
	var left, right []float64
	for _, l := range lines {
		if l.gap() < cellGap && l.x1-l.x0 > 0.8*widest {
			left, right = append(left, l.x0), append(right, l.x1)
		}
	}
	if len(left) == 0 || widest < minMeasure*size {
		return measure{0, maxCoordinate}
	}
	slices.Sort(right)
	return measure{slices.Min(left), right[len(right)*3/4]}
}

// Distances of running text, in letters.
const (
	minMeasure = 18 // no running text is set narrower

	fullEnd  = 1.6 // a line that ends nearer to the right edge is full
	noIndent = 1.0 // a line that begins nearer to the left edge is not indented
)

func (m measure) full(l *printed) bool { return l.x1 >= m.right-fullEnd*l.size() }

// opens tells a line that begins something new whatever stands before it.
var opens = regexp.MustCompile(`^\s*(?:[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十]{1,3}[）)])`)

// pause is what no paragraph ends with.
var pause = regexp.MustCompile(`[，、]$`)

// continues tells whether a line goes on in the next one.
func (m measure) continues(l, next *printed) bool {
	if !m.full(l) && !pause.MatchString(l.text()) || next.x0-m.left > noIndent*next.size() || opens.MatchString(next.text()) {
		return false
	}
	s, n := l.size(), next.size()
	if s > 1.25*n || n > 1.25*s || next.gap() >= cellGap && slices.ContainsFunc(next.pieces, (*piece).value) {
		return false
	}
	return l.page != next.page || next.y0-l.y1 < 2*s
}

// sentenceEnd is what only running text ends with.
var sentenceEnd = regexp.MustCompile(`[。；！？;!?][”"）)]?$`)

// running tells a line of running text: one that fills the measure, or ends a
// sentence. What ends a sentence in a cell stands beside other cells.
func (m measure) running(l *printed) bool {
	if l.gap() >= cellGap && !(m.full(l) && l.gap() < 2*cellGap && len(l.pieces) < 4 && !slices.ContainsFunc(l.pieces, (*piece).value)) {
		return false
	}
	text := l.text()
	return sentenceEnd.MatchString(text) || strings.Contains(text, "。") ||
		m.full(l) && l.x0-m.left < 3*l.size()
}

// paragraph joins lines: Chinese needs no space between them.
func paragraph(lines []*printed) string {
	var b strings.Builder
	last := ""
	for _, l := range lines {
		text := l.text()
		if spaceBetween(last, text) {
			b.WriteByte(' ')
		}
		b.WriteString(text)
		last = text
	}
	return b.String()
}
