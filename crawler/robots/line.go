package robots

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// Limit is how much of a file is read: what RFC 9309 §2.5 wants as a minimum.
const Limit = 500 << 10

// kind is what a line is for.
type kind uint8

const (
	other kind = iota // Sitemap, Host, anything unknown: never ends a group (§2.2.4)
	userAgent
	allow
	disallow
	crawlDelay
)

// line is one line of the file, taken apart.
type line struct {
	number int    // from 1
	raw    string // as it stands
	text   string // without comment and surrounding space
	key    string // as written; empty where the line has none
	value  string
	kind   kind
}

// keys are the directives with the spellings that the reference parser takes
// for them, matched as prefixes in any case. Order matters to none of them.
var keys = [...]struct {
	prefix string
	kind   kind
}{
	{"user-agent", userAgent}, {"useragent", userAgent}, {"user agent", userAgent},
	{"allow", allow},
	{"disallow", disallow}, {"dissallow", disallow}, {"dissalow", disallow},
	{"disalow", disallow}, {"diasllow", disallow}, {"disallaw", disallow},
	{"crawl-delay", crawlDelay}, {"crawldelay", crawlDelay}, {"crawl delay", crawlDelay},
}

// clip is the part of a file that is read: at most the first Limit bytes,
// without a line that the limit cuts, a UTF-16 file (Notepad's "Unicode") as
// UTF-8, and no byte order mark.
func clip(body []byte) []byte {
	body = cut(body)
	switch {
	case bytes.HasPrefix(body, []byte{0xFF, 0xFE}):
		return cut(fromUTF16(body[2:], binary.LittleEndian))
	case bytes.HasPrefix(body, []byte{0xFE, 0xFF}):
		return cut(fromUTF16(body[2:], binary.BigEndian))
	}
	// The reference parser skips a mark that has lost its tail, too.
	for _, b := range []byte("\uFEFF") {
		if len(body) == 0 || body[0] != b {
			break
		}
		body = body[1:]
	}
	return body
}

func cut(body []byte) []byte {
	if len(body) <= Limit {
		return body
	}
	next, body := body[Limit], body[:Limit]
	if isEOL(next) || isEOL(body[Limit-1]) {
		return body
	}
	return body[:bytes.LastIndexAny(body, "\r\n")+1]
}

func isEOL(c byte) bool { return c == '\n' || c == '\r' }

func fromUTF16(body []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(body)/2)
	for i := range units {
		units[i] = order.Uint16(body[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// lines yields the lines of a file; they end at CR, LF or CRLF.
func lines(source string, yield func(line)) {
	for number := 1; source != ""; number++ {
		raw, rest := source, ""
		if end := strings.IndexAny(source, "\r\n"); end >= 0 {
			raw, rest = source[:end], source[end+1:]
			if source[end] == '\r' {
				rest = strings.TrimPrefix(rest, "\n")
			}
		}
		yield(readLine(number, raw))
		source = rest
	}
}

// readLine takes one line apart. A missing colon is forgiven where exactly two
// words stand on the line, as in the reference parser; the full-width colon of
// a Chinese keyboard is taken for a colon where there is no other.
func readLine(number int, raw string) line {
	text, _, _ := strings.Cut(raw, "#")
	l := line{number: number, raw: raw, text: trim(text)}
	key, value, ok := strings.Cut(l.text, ":")
	if !ok {
		key, value, ok = strings.Cut(l.text, "：")
	}
	if !ok {
		words := strings.Fields(l.text)
		if len(words) != 2 {
			return l
		}
		key, value = words[0], words[1]
	}
	l.key, l.value = trim(key), trim(value)
	for _, k := range keys {
		if len(l.key) >= len(k.prefix) && strings.EqualFold(l.key[:len(k.prefix)], k.prefix) {
			l.kind = k.kind
		}
	}
	return l
}

// trim removes what may stand around keys and values: white space of ASCII,
// and the ideographic space of a Chinese keyboard.
func trim(s string) string { return strings.Trim(s, " \t\v\f\u3000") }
