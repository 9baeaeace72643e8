package reading

import (
	"io"
	"mime"
	"net/url"
	"path"
	"strings"

	"nianbao/extract/charset"
	"nianbao/store"
)

// maxName is the longest name of a file that is kept, in characters.
const maxName = 200

// fileName is what an answer calls its file (Content-Disposition, RFC 6266); ""
// where it does not say. Names in Chinese come as filename*=UTF-8”…, as
// percent-escapes, as RFC 2047 words, and as bare bytes of UTF-8 or GBK.
func fileName(c *store.Capture) string {
	var plain, extended string
	for key, value := range parameters(c.ResponseHeaders.Get("Content-Disposition")) {
		switch key {
		case "filename*":
			extended = extendedValue(value)
		case "filename":
			plain = value
		}
	}
	s := extended
	if s == "" {
		s = decoded(plain)
	}
	s = path.Base(strings.ReplaceAll(strings.TrimSpace(s), `\`, "/"))
	if s == "." || s == "/" {
		return ""
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	if r := []rune(s); len(r) > maxName {
		s = string(r[len(r)-maxName:])
	}
	return s
}

// parameters reads the parameters of a header leniently: the values are as
// they came, but for quotes. Bytes of GBK may be any, a quote or a semicolon
// excepted.
func parameters(header string) map[string]string {
	out := map[string]string{}
	_, rest, _ := strings.Cut(header, ";")
	for rest != "" {
		key, value, found := strings.Cut(rest, "=")
		if !found {
			break
		}
		key = strings.ToLower(strings.Trim(key, " \t;"))
		value = strings.TrimLeft(value, " \t")
		if strings.HasPrefix(value, `"`) {
			value, rest = quoted(value[1:])
		} else {
			value, rest, _ = strings.Cut(value, ";")
			value = strings.TrimSpace(value)
		}
		if _, twice := out[key]; !twice && len(out) < 16 {
			out[key] = value
		}
	}
	return out
}

// quoted reads up to the closing quote. A backslash stays unless it stands
// before a quote or another one: browsers send paths of Windows.
func quoted(s string) (value, rest string) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:]
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String(), ""
}

// extendedValue reads charset'language'escapes (RFC 8187, 3.2).
func extendedValue(s string) string {
	label, rest, _ := strings.Cut(s, "'")
	_, escapes, found := strings.Cut(rest, "'")
	if !found {
		return ""
	}
	raw, err := url.PathUnescape(escapes)
	if err != nil {
		return ""
	}
	return charset.Decode([]byte(raw), label).Text
}

// decoded reads a name in whatever way it is written.
func decoded(s string) string {
	s = bytesOf(s)
	if strings.HasPrefix(s, "=?") {
		words := mime.WordDecoder{CharsetReader: func(label string, r io.Reader) (io.Reader, error) {
			raw, err := io.ReadAll(r) // a part of a header: net/http bounds it
			return strings.NewReader(charset.Decode(raw, label).Text), err
		}}
		if text, err := words.DecodeHeader(s); err == nil {
			return text
		}
	}
	if strings.Contains(s, "%") {
		if raw, err := url.PathUnescape(s); err == nil {
			s = raw
		}
	}
	return charset.Decode([]byte(s), "").Text
}

// bytesOf undoes how a capture keeps a header's bytes that are not UTF-8: one
// character each (see fetch).
func bytesOf(s string) string {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xff {
			return s
		}
		b = append(b, byte(r))
	}
	return string(b)
}
