package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nianbao/crawler"
	"nianbao/seeds/urls"
	"nianbao/store"
)

func (a *app) why() *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use:   "why URL|HOST",
		Short: "Say what holds a URL or a host, and when it is asked next",
		Long: `why says what is known of a URL or a host: its state and last outcome, what
robots.txt says of it and in which line, what its clock, the window or a
back-off wait for, and when it is asked next.`,
		Example: `  nianbao why http://www.example.gov.cn/zfxxgk/nb/2024.html
  nianbao why www.example.gov.cn --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runWhy(cmd.Context(), args[0], asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (a *app) runWhy(ctx context.Context, subject string, asJSON bool) error {
	subject, err := asked(subject)
	if err != nil {
		return usage(err)
	}
	c, err := a.config()
	if err != nil {
		return err
	}
	archive, err := store.Open(c.Archive, store.Options{ReadOnly: true, Verb: "why"})
	if err != nil {
		return err
	}
	defer archive.Close()
	portals, err := c.Portals()
	if err != nil { // the archive has its answer all the same
		portals = nil
	}
	w, err := crawler.Explain(ctx, archive, crawler.Question{
		Subject: subject, Now: time.Now(), Policy: policyOf(c), UserAgent: c.UserAgent, Portals: portals,
	})
	if err != nil {
		return err
	}
	if asJSON {
		return a.json(w)
	}
	return a.printWhy(w, strings.Contains(subject, "://"))
}

// asked makes a URL canonical, with the fragment that a column may have; a host may be given with its port.
func asked(subject string) (string, error) {
	if strings.Contains(subject, "://") {
		canonical, err := urls.CanonicalColumn(subject, nil, "")
		if err != nil {
			return "", fmt.Errorf("why %s: %w", subject, err)
		}
		return canonical, nil
	}
	u, err := url.Parse("//" + subject)
	if err != nil || u.Hostname() == "" || u.Path != "" {
		return "", fmt.Errorf("why %s: %w", subject, errors.New("must be a URL with its scheme, or the name of a host"))
	}
	return strings.ToLower(u.Hostname()), nil
}

// printWhy prints what was found, one fact a line.
func (a *app) printWhy(w crawler.Why, aboutURL bool) error {
	t := table{}
	fact := func(en, zh, value string) {
		if value != "" {
			t.row(a.say(en, zh), value)
		}
	}
	fact("host", "站点", w.Host)
	fact("addresses", "地址", strings.Trim(fmt.Sprint(w.Addrs), "[]"))
	if l := w.Line; l != nil {
		fact("url", "网址", l.URL)
		fact("state", "状态", string(l.State))
		fact("outcome", "结果", joinFacts(string(l.Outcome), l.Cause))
		fact("found on", "来自", l.Referrer)
	} else if aboutURL {
		fact("url", "网址", a.say("not known to the archive: no page that was read links to it", "归档中没有：读过的页面都没有链接到它"))
	}
	if m := w.Moved; m != nil {
		at := ""
		if m.File != "" {
			at = fmt.Sprintf("%s:%d", m.File, m.Line)
		}
		fact("column", "栏目", joinFacts(at, a.became(*m), fmt.Sprintf(a.say("since %s", "自 %s 起"), local(m.Since)), "nianbao discover "+m.Front))
	}
	fact("not read", "未读取", w.Closed)
	fact("not read", "未读取", a.unreadFile(w.File))
	if d := w.Decision; d != nil {
		verdict := a.say("allowed", "允许")
		if !d.Allowed {
			verdict = a.say("denied", "禁止")
		}
		if d.Line > 0 {
			verdict += fmt.Sprintf(a.say(" by line %d: %s", "，第 %d 行：%s"), d.Line, d.Rule)
		}
		fact("robots.txt", "robots.txt", verdict)
	}
	for _, r := range w.Robots {
		fact("robots.txt of", "robots.txt 于", joinFacts(r.Authority, string(r.State), r.Note))
	}
	for _, m := range w.MissingPages {
		fact("shows when missing", "缺页显示", joinFacts(m.Title, fmt.Sprintf(a.say("learnt %s at %s", "%s 得自 %s"), local(m.Learnt), strings.Join(m.URLs, " "))))
	}
	if w.TooSlow {
		fact("crawl-delay", "抓取间隔", fmt.Sprintf(a.say("%v, more than max_crawl_delay", "%v，超过 max_crawl_delay"), w.Clock.CrawlDelay))
	}
	if l := w.Left; l != nil {
		until := ""
		if l.Until != nil {
			until = a.say("until ", "至 ") + local(*l.Until)
		}
		fact("left by the last run", "上次未抓完", joinFacts(string(l.Outcome), l.Cause, until))
	}
	if w.FreeWhy != "" {
		fact("waits for", "等待", joinFacts(string(w.FreeWhy), w.Clock.Trouble, local(w.FreeAt)))
	}
	if w.NextAt != nil || aboutURL && w.Line != nil {
		fact("asked next", "下次抓取", a.askedNext(w))
	}
	return t.print(a.out)
}

// askedNext says when a known URL is asked next.
func (a *app) askedNext(w crawler.Why) string {
	switch {
	case w.NextAt != nil:
		return a.say("at the earliest ", "最早 ") + local(*w.NextAt)
	case w.Column:
		return a.say("in every run", "每次运行")
	case w.List == crawler.EveryRun:
		return a.say("in every run, as its column is", "随栏目每次运行")
	case w.List == crawler.EveryRecheck:
		return a.say("once every recheck, with all pages of its column", "每个 recheck 周期随栏目全部页面一次")
	}
	return a.say("not by itself", "不再自动抓取")
}

// unreadFile says why a file was not read, by the word of crawler.Why; "" where
// it was.
func (a *app) unreadFile(word string) string {
	if word == crawler.FilePending {
		return a.say("the program for this type was not installed; install it, then: nianbao reparse --fill-words", "缺少读取这类文件的程序，安装后运行 nianbao reparse --fill-words")
	}
	said := unreadFault[word]
	return a.say(said[0], said[1])
}

func joinFacts(facts ...string) string {
	var kept []string
	for _, f := range facts {
		if f != "" {
			kept = append(kept, f)
		}
	}
	return strings.Join(kept, ", ")
}

func local(t time.Time) string { return t.Local().Format(time.DateTime) }
