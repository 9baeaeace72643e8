package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"nianbao/cmd/nianbao/config"
	"nianbao/store"
)

const (
	// shutdownTime is how long requests under way may go on when the scheduler
	// ends, which has two seconds in all.
	shutdownTime = 500 * time.Millisecond
	// stuckAfter is how long the service may not look before it counts as stuck:
	// it looks every 15 seconds.
	stuckAfter = 2 * time.Minute
	// archiveTime is within what time an archive that is held has to answer.
	archiveTime = 5 * time.Second
)

// serve listens where the flags say so, until the scheduler ends.
func (s *scheduler) serve(ctx context.Context, o scheduleOptions) error {
	health := http.HandlerFunc(s.healthz)
	var servers []*http.Server
	s.stop = func() {
		end, cancel := context.WithTimeout(context.Background(), shutdownTime)
		defer cancel()
		for _, server := range servers {
			if server.Shutdown(end) != nil {
				_ = server.Close() // what is still open is cut
			}
		}
	}
	for _, at := range []struct {
		flag, addr string
		pages      bool
	}{{"--metrics", o.metrics, false}, {"--listen", o.listen, true}} {
		if at.addr == "" {
			continue
		}
		host, _, err := net.SplitHostPort(at.addr)
		if err != nil {
			return usage(fmt.Errorf("%s %s: want ADDRESS:PORT, such as 127.0.0.1:9117", at.flag, at.addr))
		}
		mux := http.NewServeMux()
		mux.Handle("GET /healthz", health)
		if !at.pages || config.IsLoopback(host) {
			mux.Handle("GET /metrics", s.metrics.Handler())
		}
		l, err := net.Listen("tcp", at.addr)
		if err != nil {
			return fmt.Errorf("%s %s: %w", at.flag, at.addr, err)
		}
		server := &http.Server{
			Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
			MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
			BaseContext: func(net.Listener) context.Context { return ctx },
		}
		servers = append(servers, server)
		s.log.Info("listening", "flag", at.flag, "address", l.Addr().String())
		s.tasks.Go(func() {
			if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				s.log.Error("no longer listening", "flag", at.flag, "error", err)
			}
		})
	}
	return nil
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
	looked := s.looked.Load()
	if age := time.Since(time.Unix(looked, 0)); looked != 0 && !h.Running && age > stuckAfter {
		h.Status = fmt.Sprintf("it has not looked at the time for %v", age.Round(time.Second))
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
	answer := make(chan error, 1)
	go func() {
		_, err := archive.LastChange()
		answer <- err
	}()
	timer := time.NewTimer(archiveTime)
	defer timer.Stop()
	select {
	case err := <-answer:
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
