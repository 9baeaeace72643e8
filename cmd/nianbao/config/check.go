package config

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"time"
)

// MinDelay is the least delay towards hosts off the loopback.
const MinDelay = time.Second

// placeholder is the site of the default user agent and of the example.
const placeholder = "your.site"

// contact is a page about the crawler (+https://…) or an address for mail.
var contact = regexp.MustCompile(`\+https?://[^\s;,)]+\.[^\s;,)]+|[^\s;,()<>@]+@[^\s;,()<>@]+\.[^\s;,()<>@]+`)

// CheckContact refuses a user agent by which nobody can be reached: the
// placeholder, or one without an e-mail address and without a +http link. It
// is asked before a crawl; readers of an archive need no contact. The error is
// an *Error at user_agent.
func (c Config) CheckContact() error {
	switch {
	case strings.Contains(strings.ToLower(c.UserAgent), placeholder):
		return c.Fault("user_agent", "still names the placeholder "+placeholder+"; put in a page or an e-mail address where you can be reached")
	case !contact.MatchString(c.UserAgent):
		return c.Fault("user_agent", "names no contact; add (+https://a.page; an@e.mail) so that portals can reach you")
	}
	return nil
}

// CheckDelay refuses a delay below MinDelay where any of the hosts is off the
// loopback. Hosts are names or addresses without port. The error is an *Error
// at politeness.delay.
func (c Config) CheckDelay(hosts []string) error {
	if c.Politeness.Delay >= MinDelay {
		return nil
	}
	for _, host := range hosts {
		if !IsLoopback(host) {
			return c.Fault("politeness.delay", fmt.Sprintf("%v is less than %v, and %s is not on the loopback", c.Politeness.Delay, MinDelay, host))
		}
	}
	return nil
}

// IsLoopback tells whether a host, without port, can only be this machine:
// an address of the loopback, or localhost (RFC 6761 §6.3). No name server is
// asked.
func IsLoopback(host string) bool {
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && addr.Unmap().IsLoopback()
}
