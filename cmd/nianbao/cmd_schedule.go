package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"nianbao/cmd/nianbao/config"
	"nianbao/cmd/nianbao/metrics"
	"nianbao/cmd/nianbao/systemd"
	"nianbao/cmd/nianbao/web"
	"nianbao/crawler/nightly"
	"nianbao/extract"
	"nianbao/store"
)

// scheduleOptions are the flags of schedule.
type scheduleOptions struct {
	serve   serveOptions
	metrics string
}

func (a *app) schedule() *cobra.Command {
	var o scheduleOptions
	cmd := &cobra.Command{
		Use:   "schedule",
		Short: "Stay up and crawl by the cron expression and the window of the config",
		Long: `schedule stays up and makes one run after the other, at the times the config
names. A night that was missed is caught up once, a run that was interrupted or
cut off by the window is gone on with. A run that fails ends nothing. Changed
config and seed files are read between runs; a bad one is refused, and the old
one holds. SIGHUP has them read at once. SIGTERM saves the state and ends with 0.

The archive is held only while a run goes on. With --listen it is held always,
and served as by serve.`,
		Example: `  nianbao schedule -c /etc/nianbao/config.yaml --log-format json
  nianbao schedule --metrics 127.0.0.1:9117
  nianbao schedule --listen 127.0.0.1:8917`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runSchedule(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.serve.listen, "listen", "", "hold the archive always, and serve it at this `ADDR`ess, host:port")
	f.StringVar(&o.metrics, "metrics", "", "answer /metrics and /healthz at this `ADDR`ess, host:port")
	o.serve.flags(cmd)
	return cmd
}

// checkSchedule refuses flags that do not go together, and reads what serving needs.
func (a *app) checkSchedule(c *config.Config, o scheduleOptions) (pages web.Options, err error) {
	if _, _, err := net.SplitHostPort(o.metrics); o.metrics != "" && err != nil {
		return pages, fmt.Errorf("--metrics %s: must be host:port, e.g. 127.0.0.1:9117", o.metrics)
	}
	if o.serve.listen != "" {
		return a.webOptions(c, o.serve)
	}
	if o.serve.tokenFile != "" || o.serve.public || o.serve.cors != "" || o.serve.index != "" {
		return pages, errors.New("--token-file, --public, --cors and --index are of --listen, which is not given")
	}
	return pages, nil
}

func (a *app) runSchedule(ctx context.Context, o scheduleOptions) error {
	first, err := a.orders()
	if err != nil {
		return usage(err)
	}
	pages, err := a.checkSchedule(first.config, o)
	if err != nil {
		return usage(err)
	}
	s := &scheduler{
		app: a, log: a.log(), metrics: metrics.New(extract.Parser), manager: systemd.FromEnv(os.Getenv),
		wake: make(chan struct{}, 1),
	}
	s.hold(first)
	s.hirePostmen()
	beside, stop := context.WithCancel(ctx)
	defer stop()
	if err = s.begin(beside, o, first, pages); err == nil {
		s.watch(beside)
		for _, postman := range s.postmen {
			s.tasks.Go(func() { postman.Serve(beside) })
		}
		s.tell(s.manager.Ready())
		service := nightly.Service{Tasks: s, Wake: s.wake}
		service.Serve(ctx)
		s.tell(s.manager.Stopping())
	}
	stop()
	if err := errors.Join(err, s.close()); err != nil {
		return err
	}
	if terminated(ctx) {
		s.log.Info("ended", "cause", "SIGTERM")
	}
	return parted(ctx, nil)
}

// begin takes the archive where it is to be held, and listens.
func (s *scheduler) begin(ctx context.Context, o scheduleOptions, first *orders, pages web.Options) error {
	if o.serve.listen == "" {
		if _, err := s.Past(ctx); err != nil && !passes(err) {
			return err
		}
		return s.listen(ctx, o, pages)
	}
	archive, err := s.open(first)
	if err != nil {
		return err
	}
	s.held = archive
	s.archive.Store(archive)
	if pages.Index != "" && same(pages.Index, archive.Path()) {
		return usage(fmt.Errorf("--index %s: that is the archive; name another file", pages.Index))
	}
	return s.listen(ctx, o, pages)
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
// alive, until ctx ends.
func (s *scheduler) watch(ctx context.Context) {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	s.tasks.Go(func() {
		defer signal.Stop(hangup)
		for {
			select {
			case <-hangup:
				s.hangup()
			case <-ctx.Done():
				return
			}
		}
	})
	every := s.manager.Watchdog() / 2
	if every <= 0 {
		return
	}
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

// hangup reads the files again, also while a run goes on, which keeps to what
// it began with.
func (s *scheduler) hangup() {
	s.tell(s.manager.Reloading(systemd.Monotonic()))
	s.log.Info("SIGHUP: reading the config and the seeds again")
	s.reload()
	s.tell(s.manager.Ready())
	select {
	case s.wake <- struct{}{}:
	default: // it is woken already
	}
}

// tell logs that the service manager was not told, and goes on.
func (s *scheduler) tell(err error) {
	if err != nil {
		s.log.Warn("not told", "error", err)
	}
}

// close ends what the scheduler began: those who read the archive first.
func (s *scheduler) close() (err error) {
	s.tasks.Wait()
	if s.web != nil {
		err = s.web.Close()
	}
	if s.held != nil {
		err = errors.Join(err, s.held.Close())
	}
	if err != nil {
		return fmt.Errorf("end schedule: %w", err)
	}
	return nil
}
