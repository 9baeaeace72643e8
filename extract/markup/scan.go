package markup

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// token is a piece of a page.
type token struct {
	kind tokenKind
	*element
	data string           // of a text or a comment, entities undone; of a doctype the whole of it
	attr []html.Attribute // of a start tag
}

type tokenKind uint8

const (
	end tokenKind = iota // of the page, or of what can be read of it
	text
	startTag
	endTag
	comment
	doctype
)

// scanner cuts a page into tokens (HTML standard, 13.2.5). The page has no NUL
// and its lines end in \n.
type scanner struct {
	page    string
	at      int
	begun   int              // where the token read last begins
	odd     bool             // the page has what is not read here
	attrs   []html.Attribute // room for attributes
	strange map[string]*element
	undone  int // attributes whose entities took the long way
}

// blanks is the white space of HTML.
const blanks = " \t\n\r\f"

func isBlank(c byte) bool { return bounds[c]&isSpace != 0 }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// next reads the next token.
func (s *scanner) next(t *token) {
	*t = token{}
	s.begun = s.at
	if s.at >= len(s.page) {
		return
	}
	if s.opens(s.at) {
		s.markup(t)
		return
	}
	from := s.at
	i := from
	if s.page[i] == '<' {
		i++
	}
	for {
		n := strings.IndexByte(s.page[i:], '<')
		if n < 0 {
			i = len(s.page)
			break
		}
		i += n
		if s.opens(i) || s.page[i:] == "</" { // a text of its own
			break
		}
		i++
	}
	t.kind, t.data, s.at = text, entities(s.page[from:i]), i
}

// opens tells whether anything but text begins at a place.
func (s *scanner) opens(i int) bool {
	if s.page[i] != '<' || i+1 >= len(s.page) {
		return false
	}
	c := s.page[i+1]
	return isLetter(c) || c == '/' && i+2 < len(s.page) || c == '!' || c == '?'
}

// markup reads a tag, a comment or a doctype.
func (s *scanner) markup(t *token) {
	switch c := s.page[s.at+1]; {
	case c == '!':
		s.declaration(t)
	case c == '?':
		s.bogus(t, s.at+1)
	case c != '/':
		s.at++
		s.tag(t, startTag)
	case isLetter(s.page[s.at+2]):
		s.at += 2
		s.tag(t, endTag)
	case s.page[s.at+2] == '>':
		t.kind = comment
		s.at += len("</>")
	default:
		s.bogus(t, s.at+2)
	}
}

// bogus reads what html.Parse takes for a comment, up to the next >.
func (s *scanner) bogus(t *token, from int) {
	said, _, _ := strings.Cut(s.page[from:], ">")
	t.kind, t.data, s.at = comment, entities(said), from+len(said)+1
}

// declaration reads what begins with <!.
func (s *scanner) declaration(t *token) {
	const name = "doctype"
	from := s.at + len("<!")
	switch {
	case strings.HasPrefix(s.page[from:], "--"):
		s.comment(t, from+len("--"))
	case len(s.page) >= from+len(name) && strings.EqualFold(s.page[from:from+len(name)], name):
		n := strings.IndexByte(s.page[from:], '>')
		if n < 0 {
			s.odd = true
			return
		}
		t.kind, t.data, s.at = doctype, s.page[s.at:from+n+1], from+n+1
	default:
		s.bogus(t, from)
	}
}

// comment reads a comment from behind its opening on.
func (s *scanner) comment(t *token, from int) {
	rest := s.page[from:]
	t.kind = comment
	for _, abrupt := range []string{">", "->"} {
		if strings.HasPrefix(rest, abrupt) {
			s.at = from + len(abrupt)
			return
		}
	}
	n, size := strings.Index(rest, "-->"), len("-->")
	if n < 0 {
		n = len(rest)
	}
	if bang := strings.Index(rest[:n], "--!>"); bang >= 0 {
		n, size = bang, len("--!>")
	}
	said := rest[:n]
	if n == len(rest) { // the page ends in it
		for _, cut := range []string{"--!", "--", "-"} {
			if strings.HasSuffix(said, cut) {
				said = strings.TrimSuffix(said, cut)
				break
			}
		}
	}
	t.data, s.at = entities(said), from+n+size
}

// tag reads a tag from its name on. One that the page ends in is dropped.
func (s *scanner) tag(t *token, kind tokenKind) {
	from, hash := s.at, uint32(0)
	for s.at < len(s.page) && bounds[s.page[s.at]]&endsName == 0 {
		hash = hashed(hash, s.page[s.at])
		s.at++
	}
	name := s.page[from:s.at]
	if s.at < len(s.page) && s.page[s.at] == '>' {
		s.at++
	} else {
		t.attr = s.attributes(kind == startTag)
	}
	if s.at > len(s.page) {
		return
	}
	t.kind = kind
	if t.element = elements.at(name, hash); t.element == nil {
		t.element = s.named(lower(name))
	}
}

// bound is what a byte ends.
type bound uint8

const (
	endsName  bound = 1 << iota // the name of a tag
	endsKey                     // the name of an attribute, but for = in front
	endsValue                   // the value of one, without quotes
	isSpace
)

// bounds are the bytes that end something (13.2.5).
var bounds = func() (b [256]bound) {
	for _, c := range []byte(blanks) {
		b[c] = endsName | endsKey | endsValue | isSpace
	}
	b['/'] = endsName | endsKey
	b['>'] = endsName | endsKey | endsValue
	b['='] = endsKey
	return b
}()

// named is the element of a name in lower case.
func (s *scanner) named(name string) *element {
	if e := elements.find(name); e != nil {
		return e
	}
	if e := s.strange[name]; e != nil {
		return e
	}
	if s.strange == nil {
		s.strange = map[string]*element{}
	}
	e := &element{name: name, atom: atom.Lookup([]byte(name))}
	s.strange[name] = e
	return e
}

// lower is a name with its ASCII letters in lower case.
func lower(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b := []byte(s)
			for j, c := range b {
				if 'A' <= c && c <= 'Z' {
					b[j] = c | 0x20
				}
			}
			return string(b)
		}
	}
	return s
}

// rawText reads the text behind the start tag of an element without markup in it,
// and the end tag.
func (s *scanner) rawText(name string) string {
	from := s.at
	at := from
	for {
		n := strings.Index(s.page[at:], "</")
		if n < 0 {
			at = len(s.page)
			break
		}
		at += n
		if s.closes(at+len("</"), name) {
			break
		}
		at += len("</")
	}
	said := s.page[from:at]
	if name == "script" && strings.Contains(said, "<!--") && containsFold(said, "<script") {
		s.odd = true // a script that hides another one's end
		return ""
	}
	if s.at = at; at < len(s.page) {
		var end token
		s.next(&end)
	}
	return said
}

// closes tells the name of an end tag at a place.
func (s *scanner) closes(at int, name string) bool {
	end := at + len(name)
	if end >= len(s.page) || !strings.EqualFold(s.page[at:end], name) {
		return false
	}
	c := s.page[end]
	return isBlank(c) || c == '/' || c == '>'
}

// containsFold is strings.Contains for a tag in lower case, whatever the case
// of the text.
func containsFold(s, tag string) bool {
	for {
		n := strings.IndexByte(s, tag[0])
		if n < 0 || n+len(tag) > len(s) {
			return false
		}
		if strings.EqualFold(s[n:n+len(tag)], tag) {
			return true
		}
		s = s[n+1:]
	}
}
