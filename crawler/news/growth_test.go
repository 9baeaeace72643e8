package news_test

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/fetch"
	"nianbao/crawler/pace"
	"nianbao/seeds"
	"nianbao/seeds/sample/bulk"
	"nianbao/store"
)

// country is some made-up portals, each with an address of its own.
type country struct {
	mu      sync.Mutex
	bodies  map[string][]byte // host:port and path → page
	tag     string            // of every page
	portals []seeds.Portal
	hosts   []string
}

func (c *country) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	body, ok := c.bodies[r.Host+r.URL.Path]
	tag := c.tag
	c.mu.Unlock()
	h := w.Header()
	h.Set("Server", "nginx")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "max-age=600")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("ETag", tag)
	switch {
	case !ok:
		http.NotFound(w, r)
	case r.Header.Get("If-None-Match") == tag:
		w.WriteHeader(http.StatusNotModified)
	default:
		_, _ = w.Write(body)
	}
}

// visit has every page as it is at the nth visit; changed says that the server
// can tell it from the one before.
func (c *country) visit(t *testing.T, each, n int) (bytes int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tag = fmt.Sprintf(`"v%d"`, n)
	var m bulk.Maker
	for i, host := range c.hosts {
		var list strings.Builder
		list.WriteString("<html><head><title>政府信息公开年报</title></head><body><ul>\n")
		for j := range each {
			p := m.Page(i*bulk.PerHost+j, n)
			if p.List {
				continue
			}
			path := fmt.Sprintf("/nb/%d.html", j)
			c.bodies[host+path] = p.Body
			bytes += len(p.Body)
			fmt.Fprintf(&list, "<li><a href=%q>%s</a><span>2025-01-1%d</span></li>\n", path, p.Title, j%10)
		}
		c.bodies[host+"/nb/"] = []byte(list.String() + "</ul></body></html>")
	}
	return bytes
}

// TestWhatAnArchiveGrowsBy measures what a page takes in the file, all told:
// body, capture, report, indexes, the crawler's state; at first, in a night in
// which nothing moved, and in one in which only dates and hit counters did.
// Under NIANBAO_FULL it prints the figures of docs/operating.md.
func TestWhatAnArchiveGrowsBy(t *testing.T) {
	portals, each := 2, 40
	if os.Getenv("NIANBAO_FULL") != "" {
		portals, each = 6, bulk.PerHost
	}
	c := &country{bodies: map[string][]byte{}}
	for i := range portals {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.%d:0", i+2))
		if err != nil {
			l, err = net.Listen("tcp", "127.0.0.1:0") // where the system has no more loopback addresses
		}
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{Handler: c}
		go server.Serve(l)
		t.Cleanup(func() { server.Close() })
		host := l.Addr().String()
		c.hosts = append(c.hosts, host)
		c.portals = append(c.portals, seeds.Portal{Name: host, Columns: []seeds.Column{{URL: "http://" + host + "/nb/"}}})
	}
	path := filepath.Join(t.TempDir(), "archive.db")
	bytes := c.visit(t, each, 0)
	reports, first := grow(t, c, path, 0)
	_, quiet := grow(t, c, path, 24*time.Hour)
	c.visit(t, each, 1)
	_, moved := grow(t, c, path, 48*time.Hour)
	n := int64(reports)
	t.Logf("%d reports of %d bytes: %d bytes each; a quiet night %d, one in which every page's dates moved %d", n, bytes/reports, first/n, (quiet-first)/n, (moved-quiet)/n)
	if page := int64(bytes) / n; first/n > page || (quiet-first)/n > page/10 || (moved-quiet)/n > page/3 {
		t.Errorf("for each page of %d bytes the file grew by %d, %d and %d", page, first/n, (quiet-first)/n, (moved-quiet)/n)
	}
}

// grow crawls once, some time from now, and gives the size of the file without
// its free space.
func grow(t *testing.T, c *country, path string, later time.Duration) (reports int, size int64) {
	t.Helper()
	a, err := store.Open(path, store.Options{Verb: "test"})
	if err != nil {
		t.Fatal(err)
	}
	sum, err := crawler.Run(t.Context(), crawler.Options{
		Archive: a, Portals: c.portals, Policy: pace.Policy{Delay: time.Millisecond, MaxDelay: time.Second},
		Fetch: fetch.Options{UserAgent: "nianbao/1.0 (+https://crawler.example; crawler@example.org)", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}},
		Now:   func() time.Time { return time.Now().Add(later) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Compact(t.Context(), path, func(uint64, uint64) {}); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return sum.Totals.New, info.Size()
}
