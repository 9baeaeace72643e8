package crawler_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/fetch"
	"nianbao/crawler/frontier"
	"nianbao/crawler/pace"
	"nianbao/seeds"
	"nianbao/seeds/sample"
	"nianbao/store"
)

const delay = 50 * time.Millisecond

// portal starts the sample portal.
func portal(t testing.TB, o sample.Options) *sample.Server {
	t.Helper()
	s, err := sample.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// quick portals are those without a Crawl-delay.
func quick(t testing.TB, s *sample.Server) []seeds.Portal {
	t.Helper()
	return portals(t, s)[:4]
}

func portals(t testing.TB, s *sample.Server) []seeds.Portal {
	t.Helper()
	ps, err := seeds.Parse(s.Seeds(), "seeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return ps
}

func openArchive(t testing.TB, path string) *store.Archive {
	t.Helper()
	a, err := store.Open(path, store.Options{Verb: "crawl"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func newArchive(t testing.TB) *store.Archive {
	t.Helper()
	return openArchive(t, filepath.Join(t.TempDir(), "archive.db"))
}

// options are those of a polite, quick crawl on loopback.
func options(a *store.Archive, ps []seeds.Portal) crawler.Options {
	return crawler.Options{
		Archive: a, Portals: ps,
		Policy:  pace.Policy{Delay: delay, MaxDelay: 2 * time.Second},
		Recheck: 168 * time.Hour,
		Fetch: fetch.Options{
			UserAgent: "nianbao/1.0 (+https://crawler.example; crawler@example.org" + os.Getenv(sender) + ")",
			Timeout:   2 * time.Second, MaxTime: 10 * time.Second,
			Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		},
	}
}

func crawl(t testing.TB, o crawler.Options) crawler.Summary {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	o.Log = slog.New(slog.NewTextHandler(testLog{t}, nil))
	s, err := crawler.Run(ctx, o)
	if err != nil {
		t.Fatalf("crawl: %v\n%+v", err, s)
	}
	return s
}

// testLog shows the run's log with the test.
type testLog struct{ t testing.TB }

func (l testLog) Write(p []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(p)))
	return len(p), nil
}

// reports are the exported reports by the path of their URL.
func reports(t testing.TB, a *store.Archive) map[string]map[string]any {
	t.Helper()
	out := map[string]map[string]any{}
	for l, err := range a.Reports(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		var r map[string]any
		if err := json.Unmarshal(l.JSON, &r); err != nil {
			t.Fatal(err)
		}
		out[pathOf(r["url"].(string))] = r
	}
	return out
}

func pathOf(u string) string {
	_, rest, _ := strings.Cut(u, "://")
	return rest[strings.IndexByte(rest, '/'):]
}

// lines are the known URLs by path.
func lines(t testing.TB, a *store.Archive) map[string]frontier.Line {
	t.Helper()
	out := map[string]frontier.Line{}
	for l, err := range frontier.All(t.Context(), a, "") {
		if err != nil {
			t.Fatal(err)
		}
		out[pathOf(l.URL)] = l
	}
	return out
}

// asked counts requests by path, robots.txt left out.
func asked(s *sample.Server) map[string]int {
	out := map[string]int{}
	for _, r := range s.Log() {
		if r.Path != "/robots.txt" {
			out[r.Path]++
		}
	}
	return out
}
