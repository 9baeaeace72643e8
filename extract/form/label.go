package form

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"nianbao/extract/script"
)

// bare is a label for comparison: white space, ordinals and punctuation gone,
// Traditional folded, full-width folded.
func bare(label string) string {
	var buf [maxLabel]byte
	s := script.Simplify(string(unnumbered(compact(buf[:0], label))))
	return string(letters(buf[:0], s))
}

// compact appends a label to b, full-width folded and without white space.
func compact(b []byte, label string) []byte {
	for i := 0; i < len(label); {
		if han := hanAt(label, i); han {
			b = append(b, label[i], label[i+1], label[i+2])
			i += 3
			continue
		}
		r, size := utf8.DecodeRuneInString(label[i:])
		i += size
		if r = foldRune(r); r >= 0 && !unicode.IsSpace(r) {
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}

// letters appends what counts of a text: letters, digits, and the stroke of
// 本年增/减.
func letters[T string | []byte](b []byte, s T) []byte {
	for i := 0; i < len(s); {
		if hanAt(s, i) {
			b = append(b, s[i], s[i+1], s[i+2])
			i += 3
			continue
		}
		r, size := utf8.DecodeRuneInString(string(s[i:min(len(s), i+utf8.UTFMax)]))
		i += size
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '/' {
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}

// hanAt tells a character of the block of Chinese ideographs (U+4E00–9FFF, in
// UTF-8 E4 B8 80 to E9 BF BF), which most of a label is and which needs no
// folding.
func hanAt[T string | []byte](s T, i int) bool {
	return i+2 < len(s) && (s[i] > 0xE4 && s[i] <= 0xE9 || s[i] == 0xE4 && s[i+1] >= 0xB8) && s[i+1]&0xC0 == 0x80 && s[i+2]&0xC0 == 0x80
}

// match says how well a printed label fits an official one.
type match int

const (
	none      match = iota
	similar         // a few characters lost or wrong
	truncated       // the front of the label, or a part of it
	contained       // the label with more around it
	exact
)

// wording is a bare label, ready to be compared.
type wording struct {
	text  string
	runes []rune
	marks uint64 // a bit for each character: says quickly that one has others
}

func word(bare string) wording {
	w := wording{text: bare, runes: []rune(bare)}
	for _, r := range w.runes {
		w.marks |= 1 << (uint32(r) * 0x9E3779B1 >> 26)
	}
	return w
}

// compare rates two bare labels against each other. In a label of four
// characters one may be wrong; shorter ones must be exact or truncated: too
// little is left to tell a typing error by.
func compare(printed, official wording) match {
	p, o := printed.runes, official.runes
	extra, lost := printed.marks&^official.marks, official.marks&^printed.marks
	switch {
	case len(p) == 0:
		return none
	case printed.text == official.text:
		return exact
	case lost == 0 && len(o) >= 4 && len(p) <= 2*len(o)+8 && strings.Contains(printed.text, official.text):
		if before, _, _ := strings.Cut(printed.text, official.text); strings.HasSuffix(before, "不") || strings.HasSuffix(before, "未") {
			return none // the opposite
		}
		return contained
	case extra == 0 && len(p) >= 2 && strings.HasPrefix(official.text, printed.text):
		return truncated
	case extra == 0 && len(p) >= 5 && strings.Contains(official.text, printed.text):
		return truncated
	case len(p) >= 4 && len(o) >= 5 && max(bits.OnesCount64(extra), bits.OnesCount64(lost)) <= len(o)/4 && distance(p, o, len(o)/4) <= len(o)/4:
		return similar
	case extra == 0 && len(p) >= 5 && 2*len(p) >= len(o) && subsequence(p, o):
		return similar
	case len(p) == 4 && len(o) == 4 && bits.OnesCount64(extra) <= 1 && oneWrong(p, o):
		return similar
	}
	return none
}

// oneWrong tells two labels that differ in one character.
func oneWrong(p, o []rune) bool {
	wrong := 0
	for i := range p {
		if p[i] != o[i] {
			wrong++
		}
	}
	return wrong == 1
}

// opposes tells a label of four characters that differs from an official one in
// what it says: 不 and 未 make the opposite.
func opposes(printed, official []rune) bool {
	if len(printed) != 4 || len(official) != 4 {
		return false
	}
	for i := range printed {
		if printed[i] != official[i] && (strings.ContainsRune("不未无非", printed[i]) || strings.ContainsRune("不未无非", official[i])) {
			return true
		}
	}
	return others[string(printed)]
}

// others are labels one character off an official one that name something
// else.
var others = map[string]bool{"行政处分": true}

// subsequence tells a label that only lost characters.
func subsequence(short, long []rune) bool {
	i := 0
	for _, r := range long {
		if i < len(short) && short[i] == r {
			i++
		}
	}
	return i == len(short)
}

// distance is the edit distance of two labels, or limit+1 where it is more.
func distance(a, b []rune, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

// vocabulary is a set of official labels, bare, each with the index of what it
// names.
type vocabulary struct {
	labels []string
	words  []wording // of labels
	index  []int
	exact  map[string]int
}

func newVocabulary(n int, labels func(int) []string) vocabulary {
	v := vocabulary{exact: map[string]int{}}
	for i := range n {
		for _, l := range labels(i) {
			b := bare(l)
			v.labels = append(v.labels, b)
			v.words = append(v.words, word(b))
			v.index = append(v.index, i)
			if _, known := v.exact[b]; !known {
				v.exact[b] = i
			}
		}
	}
	return v
}

// find names the one entry a printed label can mean. ok is false where none
// fits, or where two fit equally well.
func (v vocabulary) find(printed string) (entry int, quality match, ok bool) {
	if i, known := v.exact[printed]; known {
		return i, exact, true
	}
	c := v.closest(printed)
	return c.entry, c.quality, c.quality > none && !c.tied
}

// closest is the entry whose label is nearest to one that is not official.
func (v vocabulary) closest(printed string) choice {
	best := choice{entry: -1}
	whole := choice{entry: -1} // a label that has all of the printed one in it
	loose := choice{entry: -1} // one it is not far from
	p := word(printed)
	for i, official := range v.labels {
		m := compare(p, v.words[i])
		if m == none {
			continue
		}
		best.offer(v.index[i], m, official)
		if m != contained {
			whole.offer(v.index[i], m, official)
		}
		if m == similar {
			loose.offer(v.index[i], m, official)
		}
	}
	switch {
	case best.quality == contained && whole.quality > none && len(whole.label) > len(best.label):
		// a label that explains every character says more than a shorter one
		// that leaves some over: 同志参加政府网站在线访谈次数
		best = whole
	case best.quality == truncated && loose.quality == similar && loose.entry != best.entry && !strings.HasPrefix(best.label, printed):
		best.tied = true // an inner part of one, and another with letters lost
	case best.quality == similar && opposes(p.runes, []rune(best.label)):
		best.tied = true // it may mean neither
	}
	return best
}

// choice is the best entry offered so far.
type choice struct {
	entry   int
	label   string
	quality match
	tied    bool // another entry fits as well
}

func (c *choice) offer(entry int, m match, label string) {
	switch {
	case m < c.quality:
	case m > c.quality:
		*c = choice{entry: entry, label: label, quality: m}
	case label == c.label: // the form prints it twice: the first stands for both
	case entry == c.entry:
		if len(label) > len(c.label) {
			c.label = label
		}
	case m == contained && len(label) != len(c.label):
		// the longer label says more: 行政规范性文件 holds 规范性文件
		if len(label) > len(c.label) {
			c.entry, c.label = entry, label
		}
	default:
		c.tied = true
	}
}

// sequence reads several official labels run together, as readers of PDF files
// leave header cells. It is nil where anything else is in between.
func (v vocabulary) sequence(printed string) []int {
	var entries []int
	for printed != "" {
		best := -1
		for i, l := range v.labels {
			if l != "" && strings.HasPrefix(printed, l) && (best < 0 || len(l) > len(v.labels[best])) {
				best = i
			}
		}
		if best < 0 {
			return nil
		}
		entries, printed = append(entries, v.index[best]), printed[len(v.labels[best]):]
	}
	return entries
}
