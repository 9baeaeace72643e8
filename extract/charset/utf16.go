package charset

import "golang.org/x/text/encoding/unicode"

// utf16Label returns UTF-16 in one byte order, without looking for a mark.
func utf16Label(name string) label {
	order := unicode.LittleEndian
	if name == utf16BEName {
		order = unicode.BigEndian
	}
	return label{utf16Class, name, unicode.UTF16(order, unicode.IgnoreBOM)}
}

// sniffUTF16 recognises UTF-16 without a byte-order mark by its NUL bytes: in
// markup, half the bytes of the ASCII part, all on one side. A few on the other
// are normal (一 is 4E00); a few stray NULs in all, or as many on both sides as
// in binary files, are not UTF-16.
func sniffUTF16(body []byte) (l label, ok bool) {
	head := body[:min(len(body), prescan)&^1]
	var even, odd int
	for i, c := range head {
		switch {
		case c != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	units := len(head) / 2
	switch {
	case units < 2:
		return label{}, false
	case odd*4 >= units && even*4 <= odd:
		return utf16Label(utf16LEName), true
	case even*4 >= units && odd*4 <= even:
		return utf16Label(utf16BEName), true
	}
	return label{}, false
}
