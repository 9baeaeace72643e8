package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"nianbao/store"
)

// Exchange is one request with its answer.
type Exchange struct {
	Capture     store.Capture // without Run and Context, which the caller knows
	Body        []byte        // content-encoding undone, nothing else; nil where the outcome keeps none
	Charset     string        // parameter of Content-Type, in lower case; a claim
	Started     time.Time
	Ended       time.Time
	RetryAfter  string // header as it came
	Interrupted bool   // the caller's context ended it: no outcome, to be asked again
}

// errorBytes is how much of an error text is kept: servers have a say in it.
const errorBytes = 500

// settle turns a trail into an exchange. err is what colly made of it.
func (f *Fetcher) settle(ctx context.Context, t *trail, started time.Time, err error) Exchange {
	ended := f.opts.Now()
	x := Exchange{Started: started, Ended: ended, Capture: t.capture()}
	x.Capture.At = ended.UTC()
	if t.status == 0 && err == nil && t.failed == nil {
		err = errors.New("no answer")
	}
	if err != nil && t.failed == nil && !t.whole {
		_ = t.fail(store.ConnectionError, plain(err)) // noted in the trail, which is read below
	}
	if ctx.Err() != nil && t.cutShort() {
		x.Interrupted = true
		x.Capture.Error = "interrupted: " + context.Cause(ctx).Error()
		return x
	}
	outcome, cause := t.outcome(x.Capture.MediaType)
	x.Capture.Outcome = outcome
	x.Capture.Error = clip(cause)
	if t.target.url != nil {
		x.Capture.TLS = describeTLS(t.tls, t.target.url.Hostname(), f.opts.roots, ended)
	}
	x.Charset = Charset(t.header.Get("Content-Type"))
	x.RetryAfter = t.header.Get("Retry-After")
	if keepsBody(outcome) && len(t.body) > 0 {
		sum := sha256.Sum256(t.body)
		x.Body, x.Capture.RawSHA256 = t.body, hex.EncodeToString(sum[:])
	}
	return x
}

// capture is what the trail itself shows.
func (t *trail) capture() store.Capture {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := store.Capture{
		URL: t.request.URL, Method: t.request.method(), Referrer: t.request.Referrer,
		Status: t.status, Bytes: t.decoded, WireBytes: t.wire,
		RequestHeaders: t.sent.Clone(), ResponseHeaders: Storable(t.header),
	}
	if t.remote.IsValid() {
		c.RemoteAddr = t.remote.String()
	}
	if t.status == 0 {
		return c
	}
	c.MediaType = MediaType(t.header, t.body)
	c.ContentEncoding = strings.Join(t.header.Values("Content-Encoding"), ", ")
	c.ETag = t.header.Get("ETag")
	c.LastModified = t.header.Get("Last-Modified")
	if t.status >= 300 && t.status < 400 {
		c.Location = resolve(t.request.URL, t.header.Get("Location"))
	}
	return c
}

// outcome decides how the request ended, and why. A failure in the body
// decides only where the body is what was asked for: a redirect or a 404 is
// one also when its page is cut.
func (t *trail) outcome(mediaType string) (store.Outcome, string) {
	if t.status == 0 {
		return t.failed.outcome, plain(t.failed).Error()
	}
	if t.failed != nil && t.status < 300 {
		return t.failed.outcome, t.failed.Error()
	}
	if t.status == http.StatusNotModified && !t.request.conditional() {
		return store.HTTPError, "304 to an unconditional request"
	}
	if t.request.method() == http.MethodHead && t.status < 300 {
		return store.OK, "" // there is no page to look at
	}
	outcome, cause := Classify(t.status, t.header, mediaType, t.body, t.request.URL)
	if t.failed != nil {
		cause = strings.TrimPrefix(cause+"; "+t.failed.Error(), "; ")
	}
	return outcome, cause
}

// cutShort says whether the request ended as it would if it was broken off.
func (t *trail) cutShort() bool {
	if t.failed == nil {
		return false
	}
	switch t.failed.outcome {
	case store.TooLarge, store.DecodeError, store.ForbiddenAddress:
		return false
	}
	return true
}

// keepsBody says whether the body of an outcome is stored.
func keepsBody(o store.Outcome) bool {
	switch o {
	case store.OK, store.HTTPError, store.Soft404, store.Challenge, store.Redirect, store.RedirectLoop:
		return true
	}
	return false
}

// plain drops the address net/http puts before every error: a capture has it.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// clip bounds a text that others had a say in, and keeps it valid UTF-8.
func clip(s string) string { return clipTo(s, errorBytes) }

// clipTo bounds a text to so many bytes.
func clipTo(s string, most int) string {
	if len(s) > most {
		s = s[:most]
		for len(s) > 0 && !utf8.RuneStart(s[len(s)-1]) {
			s = s[:len(s)-1]
		}
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
