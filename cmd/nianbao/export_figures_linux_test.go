package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"nianbao/store"
	"nianbao/store/export/exporttest"
)

// exportSize is how many reports the figures are taken of: 200, or with
// NIANBAO_FULL=1 20,000, or what NIANBAO_EXPORT_REPORTS says.
func exportSize(t *testing.T) int {
	t.Helper()
	n := 200
	if os.Getenv("NIANBAO_FULL") == "1" {
		n = 20_000
	}
	if s := os.Getenv("NIANBAO_EXPORT_REPORTS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// maxExportMemory bounds the memory of an export, of whatever size, in MB.
const maxExportMemory = 500

// TestExportsAreBoundedInMemory exports made-up reports in every format, each
// in a process of its own, and prints what it took: see docs/benchmarks.md.
// NIANBAO_EXPORT_ARCHIVE names an archive of so many to keep and use again.
func TestExportsAreBoundedInMemory(t *testing.T) {
	n, dir := exportSize(t), t.TempDir()
	path := os.Getenv("NIANBAO_EXPORT_ARCHIVE")
	if path == "" {
		path = filepath.Join(dir, "archive.db")
	}
	if _, err := os.Stat(path); err != nil {
		makeArchive(t, path, n)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	scan := scanReports(t, path)
	t.Logf("%d reports, archive of %d MB; raw scan of their bucket: %.0f MB/s stored, %.0f MB/s unpacked, %.2f s of processor",
		n, info.Size()>>20, scan.stored, scan.unpacked, scan.cpu.Seconds())
	for _, f := range []struct{ format, what string }{
		{"jsonl", "reports"}, {"jsonl", "cells"}, {"csv", "reports"}, {"csv", "cells"}, {"xlsx", "reports"},
		{"parquet", "reports"}, {"parquet", "cells"}, {"sqlite", "reports"}, {"csv", "captures"}, {"parquet", "captures"},
	} {
		if f.format == "xlsx" && n > 30_000 {
			continue // refused: see the tests of xlsx
		}
		out := filepath.Join(dir, "out")
		m := measured(t, dir, "export", "-a", path, "--format", f.format, "--what", f.what, "-o", out)
		size, err := os.Stat(out)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%-8s %-8s %6.1f s %6.1f s of processor %8.0f reports/s %7.1f MB %6.1f MB/s, memory %4d MB", f.format, f.what,
			m.wall.Seconds(), m.cpu.Seconds(), float64(n)/m.wall.Seconds(), float64(size.Size())/1e6, float64(size.Size())/1e6/m.wall.Seconds(), m.memory)
		if m.memory > maxExportMemory {
			t.Errorf("%s of %s took %d MB, and may take %d", f.format, f.what, m.memory, maxExportMemory)
		}
	}
}

func makeArchive(t *testing.T, path string, n int) {
	t.Helper()
	a, err := store.Open(path, store.Options{Verb: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(exporttest.Fill(t.Context(), a, n), a.Close()); err != nil {
		t.Fatal(err)
	}
}

// took is what one run of the program took.
type took struct {
	wall, cpu time.Duration
	memory    int // peak of what is not of a file, in MB
}

// measured runs the program to its end.
func measured(t *testing.T, dir string, args ...string) took {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	cmd := command(ctx, dir, args...)
	cmd.Stderr = os.Stderr
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	var m took
	for {
		select {
		case err := <-done:
			if err != nil {
				t.Fatalf("%v: %v", args, err)
			}
			m.wall, m.cpu = time.Since(begun), cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()
			return m
		case <-tick.C:
			m.memory = max(m.memory, anonymous(cmd.Process.Pid))
		}
	}
}

// anonymous is the memory a process has that is not of a file, in MB; 0 where
// it has ended.
func anonymous(pid int) int {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if kb, ok := strings.CutPrefix(lines.Text(), "RssAnon:"); ok {
			n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(kb, "kB")))
			if err == nil {
				return n >> 10
			}
		}
	}
	return 0
}

// scanned is what walking over a bucket gave, in MB a second.
type scanned struct {
	stored, unpacked float64
	cpu              time.Duration
}

// scanReports walks over the readings as they are in the file: once for their
// bytes alone, once unpacking each.
func scanReports(t *testing.T, path string) (s scanned) {
	t.Helper()
	for _, unpack := range []bool{false, true} {
		begun, before := time.Now(), processor(t)
		found, err := exporttest.Scan(path, unpack)
		if err != nil {
			t.Fatal(err)
		}
		rate := func(size int) float64 { return float64(size) / 1e6 / time.Since(begun).Seconds() }
		if unpack {
			s.unpacked, s.cpu = rate(found.Unpacked), processor(t)-before
		} else {
			s.stored = rate(found.Stored)
		}
	}
	return s
}

// processor is the time this process has had of the processors.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
