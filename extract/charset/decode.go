package charset

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// Decoded is the text of a page and how it was arrived at.
type Decoded struct {
	Text  string // valid UTF-8 without byte-order mark and NUL
	Name  string // charset the bytes were read as, WHATWG name in lower case
	Lossy bool   // bytes that mean nothing became U+FFFD
}

// replacement stands for bytes that mean nothing.
const replacement = "\uFFFD"

// Decode turns body into text. declared is the charset parameter of its
// Content-Type, "" if it had none. It never fails: bytes without a meaning
// become U+FFFD, and NUL bytes are dropped.
//
// The bytes decide, labels propose: a byte-order mark; then declared and after
// it the page's own label (an XML prolog or meta element in the first 4 KB),
// each only if the bytes validate under it; then UTF-8, then GB18030. Where
// neither of the last two validates, the one with fewer bad sequences is
// taken. A label of a single-byte charset validates always and so proves
// nothing: it counts only where UTF-8 and GB18030 both fail. Text that was
// garbled before it was stored is not repaired.
//
// Time and memory are linear in len(body).
func Decode(body []byte, declared string) Decoded {
	if l, rest, ok := mark(body); ok {
		return l.read(rest)
	}
	claim := lookup(declared)
	if l, ok := wide(body, claim); ok {
		return l.read(body)
	}
	valid := isUTF8(body)
	if valid && chinese(fromFirstHigh(body)) {
		return Decoded{Text: tidy(string(body)), Name: utf8Name} // whatever the labels say
	}
	labels := [...]label{claim, metaLabel(body)}
	if valid {
		return readValid(body, labels[:])
	}
	for _, l := range labels {
		if l.class != multiByte || l.name == big5Name && plainGB(body) {
			continue
		}
		if d := l.read(body); !d.Lossy {
			return d
		}
	}
	return choose(body, labels[:]).read(body)
}

// isUTF8 is utf8.Valid, quick where most of the text is ideographs (U+4000–9FFF,
// three bytes each).
func isUTF8(b []byte) bool {
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c < utf8.RuneSelf:
			i++
		case c >= 0xE4 && c <= 0xE9 && i+2 < len(b) && b[i+1]&0xC0 == 0x80 && b[i+2]&0xC0 == 0x80:
			i += 3
		default:
			r, size := utf8.DecodeRune(b[i:])
			if r == utf8.RuneError && size == 1 {
				return false
			}
			i += size
		}
	}
	return true
}

// plainGB reports whether body is all but certainly GB 2312. Most of that is
// valid Big5 too, while Big5 is full of pairs GB 2312 does not have.
func plainGB(body []byte) bool {
	s := scoreGB(fromFirstHigh(body))
	return s.sequences >= 8 && s.cost()*50 <= s.sequences
}

// mark recognises a byte-order mark and cuts it off. A UTF-8 mark before
// bytes that are anything but UTF-8 is an include's and says nothing.
func mark(body []byte) (l label, rest []byte, ok bool) {
	for _, m := range [...]struct{ mark, name string }{
		{"\xEF\xBB\xBF", utf8Name},
		{"\xFF\xFE", utf16LEName},
		{"\xFE\xFF", utf16BEName},
		{"\x84\x31\x95\x33", gbName},
	} {
		rest, found := bytes.CutPrefix(body, []byte(m.mark))
		switch {
		case !found:
		case m.name == utf16LEName || m.name == utf16BEName:
			return utf16Label(m.name), rest, true
		case m.name == utf8Name && !utf8.Valid(rest):
			return choose(rest, nil), rest, true
		default:
			return lookup(m.name), rest, true
		}
	}
	return label{}, body, false
}

// wide decides whether a body without a mark is UTF-16: by its NUL bytes, or
// because it was declared and is nothing else. Either way every unit must
// decode.
func wide(body []byte, claim label) (l label, ok bool) {
	if len(body)%2 != 0 {
		return label{}, false
	}
	if bytes.IndexByte(body[:min(len(body), prescan)], 0) >= 0 {
		l, ok = sniffUTF16(body)
	}
	if !ok && claim.class == utf16Class && !utf8.Valid(body) && !scoreGB(fromFirstHigh(body)).fits() {
		l, ok = utf16Label(claim.name), true
	}
	return l, ok && !l.read(body).Lossy
}

// readValid reads a body that is valid UTF-8. Pure ASCII is so under any
// label, and keeps it. Anything else is UTF-8 whatever the labels say, but for
// a few short words of GBK that are valid UTF-8 by accident.
func readValid(body []byte, labels []label) Decoded {
	name := utf8Name
	switch high := fromFirstHigh(body); {
	case len(high) == 0:
		for _, l := range labels {
			if l.class != none && l.class != utf16Class {
				name = l.name
				break
			}
		}
	case accidental(high, labels):
		return lookup(gbName).read(body)
	}
	return Decoded{Text: tidy(string(body)), Name: name}
}

// accidental reports whether high is GBK that happens to be valid UTF-8: a
// label says GB, nothing in it is a Chinese character under UTF-8 (three bytes
// and more), something is beyond Latin-1 (©, ·, é are not), and everything is
// ordinary under GB.
func accidental(high []byte, labels []label) bool {
	if !claimed(labels, gbClass) || chinese(high) || scoreGB(high).cost() > 0 {
		return false
	}
	for _, c := range high {
		if c >= 0xC4 {
			return true
		}
	}
	return false
}

// chinese reports whether valid UTF-8 has a character of three bytes or more.
func chinese(high []byte) bool {
	for _, c := range high {
		if c >= 0xE0 {
			return true
		}
	}
	return false
}

// claimed reports whether one of the labels is of class c.
func claimed(labels []label, c class) bool {
	for _, l := range labels {
		if l.class == c {
			return true
		}
	}
	return false
}

// choose picks the charset of a body that is not valid UTF-8.
func choose(body []byte, labels []label) label {
	high := fromFirstHigh(body)
	u, g := scoreUTF8(high), scoreGB(high)
	best, won := lookup(gbName), g
	if u.cost() < g.cost() || u.cost() == g.cost() && claimed(labels, utf8Class) {
		best, won = lookup(utf8Name), u
	}
	if won.fits() || g.bad == 0 && claimed(labels, gbClass) {
		return best
	}
	if b := scoreBig5(high); b.sequences >= minBig5 && b.fits() && b.cost()*4 < won.cost() {
		return lookup(big5Name)
	}
	for _, l := range labels {
		if l.class == singleByte {
			return l
		}
	}
	return best
}

// read decodes body as l, whatever it holds.
func (l label) read(body []byte) Decoded {
	d := Decoded{Name: l.name}
	if l.class == utf8Class {
		text := string(body)
		d.Lossy = !utf8.ValidString(text)
		d.Text = tidy(strings.ToValidUTF8(text, replacement))
		return d
	}
	// Two bytes become three; a little more saves the last growth.
	buf := make([]byte, 0, len(body)+len(body)/2+64)
	buf, _, err := transform.Append(l.encoding.NewDecoder(), buf, body)
	d.Text = tidy(string(buf))
	d.Lossy = err != nil || strings.Contains(d.Text, replacement)
	return d
}

// tidy drops NUL, which no text means and which breaks what reads it, and
// byte-order marks at the start, which includes leave there in numbers.
func tidy(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.TrimLeft(s, "\uFEFF")
}
