package reparse_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

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
	m := measureChild(t, path)
	s, most, alone, cost := m.Summary, m.Most, m.Alone, m.Cost
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

// measureChild reparses an archive in a process of its own.
func measureChild(t *testing.T, path string) (m measured) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), measureEnv+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestReparseTakesTheSameMemoryForAnyArchive compares two archives of short
// pages, one ten times as large.
func TestReparseTakesTheSameMemoryForAnyArchive(t *testing.T) {
	n := 500
	if os.Getenv("NIANBAO_FULL") == "1" {
		n = 20_000
	}
	var most [2]int64
	for i, n := range []int{n, 10 * n} {
		path := filepath.Join(t.TempDir(), "archive.db")
		a := openArchive(t, path)
		fillShort(t, a, n)
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		m := measureChild(t, path)
		if m.Summary.Changed != n || m.Summary.Failed > 0 {
			t.Errorf("summary %+v", m.Summary)
		}
		most[i] = m.Most
		t.Logf("%d pages in %.1f s: %d MB at its most", n, m.Summary.DurationSeconds, m.Most>>20)
	}
	if most[1] > most[0]*3/2+16<<20 {
		t.Errorf("%d bytes, and %d for ten times as many pages", most[0], most[1])
	}
}

// fillShort puts short pages into an archive, whose title an older parser read
// otherwise.
func fillShort(t testing.TB, a *store.Archive, n int) {
	t.Helper()
	var wg sync.WaitGroup
	room := make(chan struct{}, 64)
	for i := range n {
		room <- struct{}{}
		wg.Go(func() {
			defer func() { <-room }()
			url := fmt.Sprintf("http://h%d.example/nb/%d.html", i/1000, i)
			body := fmt.Appendf(nil, "<h1>某区第%d局2024年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>本年度主动公开信息%d条。</p>", i, i)
			r := readToday(t, url, body)
			r.Parser, r.Title = "2020.1.1", "an older title"
			if _, err := a.Apply(context.Background(), envelope(t, url, 1, body, &r)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
