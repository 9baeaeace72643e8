package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Headers of a post besides those of HTTP. The signature is "sha256=" and the
// hex HMAC-SHA256 of the timestamp (unix seconds, as it stands), a dot, and the
// body, by the key of the secret file. Delivery is the message's ID, the same for
// every try, so that a receiver may drop what it has seen.
const (
	TimestampHeader = "X-Nianbao-Timestamp"
	SignatureHeader = "X-Nianbao-Signature"
	DeliveryHeader  = "X-Nianbao-Delivery"
)

// maxAnswer is how much of an answer is read, in bytes.
const maxAnswer = 64 << 10

// Webhook posts a message as JSON to a URL. It follows no redirects. URL is
// needed.
type Webhook struct {
	URL      string
	Key      []byte        // signs posts; nil: they are not signed
	Timeout  time.Duration // of one try; 0: ten seconds
	MaxTries int           // in all; 0: one
	Now      func() time.Time
}

// Name is that of the channel.
func (w *Webhook) Name() string { return WebhookName }

// Tries is how often a post is made.
func (w *Webhook) Tries() int { return max(w.MaxTries, 1) }

// Send posts a message once. Anything but 2xx is an error.
func (w *Webhook) Send(ctx context.Context, m *Message) error {
	timeout := w.Timeout
	if timeout <= 0 {
		timeout = 10 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(m.Body))
	if err != nil {
		return fmt.Errorf("make request: %w", unnamed(err))
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "nianbao")
	req.Header.Set(DeliveryHeader, m.ID)
	if w.Key != nil {
		now := time.Now
		if w.Now != nil {
			now = w.Now
		}
		stamp := strconv.FormatInt(now().Unix(), 10)
		req.Header.Set(TimestampHeader, stamp)
		req.Header.Set(SignatureHeader, Sign(w.Key, stamp, m.Body))
	}
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("post summary: %w", unnamed(err))
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxAnswer)) // so that the server may end its answer
	if res.StatusCode >= 200 && res.StatusCode < 300 {
		return nil
	}
	err = fmt.Errorf("post summary: answered %d", res.StatusCode)
	if after, bad := strconv.ParseUint(res.Header.Get("Retry-After"), 10, 31); bad == nil {
		return &later{time.Duration(after) * time.Second, err}
	}
	return err
}

// Sign is the signature of a post.
func Sign(key []byte, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(stamp + "."))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// unnamed is an error of HTTP without the URL, which may hold a secret.
func unnamed(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
