package store

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// manyReports is how many generated reports the tests of indexes store.
func manyReports() int {
	if full() {
		return 1_000_000
	}
	return 3000
}

// fillReports stores reports of 100 regions, 18 years and 400 hosts, each with
// its findings, from 256 callers.
func fillReports(t testing.TB, a *Archive, n int) {
	t.Helper()
	var wg sync.WaitGroup
	var next atomic.Int64
	for range 256 {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				url := fmt.Sprintf("http://www.h%03d.gov.cn/zfxxgk/nb/t%08d.html", i%400, i)
				e := reportAnswer(url, 1, day0.Add(time.Duration(i)*time.Second), "", fmt.Sprint("text ", i), 2008+i%18)
				e.Body = nil
				e.Reading.Agency = fmt.Sprintf("县%d局", i%20_000)
				e.Reading.Body = []byte(strings.Replace(string(e.Reading.Body), `"agency":null`, fmt.Sprintf(`"agency":%q`, e.Reading.Agency), 1))
				if i%5 == 0 {
					e.Reading.Findings = []string{"cell.blank", "applications.row_sum"}
					e.Reading.Body = []byte(strings.Replace(string(e.Reading.Body), `"findings":[]`, `"findings":[{"rule":"cell.blank"},{"rule":"applications.row_sum"}]`, 1))
				}
				e.Capture.Context = Context{Portal: fmt.Sprint("p", i%400), Region: fmt.Sprintf("省%d/市%d/县%d", i%10, i%50, i%100)}
				if _, err := a.Apply(t.Context(), e); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// TestAMillionReportsAreCountedAndChosenInSeconds stores a million reports
// under NIANBAO_FULL, else a few thousand, and asks what people ask. The times
// of a million are those of docs/benchmarks.md.
func TestAMillionReportsAreCountedAndChosenInSeconds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	if full() {
		path = filepath.Join(os.TempDir(), "nianbao-million.db")
		t.Cleanup(func() { os.Remove(path) })
	}
	n := manyReports()
	a := openTest(t, path)
	from := time.Now()
	fillReports(t, a, n)
	t.Logf("%d reports stored, %.0f/s", n, float64(n)/time.Since(from).Seconds())
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	timed := func(what string, want int, count func() int) {
		t.Helper()
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		from := time.Now()
		got := count()
		took := time.Since(from)
		runtime.ReadMemStats(&after)
		t.Logf("%-40s %9d of them in %6.2f s, %d MB allocated in all, heap from the system %d MB", what, got, took.Seconds(), (after.TotalAlloc-before.TotalAlloc)>>20, after.HeapSys>>20)
		if got != want {
			t.Errorf("%s: %d, want %d", what, got, want)
		}
		if took > 20*time.Second {
			t.Errorf("%s took %v", what, took)
		}
	}
	timed("stats", n, func() int {
		s, err := a.Stats(t.Context())
		if err != nil || s.Agencies != min(n, 20_000) || len(s.Regions) != 100 || len(s.Hosts) != 400 || s.Findings["cell.blank"] != n/5 {
			t.Errorf("stats: %d agencies, %d regions, %d hosts, %v, %v", s.Agencies, len(s.Regions), len(s.Hosts), s.Findings, err)
		}
		return s.Reports
	})
	reports := func(f Filter) func() int {
		return func() (got int) {
			last := ""
			for l, err := range a.Reports(t.Context(), f) {
				if err != nil {
					t.Fatal(err)
				}
				if l.ID <= last {
					t.Fatalf("%s comes behind %s", l.ID, last)
				}
				last = l.ID
				got++
			}
			return got
		}
	}
	ofYear := 0
	for i := range n {
		if 2008+i%18 == 2024 {
			ofYear++
		}
	}
	timed("export of one county", n/100, reports(Filter{RegionPrefix: "省7/市7/县7"}))
	timed("export of one county that does not exist", 0, reports(Filter{RegionPrefix: "省7/市7/县8"}))
	timed("export of one year", ofYear, reports(Filter{Years: []int{2024}}))
	timed("export of what changed in the last hour", min(n, 3600), reports(Filter{Since: day0.Add(time.Duration(n-3600) * time.Second)}))
}
