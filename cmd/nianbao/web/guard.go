package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	// answerTime bounds the making of an answer, downloads aside.
	answerTime = 30 * time.Second
	// queueTime is how long a request waits for its turn.
	queueTime = 5 * time.Second
	// maxTarget bounds a request's path and query, in bytes.
	maxTarget = 8 << 10

	sessionCookie = "nianbao_session"
	languageName  = "lang" // of the cookie and the parameter
)

// ownPolicy is the Content-Security-Policy of our own pages: no script at all,
// nothing from elsewhere, archived pages in a frame.
const ownPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guarded puts what every request must pass in front of a handler.
func (s *Server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer s.recovered(w, r)
		h := w.Header()
		h.Set("Content-Security-Policy", ownPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "private, no-cache")
		switch {
		case len(r.RequestURI) > maxTarget:
			s.refuse(w, r, http.StatusRequestURITooLong, "the address is too long")
			return
		case !s.options.AnyHost && !localName(r.Host):
			s.refuse(w, r, http.StatusMisdirectedRequest, "this server answers under localhost, 127.0.0.1 and [::1] only")
			return
		case r.Method == http.MethodOptions && isAPI(r) && s.options.CORS != "":
			s.allowOrigin(w, r)
			w.WriteHeader(http.StatusNoContent)
			return
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			h.Set("Allow", "GET, HEAD")
			s.refuse(w, r, http.StatusMethodNotAllowed, "the archive is read only: GET and HEAD are answered")
			return
		}
		if why := unreadable(r); why != "" {
			s.refuse(w, r, http.StatusBadRequest, why)
			return
		}
		if !s.admitted(w, r) {
			return
		}
		s.allowOrigin(w, r)
		release, ok := turn(r.Context(), s.busy)
		if !ok {
			s.fail(w, r, errBusy)
			return
		}
		defer release()
		if r.URL.Path != downloadPath {
			ctx, cancel := context.WithTimeout(r.Context(), answerTime)
			defer cancel()
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}

// unreadable says what of an address nobody can have meant: a path or a value
// that is not UTF-8, or half an escape.
func unreadable(r *http.Request) string {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return "the query is not escaped as it should be"
	}
	if !utf8.ValidString(r.URL.Path) {
		return "the path is not UTF-8"
	}
	for name, all := range values {
		if slices.ContainsFunc(append(all, name), func(v string) bool { return !utf8.ValidString(v) }) {
			return fmt.Sprintf("%.20q is not UTF-8", name)
		}
	}
	return ""
}

// recovered keeps a fault in one answer from ending the others.
func (s *Server) recovered(w http.ResponseWriter, r *http.Request) {
	if fault := recover(); fault != nil {
		if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(fault) // net/http's own way to break off an answer
		}
		s.log.Error("serve: a request stopped the program", "path", r.URL.Path, "fault", fault, "stack", string(debug.Stack()))
		s.refuse(w, r, http.StatusInternalServerError, "this page could not be made; the log says why")
	}
}

// turn waits for one of some places.
func turn(ctx context.Context, places chan struct{}) (release func(), ok bool) {
	release = func() { <-places }
	select {
	case places <- struct{}{}:
		return release, true
	default:
	}
	wait := time.NewTimer(queueTime)
	defer wait.Stop()
	select {
	case places <- struct{}{}:
		return release, true
	case <-wait.C:
	case <-ctx.Done():
	}
	return nil, false
}

func isAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }

// localName tells a Host header that names this machine: another one is of a
// page elsewhere whose name was pointed here (DNS rebinding).
func localName(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.TrimSuffix(strings.ToLower(strings.Trim(name, "[]")), ".")
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(name)
	return err == nil && addr.Unmap().IsLoopback()
}

// allowOrigin lets pages of the origin that was named read the API.
func (s *Server) allowOrigin(w http.ResponseWriter, r *http.Request) {
	if s.options.CORS == "" || !isAPI(r) {
		return
	}
	h := w.Header()
	h.Add("Vary", "Origin")
	if origin := r.Header.Get("Origin"); s.options.CORS == "*" || origin == s.options.CORS {
		h.Set("Access-Control-Allow-Origin", s.options.CORS)
		h.Set("Access-Control-Allow-Methods", "GET, HEAD")
		h.Set("Access-Control-Allow-Headers", "Authorization, If-None-Match")
		h.Set("Access-Control-Expose-Headers", "ETag")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
}

// admitted looks at the token. One in the address is put in a cookie, and the
// browser sent to the address without it.
func (s *Server) admitted(w http.ResponseWriter, r *http.Request) bool {
	token := s.options.Token
	if token == "" {
		return true
	}
	query := r.URL.Query()
	if given := query.Get("token"); given != "" && equal(given, token) {
		http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: session(token), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil})
		if isAPI(r) {
			return true
		}
		query.Del("token")
		to := url.URL{Path: r.URL.Path, RawQuery: query.Encode()}
		w.Header().Set("Location", local(to.String()))
		w.WriteHeader(http.StatusSeeOther)
		return false
	}
	if _, password, ok := r.BasicAuth(); ok && equal(password, token) {
		return true
	}
	if given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && equal(given, token) {
		return true
	}
	if c, err := r.Cookie(sessionCookie); err == nil && equal(c.Value, session(token)) {
		return true
	}
	w.Header().Set("WWW-Authenticate", `Basic realm="nianbao", charset="UTF-8"`)
	s.refuse(w, r, http.StatusUnauthorized, "a token is needed: as the password, as Authorization: Bearer, or as ?token=")
	return false
}

// local keeps a path that begins with two slashes from naming another host.
func local(target string) string { return "/" + strings.TrimLeft(target, `/\`) }

// equal compares in a time that tells nothing of either.
func equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// session is what the cookie holds in place of the token.
func session(token string) string {
	m := hmac.New(sha256.New, []byte(token))
	m.Write([]byte("nianbao session 1"))
	return hex.EncodeToString(m.Sum(nil))
}
