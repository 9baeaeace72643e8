package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"nianbao/extract/script"
)

// plain is a text in normal form with the byte each of its characters comes
// from: what is found in the one can be shown in the other.
type plain struct {
	runes []rune
	from  []int // byte of the text, by rune; one more than runes: where the text ends

	numbers []string // runs of digits, of three at least, as they stand in the text
}

// plainOf brings a text to normal form character by character (script.Normal,
// but that points between digits are dropped, too).
func plainOf(text string) plain {
	p := plain{runes: make([]rune, 0, len(text)/3), from: make([]int, 0, len(text)/3+1)}
	run := 0 // digits at the end
	ends := func() {
		if run >= shortNumber && run <= longNumber {
			p.numbers = append(p.numbers, string(p.runes[len(p.runes)-run:]))
		}
		run = 0
	}
	add := func(r rune, at int) {
		if r < '0' || r > '9' {
			ends()
		}
		p.runes = append(p.runes, r)
		p.from = append(p.from, at)
		if r >= '0' && r <= '9' {
			run++
		}
	}
	for at, r := range text {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			add(r, at)
		case r >= 'A' && r <= 'Z':
			add(r+'a'-'A', at)
		case r == ',' && run > 0 && thousands(text[at+1:]):
		case r < utf8.RuneSelf || unicode.IsSpace(r):
			ends()
		case r >= 0x4e00 && r <= 0x9fff:
			add(script.Fold(r), at)
		default:
			before := len(p.runes)
			for _, n := range script.Normal(string(r)) {
				if n != '.' && n != '-' {
					add(n, at)
				}
			}
			if len(p.runes) == before {
				ends() // a bracket, a comma between clauses
			}
		}
	}
	ends()
	p.from = append(p.from, len(text))
	return p
}

// thousands says whether what follows a comma is three digits and no more: the
// comma is then of thousands (1,234), else it stands between numbers (2022,2023).
func thousands(rest string) bool {
	digit := func(i int) bool { return i < len(rest) && rest[i] >= '0' && rest[i] <= '9' }
	return digit(0) && digit(1) && digit(2) && !digit(3)
}

// Numbers of so many digits are found whole: their pairs of digits stand in
// nearly every report.
const (
	shortNumber = 3
	longNumber  = 20
)

// index finds a word at or after a place; -1 where it is not.
func (p *plain) index(word []rune, after int) int {
	if len(word) == 0 {
		return -1
	}
	for i := after; i+len(word) <= len(p.runes); i++ {
		if p.runes[i] == word[0] && same(p.runes[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}

func same(a, b []rune) bool {
	for i := range b {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// grams collects the grams of texts, each once. The end of one text and the
// beginning of the next have none in common.
type grams struct {
	seen    map[[2]rune]bool
	numbers map[string]bool
	out     strings.Builder
}

func (g *grams) add(text string) {
	var before rune
	p := plainOf(text)
	for _, n := range p.numbers {
		if g.numbers == nil {
			g.numbers = map[string]bool{}
		}
		if !g.numbers[n] {
			g.numbers[n] = true
			g.out.WriteString(number(n) + " ")
		}
	}
	for _, r := range p.runes {
		g.put(0, r)
		if before != 0 {
			g.put(before, r)
		}
		before = r
	}
}

func (g *grams) put(a, b rune) {
	if k := [2]rune{a, b}; !g.seen[k] {
		g.seen[k] = true
		if a != 0 {
			g.out.WriteRune(token(a))
		}
		g.out.WriteRune(token(b))
		g.out.WriteByte(' ')
	}
}

// number is the token of a number.
func number(digits string) string { return "n" + digits }

// token is a character as it stands in the index: ASCII as its full-width form,
// so that no character of a text is a separator or a sign to SQLite.
func token(r rune) rune {
	if r > ' ' && r < 0x7f {
		return r + 0xfee0
	}
	return r
}

// Piece is a part of a text that is to be shown.
type Piece struct {
	Text string
	Hit  bool // one of the words
}

// Mark cuts a text into pieces at the words of a query.
func (q *Query) Mark(text string) []Piece { return mark(text, q.words()) }

func mark(text string, words [][]rune) []Piece {
	p := plainOf(text)
	hit := make([]bool, len(p.runes))
	joined := make([]bool, len(p.runes)) // in one word with the character before
	found := false
	for _, w := range words {
		for i := p.index(w, 0); i >= 0; i = p.index(w, i+1) {
			found = true
			for j := range w {
				hit[i+j] = true
				joined[i+j] = joined[i+j] || j > 0
			}
		}
	}
	if !found {
		return []Piece{{Text: text}}
	}
	var out []Piece
	last := 0
	for i := 0; i < len(hit); {
		if !hit[i] {
			i++
			continue
		}
		end := i + 1
		for end < len(hit) && joined[end] {
			end++
		}
		from, to := p.from[i], p.from[end-1]
		_, size := utf8.DecodeRuneInString(text[to:])
		if from > last {
			out = append(out, Piece{Text: text[last:from]})
		}
		if to += size; to > max(from, last) {
			out = append(out, Piece{Text: text[max(from, last):to], Hit: true})
		}
		last, i = max(last, to), end
	}
	if last < len(text) {
		out = append(out, Piece{Text: text[last:]})
	}
	return out
}

// snippetWidth is how many characters of a text stand around a word that was
// found, together.
const snippetWidth = 120

// snippetWithin is how much of a text a snippet is looked for in, in bytes.
const snippetWithin = 1 << 20

// Snippet is the part of texts around the first word of the query, marked; the
// beginning of the first text where none stands in them.
func (q *Query) Snippet(texts ...string) []Piece {
	words := q.words()
	for _, text := range texts {
		text = text[:min(len(text), snippetWithin)]
		p := plainOf(text)
		for _, w := range words {
			if i := p.index(w, 0); i >= 0 {
				return mark(around(text, p.from[i]), words)
			}
		}
	}
	for _, text := range texts {
		if strings.TrimSpace(text) != "" {
			return []Piece{{Text: around(text, 0)}}
		}
	}
	return nil
}

// around cuts a stretch out of a text on either side of a byte.
func around(text string, at int) string {
	from, to := at, at
	for n := 0; from > 0 && n < snippetWidth/4; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	for n := 0; to < len(text) && n < snippetWidth*3/4; n++ {
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	out := strings.Join(strings.Fields(text[from:to]), " ")
	if from > 0 {
		out = "…" + out
	}
	if to < len(text) {
		out += "…"
	}
	return out
}
