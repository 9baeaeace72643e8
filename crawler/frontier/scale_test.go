package frontier_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/store"
)

// How large the frontier of the scale test is: in URLs, in the environment.
// docs/benchmarks.md has the figures for 1 and 10 million.
const scaleVariable = "NIANBAO_FRONTIER_URLS"

const (
	scaleLinks = 500    // links a list page brings
	perHost    = 5000   // URLs of a host: max_pages_per_host
	callers    = 32     // hosts at work at the same time
	maxAnon    = 250    // MB
	scalePicks = 20_000 // leases taken and given back
)

func scale(t *testing.T) int {
	n, err := strconv.Atoi(os.Getenv(scaleVariable))
	if err != nil {
		return 100_000
	}
	return n
}

func TestManyURLsCostFilesAndNotMemory(t *testing.T) {
	n := scale(t)
	path := filepath.Join(t.TempDir(), "archive.db")
	hosts := max(n/perHost, 1)
	var columns []string
	for i := range hosts {
		columns = append(columns, fmt.Sprintf("http://www.h%d.gov.cn/zfxxgk/nb/", i))
	}
	a, err := store.Open(path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := begun(t, a, columns...)
	began, used := time.Now(), cpu(t)
	each(hosts, func(i int) { fill(t, f, i) })
	rate := float64(n) / time.Since(began).Seconds()
	each1 := float64((cpu(t) - used).Microseconds()) / float64(n)
	began = time.Now()
	taken := min(scalePicks, n/50)
	each(taken, func(i int) { pick(t, f, i%hosts) })
	picks := float64(taken) / time.Since(began).Seconds()
	anon := anonymous(t)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d URLs on %d hosts: %.0f durable inserts/s (%.1f µs of processor time each), %.0f durable picks/s, %d MB of file, %d MB anonymous",
		n, hosts, rate, each1, picks, info.Size()>>20, anon)
	if anon > maxAnon {
		t.Errorf("%d MB of anonymous memory, want at most %d", anon, maxAnon)
	}
	forgetCached(t, path)
	began = time.Now()
	if a, err = store.Open(path, store.Options{}); err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	g, _ := open(t, a)
	took := time.Since(began)
	t.Logf("reopened cold in %v, %d hosts, %d MB anonymous", took, len(g.Hosts()), anonymous(t))
	if took > time.Second || len(g.Hosts()) != hosts {
		t.Errorf("reopened in %v with %d hosts of %d", took, len(g.Hosts()), hosts)
	}
}

// each runs n jobs in as many goroutines as hosts are at work.
func each(n int, job func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for i := int(next.Add(1)); i <= n; i = int(next.Add(1)) {
				job(i - 1)
			}
		})
	}
	wg.Wait()
}

// fill makes a host's URLs known, list page by list page.
func fill(t *testing.T, f *frontier.Frontier, i int) {
	name := fmt.Sprintf("www.h%d.gov.cn", i)
	now := night.Add(time.Minute)
	for page := range perHost / scaleLinks {
		l, ok, _, err := f.Take(t.Context(), name, now)
		if err != nil || !ok {
			t.Errorf("take of %s: %v, %v", name, ok, err)
			return
		}
		e := frontier.Ending{At: now, State: frontier.Found, Retry: now}
		for j := range scaleLinks {
			e.Found = append(e.Found, frontier.Candidate{
				URL:   fmt.Sprintf("http://%s/zfxxgk/nb/202501/t20250117_%d.html", name, page*scaleLinks+j),
				Class: frontier.Reports, Depth: 1, Referrer: l.URL(),
				Context: store.Context{
					Portal: "青溪区人民政府", Region: "某省/某市/青溪区", Column: fmt.Sprintf("http://%s/zfxxgk/nb/", name),
					LinkTitle: "青溪区某局2024年政府信息公开工作年度报告", LinkDate: "2025-01-17",
				},
			})
		}
		eff, err := f.Done(t.Context(), l, e)
		if err != nil || eff.New != scaleLinks {
			t.Errorf("%d new, error %v", eff.New, err)
			return
		}
	}
}

// pick takes a lease and gives it back, unless another has the host.
func pick(t *testing.T, f *frontier.Frontier, i int) {
	l, ok, _, err := f.Take(t.Context(), fmt.Sprintf("www.h%d.gov.cn", i), night.Add(time.Hour))
	if err == nil && ok {
		err = f.Release(t.Context(), l)
	}
	if err != nil {
		t.Error(err)
	}
}

// anonymous is the memory that is ours and no file's, in MB; 0 where the
// system does not tell.
func anonymous(t *testing.T) int {
	t.Helper()
	status, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer status.Close()
	for lines := bufio.NewScanner(status); lines.Scan(); {
		if kb, ok := strings.CutPrefix(lines.Text(), "RssAnon:"); ok {
			n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(kb), " kB"))
			if err != nil {
				t.Fatal(err)
			}
			return n >> 10
		}
	}
	return 0
}
