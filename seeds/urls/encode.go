package urls

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// encode returns a query in the bytes of the page's charset. A character the
// charset lacks becomes an escaped numeric reference, as in browsers (WHATWG,
// "percent-encode after encoding"); a charset nobody knows is UTF-8.
func encode(query, charset string) string {
	enc := encodingOf(charset)
	if enc == nil {
		return query
	}
	encoder := enc.NewEncoder()
	var b strings.Builder
	b.Grow(len(query))
	for i := 0; i < len(query); {
		r, size := utf8.DecodeRuneInString(query[i:])
		char := query[i : i+size]
		i += size
		if size == 1 {
			b.WriteString(char)
			continue
		}
		encoder.Reset()
		out, err := encoder.String(char)
		if err != nil {
			out = "%26%23" + strconv.Itoa(int(r)) + "%3B"
		}
		b.WriteString(out)
	}
	return b.String()
}

// encodingOf is nil for UTF-8, for UTF-16 (pages in it still send UTF-8) and
// for labels nobody knows.
func encodingOf(charset string) encoding.Encoding {
	charset = strings.ToLower(strings.TrimSpace(charset))
	if strings.HasPrefix(charset, "gb") || charset == "x-gbk" || charset == "chinese" || charset == "hz-gb-2312" {
		return simplifiedchinese.GB18030
	}
	enc, err := htmlindex.Get(charset)
	if err != nil {
		return nil
	}
	if name, err := htmlindex.Name(enc); err != nil || strings.HasPrefix(name, "utf-") || name == "replacement" {
		return nil
	}
	return enc
}
