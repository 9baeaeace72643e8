package grid

import (
	"bytes"
	"html"
	"math"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// box is a word and where it stands, in points from the upper left corner of
// its page, y downwards.
type box struct {
	x0, y0, x1, y1 float64
	text           string
}

func (b box) height() float64 { return b.y1 - b.y0 }
func (b box) middle() float64 { return (b.y0 + b.y1) / 2 }
func (b box) center() float64 { return (b.x0 + b.x1) / 2 }

// size is the size of the letters, once levelled.
func (b box) size() float64 {
	if b.upright() {
		return b.x1 - b.x0
	}
	return b.height()
}

// upright tells a word of several wide characters set from top to bottom, or
// turned.
func (b box) upright() bool {
	wide, all := b.letters()
	return wide > 1 && wide == all && b.height() > 1.5*(b.x1-b.x0)
}

// letters counts the characters as wide as they are high, and all.
func (b box) letters() (wide, all int) {
	for _, r := range b.text {
		if r >= 0x2E80 {
			wide++
		}
		all++
	}
	return wide, all
}

// sheet is one page.
type sheet struct {
	width, height float64
	boxes         []box
	rulings       []ruling
}

// readBoxes reads pages and words. The output is not well-formed where a PDF's
// title is not, so only what is needed is looked at.
func readBoxes(xhtml []byte) ([]sheet, error) {
	var pages []sheet
	total := 0
	for total < maxBoxes {
		at := bytes.IndexByte(xhtml, '<')
		if at < 0 {
			break
		}
		xhtml = xhtml[at+1:]
		end := bytes.IndexByte(xhtml, '>')
		if end < 0 {
			break
		}
		tag := xhtml[:end]
		switch {
		case bytes.HasPrefix(tag, []byte("page ")):
			if len(pages) == maxPages {
				return pages, nil
			}
			width, _ := coordinate(tag, "width")
			height, _ := coordinate(tag, "height")
			pages = append(pages, sheet{width: width, height: height})
		case bytes.HasPrefix(tag, []byte("word ")) && len(pages) > 0:
			if b, ok := readBox(tag, xhtml[end+1:]); ok {
				p := &pages[len(pages)-1]
				p.boxes = append(p.boxes, b)
				total++
			}
		case bytes.HasPrefix(tag, []byte("rule ")):
			readRule(tag, pages)
		}
		xhtml = xhtml[end+1:]
	}
	if len(pages) == 0 {
		return nil, ErrNoWords
	}
	return pages, nil
}

func readBox(tag, rest []byte) (b box, ok bool) {
	var found [4]bool
	b.x0, found[0] = coordinate(tag, "xMin")
	b.y0, found[1] = coordinate(tag, "yMin")
	b.x1, found[2] = coordinate(tag, "xMax")
	b.y1, found[3] = coordinate(tag, "yMax")
	if found != [4]bool{true, true, true, true} || b.x1 <= b.x0 || b.y1 <= b.y0 {
		return b, false
	}
	rest = rest[:min(len(rest), maxWord)]
	if end := bytes.IndexByte(rest, '<'); end >= 0 {
		rest = rest[:end]
	}
	b.text = plainWord(html.UnescapeString(strings.ToValidUTF8(string(rest), "\uFFFD")))
	return b, b.text != ""
}

// maxCoordinate is the far edge of the largest page, in points (ISO 32000-1,
// annex C: 14 400 units).
const maxCoordinate = 20_000

// coordinate is a number an attribute has.
func coordinate(tag []byte, name string) (float64, bool) {
	_, after, found := bytes.Cut(tag, []byte(name+`="`))
	if !found {
		return 0, false
	}
	value, _, _ := bytes.Cut(after[:min(len(after), 32)], []byte(`"`))
	v, err := strconv.ParseFloat(string(value), 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > maxCoordinate {
		return 0, false
	}
	return v, true
}

// radicals are signs for parts of characters (Unicode block CJK Radicals
// Supplement) that fonts map to by mistake where the character is meant, and
// which have no decomposition of their own.
var radicals = map[rune]rune{
	'⺟': '母', '⻁': '虎', '⻄': '西', '⻅': '见', '⻆': '角', '⻉': '贝', '⻋': '车', '⻓': '长', '⻔': '门', '⻘': '青', '⻙': '韦',
	'⻚': '页', '⻛': '风', '⻜': '飞', '⻝': '食', '⻢': '马', '⻣': '骨', '⻤': '鬼', '⻥': '鱼', '⻦': '鸟', '⻧': '卤', '⻨': '麦',
	'⻩': '黄', '⻪': '黾', '⻬': '齐', '⻮': '齿', '⻰': '龙', '⻳': '龟', '⻎': '辶', '⺠': '民',
}

// plainWord is a word with radicals and compatibility forms of characters as
// the characters themselves, and without control characters.
func plainWord(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r < 0x80 && r >= ' ':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\uFFFD':
			return -1
		case unicode.IsSpace(r):
			return ' '
		case r >= 0x2E80 && r <= 0x2FDF || r >= 0xF900 && r <= 0xFAFF:
			if plain, known := radicals[r]; known {
				return plain
			}
			if one := []rune(norm.NFKC.String(string(r))); len(one) == 1 {
				return one[0]
			}
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}
