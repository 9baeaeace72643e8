package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
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

func TestInterruptedCrawlSavesItsStateAndExits130(t *testing.T) {
	dir := t.TempDir()
	portal(t, dir, "300ms")
	cmd := command(t.Context(), dir, "crawl")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1200 * time.Millisecond)
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

func TestHeldArchiveNamesItsHolder(t *testing.T) {
	dir := t.TempDir()
	portal(t, dir, "300ms")
	cmd := command(t.Context(), dir, "crawl")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	time.Sleep(time.Second)
	for _, verb := range []string{"crawl", "stats"} {
		r := nianbao(t, dir, verb)
		want := fmt.Sprint(cmd.Process.Pid)
		if r.code != exitFailed || !containsAll(r.errout, "archive.db", want, "crawl") {
			t.Errorf("%s: exit %d, %q does not name the holder %s", verb, r.code, r.errout, want)
		}
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
