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

// turns is how often extraction alone and reading again take turns: other
// programs on the machine then cost both alike.
const turns = 8

// measure reparses an archive, a part of it at a time, extracts pages alone in
// between, and prints what each took. What is read ahead when a part ends is read
// again in the next: that counts.
func measure(path string) error {
	a, err := store.Open(path, store.Options{Verb: "reparse"})
	if err != nil {
		return err
	}
	pages, total, err := somePages(a, 300)
	if err != nil {
		return err
	}
	var m measured
	var broken error
	looked := time.Now()
	for end := 0; end < total; {
		end += total/turns + 1
		alone, err := extraction(pages)
		if err != nil {
			return err
		}
		m.Alone += alone / turns
		ctx, cancel := context.WithCancel(context.Background())
		cpu := spent()
		m.Summary, err = reparse.Run(ctx, reparse.Options{Archive: a, Progress: func(done, _ int) {
			if done == end {
				cancel()
			}
			if time.Since(looked) > 20*time.Millisecond {
				now, err := anonymous()
				m.Most, looked, broken = max(m.Most, now), time.Now(), errors.Join(broken, err)
			}
		}})
		m.Cost += spent() - cpu
		cancel()
		if err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
	}
	m.Cost /= time.Duration(max(m.Summary.Versions, 1))
	return errors.Join(broken, a.Close(), json.NewEncoder(os.Stdout).Encode(m))
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

// somePages are n pages of reports, of all portals, and how many there are.
func somePages(a *store.Archive, n int) (pages []extract.Page, total int, err error) {
	var places []store.Place
	for place, err := range a.Places(context.Background(), store.Place{}) {
		if err != nil {
			return nil, 0, err
		}
		s, err := a.StoredAt(place)
		if err != nil {
			return nil, 0, err
		}
		if s.Page.Read != nil {
			places = append(places, place)
		}
	}
	for i := 0; i < len(places); i += max(len(places)/n, 1) {
		s, err := a.StoredAt(places[i])
		if err != nil {
			return nil, 0, err
		}
		body, err := a.Blob(s.Page.RawSHA256)
		if err != nil {
			return nil, 0, err
		}
		pages = append(pages, reading.Of(s.Latest().Capture, body, nil))
	}
	return pages, len(places), nil
}

// extraction is the processor time of extraction alone, a page, with its JSON. It
// is measured in the process that reads again, and on few pages: collecting
// garbage costs either the same.
func extraction(pages []extract.Page) (time.Duration, error) {
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
	for _, p := range pages {
		next <- p
	}
	close(next)
	wg.Wait()
	if err := broken.Load(); err != nil {
		return 0, *err
	}
	return (spent() - cpu) / time.Duration(len(pages)), nil
}
