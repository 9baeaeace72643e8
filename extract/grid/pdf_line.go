package grid

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// Distances, in sizes of the letters beside them.
const (
	wordGap = 0.55 // words nearer than this are one piece of text
	cellGap = 0.75 // pieces further apart than this stand in columns
	onLine  = 0.4  // middles nearer than this are on one line
)

// maxRun is how many words one piece has at most; a line of print has fewer.
const maxRun = 300

// piece is a run of words on one line that no wide gap parts.
type piece struct {
	box
	words []box
}

// size is that of most of the piece's letters: an ordinal may be set in
// another font.
func (p *piece) size() float64 {
	most, size := 0, p.box.size()
	for _, w := range p.words {
		if n := len(w.text); n > most {
			most, size = n, w.size()
		}
	}
	return size
}

// printed is one line as it is printed: pieces from left to right.
type printed struct {
	pieces         []*piece
	x0, y0, x1, y1 float64
	page           int
}

func (l *printed) size() float64 {
	s := 0.0
	for _, p := range l.pieces {
		s = max(s, p.size())
	}
	return s
}

// gap is the widest gap between two pieces, in letters.
func (l *printed) gap() float64 {
	widest := 0.0
	for i := 1; i < len(l.pieces); i++ {
		widest = max(widest, (l.pieces[i].x0-l.pieces[i-1].x1)/max(1, min(l.pieces[i].size(), l.pieces[i-1].size())))
	}
	return widest
}

func (l *printed) text() string {
	var b strings.Builder
	for i, p := range l.pieces {
		if i > 0 && p.x0-l.pieces[i-1].x1 > cellGap*p.size() {
			b.WriteByte(' ')
		} else if i > 0 && spaceBetween(l.pieces[i-1].text, p.text) {
			b.WriteByte(' ')
		}
		b.WriteString(p.text)
	}
	return b.String()
}

// linesOf puts the words of a page into lines, from top to bottom.
func linesOf(boxes []box, page int) []*printed {
	boxes = slices.Clone(boxes)
	slices.SortStableFunc(boxes, func(a, b box) int { return cmp.Compare(a.middle(), b.middle()) })
	var lines []*printed
	for start := 0; start < len(boxes); {
		end := start + 1
		for end < len(boxes) && boxes[end].middle()-boxes[start].middle() <= onLine*min(boxes[start].size(), boxes[end].size()) {
			end++
		}
		for _, row := range unstacked(boxes[start:end]) {
			slices.SortStableFunc(row, func(a, b box) int { return cmp.Compare(a.x0, b.x0) })
			lines = append(lines, lineOf(row, page))
		}
		start = end
	}
	return lines
}

// unstacked parts words in the order of their middles where one stands over
// another: lines of two cells of which the lower one is too full, and reaches
// up into the row above.
func unstacked(row []box) [][]box {
	from, to := stackedIn(row)
	at, widest := 0, stackedOff*row[0].size()
	for i := from + 1; i <= to; i++ {
		if step := row[i].middle() - row[i-1].middle(); step > widest {
			at, widest = i, step
		}
	}
	if at == 0 {
		return [][]box{row}
	}
	return append(unstacked(row[:at]), unstacked(row[at:])...)
}

const (
	stackedOff = 0.02 // how far off, in letters, a line lies at least that another is printed over
	maxStacked = 100  // words of a line that are looked at; one of print has fewer
)

// stackedIn finds two words of which one takes the place of the other, by more
// than half a letter. What is printed twice for bold letters is one.
func stackedIn(row []box) (from, to int) {
	if len(row) > maxStacked {
		return 0, 0
	}
	for i, b := range row {
		for k, other := range row[:i] {
			if min(b.x1, other.x1)-max(b.x0, other.x0) > 0.6*max(b.size(), other.size()) && b.text != other.text && b.middle()-other.middle() > stackedOff*b.size() {
				return k, i
			}
		}
	}
	return 0, 0
}

func lineOf(row []box, page int) *printed {
	l := &printed{page: page, x0: math.Inf(1), y0: math.Inf(1), x1: math.Inf(-1), y1: math.Inf(-1)}
	for _, w := range row {
		l.x0, l.y0, l.x1, l.y1 = min(l.x0, w.x0), min(l.y0, w.y0), max(l.x1, w.x1), max(l.y1, w.y1)
		if n := len(l.pieces); n > 0 && len(l.pieces[n-1].words) < maxRun && l.pieces[n-1].joins(w) {
			l.pieces[n-1].add(w)
			continue
		}
		l.pieces = append(l.pieces, &piece{box: w, words: []box{w}})
	}
	return l
}

// joins tells whether a word goes on in a piece. Two numbers side by side are
// never one: what parts them may be the ruling of a table.
func (p *piece) joins(w box) bool {
	last := p.words[len(p.words)-1]
	gap := w.x0 - last.x1
	if isValue(last.text) && isValue(w.text) || p.upright() != w.upright() {
		return gap < 0.1*w.size() && !p.upright()
	}
	if gap > 0.1*w.size() && ordered.MatchString(w.text) {
		return false // a label of the next column: the one before fills its own
	}
	return gap < wordGap*min(p.size(), w.size())
}

func (p *piece) add(w box) {
	last := p.words[len(p.words)-1]
	if spaceBetween(last.text, w.text) && w.x0-last.x1 > 0.1*w.size() {
		p.text += " "
	}
	p.text += w.text
	p.x1, p.y0, p.y1 = max(p.x1, w.x1), min(p.y0, w.y0), max(p.y1, w.y1)
	p.words = append(p.words, w)
}

// spaceBetween tells words that are written apart: Latin ones. Between Chinese
// characters, and between them and figures, a gap is a matter of type-setting.
func spaceBetween(before, after string) bool {
	a, b := []rune(before), []rune(after)
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	latin := func(r rune) bool { return r < 0x250 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	return latin(a[len(a)-1]) && latin(b[0])
}
