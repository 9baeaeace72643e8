package fetch

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strings"
)

// keep holds the body to its end before colly sees it, and hands colly an
// answer it will not touch: colly would gunzip by media type or file name,
// transcode by the charset parameter, and net/http would look into Location.
// What is recorded is what was kept here.
type keep struct{ next http.RoundTripper }

func (k keep) RoundTrip(r *http.Request) (*http.Response, error) {
	t := trailOf(r.Context())
	resp, err := k.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	err = t.keepBody(resp)
	// Nothing is left to lose: the body is whole, or its failure is noted.
	_ = resp.Body.Close()
	if err != nil {
		return nil, err
	}
	return inert(r, resp, t.body), nil
}

// keepBody reads the body to its end. Its size is bounded below; an announced
// length only saves growing, and not beyond what a page usually has.
func (t *trail) keepBody(resp *http.Response) error {
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return nil // never asked for; what follows is no body
	}
	var b bytes.Buffer
	if n := resp.ContentLength; n > 0 {
		b.Grow(int(min(n, 1<<20)) + bytes.MinRead)
	}
	if _, err := io.Copy(&b, resp.Body); err != nil {
		return err
	}
	t.body, t.whole = b.Bytes(), true
	return nil
}

// inert makes an answer that nothing above us interprets.
func inert(r *http.Request, resp *http.Response, body []byte) *http.Response {
	h := resp.Header.Clone()
	for _, name := range []string{"Content-Encoding", "Content-Length", "Location", "Refresh", "Set-Cookie"} {
		h.Del(name)
	}
	h.Set("Content-Type", inertType(resp.Header.Get("Content-Type")))
	return &http.Response{
		Status: resp.Status, StatusCode: resp.StatusCode,
		Proto: resp.Proto, ProtoMajor: resp.ProtoMajor, ProtoMinor: resp.ProtoMinor,
		Header:        h,
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)),
		Uncompressed:  true, // keeps colly from gunzipping by name or type
		Request:       r,
		TLS:           resp.TLS,
	}
}

// inertType keeps the bare media type: any mention of a charset makes colly
// transcode.
func inertType(contentType string) string {
	bare, _, _ := strings.Cut(contentType, ";")
	bare, _, err := mime.ParseMediaType(bare)
	if err != nil || strings.Contains(bare, "charset") {
		return "application/octet-stream"
	}
	return bare
}
