package fetch

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/html/atom"
)

// Shape is what a small page looks like whatever address it was asked at: two
// answers of one shape are the same page. Its hash is of the letters that show,
// of inline scripts, and of the addresses of pictures, frames and links; digits
// (clocks, counters, years) do not count among the letters, nor does the
// address that was asked for.
type Shape struct {
	Hash  string // 16 hex digits
	Title string // as the page has it, at most maxShapeTitle bytes
	Small bool   // shows no more than an error page whose status does not say so
}

const (
	// maxShapeTitle is what is kept of a title, in bytes: to be recognised by.
	maxShapeTitle = 120
	// leastShape is how many letters and bytes of scripts a page must have for
	// its likeness to mean anything.
	leastShape = 4
)

// ShapeOf is the shape of an HTML page. ok is false for one that shows more
// than any error page, and for one that shows next to nothing.
func ShapeOf(body []byte, requestURL string) (s Shape, ok bool) {
	if hasPlenty(body) {
		return Shape{}, false
	}
	sum := sha256.New()
	p := readShape(body, &tracing{sum: sum, own: ownNames(requestURL)})
	if p.outside > titledText {
		return Shape{}, false
	}
	scripts := strings.Join(strings.Fields(p.scripts), " ")
	title := letters(p.title)
	shown := p.trace.shown.String()
	if len(shown)+len(title)+len(scripts) < leastShape {
		return Shape{}, false
	}
	for _, part := range []string{shown, title, scripts} {
		writePart(sum, part)
	}
	return Shape{
		Hash: hex.EncodeToString(sum.Sum(nil)[:8]), Title: clipTo(p.title, maxShapeTitle), Small: p.outside <= missingText,
	}, true
}

// readShape reads a page with what readPage leaves out of it.
func readShape(body []byte, t *tracing) pageReader {
	p := newPageReader(body, titledText)
	p.trace = t
	p.read()
	p.flush()
	return p
}

// tracing takes in what makes a page the one it is.
type tracing struct {
	sum   hash.Hash       // of addresses, as they come
	shown strings.Builder // letters of what shows
	own   []string        // forms of the page's own address
}

// show takes in a run of text.
func (t *tracing) show(text string) {
	t.shown.WriteString(letters(t.foreign(text)))
}

// address takes in what a tag points to.
func (t *tracing) address(tag atom.Atom, attributes map[string]string) {
	name := "src"
	switch tag {
	case atom.A:
		name = "href"
	case atom.Object:
		name = "data"
	case atom.Img, atom.Iframe, atom.Frame, atom.Embed, atom.Video:
	default:
		return
	}
	writePart(t.sum, t.foreign(attributes[name]))
}

// traced are the tags whose addresses count.
func traced(tag atom.Atom) bool {
	switch tag {
	case atom.A, atom.Img, atom.Iframe, atom.Frame, atom.Embed, atom.Object, atom.Video:
		return true
	}
	return false
}

// foreign is text without the page's own address: error pages repeat it.
func (t *tracing) foreign(text string) string {
	for _, own := range t.own {
		text = strings.ReplaceAll(text, own, "")
	}
	return text
}

// ownNames are the forms in which a page may print the address it was asked
// at, the longest first. A path that is next to nothing is none.
func ownNames(requestURL string) []string {
	var names []string
	_, rest, _ := strings.Cut(requestURL, "://")
	at := strings.IndexByte(rest, '/')
	if at < 0 {
		return nil
	}
	path := rest[at:]
	bare, _, _ := strings.Cut(path, "?")
	for _, name := range []string{requestURL, rest, path, bare} {
		if len(name) <= leastShape {
			continue
		}
		names = append(names, name, url.QueryEscape(name))
		if plain, err := url.PathUnescape(name); err == nil && plain != name {
			names = append(names, plain)
		}
	}
	return names
}

// letters are those of a text, in lower case.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

// writePart hashes a text so that it cannot run into the next.
func writePart(h hash.Hash, text string) {
	_, _ = h.Write([]byte(text)) // a hash takes everything
	_, _ = h.Write([]byte{0})
}
