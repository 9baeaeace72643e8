package reparse_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"nianbao/crawler/reading"
	"nianbao/extract"
	"nianbao/seeds/sample/bulk"
	"nianbao/store"
)

// scale is how many pages the test reads again.
func scale(t testing.TB) int {
	n := 300
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

// fillBulk puts n pages of made-up portals into an archive, as an older parser
// read them: one in so many as outdated has it, the others as today's.
func fillBulk(t testing.TB, a *store.Archive, n, oneIn int) {
	t.Helper()
	var m bulk.Maker
	var wg sync.WaitGroup
	room := make(chan struct{}, 64)
	for i := range n {
		p := m.Page(i, 0)
		room <- struct{}{}
		wg.Go(func() {
			defer func() { <-room }()
			var read *extract.Report
			if !p.List {
				r := readToday(t, p.URL, p.Body)
				r.Parser = "2020.1.1"
				if i%oneIn == 0 {
					r = outdated(r, i/oneIn)
				}
				read = &r
			}
			e := envelope(t, p.URL, 1, p.Body, read)
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

// TestReparseAtScale measures reading again against extraction alone, and the
// memory it takes at its most, which must not grow with the archive. First one
// report in twenty reads otherwise than before, as after a change to the
// parser, then (at full size) every one.
func TestReparseAtScale(t *testing.T) {
	for _, oneIn := range []int{20, 1} {
		if oneIn == 1 && os.Getenv("NIANBAO_FULL") != "1" {
			continue
		}
		t.Run(fmt.Sprintf("one in %d", oneIn), func(t *testing.T) { reparseAtScale(t, scale(t), oneIn) })
	}
}

func reparseAtScale(t *testing.T, n, oneIn int) {
	path := filepath.Join(t.TempDir(), "archive.db")
	a := openArchive(t, path)
	fillBulk(t, a, n, oneIn)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a = openArchive(t, path)
	alone := extraction(t, a, min(n, 2000))
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), measureEnv+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var m measured
	if err := json.Unmarshal(out, &m); err != nil {
		t.Fatal(err)
	}
	s, most := m.Summary, m.Most
	cost := (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()) / time.Duration(s.Versions)
	t.Logf("%d versions in %.1f s: %.0f/s; one in %d changed", s.Versions, s.DurationSeconds, s.VersionsPerSecond, max(s.Pages/max(s.Changed, 1), 1))
	t.Logf("processor time a version: %v, of which extraction %v: ratio %.2f", cost, alone, float64(alone)/float64(cost))
	t.Logf("memory: %d MB at its most", most>>20)
	if s.Failed > 0 || s.Versions < n*9/10 {
		t.Errorf("summary %+v", s)
	}
	if oneIn > 1 && float64(alone)/float64(cost) < 0.5 { // 0.8 and more alone on the machine
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
