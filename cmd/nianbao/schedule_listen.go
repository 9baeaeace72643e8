package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"nianbao/cmd/nianbao/config"
	"nianbao/cmd/nianbao/web"
	"nianbao/store"
)

const (
	// partingTime is how long requests under way may go on when the scheduler
	// ends, which has two seconds in all.
	partingTime = 500 * time.Millisecond
	// stuckAfter is how long the service may not look before it counts as stuck:
	// it looks every 15 seconds.
	stuckAfter = 2 * time.Minute
	// archiveTime is within what time an archive that is held has to answer.
	archiveTime = 5 * time.Second
)

// listen answers where the flags say so, until ctx ends.
func (s *scheduler) listen(ctx context.Context, o scheduleOptions, pages web.Options) error {
	if o.metrics != "" {
		mux := http.NewServeMux()
		mux.HandleFunc("GET /healthz", s.healthz)
		mux.Handle("GET /metrics", s.metrics.Handler())
		if err := s.answer(ctx, "--metrics", o.metrics, mux); err != nil {
			return err
		}
	}
	if o.serve.listen == "" {
		return nil
	}
	server, err := web.New(ctx, s.held, pages)
	if err != nil {
		return err
	}
	s.web = server
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.healthz)
	if host, _, err := net.SplitHostPort(o.serve.listen); err == nil && onLoopback(host) {
		mux.Handle("GET /metrics", ownHost(s.metrics.Handler()))
	}
	mux.Handle("/", server)
	return s.answer(ctx, "--listen", o.serve.listen, mux)
}

// answer has a handler answer at an address, beside the service.
func (s *scheduler) answer(ctx context.Context, flag, addr string, handler http.Handler) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("%s %s: %w; choose another address", flag, addr, plainly(err))
	}
	s.log.Info("listening", "flag", flag, "address", listener.Addr().String())
	s.tasks.Go(func() {
		if err := answer(ctx, listener, handler, partingTime); err != nil {
			s.log.Error("no longer listening", "flag", flag, "error", err)
		}
	})
	return nil
}

// ownHost answers under this machine's own names only: a page elsewhere whose
// name was made to lead here (DNS rebinding) reads nothing.
func ownHost(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if !config.IsLoopback(host) {
			http.Error(w, "not under this name", http.StatusForbidden)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// Health is what /healthz answers.
type Health struct {
	Status  string     `json:"status"` // ok, or what is wrong
	Running bool       `json:"running"`
	NextRun *time.Time `json:"next_run"` // null where none is planned, or one goes on
}

// healthy is the status of a scheduler that does its work.
const healthy = "ok"

// health says how the scheduler is: that it is there, looks at the time, and
// that the archive it holds answers. Runs that fail are no illness of it.
func (s *scheduler) health(ctx context.Context) Health {
	h := Health{Status: healthy, Running: s.running.Load()}
	if next := s.next.Load(); !h.Running && next != nil && !next.At.IsZero() {
		at := next.At.UTC()
		h.NextRun = &at
	}
	if looked := s.looked.Load(); looked != nil && !h.Running && time.Since(*looked) > stuckAfter {
		h.Status = fmt.Sprintf("it has not looked at the time for %v", time.Since(*looked).Round(time.Second))
	}
	if archive := s.archive.Load(); archive != nil {
		if err := answers(ctx, archive); err != nil {
			h.Status = "the archive: " + err.Error()
		}
	}
	return h
}

// answers asks an archive for something small.
func answers(ctx context.Context, archive *store.Archive) error {
	said := make(chan error, 1)
	go func() {
		_, err := archive.LastChange()
		said <- err
	}()
	timer := time.NewTimer(archiveTime)
	defer timer.Stop()
	select {
	case err := <-said:
		if errors.Is(err, store.ErrClosed) {
			return nil // a run has just ended
		}
		return err
	case <-timer.C:
		return fmt.Errorf("no answer within %v", archiveTime)
	case <-ctx.Done():
		return nil
	}
}

func (s *scheduler) healthz(w http.ResponseWriter, r *http.Request) {
	h := s.health(r.Context())
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if h.Status != healthy {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(h) // the one who asks may be gone
}
