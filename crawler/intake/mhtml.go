package intake

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
)

// maxParts bounds how many parts of an MHTML file are looked at: one for every
// picture of a page.
const maxParts = 10_000

// saved is the page of an MHTML file.
type saved struct {
	body           []byte
	media, charset string
	origins
}

// errNoPage is an MHTML file whose page is not in it.
var errNoPage = errors.New("there is no HTML part in it")

// readMHTML finds the page in an MHTML file (RFC 2557), as browsers save it: the
// root of a multipart/related, or all there is. Its pictures are left.
func readMHTML(file []byte) (saved, error) {
	m, err := mail.ReadMessage(bytes.NewReader(file))
	if err != nil {
		return saved{}, fmt.Errorf("read MHTML: %w", err)
	}
	head := textproto.MIMEHeader(m.Header)
	media, params, err := mime.ParseMediaType(head.Get("Content-Type"))
	if err != nil {
		return saved{}, fmt.Errorf("read MHTML: Content-Type: %w", err)
	}
	var out saved
	if strings.HasPrefix(media, "multipart/") {
		out, err = rootOf(multipart.NewReader(m.Body, params["boundary"]), params["start"])
	} else {
		out, err = partOf(head, m.Body)
	}
	if err != nil {
		return saved{}, fmt.Errorf("read MHTML: %w", err)
	}
	if url := pageAddress(head.Get("Snapshot-Content-Location"), ""); url != "" {
		out.url = url
	}
	if at, err := mail.ParseDate(head.Get("Date")); err == nil {
		out.at = at
	}
	return out, nil
}

// rootOf finds the part the others belong to (RFC 2387, section 3.2): the one
// named as start, or the first with a page in it.
func rootOf(parts *multipart.Reader, start string) (saved, error) {
	for range maxParts {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return saved{}, errNoPage
		}
		if err != nil {
			return saved{}, err
		}
		if start != "" && strings.Trim(part.Header.Get("Content-ID"), "<>") != strings.Trim(start, "<>") {
			continue
		}
		out, err := partOf(part.Header, part)
		if !errors.Is(err, errNoPage) {
			return out, err
		}
	}
	return saved{}, errNoPage
}

// partOf undoes the transfer encoding of a part that is a page (RFC 2045).
func partOf(head textproto.MIMEHeader, body io.Reader) (saved, error) {
	media, params, err := mime.ParseMediaType(head.Get("Content-Type"))
	if err != nil || !isMarkup(media) {
		return saved{}, errNoPage
	}
	switch strings.ToLower(strings.TrimSpace(head.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	b, err := io.ReadAll(body)
	if err != nil {
		return saved{}, err
	}
	out := saved{body: b, media: media, charset: params["charset"]}
	out.url = pageAddress(head.Get("Content-Location"), "")
	return out, nil
}
