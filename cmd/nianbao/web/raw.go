package web

import (
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
	h.Set("Content-Security-Policy", rawPolicy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("X-DNS-Prefetch-Control", "off")
	h.Set("ETag", tag)
	h.Set("Content-Type", as.media)
	disposition := "attachment"
	if as.inline && !slices.Contains(r.URL.Query()["save"], "1") {
		disposition = "inline"
	}
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": name + as.ending}))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader may have gone
	}
}
