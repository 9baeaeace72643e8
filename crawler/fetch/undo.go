package fetch

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
)

// Undo undoes the content codings of a body that another program recorded, with
// the same decoders and bounds as of one that is fetched: maxBody is the most it
// may become, in bytes. Browsers' recorders keep the header and not the coding:
// a body that does not begin as its coding must is as it is.
func Undo(h http.Header, body []byte, maxBody int64) ([]byte, error) {
	codings := contentCodings(h)
	if len(codings) == 0 || len(body) == 0 {
		if int64(len(body)) > maxBody {
			return nil, fmt.Errorf("over %d bytes", maxBody)
		}
		return body, nil
	}
	b := newDecodedBody(io.NopCloser(bytes.NewReader(body)), codings, &trail{wire: int64(len(body))}, maxBody)
	defer func() { _ = b.Close() }() // nothing is left to lose
	var out bytes.Buffer
	if _, err := io.Copy(&out, b); err != nil {
		if plainBody(codings[len(codings)-1], body, out.Len()) && int64(len(body)) <= maxBody {
			return body, nil
		}
		return nil, err
	}
	return out.Bytes(), nil
}

// plainBody tells that a body is not coded at all. gzip and zstd are known by
// their first bytes; the others by nothing but that what is a page to look at
// did not decode.
func plainBody(coding string, body []byte, decoded int) bool {
	switch coding {
	case "gzip", "x-gzip":
		return !bytes.HasPrefix(body, []byte{0x1f, 0x8b})
	case "zstd":
		return !bytes.HasPrefix(body, []byte{0x28, 0xb5, 0x2f, 0xfd})
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), " \t\r\n")
	return decoded == 0 && (bytes.HasPrefix(start, []byte("<")) || bytes.HasPrefix(start, []byte("%PDF-")))
}
