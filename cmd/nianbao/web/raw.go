package web

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// rawPolicy is the Content-Security-Policy of archived pages: no scripts, no
// forms, nothing loaded from anywhere, no origin of their own; only what they
// bring themselves makes them look as they did.
const rawPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// shape is how an archived body is sent.
type shape struct {
	media  string
	inline bool   // in the browser; else as a file
	ending string // of the file's name
}

// rawMedia says how a body of a media type is sent. What a browser shows as text
// or a picture without running anything is shown, everything else saved.
func rawMedia(media, charset string) shape {
	media = strings.ToLower(strings.TrimSpace(media))
	label := "utf-8"
	if charset != "" && !strings.ContainsFunc(charset, func(r rune) bool {
		return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) {
		label = charset
	}
	switch media {
	case "", "text/html", "application/xhtml+xml":
		return shape{"text/html; charset=" + label, true, ".html"}
	case "text/plain", "text/markdown", "text/x-markdown":
		return shape{"text/plain; charset=" + label, true, ".txt"}
	case "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp":
		return shape{media, true, "." + strings.TrimPrefix(media, "image/")}
	case "application/pdf":
		return shape{media, false, ".pdf"}
	}
	if endings := map[string]string{
		"application/msword": ".doc", "application/vnd.ms-excel": ".xls", "application/rtf": ".rtf",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       ".xlsx",
	}; endings[media] != "" {
		return shape{media, false, endings[media]}
	}
	return shape{"application/octet-stream", false, ".bin"}
}

// still is an archived page to be shown: without elements that make a browser
// connect, though the policy keeps it from loading anything: rel=preconnect is no
// loading, and Chromium opens the connection of a frame before it asks the policy.
// A connection tells that host that its page is looked at. Nothing else changes, not the length either. ok is false where the bytes might
// be read as other characters than they look like: such a page is saved.
func still(body []byte, media string) (out []byte, ok bool) {
	_, charset, _ := strings.Cut(strings.ToLower(media), "charset=")
	for _, other := range []string{"utf-16", "utf16", "utf-32", "unicode", "ucs-2", "csunicode", "2022", "hz-gb", "utf-7"} {
		if strings.Contains(charset, other) {
			return body, false
		}
	}
	if bytes.HasPrefix(body, []byte{0xfe, 0xff}) || bytes.HasPrefix(body, []byte{0xff, 0xfe}) { // a mark of UTF-16 outdoes the header
		return body, false
	}
	out = bytes.Clone(body)
	for i := range out {
		if out[i] == '<' && connects(out[i+1:]) {
			out[i+1] = 'x'
		}
	}
	return out, true
}

// connects says whether a tag's name is that of an element that makes a browser
// connect. In none of the other charsets it is a part of other characters, and
// no markup writes it in another way (HTML, section 13.2.5.8).
func connects(name []byte) bool {
	for _, one := range []string{"link", "iframe", "frame", "object", "embed"} {
		if len(name) >= len(one) && strings.EqualFold(string(name[:len(one)]), one) {
			return true
		}
	}
	return false
}

// raw sends the archived page of a report, as it was in a version.
func (s *Server) raw(w http.ResponseWriter, r *http.Request) {
	version, err := versionOf(r.URL.Query().Get("v"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	id := r.PathValue("id")
	_, report, err := s.readReport(id, version)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.blob(w, r, report.RawSHA256, rawMedia(report.MediaType, report.Charset), id)
}

// rawFile sends a file that a report names, if the archive has it.
func (s *Server) rawFile(w http.ResponseWriter, r *http.Request) {
	id, sha := r.PathValue("id"), r.PathValue("sha")
	_, report, err := s.readReport(id, 0)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for i := range report.Attachments {
		if a := &report.Attachments[i]; a.SHA256 == sha && sha != "" {
			s.blob(w, r, sha, rawMedia(a.MediaType, ""), id+"-"+strconv.Itoa(i+1))
			return
		}
	}
	s.fail(w, r, fmt.Errorf("%w: the report has no such file", errNoPage))
}

// blob sends a body that is not to be trusted.
func (s *Server) blob(w http.ResponseWriter, r *http.Request, sha string, as shape, name string) {
	if sha == "" {
		s.fail(w, r, fmt.Errorf("%w: the archive keeps no body of it", errNoPage))
		return
	}
	h := w.Header()
	tag := `"` + sha + `"`
	if matches(r.Header.Get("If-None-Match"), tag) {
		h.Set("ETag", tag)
		w.WriteHeader(http.StatusNotModified)
		return
	}
	release, ok := turn(r.Context(), s.bodies)
	if !ok {
		s.fail(w, r, errBusy)
		return
	}
	defer release()
	body, err := s.archive.Blob(sha)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	inline := as.inline && !slices.Contains(r.URL.Query()["save"], "1")
	if inline && strings.HasPrefix(as.media, "text/html") {
		body, inline = still(body, as.media)
	}
	h.Set("Content-Security-Policy", rawPolicy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("X-DNS-Prefetch-Control", "off")
	h.Set("ETag", tag)
	h.Set("Content-Type", as.media)
	disposition := "attachment"
	if inline {
		disposition = "inline"
	}
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": name + as.ending}))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader may have gone
	}
}
