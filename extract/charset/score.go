package charset

import "unicode/utf8"

// sample is how many bytes, from the first non-ASCII one on, are read to
// choose between charsets that both fail. It bounds the time of binary input.
const sample = 256 << 10

// score is how the non-ASCII part of a body reads under one charset.
type score struct {
	sequences int // sequences that are not ASCII, good or bad
	bad       int // sequences that mean nothing
	odd       int // sequences that mean something no page says
}

// cost is what the charsets are compared by.
func (s score) cost() int { return s.bad + s.odd }

// fits reports whether the charset explains the bytes: at most one sequence in
// eight is wrong.
func (s score) fits() bool { return s.cost()*8 <= s.sequences }

// fromFirstHigh returns the sample of body that is scored.
func fromFirstHigh(body []byte) []byte {
	i := 0
	for i < len(body) && body[i] < utf8.RuneSelf {
		i++
	}
	return body[i:min(len(body), i+sample)]
}

// scoreUTF8 counts b as UTF-8. A character cut off at the end is no error of
// the charset where b is a sample.
func scoreUTF8(b []byte) (s score) {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		s.sequences++
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size <= 1 && utf8.FullRune(b[i:]) {
			s.bad++
		}
		i += size
	}
	return s
}

// scoreGB counts b as GB18030 (GB 18030-2022, section 5: pairs 81–FE with
// 40–7E or 80–FE, and four bytes where the second is a digit). Pairs outside
// the rows of GB 2312 are odd: hardly a Simplified page has many, while UTF-8
// read as GB is full of them.
func scoreGB(b []byte) (s score) {
	for i := 0; i < len(b); {
		lead := b[i]
		if lead < utf8.RuneSelf {
			i++
			continue
		}
		s.sequences++
		switch {
		case lead == 0x80 || lead == 0xFF:
			s.bad++
			i++
		case i+1 >= len(b):
			i++
		case b[i+1] >= 0x30 && b[i+1] <= 0x39:
			if i+3 < len(b) && (b[i+2] < 0x81 || b[i+2] == 0xFF || b[i+3] < 0x30 || b[i+3] > 0x39) {
				s.bad++
				i++
				continue
			}
			i += 4
		case b[i+1] < 0x40 || b[i+1] == 0x7F || b[i+1] == 0xFF:
			s.bad++
			i++
		default:
			if !inGB2312(lead, b[i+1]) {
				s.odd++
			}
			i += 2
		}
	}
	return s
}

// inGB2312 reports whether a pair lies in the assigned rows of GB 2312-80:
// symbols A1–A9 and hanzi B0–F7, second byte from A1 up.
func inGB2312(lead, trail byte) bool {
	return trail >= 0xA1 && (lead >= 0xA1 && lead <= 0xA9 || lead >= 0xB0 && lead <= 0xF7)
}

// minBig5 is how many characters undeclared Big5 must have: a few bytes are
// anything.
const minBig5 = 20

// scoreBig5 counts b as Big5: pairs A1–F9 with 40–7E or A1–FE. Beyond symbols
// and the frequent characters (A1–C6) it is odd.
func scoreBig5(b []byte) (s score) {
	for i := 0; i < len(b); {
		lead := b[i]
		if lead < utf8.RuneSelf {
			i++
			continue
		}
		s.sequences++
		switch {
		case i+1 >= len(b):
			i++
		case lead < 0xA1 || lead > 0xF9 || b[i+1] < 0x40 || b[i+1] > 0x7E && b[i+1] < 0xA1 || b[i+1] == 0xFF:
			s.bad++
			i++
		default:
			if lead > 0xC6 {
				s.odd++
			}
			i += 2
		}
	}
	return s
}
