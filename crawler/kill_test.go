package crawler_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/crawler"
	"nianbao/crawler/frontier"
	"nianbao/store"
)

// stormChild tells a child, in the environment, to crawl a storm into an
// archive until it is killed: its port, hosts, pages and the archive.
const stormChild = "NIANBAO_TEST_STORM_UNTIL_KILLED"

func stormUntilKilled(where string) int {
	s := &storm{}
	var path string
	if _, err := fmt.Sscanf(where, "%s %d %d %d %s", &s.port, &s.hosts, &s.pages, &s.delay, &path); err != nil {
		return 3
	}
	a, err := store.Open(path, store.Options{})
	if err != nil {
		return 4
	}
	if _, err := crawler.Run(context.Background(), s.options(a)); err != nil {
		return 5
	}
	if a.Close() != nil {
		return 6
	}
	return 0
}

func TestKillsAtRandomLoseNothingRepeatNothingAndKeepEveryGap(t *testing.T) {
	t.Parallel()
	hosts, pages, kills := 8, 16, 20
	if os.Getenv(fullSize) != "" {
		hosts, pages, kills = 20, 240, 200
	}
	s := newStorm(t, hosts, pages)
	s.delay, s.think = 6*stormDelay, 2*stormDelay // a child takes less than a pause to begin, and is often killed in a request
	path := filepath.Join(t.TempDir(), "archive.db")
	rnd := rand.New(rand.NewPCG(4, 20))
	hit := 0
	for range kills {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %d %d %s", stormChild, s.port, hosts, pages, s.delay, path), s.died.next())
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(30+rnd.IntN(370)) * time.Millisecond)
		_ = child.Process.Kill() // it may have ended
		if err := child.Wait(); err != nil {
			hit++
		}
		s.died = append(s.died, time.Now())
		if code := child.ProcessState.ExitCode(); code > 0 {
			t.Fatalf("a child failed: %d", code)
		}
	}
	a := openArchive(t, path)
	crawlWithin(t, s.options(a), 5*time.Minute)
	s.forget(answersOnce(t, a))
	n := s.judge(t)
	t.Logf("%d of %d children were killed while they crawled, %d requests", hit, kills, n)

	whole := newArchive(t)
	crawlWithin(t, s.options(whole), 5*time.Minute)
	want, got := contents(t, whole), contents(t, a)
	if len(want) != hosts*pages {
		t.Errorf("an unbroken crawl has %d reports of %d", len(want), hosts*pages)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("reports of an unbroken crawl (-) and of one with kills (+):\n%s", d)
	}
	for u := range want {
		if got[u] == "" {
			l, _, err := frontier.LineOf(t.Context(), a, u)
			t.Errorf("the URL of a missing report is %+v, %v", l, err)
		}
	}
}

// answersOnce are the answers of the storm that were captured, by number. It
// fails where one was captured twice.
func answersOnce(t *testing.T, a *store.Archive) map[string]string {
	t.Helper()
	captured := map[string]string{}
	for c, err := range a.Captures(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		answer := c.ResponseHeaders.Get("X-Answer")
		if was := captured[answer]; answer != "" && was != "" {
			t.Errorf("answer %s was captured for %s and for %s", answer, was, c.URL)
		}
		captured[answer] = c.URL
	}
	return captured
}

// forget drops the Retry-After of answers that were not captured: the program
// was killed before it had them, and nobody can keep what was never heard. The
// pause after them is kept none the less.
func (s *storm) forget(captured map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.seen {
		if captured[strconv.Itoa(i)] == "" {
			s.seen[i].notBefore = time.Time{}
		}
	}
}

// contents are the hash and the number of versions of each report.
func contents(t *testing.T, a *store.Archive) map[string]string {
	t.Helper()
	all := map[string]string{}
	for l, err := range a.Reports(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		var r struct {
			URL      string `json:"url"`
			Hash     string `json:"content_sha256"`
			Versions int    `json:"versions"`
		}
		if err := json.Unmarshal(l.JSON, &r); err != nil {
			t.Fatal(err)
		}
		all[r.URL] = fmt.Sprint(r.Hash, " ", r.Versions)
	}
	return all
}
