package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// TestReadersWorkWhileACrawlHoldsTheArchive runs every reading verb, twice and
// all at a time, beside a crawl, and then stops it.
func TestReadersWorkWhileACrawlHoldsTheArchive(t *testing.T) {
	dir := t.TempDir()
	server := portal(t, dir, "300ms")
	cmd := command(t.Context(), dir, "crawl")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	awaitRequests(t, server, 20)
	host := server.Hosts()[0]
	verbs := [][]string{
		{"stats", "--json"}, {"verify", "--json"}, {"reparse", "--dry-run"}, {"export"}, {"export", "--what", "cells"}, {"export", "--what", "captures"}, {"export", "--what", "urls"},
		{"export", "--all-kinds", "-o", "%d.jsonl"}, {"export", "--format", "sqlite", "-o", "%d.sqlite"},
		{"export", "--format", "parquet", "--what", "cells", "-o", "%d.parquet"}, {"why", host}, {"why", "http://" + host + "/", "--json"},
	}
	var wg sync.WaitGroup
	for i := range 2 * len(verbs) {
		args := make([]string, 0, 4)
		for _, a := range verbs[i%len(verbs)] {
			args = append(args, strings.Replace(a, "%d", fmt.Sprint(i), 1))
		}
		wg.Go(func() {
			if r := nianbao(t, dir, args...); r.code != exitDone || r.out == "" && !strings.Contains(strings.Join(args, " "), "-o") {
				t.Errorf("%v: exit %d, %d bytes\n%s", args, r.code, len(r.out), r.errout)
			}
		})
	}
	wg.Wait()
	if err := cmd.Process.Signal(syscall.Signal(0)); err != nil {
		t.Fatalf("the crawl did not hold out: %v", err)
	}
	socket := filepath.Join(dir, "archive.db.sock")
	info, err := os.Lstat(socket)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("socket %v, %v; want 0600", info, err)
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // its code is looked at below
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("exit %d, want %d", code, exitInterrupted)
	}
	if _, err := os.Lstat(socket); err == nil {
		t.Error("the socket is still there")
	}
}

// TestExportOutlivesTheCrawlItReadsThrough kills the crawl while an export
// stands in the middle, its reader waiting.
func TestExportOutlivesTheCrawlItReadsThrough(t *testing.T) {
	dir := t.TempDir()
	server := portal(t, dir, "100ms")
	must(t, dir, "crawl", "--max-time", "3s")
	server.ResetLog()
	crawl := command(t.Context(), dir, "crawl")
	if err := crawl.Start(); err != nil {
		t.Fatal(err)
	}
	awaitRequests(t, server, 1)
	export := command(t.Context(), dir, "export", "--what", "captures")
	out, err := export.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var errout strings.Builder
	export.Stderr = &errout
	if err := export.Start(); err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 1)
	if _, err := out.Read(first); err != nil {
		t.Fatal(err)
	}
	if err := crawl.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = crawl.Wait() // killed
	var rest strings.Builder
	buf := make([]byte, 4096)
	for n, err := 0, error(nil); err == nil; n, err = out.Read(buf) {
		rest.Write(buf[:n])
	}
	if err := export.Wait(); err != nil {
		t.Errorf("export: %v\n%s", err, errout.String())
	}
	got := string(first) + rest.String()
	known := map[string]bool{}
	for line := range strings.Lines(must(t, dir, "export", "--what", "captures")) {
		known[line] = true
	}
	n := 0
	for line := range strings.Lines(got) {
		if !known[line] {
			t.Errorf("a capture that is not in the archive: %s", line)
		}
		n++
	}
	if n < 20 {
		t.Errorf("only %d captures", n)
	}
}

func TestSecondWriterIsToldWhoHoldsTheArchive(t *testing.T) {
	dir := t.TempDir()
	server := portal(t, dir, "300ms")
	cmd := command(t.Context(), dir, "crawl")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	awaitRequests(t, server, 1)
	page := write(t, dir, "page.html", "<p>甲")
	for _, args := range [][]string{{"crawl"}, {"import", page}} {
		r := nianbao(t, dir, args...)
		want := fmt.Sprint(cmd.Process.Pid)
		if r.code != exitFailed || !containsAll(r.errout, "archive.db", want, "crawl") {
			t.Errorf("%s: exit %d, %q does not name the holder %s", args[0], r.code, r.errout, want)
		}
	}
}
