package fetch

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"
)

// Defaults, as config.example.yaml promises them.
const (
	defaultTimeout = 30 * time.Second
	defaultMaxTime = 5 * time.Minute
	defaultMaxBody = 20 << 20 // bytes
)

// Resolver turns a name into addresses; *net.Resolver is one. It must honour
// the context's deadline.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Options say how requests are made. Only UserAgent has to be given.
type Options struct {
	UserAgent string         // sent as it is; names the crawler and a contact
	Timeout   time.Duration  // without progress: connecting, waiting for headers, between bytes; 0 means 30 s
	MaxTime   time.Duration  // of one request in all; 0 means 5 min
	MaxBody   int64          // bytes, content-encoding undone; 0 means 20 MiB
	Allow     []netip.Prefix // networks that may be fetched though they are not public
	Proxy     string         // URL of an http, https or socks5 proxy; empty means none, whatever the environment says
	Resolver  Resolver       // nil means the system's
	Now       func() time.Time

	// Dial connects to an address that the guard let through; nil means the
	// system does. A night can be simulated on a network of one's own.
	Dial func(ctx context.Context, network string, to netip.AddrPort) (net.Conn, error)

	roots *x509.CertPool // nil means the system's
}

// complete checks o and fills in what was left out.
func (o Options) complete() (Options, error) {
	if strings.TrimSpace(o.UserAgent) == "" {
		return o, errors.New("check options: no user agent")
	}
	if !httpguts.ValidHeaderFieldValue(o.UserAgent) {
		return o, fmt.Errorf("check options: user agent %q cannot stand in a header", o.UserAgent)
	}
	if o.Timeout < 0 || o.MaxTime < 0 || o.MaxBody < 0 {
		return o, errors.New("check options: negative limit")
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.MaxTime == 0 {
		o.MaxTime = defaultMaxTime
	}
	if o.MaxBody == 0 {
		o.MaxBody = defaultMaxBody
	}
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o, nil
}

// proxyURL reads the address of a proxy; nil means none.
func proxyURL(s string) (*url.URL, error) {
	if s == "" {
		return nil, nil
	}
	u, err := url.Parse(s)
	if err != nil {
		// The address may carry a password: it is not repeated.
		return nil, errors.New("parse proxy: not a URL")
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
	default:
		return nil, fmt.Errorf("parse proxy: scheme %q is none of http, https, socks5", u.Scheme)
	}
	if u.Host == "" {
		return nil, errors.New("parse proxy: no host")
	}
	return u, nil
}

// refuseEnv names the first variable by which colly would change its settings
// behind our back: it reads every COLLY_* when a collector is made, and a user
// agent or a robots switch set there would break what the config promises.
func refuseEnv(environ []string) error {
	for _, e := range environ {
		name, _, _ := strings.Cut(e, "=")
		if strings.HasPrefix(name, "COLLY_") {
			return fmt.Errorf("check environment: %s is set and would override the config; unset it", name)
		}
	}
	return nil
}
