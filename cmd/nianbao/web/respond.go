package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"nianbao/cmd/nianbao/web/search"
	"nianbao/extract/audit"
	"nianbao/store"
)

// send writes a whole answer: with an ETag of its bytes, compressed where the
// reader takes that, and as 304 where he has it already (RFC 9110 sections 8.8.3
// and 13.1.2).
func send(w http.ResponseWriter, r *http.Request, code int, media string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", media)
	h.Add("Vary", "Accept-Encoding")
	if code == http.StatusOK {
		sum := sha256.Sum256(body)
		tag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
		h.Set("ETag", tag)
		if matches(r.Header.Get("If-None-Match"), tag) {
			h.Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if len(body) > 1<<10 && takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = zipped(body)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader may have gone
	}
}

// matches compares an If-None-Match header with a tag, weakly.
func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

func takesGzip(r *http.Request) bool {
	for one := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(one), ";")
		if strings.TrimSpace(name) == "gzip" && strings.ReplaceAll(q, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

var zippers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		return gzip.NewWriter(nil) // the level is one there is
	}
	return z
}}

func zipped(body []byte) []byte {
	var b bytes.Buffer
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(&b)
	_, _ = z.Write(body) // into memory
	_ = z.Close()
	return b.Bytes()
}

// answer writes a value as JSON.
func answer(w http.ResponseWriter, r *http.Request, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	send(w, r, http.StatusOK, jsonMedia, b.Bytes())
	return nil
}

const (
	jsonMedia = "application/json; charset=utf-8"
	htmlMedia = "text/html; charset=utf-8"
)

// Failure is an answer of the API that says what is wrong.
type Failure struct {
	Error string `json:"error"`
}

// refuse says no, in the form that was asked for.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, code int, why string) {
	h := w.Header()
	h.Del("ETag")
	h.Del("Content-Disposition")
	if isAPI(r) {
		body, err := json.Marshal(Failure{why})
		if err != nil {
			body = []byte(`{"error":""}`) // a string: cannot be
		}
		send(w, r, code, jsonMedia, append(body, '\n'))
		return
	}
	q := s.request(w, r)
	body, err := s.pages[q.lang].render(q, &screen{template: "error.html", Title: fmt.Sprint(code), Data: why})
	if err != nil {
		http.Error(w, why, code)
		return
	}
	send(w, r, code, htmlMedia, body)
}

// fail tells an error: what the reader can do about, in full; of others that
// there is one, and the log says which.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	code := status(err)
	why := err.Error()
	switch {
	case code == http.StatusInternalServerError:
		s.log.Error("serve: "+why, "path", r.URL.Path)
		why = "this could not be read; the log of the server says why"
	case errors.Is(err, store.ErrNotFound):
		why = "the archive has no such report"
	case code == http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "2")
		if errors.Is(err, search.ErrBuilding) {
			why = search.ErrBuilding.Error()
		}
	}
	s.refuse(w, r, code, why)
}

// request is one request for a page.
type request struct {
	*http.Request
	lang audit.Language
}

// say picks the words of the language in force.
func (q *request) say(en, zh string) string { return say(q.lang, en, zh) }

func say(lang audit.Language, en, zh string) string {
	if lang == audit.Chinese {
		return zh
	}
	return en
}

// request finds out the language: of the address, else of the cookie, else of
// the browser. One in the address is kept in the cookie.
func (s *Server) request(w http.ResponseWriter, r *http.Request) *request {
	q := &request{Request: r, lang: s.options.Language}
	w.Header().Add("Vary", "Accept-Language, Cookie")
	asked := r.URL.Query().Get(languageName)
	if c, err := r.Cookie(languageName); asked == "" && err == nil {
		asked = c.Value
	} else if isLanguage(asked) {
		http.SetCookie(w, &http.Cookie{Name: languageName, Value: asked, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: 365 * 24 * 3600})
	}
	if isLanguage(asked) {
		q.lang = audit.Language(asked)
		return q
	}
	for one := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(one), ";")
		tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
		if isLanguage(tag) {
			q.lang = audit.Language(tag)
			return q
		}
	}
	return q
}

func isLanguage(s string) bool { return s == string(audit.Chinese) || s == string(audit.English) }

// page makes a page and sends it.
func (s *Server) page(w http.ResponseWriter, r *http.Request, make func(*request) (*screen, error)) {
	q := s.request(w, r)
	screen, err := make(q)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	body, err := s.pages[q.lang].render(q, screen)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	send(w, r, http.StatusOK, htmlMedia, body)
}

// static sends a file that came with the program.
func (s *Server) static(w http.ResponseWriter, r *http.Request, files fs.FS) {
	media := map[string]string{".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
	name := r.PathValue("file")
	body, err := fs.ReadFile(files, name)
	kind := media[name[max(0, strings.LastIndexByte(name, '.')):]]
	if err != nil || kind == "" {
		s.fail(w, r, errNoPage)
		return
	}
	w.Header().Set("Cache-Control", "private, max-age=300")
	send(w, r, http.StatusOK, kind, body)
}
