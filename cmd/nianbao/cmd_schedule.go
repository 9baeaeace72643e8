package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"nianbao/cmd/nianbao/metrics"
	"nianbao/cmd/nianbao/systemd"
	"nianbao/crawler/nightly"
	"nianbao/extract"
	"nianbao/store"
)

// scheduleOptions are the flags of schedule.
type scheduleOptions struct{ listen, metrics string }

func (a *app) schedule() *cobra.Command {
	var o scheduleOptions
	cmd := &cobra.Command{
		Use:   "schedule",
		Short: "Stay up and crawl by the cron expression and the window of the config",
		Long: `schedule stays up and makes one run after the other, at the times the config
names. A night that was missed is caught up once, a run that was interrupted or
cut off by the window is gone on with. A run that fails ends nothing. Changed
config and seed files are read between runs; a bad one is refused, and the old
one holds. SIGHUP has them read at once. SIGTERM saves the state and ends with 0.`,
		Example: `  nianbao schedule -c /etc/nianbao/config.yaml --log-format json
  nianbao schedule --metrics 127.0.0.1:9117
  nianbao schedule --listen 127.0.0.1:8080`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runSchedule(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.listen, "listen", "", "hold the archive always, and serve it at this `ADDR`, e.g. 127.0.0.1:8080")
	f.StringVar(&o.metrics, "metrics", "", "serve /metrics and /healthz at this `ADDR`, e.g. 127.0.0.1:9117")
	return cmd
}

func (a *app) runSchedule(ctx context.Context, o scheduleOptions) error {
	first, err := a.orders()
	if err != nil {
		return usage(err)
	}
	s := &scheduler{
		app: a, log: a.log(), metrics: metrics.New(extract.Parser), manager: systemd.FromEnv(os.Getenv),
		wake: make(chan struct{}, 1),
	}
	s.hold(first)
	err = s.begin(ctx, o, first)
	if err == nil {
		end := s.watch(ctx)
		s.tell(s.manager.Ready())
		service := nightly.Service{Tasks: s, Wake: s.wake}
		service.Serve(ctx)
		end()
		s.tell(s.manager.Stopping())
	}
	if err := errors.Join(err, s.close()); err != nil {
		return err
	}
	if terminated(ctx) {
		s.log.Info("ended", "cause", "SIGTERM")
		return ended(exitDone, "terminated")
	}
	return ctx.Err()
}

// begin takes the archive where it is to be held, and listens.
func (s *scheduler) begin(ctx context.Context, o scheduleOptions, first *orders) error {
	if o.listen == "" {
		if _, err := s.Past(ctx); err != nil && !passes(err) {
			return err
		}
		return s.serve(ctx, o)
	}
	archive, err := s.open(first)
	if err != nil {
		return err
	}
	s.held = archive
	s.archive.Store(archive)
	return s.serve(ctx, o)
}

// passes says whether an error of opening the archive may pass by itself.
func passes(err error) bool {
	for _, lasting := range []error{store.ErrNewer, store.ErrOlder, store.ErrNotArchive, store.ErrDamaged, store.ErrNoFolder, os.ErrPermission} {
		if errors.Is(err, lasting) {
			return false
		}
	}
	return true
}

// watch answers SIGHUP, and tells the service manager that the scheduler is
// alive, until end is called.
func (s *scheduler) watch(ctx context.Context) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	s.tasks.Go(func() {
		defer signal.Stop(hangup)
		for {
			select {
			case <-hangup:
				s.tell(s.manager.Reloading(systemd.Monotonic()))
				s.log.Info("SIGHUP: reading the config and the seeds again")
				s.reload()
				s.tell(s.manager.Ready())
				select {
				case s.wake <- struct{}{}:
				default: // it is woken already
				}
			case <-ctx.Done():
				return
			}
		}
	})
	if every := s.manager.Watchdog() / 2; every > 0 {
		s.tasks.Go(func() {
			tick := time.NewTicker(every)
			defer tick.Stop()
			for {
				select {
				case <-tick.C:
					if s.health(ctx).Status == healthy {
						s.tell(s.manager.Alive())
					}
				case <-ctx.Done():
					return
				}
			}
		})
	}
	return cancel
}

// tell logs that the service manager was not told, and goes on.
func (s *scheduler) tell(err error) {
	if err != nil {
		s.log.Warn("not told", "error", err)
	}
}

// close ends what the scheduler began.
func (s *scheduler) close() error {
	if s.stop != nil {
		s.stop()
	}
	s.tasks.Wait()
	if s.held == nil {
		return nil
	}
	if err := s.held.Close(); err != nil {
		return fmt.Errorf("end schedule: %w", err)
	}
	return nil
}
