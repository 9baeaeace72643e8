package markup

import (
	"strings"

	"golang.org/x/net/html"
)

// Bounds of what is read here; a page beyond them is left to html.Parse.
const (
	maxAttributes = 64   // of a tag
	maxUndone     = 64   // attributes of a page with entities that are not told at a glance
	maxDoctype    = 1024 // bytes
)

// roomForAttributes is how many attributes are made room for together.
const roomForAttributes = 128

// attributes reads the attributes of a tag, and the > behind them. Where the
// page ends before it, the scanner stands beyond the page's end.
func (s *scanner) attributes(keep bool) []html.Attribute {
	base := len(s.attrs)
	for {
		s.skipBlanks()
		if s.at >= len(s.page) {
			s.at = len(s.page) + 1
			return nil
		}
		if s.page[s.at] == '>' {
			s.at++
			break
		}
		key, val, ok := s.attribute()
		if !ok {
			s.at = len(s.page) + 1
			return nil
		}
		if keep && key != "" {
			base = s.keep(base, lower(key), val)
		}
	}
	if len(s.attrs) == base {
		return nil
	}
	return s.attrs[base:len(s.attrs):len(s.attrs)]
}

// keep adds an attribute to those of a tag, which begin at base; the first of a
// name stands.
func (s *scanner) keep(base int, key, val string) int {
	own := s.attrs[base:]
	for i := range own {
		if own[i].Key == key {
			return base
		}
	}
	if len(own) >= maxAttributes {
		s.odd = true
		return base
	}
	if len(s.attrs) == cap(s.attrs) {
		s.attrs = append(make([]html.Attribute, 0, max(roomForAttributes, 2*maxAttributes)), own...)
		base = 0
	}
	s.attrs = append(s.attrs, html.Attribute{Key: key, Val: s.value(val)})
	return base
}

func (s *scanner) skipBlanks() {
	for s.at < len(s.page) && isBlank(s.page[s.at]) {
		s.at++
	}
}

// attribute reads one attribute: a key, and a value where there is one. ok is
// false where the page ends in it.
func (s *scanner) attribute() (key, val string, ok bool) {
	from := s.at
	for ; s.at < len(s.page); s.at++ {
		if c := s.page[s.at]; bounds[c]&endsKey != 0 && (c != '=' || s.at > from) {
			break
		}
	}
	key = s.page[from:min(s.at, len(s.page))]
	s.skipBlanks()
	if s.at >= len(s.page) {
		return "", "", false
	}
	switch s.page[s.at] {
	case '/':
		s.at++
		return key, "", true
	case '=':
		s.at++
	default:
		return key, "", true
	}
	s.skipBlanks()
	if s.at >= len(s.page) {
		return "", "", false
	}
	switch quote := s.page[s.at]; quote {
	case '>':
		return key, "", true
	case '"', '\'':
		n := strings.IndexByte(s.page[s.at+1:], quote)
		if n < 0 {
			return "", "", false
		}
		val = s.page[s.at+1 : s.at+1+n]
		s.at += n + 2
	default:
		from := s.at
		for s.at++; s.at < len(s.page) && bounds[s.page[s.at]]&endsValue == 0; s.at++ {
		}
		val = s.page[from:s.at]
	}
	return key, val, true
}

// value undoes the entities of an attribute's value.
func (s *scanner) value(val string) string {
	if !hasEntity(val) {
		return val
	}
	quote := `"`
	if strings.Contains(val, quote) {
		quote = `'`
	}
	if s.undone++; s.undone > maxUndone || strings.Contains(val, quote) {
		s.odd = true
		return val
	}
	z := html.NewTokenizer(strings.NewReader("<a b=" + quote + val + quote + ">"))
	z.Next()
	if attr := z.Token().Attr; len(attr) == 1 {
		return attr[0].Val
	}
	s.odd = true
	return val
}

// hasEntity tells a value in which an ampersand may begin an entity. In the
// query of an address, as &id=3, none does (13.2.5.73).
func hasEntity(val string) bool {
	for {
		n := strings.IndexByte(val, '&')
		if n < 0 {
			return false
		}
		val = val[n+1:]
		i := 0
		for i < len(val) && (isLetter(val[i]) || '0' <= val[i] && val[i] <= '9') {
			i++
		}
		if i == 0 && (val == "" || val[0] != '#') || i > 0 && i < len(val) && val[i] == '=' {
			continue
		}
		return true
	}
}

// entities undoes the entities of a text.
func entities(s string) string {
	const space = "&nbsp;"
	n := strings.IndexByte(s, '&')
	switch {
	case n < 0:
		return s
	case s == space:
		return "\u00a0"
	case strings.Count(s[n:], "&") == strings.Count(s[n:], space):
		return strings.ReplaceAll(s, space, "\u00a0")
	}
	return html.UnescapeString(s)
}
