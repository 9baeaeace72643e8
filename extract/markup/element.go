package markup

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// element is a kind of element, with what the HTML standard (13.2.6) says its
// tags do.
type element struct {
	name  string
	atom  atom.Atom
	start act // what a start tag does in a body
	end   act // what an end tag does in a body
	is    trait
}

// act is what a tag does.
type act uint8

const (
	other     act = iota
	unread        // left to html.Parse
	ignored       // in a body
	root          // html
	head          // head
	body          // body
	declares      // base, link, meta: void, in head and in body
	title         // title: text with entities
	style         // script, style, noframes: raw text
	noscript      // raw text, in head and in body
	raw           // iframe, noembed: raw text, in a body only
	xmp           // raw text of its own line
	textarea      // text with entities
	block         // ends a paragraph
	paragraph     // p
	heading       // h1 to h6
	kept          // pre, listing: white space is kept
	form          // form
	item          // li
	entry         // dd, dt
	button        // button
	anchor        // a
	format        // b, font and the like: goes on in the next block
	nobr          // nobr
	object        // applet, marquee, object: nothing goes on into it
	void          // br, img and the like: has no end
	input         // input
	loose         // param, source, track: void, without format
	rule          // hr
	image         // img, misspelt
	selects       // select
	option        // option
	optgroup      // optgroup
	rubyBase      // rb, rtc
	rubyText      // rp, rt
	table         // table
	caption       // caption
	colgroup      // colgroup
	col           // col
	section       // tbody, thead, tfoot
	row           // tr
	cell          // td, th
)

// trait is what an open element means for the tags behind it.
type trait uint8

const (
	special    trait = 1 << iota // "special" of 13.2.4.2: an end tag is not looked for beyond it
	scopeEnd                     // ends the scope of all that has one
	buttonEnd                    // ends that of a paragraph
	listEnd                      // ends that of a list item
	tableEnd                     // ends that of a part of a table
	impliedEnd                   // its end tag may be left out
	fostering                    // what does not belong into it goes before the table
)

var starts = []struct {
	act   act
	names string
}{
	{unread, "frameset math plaintext svg template"},
	{ignored, "frame"},
	{root, "html"}, {head, "head"}, {body, "body"},
	{declares, "base basefont bgsound link meta"},
	{title, "title"}, {style, "script style noframes"}, {noscript, "noscript"}, {raw, "iframe noembed"}, {xmp, "xmp"}, {textarea, "textarea"},
	{block, "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer header hgroup main menu nav ol search section summary ul"},
	{paragraph, "p"}, {heading, "h1 h2 h3 h4 h5 h6"}, {kept, "pre listing"}, {form, "form"}, {item, "li"}, {entry, "dd dt"}, {button, "button"},
	{anchor, "a"}, {format, "b big code em font i s small strike strong tt u"}, {nobr, "nobr"}, {object, "applet marquee object"},
	{void, "area br embed img keygen wbr"}, {input, "input"}, {loose, "param source track"}, {rule, "hr"}, {image, "image"},
	{selects, "select"}, {option, "option"}, {optgroup, "optgroup"}, {rubyBase, "rb rtc"}, {rubyText, "rp rt"},
	{table, "table"}, {caption, "caption"}, {colgroup, "colgroup"}, {col, "col"}, {section, "tbody thead tfoot"}, {row, "tr"}, {cell, "td th"},
	{other, "span label o:p font-face ruby var sub sup abbr cite dfn kbd samp q ins del time mark video audio canvas"},
}

var ends = []struct {
	act   act
	names string
}{
	{ignored, "template"},
	{root, "html"}, {body, "body"},
	{block, "address article aside blockquote button center details dialog dir div dl fieldset figcaption figure footer header hgroup listing main menu nav ol pre search section select summary ul"},
	{paragraph, "p"}, {heading, "h1 h2 h3 h4 h5 h6"}, {form, "form"}, {item, "li"}, {entry, "dd dt"},
	{format, "a b big code em font i nobr s small strike strong tt u"}, {object, "applet marquee object"}, {void, "br"},
}

var traits = []struct {
	is    trait
	names string
}{
	{special, "address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd details dir div dl dt embed " +
		"fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe img input keygen li link listing main marquee menu meta " +
		"nav noembed noframes noscript object ol p param plaintext pre script section select source style summary table tbody td template textarea tfoot th thead title tr track ul wbr xmp"},
	{scopeEnd, "applet caption html table td th marquee object select"},
	{buttonEnd, "button"},
	{listEnd, "ol ul"},
	{tableEnd, "html table"},
	{impliedEnd, "dd dt li optgroup option p rb rp rt rtc"},
	{fostering, "table tbody tfoot thead tr"},
}

// slots is the size of the table by which elements are found: a power of two,
// several times their number.
const slots = 1024

// known finds an element by its name.
type known [slots]*element

// hashed adds a byte to the hash of a name (FNV-1).
func hashed(hash uint32, c byte) uint32 { return (hash ^ uint32(c)) * 0x01000193 }

func hashOf(name string) (hash uint32) {
	for i := range len(name) {
		hash = hashed(hash, name[i])
	}
	return hash
}

// slot is where an element is looked for first.
func slot(hash uint32) uint32 { return (hash ^ hash>>15) % slots }

// elements are all that mean something to the parser, and the commonest of
// those that do not.
var elements = func() *known {
	k := &known{}
	for _, s := range starts {
		for name := range strings.FieldsSeq(s.names) {
			k.make(name).start = s.act
		}
	}
	for _, e := range ends {
		for name := range strings.FieldsSeq(e.names) {
			k.make(name).end = e.act
		}
	}
	for _, t := range traits {
		for name := range strings.FieldsSeq(t.names) {
			k.make(name).is |= t.is
		}
	}
	return k
}()

func (k *known) make(name string) *element {
	at := slot(hashOf(name))
	for k[at] != nil && k[at].name != name {
		at = (at + 1) % slots
	}
	if k[at] == nil {
		k[at] = &element{name: name, atom: atom.Lookup([]byte(name))}
	}
	return k[at]
}

// find is the element of a name in lower case; nil for one without a rule, and
// nearly always for one that is no element of HTML.
func (k *known) find(name string) *element { return k.at(name, hashOf(name)) }

// at is find where the hash of the name is known.
func (k *known) at(name string, hash uint32) *element {
	for at := slot(hash); k[at] != nil; at = (at + 1) % slots {
		if k[at].name == name {
			return k[at]
		}
	}
	return nil
}

// Elements that the parser opens by itself.
var (
	htmlElement     = elements.find("html")
	headElement     = elements.find("head")
	bodyElement     = elements.find("body")
	pElement        = elements.find("p")
	liElement       = elements.find("li")
	aElement        = elements.find("a")
	nobrElement     = elements.find("nobr")
	imgElement      = elements.find("img")
	buttonElement   = elements.find("button")
	formElement     = elements.find("form")
	selectElement   = elements.find("select")
	optionElement   = elements.find("option")
	rubyElement     = elements.find("ruby")
	tableElement    = elements.find("table")
	captionElement  = elements.find("caption")
	colgroupElement = elements.find("colgroup")
	tbodyElement    = elements.find("tbody")
	trElement       = elements.find("tr")
)
