package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/seeds/sample"
)

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// exported are the reports of an archive without the times of the fetches.
func exported(t *testing.T, dir, archive string) []map[string]any {
	t.Helper()
	reports := lines(t, must(t, dir, "export", "-a", archive, "--all-kinds"))
	for _, r := range reports {
		for _, key := range []string{"fetched_at", "first_seen", "changed_at"} {
			delete(r, key)
		}
	}
	return reports
}

// TestKilledCrawlEndsWithTheSameReports kills the program at random moments,
// lets it go on each time, and compares with a crawl that was left alone.
func TestKilledCrawlEndsWithTheSameReports(t *testing.T) {
	dir := t.TempDir()
	server := portal(t, dir, "10ms")
	must(t, dir, "crawl", "-a", "whole.db")
	want := exported(t, dir, "whole.db")
	if len(want) < 40 {
		t.Fatalf("only %d pages", len(want))
	}
	server.ResetLog()
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 1))
	kills := 0
	for range 4 {
		cmd := command(context.Background(), dir, "crawl", "-a", "killed.db")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(50+random.IntN(900)) * time.Millisecond)
		if err := cmd.Process.Kill(); err == nil {
			kills++
		}
		_ = cmd.Wait() // killed
	}
	must(t, dir, "crawl", "-a", "killed.db")
	if diff := cmp.Diff(want, exported(t, dir, "killed.db")); diff != "" {
		t.Errorf("seed %d, %d kills: reports differ (-whole +killed):\n%.3000s", seed, kills, diff)
	}
	asked := map[string]int{}
	for _, r := range server.Log() {
		if r.Path != "/robots.txt" {
			asked[r.Host+r.Path]++
		}
	}
	again := 0
	for _, n := range asked {
		again += n - 1
	}
	// a kill repeats at most what was in flight: one request on each host
	if limit := kills * len(server.Hosts()); again > limit {
		t.Errorf("seed %d: %d requests were made again after %d kills, at most %d were in flight", seed, again, kills, limit)
	}
}

// awaitRequests waits until a crawl has made so many requests.
func awaitRequests(t *testing.T, server *sample.Server, n int) {
	t.Helper()
	for range 600 {
		if len(server.Log()) >= n {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%d requests after 30 s, want %d", len(server.Log()), n)
}

func TestInterruptedCrawlSavesItsStateAndExits130(t *testing.T) {
	dir := t.TempDir()
	server := portal(t, dir, "300ms")
	cmd := command(t.Context(), dir, "crawl")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	awaitRequests(t, server, 20) // robots.txt, a list and some reports of five hosts
	begin := time.Now()
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // its code is looked at below
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("it took %v to end", took)
	}
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("exit %d, want %d", code, exitInterrupted)
	}
	if got := exported(t, dir, "archive.db"); len(got) == 0 {
		t.Error("nothing was kept of the run")
	}
}

func TestFilesThatAreNoArchiveAreRefused(t *testing.T) {
	dir := t.TempDir()
	for name, body := range map[string]string{"text.db": "hello", "empty.db": "", "zeros.db": string(make([]byte, 9000))} {
		write(t, dir, name, body)
		r := nianbao(t, dir, "stats", "-a", name)
		if r.code != exitFailed || !containsAll(r.errout, name) {
			t.Errorf("%s: exit %d, %q", name, r.code, r.errout)
		}
		if got := read(t, filepath.Join(dir, name)); got != body {
			t.Errorf("%s was changed", name)
		}
	}
}

// TestHostThatAsksForTooMuchIsSkippedInEveryRun holds that a Crawl-delay over
// max_crawl_delay never keeps a run waiting.
func TestHostThatAsksForTooMuchIsSkippedInEveryRun(t *testing.T) {
	dir := t.TempDir()
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.URL.Path == "/robots.txt" {
			fmt.Fprint(w, "User-agent: *\nCrawl-delay: 3600\n")
		}
	}))
	defer server.Close()
	write(t, dir, "config.yaml", contact+"politeness: {delay: 10ms}\nnetwork: {allow: [127.0.0.0/8]}\n")
	write(t, dir, "seeds/one.yaml", "portals:\n  - name: 甲\n    columns:\n      - url: "+server.URL+"/nb/\n")
	for range 2 {
		r := nianbao(t, dir, "crawl")
		if r.code != exitDone || !containsAll(r.errout, "Crawl-delay of 1h0m0s", "max_crawl_delay") {
			t.Errorf("exit %d: %s", r.code, r.errout)
		}
	}
	if asked != 1 {
		t.Errorf("%d requests, want one for robots.txt", asked)
	}
}
