package fetch

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// pageBytes is how much of a page is looked at: an error page or a wall is
// never longer.
const pageBytes = 256 << 10

// page is what a reader sees of an HTML page, counted rather than kept.
type page struct {
	title   string
	text    int      // letters and numbers that show, in runes
	outside int      // of these, outside links: navigation is mostly links
	blocks  []string // short runs of text outside links
	scripts string   // inline
	sources int      // scripts loaded from elsewhere
	frames  int
	tables  int
	links   int
	mount   bool   // an element single-page applications draw into
	refresh string // target of a meta refresh
	data    bool   // carries records in a script that is no program

	password bool // asks for one
}

// blockRunes is how long a run of text may be to be kept as a block.
const blockRunes = 120

// readPage looks at the first pageBytes of body.
func readPage(body []byte) page { return readUntil(body, pageBytes) }

// glance looks at body until it has more text than any page that is none: a
// real page need not be read to its end to be told from an error page.
func glance(body []byte) page {
	if hasPlenty(body) {
		return page{text: titledText + 1, outside: titledText + 1}
	}
	return readUntil(body, titledText)
}

// readUntil looks at body until more than enough runes of text stand outside
// links.
func readUntil(body []byte, enough int) page {
	p := newPageReader(body, enough)
	p.read()
	p.flush()
	return p.page
}

func newPageReader(body []byte, enough int) pageReader {
	return pageReader{z: html.NewTokenizer(strings.NewReader(pageText(body))), enough: enough}
}

// pageText decodes UTF-8, damaged or cut, or else GB18030: good enough to look
// for a phrase, and not what reports are read with.
func pageText(body []byte) string {
	cut := body[:min(len(body), pageBytes)]
	bad, wide := 0, 0
	for rest := cut; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			wide++
		}
		rest = rest[n:]
	}
	if bad*10 <= wide {
		return string(bytes.ToValidUTF8(cut, nil))
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(cut)
	if err != nil {
		return string(bytes.ToValidUTF8(cut, nil))
	}
	return string(text)
}

// pageReader walks the tokens of one page.
type pageReader struct {
	page
	z      *html.Tokenizer
	enough int       // runes outside links after which nothing more is read
	inside atom.Atom // of the elements whose text is not shown or not counted
	link   bool
	run    strings.Builder
	code   strings.Builder
	trace  *tracing // what else is looked at; nil: nothing
}

func (p *pageReader) read() {
	defer func() { p.scripts = p.code.String() }()
	for p.outside <= p.enough {
		switch p.z.Next() {
		case html.ErrorToken:
			return
		case html.TextToken:
			p.see(string(p.z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := p.z.TagName()
			p.open(atom.Lookup(name), more)
		case html.EndTagToken:
			name, _ := p.z.TagName()
			p.shut(atom.Lookup(name))
		}
	}
}

func (p *pageReader) open(tag atom.Atom, attributes bool) {
	if p.trace != nil && traced(tag) {
		p.trace.address(tag, p.attributes(attributes))
	}
	switch tag {
	case atom.Script:
		p.inside = atom.Script
		p.script(p.attributes(attributes))
	case atom.Style, atom.Noscript, atom.Title, atom.Textarea:
		p.inside = tag
	case atom.A:
		p.flush()
		p.link = true
		p.links++
	case atom.Iframe, atom.Frame, atom.Embed, atom.Object:
		p.frames++
	case atom.Table:
		p.tables++
	case atom.Meta:
		p.meta(p.attributes(attributes))
	case atom.Input:
		p.password = p.password || strings.EqualFold(p.attributes(attributes)["type"], "password")
	case atom.Body, atom.Div, atom.Main, atom.Section, atom.Article:
		if slices.Contains(mountIDs, p.attributes(attributes)["id"]) {
			p.mount = true
		}
	}
	if !inline(tag) {
		p.flush()
	}
}

// attributes reads those of the tag at hand: of a few tags only, since pages
// pasted from Word have more of them than text.
func (p *pageReader) attributes(any bool) map[string]string {
	all := map[string]string{}
	for any {
		var k, v []byte
		k, v, any = p.z.TagAttr()
		if name := string(k); all[name] == "" {
			all[name] = string(v)
		}
	}
	return all
}

func (p *pageReader) script(attributes map[string]string) {
	if attributes["src"] != "" {
		p.sources++
	}
	kind := strings.ToLower(attributes["type"])
	if strings.Contains(kind, "xml") || strings.Contains(kind, "json") {
		p.data = true
	}
}

func (p *pageReader) meta(attributes map[string]string) {
	if strings.EqualFold(attributes["http-equiv"], "refresh") {
		_, target, _ := strings.Cut(attributes["content"], "=")
		p.refresh = strings.Trim(strings.TrimSpace(target), `"'`)
	}
}

func (p *pageReader) shut(tag atom.Atom) {
	switch tag {
	case p.inside:
		p.inside = 0
	case atom.A:
		p.flush()
		p.link = false
	}
	if !inline(tag) {
		p.flush()
	}
}

// see takes a run of text in.
func (p *pageReader) see(text string) {
	switch p.inside {
	case atom.Script:
		p.code.WriteString(text)
	case atom.Title:
		if p.title == "" {
			p.title = strings.Join(strings.Fields(html.UnescapeString(text)), " ")
		}
	case 0:
		p.run.WriteString(html.UnescapeString(text))
	}
}

// flush ends a run of text: what stood between two block elements.
func (p *pageReader) flush() {
	run := strings.Join(strings.Fields(p.run.String()), " ")
	p.run.Reset()
	n := 0
	for _, r := range run {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			n++
		}
	}
	p.text += n
	if p.trace != nil && n > 0 {
		p.trace.show(run)
	}
	if p.link || n == 0 {
		return
	}
	p.outside += n
	if n <= blockRunes && len(p.blocks) < 200 {
		p.blocks = append(p.blocks, strings.ToLower(run))
	}
}

// inline elements do not end a run of text.
func inline(a atom.Atom) bool {
	switch a {
	case atom.Span, atom.Font, atom.B, atom.I, atom.Em, atom.Strong, atom.U, atom.Small, atom.Big, atom.Sub, atom.Sup, atom.Label:
		return true
	}
	return false
}
