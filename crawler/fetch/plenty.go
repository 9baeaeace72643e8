package fetch

import "bytes"

// hidden are elements whose content is no text that shows, or is a link's.
var hidden = []string{"script", "style", "noscript", "title", "textarea", "a"}

// hasPlenty says whether a page shows more Chinese characters outside links
// than any error page or wall has. It only counts bytes between tags, so it is
// ten times quicker than reading the page; what it does not count (a page in
// GBK, or one with little text) is read. It looks at three bytes from E4 to E9
// and on, which is U+4000 to U+9FFF in UTF-8.
func hasPlenty(body []byte) bool {
	body = body[:min(len(body), pageBytes)]
	n := 0
	for len(body) > 0 {
		end := bytes.IndexByte(body, '<')
		if end < 0 {
			end = len(body)
		}
		if n += hanzi(body[:end]); n > titledText {
			return true
		}
		body = afterTag(body[end:])
	}
	return false
}

// hanzi counts Chinese characters.
func hanzi(text []byte) (n int) {
	for i := 0; i+2 < len(text); i++ {
		if text[i] >= 0xe4 && text[i] <= 0xe9 && text[i+1]&0xc0 == 0x80 && text[i+2]&0xc0 == 0x80 {
			n++
			i += 2
		}
	}
	return n
}

// afterTag is what follows the tag that body begins with: behind its end tag
// where its content is hidden.
func afterTag(body []byte) []byte {
	if bytes.HasPrefix(body, []byte("<!--")) {
		return after(body, []byte("-->"))
	}
	name := tagName(body)
	rest := after(body, []byte(">"))
	for _, h := range hidden {
		if string(name) == h {
			return afterEnd(rest, h)
		}
	}
	return rest
}

// tagName is the name of the start tag that body begins with, in lower case;
// empty for an end tag.
func tagName(body []byte) []byte {
	const longest = len("noscript")
	var name []byte
	for i := 1; i < len(body) && i <= longest+1; i++ {
		c := body[i] | 0x20
		if c < 'a' || c > 'z' {
			return name
		}
		name = append(name, c)
	}
	return nil
}

// afterEnd is what follows the end tag of a hidden element; nothing where
// there is none.
func afterEnd(body []byte, name string) []byte {
	for {
		i := bytes.Index(body, []byte("</"))
		if i < 0 {
			return nil
		}
		body = body[i+2:]
		if len(body) > len(name) && bytes.EqualFold(body[:len(name)], []byte(name)) {
			return after(body, []byte(">"))
		}
	}
}

func after(body, mark []byte) []byte {
	i := bytes.Index(body, mark)
	if i < 0 {
		return nil
	}
	return body[i+len(mark):]
}
