package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nianbao/cmd/nianbao/config"
	"nianbao/crawler"
	"nianbao/crawler/fetch"
	"nianbao/crawler/pace"
	"nianbao/seeds"
	"nianbao/store"
)

// crawlOptions are the flags of crawl.
type crawlOptions struct {
	portals              []string
	maxTime              time.Duration
	asJSON, strict, wait bool
}

func (a *app) crawl() *cobra.Command {
	var o crawlOptions
	cmd := &cobra.Command{
		Use:   "crawl",
		Short: "One polite run over the configured portals",
		Long: `crawl makes one polite run over the portals of the seeds, and goes on with a
run that was interrupted. It ends when nothing is left to ask tonight. Outside
the window of the config it says when that opens, and ends.`,
		Example: `  nianbao crawl
  nianbao crawl -c night.yaml --max-time 6h
  nianbao crawl --portal 石龙区人民政府 --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runCrawl(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.portals, "portal", nil, "only the portal of this `NAME` (repeatable)")
	f.DurationVar(&o.maxTime, "max-time", 0, "start no request after this long, e.g. 6h")
	f.BoolVar(&o.asJSON, "json", false, "print the summary as JSON")
	f.BoolVar(&o.strict, "strict", false, "exit 1 if any host failed")
	f.BoolVar(&o.wait, "wait", false, "wait for the window instead of ending before it")
	return cmd
}

func (a *app) runCrawl(ctx context.Context, o crawlOptions) error {
	if o.maxTime < 0 {
		return usage(fmt.Errorf("--max-time %v: must not be negative", o.maxTime))
	}
	c, err := a.config()
	if err != nil {
		return err
	}
	if err := c.CheckContact(); err != nil {
		return usage(err)
	}
	portals, err := portalsOf(c, o.portals)
	if err != nil {
		return usage(err)
	}
	archive, err := store.Open(c.Archive, store.Options{Verb: "crawl"})
	if err != nil {
		return err
	}
	defer archive.Close()
	watch := a.watch()
	run := a.runOf(c, portals, archive)
	run.MaxTime, run.Wait, run.Progress = o.maxTime, o.wait, watch.show
	summary, err := crawler.Run(ctx, run)
	watch.done()
	if told := a.tell(summary, o.asJSON); told != nil && err == nil {
		err = told
	}
	if err != nil {
		return err
	}
	if failing := summary.FailingHosts(); o.strict && len(failing) > 0 {
		return fmt.Errorf("crawl --strict: hosts failed: %s", strings.Join(failing, ", "))
	}
	return archive.Close()
}

// runOf is a run as the config wants it.
func (a *app) runOf(c *config.Config, portals []seeds.Portal, archive *store.Archive) crawler.Options {
	return crawler.Options{
		Archive: archive, Portals: portals, Policy: policyOf(c), Limits: limitsOf(c), Fetch: fetchOf(c),
		Recheck: c.Recheck, Verb: crawlVerb, Log: a.log(), Try: apart(),
	}
}

// portalsOf loads the seeds, and of them the portals that are named.
func portalsOf(c *config.Config, names []string) ([]seeds.Portal, error) {
	portals, err := c.Portals()
	if err != nil {
		return nil, err
	}
	var hosts []string
	for _, p := range portals {
		hosts = append(hosts, p.AllHosts()...)
	}
	if err := c.CheckDelay(hosts); err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return portals, nil
	}
	var chosen []seeds.Portal
	for _, name := range names {
		i := slices.IndexFunc(portals, func(p seeds.Portal) bool { return p.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("--portal %s: no seed file has a portal of that name", name)
		}
		chosen = append(chosen, portals[i])
	}
	return chosen, nil
}

func policyOf(c *config.Config) pace.Policy {
	p := c.Politeness
	return pace.Policy{Delay: p.Delay, MaxDelay: p.MaxDelay, MaxCrawlDelay: p.MaxCrawlDelay, Window: p.Window}
}

func limitsOf(c *config.Config) crawler.Limits {
	return crawler.Limits{MaxPagesPerHost: c.Limits.MaxPagesPerHost, MaxDepth: c.Limits.MaxDepth, MaxHosts: c.Limits.MaxHosts}
}

func fetchOf(c *config.Config) fetch.Options {
	return fetch.Options{
		UserAgent: c.UserAgent, Timeout: c.Limits.Timeout, MaxTime: c.Limits.MaxTime, MaxBody: c.Limits.MaxBody,
		Allow: c.Network.Allow, Proxy: c.Network.Proxy,
	}
}

// tell prints the summary of a run: as JSON on stdout, or for people on stderr.
func (a *app) tell(s crawler.Summary, asJSON bool) error {
	if asJSON {
		return a.json(s)
	}
	if s.OpensAt != nil {
		_, err := fmt.Fprintf(a.err, a.say("outside the window; it opens at %s\n", "不在抓取时段内；%s 开始\n"), s.OpensAt.Local().Format(time.DateTime))
		return err
	}
	t := s.Totals
	_, err := fmt.Fprintf(a.err, a.say(
		"%d requests in %.1f s (%.1f/s) and %d for robots.txt: %d new reports, %d changed, %d unchanged, %d not there (404, 410), %d declined, %d refused, %d failed\n",
		"%d 次请求，用时 %.1f 秒（每秒 %.1f 次），另有 %d 次 robots.txt：新报告 %d，变更 %d，未变 %d，页面不存在 %d，拒绝抓取 %d，不予抓取 %d，失败 %d\n"),
		t.Fetched, s.DurationSeconds, s.PagesPerSecond, t.Robots, t.New, t.Changed, t.NotModified, t.Gone, t.Declined, t.Refused, t.Failed)
	errs := []error{err}
	for _, h := range s.Hosts {
		if h.Left == "" {
			continue
		}
		until := ""
		if h.Until != nil {
			until = a.say(", until ", "，至 ") + h.Until.Local().Format(time.DateTime)
		}
		_, err := fmt.Fprintf(a.err, "  %s: %s: %s%s\n", h.Host, h.Left, h.Cause, until)
		errs = append(errs, err)
	}
	for _, m := range s.MovedColumns {
		_, err := fmt.Fprintf(a.err, a.say("  column %s of %s (%s:%d): %s; its captures stay; find the new one with: nianbao discover %s\n",
			"  栏目 %s（%s，%s:%d）：%s；已存网页保留；查找新栏目：nianbao discover %s\n"), m.URL, m.Portal, m.File, m.Line, a.became(m), m.Front)
		errs = append(errs, err)
	}
	for _, p := range slices.Concat(s.Unread, s.Closed) {
		_, err := fmt.Fprintf(a.err, "  %s: %s\n", p.URL, p.Cause)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// became is what became of a column, in words.
func (a *app) became(m crawler.MovedColumn) string {
	switch m.What {
	case crawler.Redirected:
		return a.say("moved, it leads to ", "已迁移，转至 ") + m.To
	case crawler.Vanished:
		return a.say("moved or gone, its page is not there", "已迁移或撤销，页面不存在")
	case crawler.Emptied:
		return a.say("moved or gone, its page links to no report any more", "已迁移或撤销，页面不再列出年报")
	}
	return string(m.What)
}
