package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"nianbao/cmd/nianbao/config"
	"nianbao/cmd/nianbao/notify"
	"nianbao/crawler/news"
	"nianbao/crawler/nightly"
	"nianbao/seeds"
)

// orders are what the scheduler works by: the files, read and checked.
type orders struct {
	config   *config.Config
	portals  []seeds.Portal
	plan     nightly.Plan
	channels []notify.Channel
}

// orders reads the config, the seeds and the secrets. What crawl would refuse is
// refused here.
func (a *app) orders() (*orders, error) {
	c, err := a.config()
	if err != nil {
		return nil, err
	}
	if err := c.CheckContact(); err != nil {
		return nil, err
	}
	o := &orders{config: c}
	if o.portals, err = portalsOf(c, nil); err != nil {
		return nil, err
	}
	cron, err := nightly.ParseCron(c.Schedule, c.Politeness.Timezone)
	if err != nil {
		return nil, c.Fault("schedule", err.Error())
	}
	host, err := os.Hostname()
	if err != nil {
		host = "" // then the archive alone tells this installation from others
	}
	o.plan = nightly.Plan{Cron: cron, Window: c.Politeness.Window, Jitter: c.Jitter, Seed: host + "\x00" + c.Archive}
	o.channels, err = channelsOf(c, a.log())
	return o, err
}

// channelsOf makes the channels the config names.
func channelsOf(c *config.Config, log *slog.Logger) (channels []notify.Channel, err error) {
	if w := c.Notify.Webhook; w.URL != "" {
		key, err := secret(c, "notify.webhook.secret_file", w.SecretFile)
		if err != nil {
			return nil, err
		}
		channels = append(channels, &notify.Webhook{URL: w.URL, Key: key, Timeout: w.Timeout, MaxTries: w.Tries})
	}
	if e := c.Notify.Email; e.Server != "" {
		password, err := secret(c, "notify.email.password_file", e.PasswordFile)
		if err != nil {
			return nil, err
		}
		channels = append(channels, &notify.Email{
			Server: e.Server, TLS: e.Security == config.TLS, Clear: e.Security == config.NoTLS,
			User: e.User, Password: string(password), From: e.From, To: e.To, Language: notify.Language(e.Language),
			Refused: func(address string, err error) {
				log.Warn("a recipient is refused; see notify.email.to", "address", address, "error", err)
			},
		})
	}
	return channels, nil
}

// channel is the one of a name; nil where the config has none.
func (o *orders) channel(name string) notify.Channel {
	for _, c := range o.channels {
		if c.Name() == name {
			return c
		}
	}
	return nil
}

// maxSecret bounds a file with a secret, in bytes.
const maxSecret = 4096

// secret reads a file with a secret, without the white space at its end; nil
// where no file is named.
func secret(c *config.Config, key, path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, c.Fault(key, fmt.Sprintf("%s: %v", path, plainly(err)))
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	b = bytes.TrimRight(b, " \t\r\n")
	switch {
	case err != nil:
		return nil, c.Fault(key, fmt.Sprintf("%s: %v", path, err))
	case len(b) == 0:
		return nil, c.Fault(key, path+" is empty")
	case len(b) > maxSecret:
		return nil, c.Fault(key, fmt.Sprintf("%s is larger than %d bytes", path, maxSecret))
	}
	return b, nil
}

// wants says whether people are to be told of a night.
func (o *orders) wants(n *news.Night) bool {
	switch o.config.Notify.When {
	case config.Trouble:
		return n.Trouble()
	case config.Changes:
		return n.Changes()
	}
	return true
}

// orders are those that hold now.
func (s *scheduler) orders() *orders {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// hold makes orders those that hold.
func (s *scheduler) hold(o *orders) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now, s.seen, s.fault = o, look(o.config), ""
	s.metrics.Archive(o.config.Archive)
}

// refresh reads the files again where they changed, and gives the orders that
// hold now.
func (s *scheduler) refresh() *orders {
	now := s.orders()
	s.mu.Lock()
	seen := s.seen
	s.mu.Unlock()
	if look(now.config) != seen {
		s.reload()
	}
	return s.orders()
}

// reload reads the files again. Bad ones are refused: the old ones hold, and
// the log says what is wrong.
func (s *scheduler) reload() {
	old := s.orders()
	seen := look(old.config) // before they are read: a change meanwhile is seen next time
	o, err := s.app.orders()
	if err == nil && s.held != nil && o.config.Archive != old.config.Archive {
		err = o.config.Fault("archive", "is held while schedule serves it; end it and start it anew")
	}
	s.metrics.Reloaded(err)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = seen
	if err != nil {
		if s.fault != err.Error() {
			s.log.Error("config refused, the old one holds", "error", oneLine(err))
		}
		s.fault = err.Error()
		return
	}
	s.now, s.fault = o, ""
	if !slices.Equal(old.config.Files(), o.config.Files()) {
		s.seen = look(o.config)
	}
	s.metrics.Archive(o.config.Archive)
	for _, postman := range s.postmen {
		postman.Hurry() // there may be another way now
	}
	s.log.Info("config read again", "portals", len(o.portals), "schedule", o.config.Schedule)
}

// look says how the files of a config look from outside: it changes when one of
// them does, or when one comes or goes.
func look(c *config.Config) string {
	var b strings.Builder
	for _, path := range c.Files() {
		fmt.Fprintf(&b, "%s\x00", path)
		if info, err := os.Stat(path); err == nil {
			fmt.Fprintf(&b, "%d %d\x00", info.Size(), info.ModTime().UnixNano())
		}
	}
	return b.String()
}
