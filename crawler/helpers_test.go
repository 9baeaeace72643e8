package crawler_test

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/pace"
)

// secondAddress is a resolver that gives every name a second address, which is
// not on loopback.
type secondAddress struct{ *web }

func (s *secondAddress) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	ips, err := s.web.LookupNetIP(ctx, network, host)
	return append(ips, netip.MustParseAddr("203.0.113.9")), err
}

// counting is a resolver that counts what it is asked.
type counting struct {
	*web
	n atomic.Int32
}

func (c *counting) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	c.n.Add(1)
	return c.web.LookupNetIP(ctx, network, host)
}

// window is one between two times of day.
func window(t testing.TB, from, to time.Time) pace.Window {
	t.Helper()
	w, err := pace.ParseWindow(from.UTC().Format("15:04")+"-"+to.UTC().Format("15:04"), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// interrupted crawls until ctx ends.
func interrupted(t testing.TB, ctx context.Context, o crawler.Options) {
	t.Helper()
	if _, err := crawler.Run(ctx, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("crawl: %v, want an interrupt", err)
	}
}

// shelled answers a column's page with this inside.
func shelled(inside string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		shell(rw, inside)
	}
}
