package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync"
	"time"

	"nianbao/store"
)

// deadline ends a request that makes no progress for idle, or that takes
// longer than total in all, its body included. http.Client's own timeout knows
// the latter only: a 20 MiB body over a slow line is fine, a silent one is not.
type deadline struct {
	idle, total time.Duration
	next        http.RoundTripper
}

func (d deadline) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, w := startWatch(r.Context(), d.idle, d.total)
	resp, err := d.next.RoundTrip(r.WithContext(httptrace.WithClientTrace(ctx, w.trace())))
	if err != nil {
		defer w.stop()
		return nil, w.blame(err)
	}
	w.progress("reading the body")
	resp.Body = &watchedBody{resp.Body, w}
	return resp, nil
}

// watch is the two clocks of one request.
type watch struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	after  time.Duration
	idle   *time.Timer
	total  *time.Timer

	mu    sync.Mutex
	phase string
}

func startWatch(parent context.Context, idle, total time.Duration) (context.Context, *watch) {
	ctx, cancel := context.WithCancelCause(parent)
	w := &watch{ctx: ctx, cancel: cancel, after: idle, phase: "connecting"}
	w.total = time.AfterFunc(total, func() {
		w.expire(fmt.Errorf("not done after %s, while %s", total, w.now()))
	})
	w.idle = time.AfterFunc(idle, func() {
		w.expire(fmt.Errorf("no progress for %s, while %s", idle, w.now()))
	})
	return ctx, w
}

func (w *watch) expire(err error) { w.cancel(&failure{store.Timeout, err}) }

func (w *watch) stop() {
	w.idle.Stop()
	w.total.Stop()
	w.cancel(nil)
}

func (w *watch) now() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.phase
}

// progress starts the idle clock anew.
func (w *watch) progress(phase string) {
	w.mu.Lock()
	w.phase = phase
	w.mu.Unlock()
	w.idle.Reset(w.after)
}

// blame puts the expired clock in place of what it led to.
func (w *watch) blame(err error) error {
	var f *failure
	if errors.As(context.Cause(w.ctx), &f) {
		return f
	}
	return err
}

// trace moves the idle clock on as the request gets forward.
func (w *watch) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		TLSHandshakeStart: func() { w.progress("shaking hands over TLS") },
		TLSHandshakeDone:  func(tls.ConnectionState, error) { w.progress("sending the request") },
		GotConn:           func(httptrace.GotConnInfo) { w.progress("sending the request") },
		WroteRequest:      func(httptrace.WroteRequestInfo) { w.progress("waiting for headers") },
	}
}

// watchedBody stops the clocks when it is closed.
type watchedBody struct {
	body io.ReadCloser
	w    *watch
}

func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	if n > 0 {
		b.w.progress("reading the body")
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = b.w.blame(err)
	}
	return n, err
}

func (b *watchedBody) Close() error {
	err := b.body.Close()
	b.w.stop()
	return err
}
