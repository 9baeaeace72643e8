package charset

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// prescan is how many bytes are searched for a label (the HTML standard asks
// for 1024; portals put long scripts and comments before theirs). What stands
// later, as includes in the body do, is not the page's own.
const prescan = 4096

// longestLabel bounds a label, in bytes.
const longestLabel = 40

// metaLabel returns what the page says of itself: an XML prolog, else the
// first meta element that names a charset anyone knows.
func metaLabel(body []byte) label {
	head := body[:min(len(body), prescan)]
	if l := prolog(head); l.class != none {
		return l
	}
	z := html.NewTokenizer(bytes.NewReader(head))
	z.SetMaxBuf(2 * prescan)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return label{}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			if string(name) != "meta" || !more {
				continue
			}
			if l := metaTag(z); l.class != none {
				return l
			}
		}
	}
}

// metaTag reads the attributes of one meta element.
func metaTag(z *html.Tokenizer) label {
	var charset, equiv, content string
	for more := true; more; {
		var key, val []byte
		key, val, more = z.TagAttr()
		switch string(key) {
		case "charset":
			charset = string(val)
		case "http-equiv":
			equiv = strings.TrimSpace(string(val))
		case "content":
			content = string(val)
		}
	}
	if charset == "" && strings.EqualFold(equiv, "content-type") {
		charset = charsetParam(content)
	}
	return known(charset)
}

// charsetParam returns the charset parameter of a Content-Type value, which
// pages also write with a colon or with spaces around the sign.
func charsetParam(content string) string {
	i := strings.Index(strings.ToLower(content), "charset")
	if i < 0 || i+len("charset") > len(content) {
		return ""
	}
	rest := strings.TrimLeft(content[i+len("charset"):], " \t\r\n=:\"'")
	if end := strings.IndexAny(rest, " \t\r\n;,\"'"); end >= 0 {
		rest = rest[:end]
	}
	return rest
}

// prolog reads the encoding of an XML declaration, which must come first.
func prolog(head []byte) label {
	head = bytes.TrimLeft(head, " \t\r\n")
	if !bytes.HasPrefix(head, []byte("<?xml")) {
		return label{}
	}
	head, _, ok := bytes.Cut(head, []byte("?>"))
	if !ok {
		return label{}
	}
	_, rest, ok := bytes.Cut(head, []byte("encoding"))
	if !ok {
		return label{}
	}
	rest = bytes.TrimLeft(rest, " \t\r\n=\"'")
	if end := bytes.IndexAny(rest, " \t\r\n\"'"); end >= 0 {
		rest = rest[:end]
	}
	return known(string(rest))
}

// known looks up a label found inside a page. It was read as ASCII, so the
// page is not in UTF-16 whatever it says (HTML standard, section 13.2.3.2).
func known(s string) label {
	if len(s) > longestLabel {
		return label{}
	}
	l := lookup(s)
	if l.class == utf16Class {
		return lookup(utf8Name)
	}
	return l
}
