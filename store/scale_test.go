package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nianbao/seeds/sample/bulk"
)

// TestScale measures put, get, verify, backup and compact of made-up portals,
// and what memory each takes: NIANBAO_SCALE pages, a few hundred without it.
func TestScale(t *testing.T) {
	pages := 300
	dir := t.TempDir()
	if s := os.Getenv("NIANBAO_SCALE"); s != "" {
		var err error
		if pages, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "archive.db")
	a := openTest(t, path)
	raw := putPages(t, a, pages)
	s, err := a.Stats(t.Context())
	if err != nil || s.Blobs.Count != uint64(pages) || s.Blobs.Bytes != raw {
		t.Fatalf("%+v, %v; want %d pages of %d bytes", s.Blobs, err, pages, raw)
	}
	t.Logf("%d pages, %d MB, stored in %d MB: %.1f times smaller", pages, raw>>20, s.Blobs.Stored>>20, float64(raw)/float64(s.Blobs.Stored))
	measure(t, "get, all over, one caller", pages/4, func() {
		var m bulk.Maker
		for i := range pages / 4 {
			p := m.Page((i*7919)%pages, 0)
			if body, err := a.Blob(shaOf(p.Body)); err != nil || !bytes.Equal(body, p.Body) {
				t.Fatal(err)
			}
		}
	})
	measure(t, "verify", pages, func() {
		if v, faults := verifyAll(t, a); len(faults) > 0 || v.Bytes != raw {
			t.Errorf("verify: %+v, %v", v, faults)
		}
	})
	t.Logf("  of %d MB of bodies", raw>>20)
	measure(t, "backup", pages, func() {
		if err := a.Backup(t.Context(), filepath.Join(dir, "backup.db"), BackupOptions{}); err != nil {
			t.Fatal(err)
		}
	})
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	measure(t, "compact", pages, func() {
		out, err := Compact(t.Context(), path, func(_, _ uint64) {})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("  from %d to %d MB", out.Before>>20, out.After>>20)
	})
}

// putPages stores made-up pages, each with a small reading, from as many
// callers as there are processors, each with portals of its own. It returns
// their size in bytes.
func putPages(t *testing.T, a *Archive, pages int) uint64 {
	t.Helper()
	var size, next atomic.Int64
	measure(t, "make and put", pages, func() {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				var m bulk.Maker
				for {
					portal := int(next.Add(1)) - 1
					if portal*bulk.PerHost >= pages {
						return
					}
					for i := portal * bulk.PerHost; i < min((portal+1)*bulk.PerHost, pages); i++ {
						p := m.Page(i, 0)
						e := pageAnswer(p, 1)
						if !p.List {
							e.Reading = reading(fmt.Sprint("text ", i), p.Year)
						}
						if _, err := a.Apply(t.Context(), e); err != nil {
							t.Error(err)
							return
						}
						size.Add(int64(len(p.Body)))
					}
				}
			})
		}
		wg.Wait()
	})
	return uint64(size.Load())
}

// measure runs do, and logs how long it took for n things, in processor time
// too, and how much memory of its own the process had at most.
func measure(t *testing.T, what string, n int, do func()) {
	t.Helper()
	done := make(chan struct{})
	peak := make(chan int, 1)
	go func() {
		most := 0
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			most = max(most, ownMemory())
			select {
			case <-done:
				tick.Stop()
				peak <- most
				return
			case <-tick.C:
			}
		}
	}()
	from, cpu := time.Now(), processorTime()
	do()
	took, used := time.Since(from), processorTime()-cpu
	close(done)
	t.Logf("%-28s %8d in %7.2f s: %7.0f/s, %5.2f ms of processor each, memory %d MB", what, n, took.Seconds(),
		float64(n)/took.Seconds(), used.Seconds()*1000/float64(max(n, 1)), <-peak>>20)
}
