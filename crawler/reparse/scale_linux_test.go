package reparse_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"nianbao/crawler/reading"
	"nianbao/crawler/reparse"
	"nianbao/extract"
	"nianbao/seeds/sample/bulk"
	"nianbao/store"
)

// scale is how many pages the test reads again.
func scale(t testing.TB) int {
	n := 600
	if os.Getenv("NIANBAO_FULL") == "1" {
		n = 20_000
	}
	if v := os.Getenv("NIANBAO_PAGES"); v != "" {
		var err error
		if n, err = strconv.Atoi(v); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// fillBulk puts n pages of made-up portals into an archive, each with one and
// the same reading of an older parser: what it said does not matter here.
func fillBulk(t testing.TB, a *store.Archive, n int) {
	t.Helper()
	var m bulk.Maker
	first := m.Page(1, 0)
	r := readToday(t, first.URL, first.Body)
	r.Parser = "2020.1.1"
	old, err := store.ReadingOf(&r)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	room := make(chan struct{}, 64)
	for i := range n {
		p := m.Page(i, 0)
		e := envelope(t, p.URL, 1, p.Body, nil)
		if !p.List {
			e.Reading = old
		}
		room <- struct{}{}
		wg.Go(func() {
			defer func() { <-room }()
			if _, err := a.Apply(context.Background(), e); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// spent is the processor time this process has had.
func spent(t testing.TB) time.Duration {
	t.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// anonymous is the memory this process has but for files, in bytes (proc(5),
// RssAnon).
func anonymous(t testing.TB) int64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := bytes.Cut(b, []byte("RssAnon:"))
	var kb int64
	if _, err := fmt.Sscan(string(rest), &kb); err != nil {
		t.Fatal(err)
	}
	return kb << 10
}

// TestReparseAtScale measures reading again against extraction alone, and the
// memory it takes at its most, which must not grow with the archive.
func TestReparseAtScale(t *testing.T) {
	n := scale(t)
	path := filepath.Join(t.TempDir(), "archive.db")
	a := openArchive(t, path)
	fillBulk(t, a, n)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a = openArchive(t, path)
	alone := extraction(t, a, min(n, 2000))
	runtime.GC()
	before, most := anonymous(t), int64(0)
	looked, cpu, began := time.Now(), spent(t), time.Now()
	s := run(t, reparse.Options{Archive: a, Progress: func(int, int) {
		if time.Since(looked) > 20*time.Millisecond {
			most, looked = max(most, anonymous(t)), time.Now()
		}
	}})
	took, cost := time.Since(began), (spent(t)-cpu)/time.Duration(s.Versions)
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d pages, %d versions in %v: %.0f/s", s.Pages, s.Versions, took.Round(time.Millisecond), float64(s.Versions)/took.Seconds())
	t.Logf("processor time a version: %v, of which extraction %v: ratio %.2f", cost, alone, float64(alone)/float64(cost))
	t.Logf("memory: %d MB before, %d MB at its most; summary of %d bytes", before>>20, most>>20, len(b))
	if s.Failed > 0 || s.Versions < n*9/10 {
		t.Errorf("summary %s", b)
	}
	if float64(alone)/float64(cost) < 0.6 {
		t.Errorf("reading again costs %v a version, extraction %v", cost, alone)
	}
	if most > 400<<20 {
		t.Errorf("%d MB of memory", most>>20)
	}
}

// extraction is the processor time of extraction alone, a page.
func extraction(t *testing.T, a *store.Archive, n int) time.Duration {
	t.Helper()
	var pages []extract.Page
	for c, err := range a.Captures(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		page, _, err := a.PageOf(c.URL)
		if err != nil {
			t.Fatal(err)
		}
		if page.Read == nil {
			continue
		}
		body, err := a.Blob(c.RawSHA256)
		if err != nil {
			t.Fatal(err)
		}
		if pages = append(pages, reading.Of(&c, body, nil)); len(pages) == n {
			break
		}
	}
	cpu := spent(t)
	var wg sync.WaitGroup
	next := make(chan extract.Page)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for p := range next {
				r := extract.Read(p)
				if _, err := store.ReadingOf(&r); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, p := range pages {
		next <- p
	}
	close(next)
	wg.Wait()
	return (spent(t) - cpu) / time.Duration(len(pages))
}
