package store

import (
	"bytes"
	"encoding/json"
)

// members is room for what an object is taken apart into: more than any of ours
// has.
type members [40]field

// split takes a JSON object apart by its strings and brackets alone: what they
// hold is not looked at, since it was when the object was stored. It appends to
// out, and tells false of an object with white space between its members, or with a key that
// is not plain ASCII, and of much that is not JSON.
func split(out []field, object []byte) ([]field, bool) {
	if len(object) < 2 || object[0] != '{' {
		return nil, false
	}
	at := 1
	if object[at] == '}' {
		return out, at+1 == len(object)
	}
	for {
		key := stringEnd(object, at)
		if key < 0 || key >= len(object) || object[key] != ':' || !plain(object[at+1:key-1]) {
			return nil, false
		}
		value := valueEnd(object, key+1)
		if value < 0 || value >= len(object) {
			return nil, false
		}
		out = append(out, field{object[at+1 : key-1], json.RawMessage(object[key+1 : value])})
		switch object[value] {
		case ',':
			at = value + 1
		case '}':
			return out, value+1 == len(object)
		default:
			return nil, false
		}
	}
}

// plain tells a key of ASCII that is written as it is.
func plain(key []byte) bool {
	for _, c := range key {
		if c == '\\' || c == '"' || c < ' ' || c >= 0x80 {
			return false
		}
	}
	return true
}

// valueEnd is where the value that begins at a place ends; -1 where it does
// not.
func valueEnd(b []byte, at int) int {
	if at >= len(b) {
		return -1
	}
	switch b[at] {
	case '"':
		return stringEnd(b, at)
	case '{', '[':
		return bracketEnd(b, at)
	}
	for end := at; end < len(b); end++ {
		switch c := b[end]; {
		case c == ',' || c == '}':
			if end == at {
				return -1
			}
			return end
		case c == '"' || c == ':' || c <= ' ' || c == '[' || c == ']' || c == '{':
			return -1
		}
	}
	return -1
}

// bracketEnd is where the object or list that begins at a place ends; -1 where
// it does not.
func bracketEnd(b []byte, at int) int {
	var room [16]byte
	open := room[:0] // what will close each that is open
	for at < len(b) {
		switch c := b[at]; c {
		case '"':
			if at = stringEnd(b, at); at < 0 {
				return -1
			}
			continue
		case '{', '[':
			open = append(open, c+2) // in ASCII, } is { + 2 and ] is [ + 2
		case '}', ']':
			if open[len(open)-1] != c {
				return -1
			}
			if open = open[:len(open)-1]; len(open) == 0 {
				return at + 1
			}
		}
		at++
	}
	return -1
}

// stringEnd is where the string that begins at a place ends; -1 where there is
// none, or none that ends.
func stringEnd(b []byte, at int) int {
	if at >= len(b) || b[at] != '"' {
		return -1
	}
	for end := at + 1; ; end++ {
		quote := bytes.IndexByte(b[end:], '"')
		if quote < 0 {
			return -1
		}
		end += quote
		escapes := 0
		for b[end-1-escapes] == '\\' {
			escapes++ // the opening quote stops it
		}
		if escapes%2 == 0 {
			return end + 1
		}
	}
}
