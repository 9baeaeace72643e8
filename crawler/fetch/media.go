package fetch

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// vagueTypes say no more than that there is a file.
var vagueTypes = []string{
	"", "*/*", "text/*", "application/octet-stream", "binary/octet-stream", "application/download",
	"application/x-download", "application/force-download", "application/x-msdownload",
	"application/unknown", "content/unknown", "unknown/unknown",
}

// MediaType is that of the header, without parameters, or what the bytes look
// like where the header is missing, malformed or vague; "" where neither says.
func MediaType(h http.Header, body []byte) string {
	said := bareType(h.Get("Content-Type"))
	if !slices.Contains(vagueTypes, said) || len(body) == 0 {
		return said
	}
	seen := bareType(http.DetectContentType(body))
	if slices.Contains(vagueTypes, seen) && said != "" {
		return said
	}
	return seen
}

// bareType drops parameters; "" if what is left is not type/subtype.
func bareType(contentType string) string {
	bare, _, _ := strings.Cut(contentType, ";")
	bare = strings.ToLower(strings.TrimSpace(bare))
	main, sub, ok := strings.Cut(bare, "/")
	if !ok || main == "" || sub == "" || len(bare) > 127 || strings.ContainsAny(bare, " \t,\"=") {
		return ""
	}
	return bare
}

// IsHTML says whether a media type is that of a page for people; so is none.
func IsHTML(mediaType string) bool {
	return mediaType == "text/html" || mediaType == "application/xhtml+xml" || mediaType == ""
}

// Storable is a copy of headers in which a value that is not UTF-8 has one
// character for each byte, U+0080 to U+00FF for those past ASCII: JSON would
// lose them, and portals name files in bare GBK.
func Storable(h http.Header) http.Header {
	out := h.Clone()
	for _, values := range out {
		for i, v := range values {
			if utf8.ValidString(v) {
				continue
			}
			wide := make([]rune, len(v))
			for j := range len(v) {
				wide[j] = rune(v[j])
			}
			values[i] = string(wide)
		}
	}
	return out
}

// Charset reads the charset parameter of a Content-Type leniently: repeated,
// unquoted or otherwise broken parameters are common. It is a claim, not a
// fact. The first one counts.
func Charset(contentType string) string {
	_, params, _ := strings.Cut(contentType, ";")
	for p := range strings.FieldsFuncSeq(params, func(r rune) bool { return r == ';' || r == ',' }) {
		name, value, ok := strings.Cut(p, "=")
		if ok && strings.EqualFold(strings.TrimSpace(name), "charset") {
			value = strings.Trim(strings.TrimSpace(value), `"'`)
			if len(value) <= 40 {
				return strings.ToLower(value)
			}
		}
	}
	return ""
}
