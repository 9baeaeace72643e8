package intake

import (
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"nianbao/seeds/urls"
	"nianbao/store"
)

// MHTML is the type of a page saved with all it needs in one file (RFC 2557).
const MHTML = "multipart/related"

// File is a saved page.
type File struct {
	Path   string // as it is told
	Name   string // below the path that was given, with slashes
	Media  string // type, by its extension
	Body   []byte
	URL    string // named by the user, canonical; "" where it is not
	Agency string // named by the user, as Year is
	Year   int
}

// File takes a saved page in. Its address is that named by the user, else what
// it says itself (saved from, base), else file: and its name.
func (in *Intake) File(f File) error {
	p := page{body: f.Body, read: true, file: f.Path}
	c := &p.capture
	c.At, c.Method, c.Outcome, c.Status, c.MediaType = in.o.Now().UTC(), http.MethodGet, store.OK, http.StatusOK, f.Media
	c.Context = store.Context{Agency: f.Agency, Year: f.Year}
	part, err := pageIn(f)
	if err != nil {
		in.Refuse(Refusal{File: f.Path, Why: err.Error()})
		return nil
	}
	o := part.origins
	p.body, p.charset, c.MediaType = part.body, part.charset, part.media
	if part.charset != "" { // kept for whoever reads the page again
		c.ResponseHeaders = http.Header{"Content-Type": {part.media + "; charset=" + part.charset}}
	}
	if int64(len(p.body)) > in.o.MaxBody {
		in.Refuse(Refusal{File: f.Path, Why: fmt.Sprintf("larger than %d MiB", in.o.MaxBody>>20)})
		return nil
	}
	switch {
	case f.URL != "":
		c.URL = f.URL
	case o.url != "":
		c.URL = o.url
	default:
		c.URL = Address(f.Name)
	}
	if !o.at.IsZero() && !o.at.After(c.At) {
		c.At, p.dated = o.at.UTC(), true
	}
	c.Bytes, c.WireBytes, c.RawSHA256 = int64(len(p.body)), int64(len(p.body)), SumOf(p.body)
	return in.take(p)
}

// Said is the address that a file says of itself, canonical; "" where it says
// none, or cannot be read.
func (f File) Said() string {
	part, err := pageIn(f)
	if err != nil {
		return ""
	}
	return part.url
}

// pageIn is the page in a file, with what the file says of where it was had.
func pageIn(f File) (part saved, err error) {
	part = saved{body: f.Body, media: f.Media}
	if f.Media == MHTML {
		if part, err = readMHTML(f.Body); err != nil {
			return part, err
		}
	}
	if isMarkup(part.media) && part.url == "" {
		part.origins = said(part.body, part.charset)
	}
	return part, nil
}

func isMarkup(media string) bool { return media == "text/html" || media == "application/xhtml+xml" }

// Address is the address of a file that says none: file: and its name. A name
// in GBK, as archives packed on Windows leave it, is turned into UTF-8; bytes
// that are neither are escaped.
func Address(name string) string {
	if utf8.ValidString(name) {
		return "file:" + name
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().String(name)
	if err == nil && !strings.ContainsRune(text, utf8.RuneError) {
		return "file:" + text
	}
	var b strings.Builder
	b.WriteString("file:")
	for rest := name; rest != ""; {
		r, n := utf8.DecodeRuneInString(rest)
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, "%%%02X", rest[0])
		} else {
			b.WriteString(rest[:n])
		}
		rest = rest[n:]
	}
	return b.String()
}

// origins are what a file says of where and when it was had.
type origins struct {
	url string    // canonical; "" where it says none
	at  time.Time // zero where it says none
}

// pageAddress is the canonical form of an address a file names, if it is one of
// a page: http or https.
func pageAddress(raw, charset string) string {
	canonical, err := urls.Canonical(strings.TrimSpace(raw), nil, charset)
	if err != nil {
		return ""
	}
	return canonical
}
