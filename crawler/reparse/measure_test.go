package reparse_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"nianbao/crawler/reading"
	"nianbao/crawler/reparse"
	"nianbao/extract"
	"nianbao/store"
)

// measureEnv tells a child of this test binary which archive to reparse, and to
// say what it took.
const measureEnv = "NIANBAO_REPARSE_TEST_MEASURE"

// measured is what such a child says.
type measured struct {
	Summary reparse.Summary
	Most    int64         // bytes of memory
	Cost    time.Duration // of processor time, a version
	Alone   time.Duration // likewise, of extraction alone
}

// measure reparses an archive and prints what it took.
func measure(path string) error {
	a, err := store.Open(path, store.Options{Verb: "reparse"})
	if err != nil {
		return err
	}
	var m measured
	if m.Alone, err = extraction(a, 300); err != nil {
		return err
	}
	var broken error
	looked, cpu := time.Now(), spent()
	m.Summary, err = reparse.Run(context.Background(), reparse.Options{Archive: a, Progress: func(int, int) {
		if time.Since(looked) > 20*time.Millisecond {
			now, err := anonymous()
			m.Most, looked, broken = max(m.Most, now), time.Now(), errors.Join(broken, err)
		}
	}})
	m.Cost = (spent() - cpu) / time.Duration(max(m.Summary.Versions, 1))
	return errors.Join(err, broken, a.Close(), json.NewEncoder(os.Stdout).Encode(m))
}

// anonymous is the memory this process has but for files, in bytes (proc(5),
// RssAnon).
func anonymous() (int64, error) {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, rest, _ := bytes.Cut(b, []byte("RssAnon:"))
	var kb int64
	_, err = fmt.Sscan(string(rest), &kb)
	return kb << 10, err
}

// extraction is the processor time of extraction alone, a page. It is measured
// in the process that reads again, and on few pages: collecting garbage costs
// either the same.
func extraction(a *store.Archive, n int) (time.Duration, error) {
	var places []store.Place
	for place, err := range a.Places(context.Background(), store.Place{}) {
		if err != nil {
			return 0, err
		}
		places = append(places, place)
	}
	var pages []extract.Page
	for i := 0; i < len(places); i += max(len(places)/n, 1) { // of all portals
		s, err := a.StoredAt(places[i])
		if err != nil {
			return 0, err
		}
		if s.Page.Read == nil {
			continue
		}
		body, err := a.Blob(s.Page.RawSHA256)
		if err != nil {
			return 0, err
		}
		pages = append(pages, reading.Of(s.Latest().Capture, body, nil))
	}
	cpu := spent()
	var wg sync.WaitGroup
	var broken atomic.Pointer[error]
	next := make(chan extract.Page)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for p := range next {
				r := extract.Read(p)
				if _, err := store.ReadingOf(&r); err != nil {
					broken.Store(&err)
				}
			}
		})
	}
	for range 4 {
		for _, p := range pages {
			next <- p
		}
	}
	close(next)
	wg.Wait()
	if err := broken.Load(); err != nil {
		return 0, *err
	}
	return (spent() - cpu) / time.Duration(4*len(pages)), nil
}
