package script

import (
	"strings"
	"sync"
)

// finals lists what follows each initial in Hanyu Pinyin (GB/T 16159, table of
// syllables of Putonghua), ü written v. Real syllables only, no product of all
// initials with all finals, so that fewer foreign words pass.
var finals = [...]struct{ initial, finals string }{
	{"", "a o e ai ei ao ou an en ang eng er"},
	{"b", "a o ai ei ao an en ang eng i ie iao ian in ing u"},
	{"p", "a o ai ei ao ou an en ang eng i ie iao ian in ing u"},
	{"m", "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u"},
	{"f", "a o ei ou an en ang eng u"},
	{"d", "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un"},
	{"t", "a e ai ei ao ou an ang eng ong i ie iao ian ing u uo ui uan un"},
	{"n", "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan un v ve ue"},
	{"l", "a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve ue"},
	{"g", "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"},
	{"k", "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"},
	{"h", "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"},
	{"j", "i ia ie iao iu ian in iang ing iong u ue uan un"},
	{"q", "i ia ie iao iu ian in iang ing iong u ue uan un"},
	{"x", "i ia ie iao iu ian in iang ing iong u ue uan un"},
	{"zh", "a e i ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"},
	{"ch", "a e i ai ao ou an en ang eng ong u ua uo uai ui uan un uang"},
	{"sh", "a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang"},
	{"r", "e i ao ou an en ang eng ong u ua uo ui uan un"},
	{"z", "a e i ai ei ao ou an en ang eng ong u uo ui uan un"},
	{"c", "a e i ai ao ou an en ang eng ong u uo ui uan un"},
	{"s", "a e i ai ao ou an en ang eng ong u uo ui uan un"},
	{"y", "a o e ao ou an ang ong i in ing u ue uan un"},
	{"w", "a o ai ei an en ang eng u"},
}

// longestSyllable is the length of zhuang, chuang and shuang.
const longestSyllable = 6

// syllables is the set of all pinyin syllables without tones, ü written v.
var syllables = sync.OnceValue(func() map[string]bool {
	set := make(map[string]bool, 420)
	for _, row := range finals {
		for f := range strings.FieldsSeq(row.finals) {
			set[row.initial+f] = true
		}
	}
	return set
})

// syllable is one pinyin syllable as it was read: bare letters and whether a
// tone was written, as a mark or as a digit.
type syllable struct {
	letters [longestSyllable]byte
	n       int
	toned   bool
}

// parseSyllable reads s, which must be exactly one syllable in lower case. A
// tone is a mark over a vowel (precomposed or combining) or one digit 1–5 at
// the end of a syllable of two letters and more: a1 is a list marker.
func parseSyllable(s string) (y syllable, ok bool) {
	for i, r := range s {
		letter, tone := toneless(r)
		switch {
		case r == '\u0308': // ü, decomposed
			if y.n == 0 || y.letters[y.n-1] != 'u' {
				return y, false
			}
			y.letters[y.n-1] = 'v'
		case r >= '1' && r <= '5' && i == len(s)-1 && y.n > 1 && !y.toned:
			y.toned = true
		case tone && y.toned, letter == 0 && !tone, letter == 0 && y.n == 0:
			return y, false
		default:
			if letter != 0 {
				if y.n == longestSyllable {
					return y, false
				}
				y.letters[y.n] = letter
				y.n++
			}
			y.toned = y.toned || tone
		}
	}
	return y, y.known()
}

// known looks the letters up. After j, q, x and y the letter u stands for ü,
// so both spellings are the same there.
func (y *syllable) known() bool {
	if y.n > 1 && y.letters[1] == 'v' && strings.IndexByte("jqxy", y.letters[0]) >= 0 {
		y.letters[1] = 'u'
	}
	return syllables()[string(y.letters[:y.n])]
}

// toned lists the vowels that carry a tone: macron, acute, caron, grave, and
// the breve many fonts show for a caron.
var toned = [...]struct {
	letter byte
	marks  string
}{
	{'a', "āáǎàă"}, {'e', "ēéěèĕ"}, {'i', "īíǐìĭ"}, {'o', "ōóǒòŏ"}, {'u', "ūúǔùŭ"}, {'v', "ǖǘǚǜ"},
}

// toneless splits r into its bare letter (0 where it is none) and whether it
// carries a tone. A combining tone is a tone without a letter.
func toneless(r rune) (letter byte, tone bool) {
	switch {
	case r >= 'a' && r <= 'z':
		return byte(r), false
	case r == 'ü':
		return 'v', false
	case r == 'ɑ': // the single-storey a of school books
		return 'a', false
	case r == 'ɡ':
		return 'g', false
	case r == '\u0304', r == '\u0301', r == '\u030C', r == '\u0300', r == '\u0306':
		return 0, true
	}
	for _, v := range toned {
		if strings.ContainsRune(v.marks, r) {
			return v.letter, true
		}
	}
	return 0, false
}
