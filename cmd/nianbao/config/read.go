package config

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"nianbao/crawler/nightly"
	"nianbao/crawler/pace"
	"nianbao/seeds/strict"
)

// reader reads the file's nodes over the defaults and remembers their lines.
type reader struct{ lines map[string]int }

func (r reader) read(root strict.Node, c *Config) {
	m := root.Map("archive", "user_agent", "seeds", "politeness", "limits", "recheck", "network", "schedule", "jitter", "notify")
	r.text(m.Get("archive"), &c.Archive)
	r.text(m.Get("user_agent"), &c.UserAgent)
	r.seeds(m.Get("seeds"), c)
	r.politeness(m.Get("politeness"), &c.Politeness)
	r.limits(m.Get("limits"), &c.Limits)
	r.duration(m.Get("recheck"), &c.Recheck, 0)
	r.network(m.Get("network"), &c.Network)
	n := m.Get("schedule")
	if r.text(n, &c.Schedule) {
		if _, err := nightly.ParseCron(c.Schedule, c.Politeness.Timezone); err != nil {
			n.Fail("%v", err)
		}
	}
	r.duration(m.Get("jitter"), &c.Jitter, 0)
	r.notify(m.Get("notify"), &c.Notify)
}

func (r reader) seeds(n strict.Node, c *Config) {
	r.note(n)
	if n.Absent() {
		return
	}
	c.Seeds = nil
	list := n.List()
	for _, item := range list {
		pattern := ""
		if r.text(item, &pattern) {
			c.Seeds = append(c.Seeds, pattern)
		}
	}
	if list != nil && len(list) == 0 {
		n.Fail("names no seed file")
	}
}

func (r reader) politeness(n strict.Node, p *Politeness) {
	m := n.Map("delay", "max_delay", "max_crawl_delay", "window", "timezone")
	r.duration(m.Get("delay"), &p.Delay, 0)
	r.duration(m.Get("max_delay"), &p.MaxDelay, time.Millisecond)
	r.duration(m.Get("max_crawl_delay"), &p.MaxCrawlDelay, time.Millisecond)
	if p.MaxDelay < p.Delay {
		at := m.Get("max_delay")
		if at.Absent() {
			at = m.Get("delay")
		}
		at.Fail("max_delay (%v) is less than delay (%v)", p.MaxDelay, p.Delay)
	}
	zone := ""
	if at := m.Get("timezone"); r.text(at, &zone) {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			at.Fail("%q is not a time zone, such as Asia/Shanghai", zone)
		} else {
			p.Timezone = loc
		}
	}
	at := m.Get("window")
	r.note(at)
	if text, ok := at.Text(); ok {
		window, err := pace.ParseWindow(text, p.Timezone)
		if err != nil {
			at.Fail("%v", err)
		}
		p.Window = window
	}
}

func (r reader) limits(n strict.Node, l *Limits) {
	m := n.Map("timeout", "max_time", "max_body", "max_pages_per_host", "max_depth", "max_hosts")
	r.duration(m.Get("timeout"), &l.Timeout, time.Millisecond)
	r.duration(m.Get("max_time"), &l.MaxTime, time.Millisecond)
	r.size(m.Get("max_body"), &l.MaxBody)
	r.count(m.Get("max_pages_per_host"), &l.MaxPagesPerHost, 1)
	r.count(m.Get("max_depth"), &l.MaxDepth, 1)
	r.count(m.Get("max_hosts"), &l.MaxHosts, 1)
}

func (r reader) network(n strict.Node, out *Network) {
	m := n.Map("allow", "proxy")
	r.note(m.Get("allow"))
	for _, item := range m.Get("allow").List() {
		text := ""
		if !r.text(item, &text) {
			continue
		}
		prefix, err := parsePrefix(text)
		if err != nil {
			item.Fail("%q is neither a network, such as 10.0.0.0/8, nor an address", text)
			continue
		}
		out.Allow = append(out.Allow, prefix)
	}
	at := m.Get("proxy")
	r.note(at)
	if text, ok := at.Text(); ok && strings.TrimSpace(text) != "" {
		u, err := url.Parse(text)
		if err != nil || u.Host == "" || !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme) {
			at.Fail("is not the URL of a proxy, such as http://127.0.0.1:3128")
		}
		out.Proxy = text
	}
}

// parsePrefix reads a network in CIDR notation; an address alone is a network
// of itself. Host bits are dropped.
func parsePrefix(text string) (netip.Prefix, error) {
	if !strings.Contains(text, "/") {
		addr, err := netip.ParseAddr(text)
		if err != nil {
			return netip.Prefix{}, err
		}
		return netip.PrefixFrom(addr.WithZone(""), addr.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(text)
	return prefix.Masked(), err
}
