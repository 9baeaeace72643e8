package script

import (
	_ "embed"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

//go:embed data/TSCharacters.txt
var characterData string

//go:embed data/TSPhrases.txt
var phraseData string

// bmpSize is the number of code points of the Basic Multilingual Plane.
const bmpSize = 0x10000

// side says in which script a character is at home, where that can be told.
type side uint8

const (
	either side = iota // used in both, or in neither
	traditionalOnly
	simplifiedOnly
)

// phrase is one entry of TSPhrases: a key longer than one character.
type phrase struct{ from, to string }

// entry is what begins with one character: its own replacement ("" where it
// stays) and the phrases starting with it, longest first.
type entry struct {
	to      string
	phrases []phrase
}

// match returns how many bytes of s the entry covers and what they become.
// s starts with the entry's character, size bytes long.
func (e *entry) match(s string, size int) (n int, to string) {
	for _, p := range e.phrases {
		if strings.HasPrefix(s, p.from) {
			return len(p.from), p.to
		}
	}
	if e.to == "" {
		return size, s[:size]
	}
	return size, e.to
}

// table is the data in the shape the loops want: a flat index over the Basic
// Multilingual Plane, so that a character costs one load, and a map for the
// few keys beyond it.
type table struct {
	entries []entry // entries[0] is unused: index 0 means nothing starts here
	bmp     [bmpSize]uint16
	beyond  map[rune]uint16
	sides   [bmpSize]side
}

// tables builds the table once, on first use (about 2 ms).
var tables = sync.OnceValue(func() *table {
	return newTable(characterData, phraseData)
})

// newTable reads OpenCC dictionaries: key, tab, candidates separated by
// spaces, the first of which counts.
func newTable(characters, phrases string) *table {
	t := &table{entries: make([]entry, 1), beyond: make(map[rune]uint16)}
	eachLine(characters, func(from, to string) {
		if from != to {
			t.at(from).to = to
		}
	})
	eachLine(phrases, func(from, to string) {
		e := t.at(from)
		e.phrases = append(e.phrases, phrase{from, to})
	})
	for i := range t.entries {
		p := t.entries[i].phrases
		sort.SliceStable(p, func(a, b int) bool { return len(p[a].from) > len(p[b].from) })
	}
	t.takeSides()
	return t
}

// eachLine calls f with the key and first candidate of every entry.
func eachLine(data string, f func(from, to string)) {
	for line := range strings.Lines(data) {
		from, rest, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		to, _, _ := strings.Cut(rest, " ")
		if ok && from != "" && to != "" && from[0] != '#' {
			f(from, to)
		}
	}
}

// at returns the entry of the first character of key, making it if need be.
func (t *table) at(key string) *entry {
	r, _ := utf8.DecodeRuneInString(key)
	i := t.index(r)
	if i == 0 {
		i = uint16(len(t.entries))
		t.entries = append(t.entries, entry{})
		if r < bmpSize {
			t.bmp[r] = i
		} else {
			t.beyond[r] = i
		}
	}
	return &t.entries[i]
}

// index returns the position of r's entry, or 0.
func (t *table) index(r rune) uint16 {
	if r < bmpSize {
		return t.bmp[r]
	}
	return t.beyond[r]
}

// takeSides fills sides. A key that becomes something else is Traditional
// unless GB 2312, the repertoire of Simplified text, has it too (乾, 於, 瞭); a
// target is Simplified unless Big5, the repertoire of Traditional text, has it
// too (后, 里, 干).
func (t *table) takeSides() {
	for r := range rune(bmpSize) {
		to := t.entries[t.bmp[r]].to
		if to == "" {
			continue
		}
		if !inGB2312(r) {
			t.sides[r] = traditionalOnly
		}
		target, _ := utf8.DecodeRuneInString(to)
		if target < bmpSize && !inBig5(target) {
			t.sides[target] = simplifiedOnly
		}
	}
}

// inGB2312 reports whether r is one of the 6763 hanzi of GB 2312-80: rows
// B0–F7 with a second byte from A1 up.
func inGB2312(r rune) bool {
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(r)))
	return err == nil && len(b) == 2 && b[0] >= 0xB0 && b[0] <= 0xF7 && b[1] >= 0xA1
}

// inBig5 reports whether r is one of the hanzi of Big5 (ETEN): rows A4–F9.
// Rows before them, and those after, are Hong Kong's additions.
func inBig5(r rune) bool {
	b, err := traditionalchinese.Big5.NewEncoder().Bytes([]byte(string(r)))
	return err == nil && len(b) == 2 && b[0] >= 0xA4 && b[0] <= 0xF9
}
