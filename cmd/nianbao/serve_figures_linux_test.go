package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nianbao/cmd/nianbao/web/search"
	"nianbao/store"
	"nianbao/store/export/exporttest"
)

// servedSize is how many reports the figures are taken of, for how long, and by
// how many readers at a time: 200,000 for a minute by 50 with NIANBAO_FULL=1.
// NIANBAO_SERVE_REPORTS says another number.
func servedSize(t *testing.T) (reports int, during time.Duration, readers int) {
	t.Helper()
	reports, during, readers = 500, 2*time.Second, 8
	if os.Getenv("NIANBAO_FULL") == "1" {
		reports, during, readers = 200_000, time.Minute, 50
	}
	if s := os.Getenv("NIANBAO_SERVE_REPORTS"); s != "" {
		var err error
		if reports, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	return reports, during, readers
}

const (
	// maxServeMemory bounds the memory of serve, in MB of what is not of a file.
	maxServeMemory = 500
	// maxWeight bounds a page of the site, in bytes, uncompressed.
	maxWeight = 100_000
	// writesPerSecond is how many reports a busy crawl brings.
	writesPerSecond = 20
)

// TestServeUnderLoad asks for pages from many readers at a time while somebody
// writes, and prints what it took: see docs/benchmarks.md.
// NIANBAO_SERVE_ARCHIVE names an archive of so many to keep and use again.
func TestServeUnderLoad(t *testing.T) {
	n, during, readers := servedSize(t)
	path := os.Getenv("NIANBAO_SERVE_ARCHIVE")
	if path == "" {
		path = filepath.Join(t.TempDir(), "archive.db")
	}
	if _, err := os.Stat(path); err != nil {
		makeArchive(t, path, n)
	}
	a, err := store.Open(path, store.Options{Verb: "crawl"})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	begun := time.Now()
	cmd, site := served(t, filepath.Dir(path), "-a", path)
	firstAnswer(t, site)
	t.Logf("first answer without an index after %v", time.Since(begun).Round(time.Millisecond))
	indexed(t, a, site)
	t.Logf("index of %d reports after %v, %d MB", n, time.Since(begun).Round(time.Second), fileSize(t, search.Name(path))>>20)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	begun = time.Now()
	cmd, site = served(t, filepath.Dir(path), "-a", path)
	firstAnswer(t, site)
	t.Logf("first answer with an index after %v", time.Since(begun).Round(time.Millisecond))
	l := &load{t: t, site: site, n: n, took: map[string][]time.Duration{}, weight: map[string]int{}}
	ctx, stop := context.WithTimeout(t.Context(), during)
	defer stop()
	var all sync.WaitGroup
	var written atomic.Int64
	all.Go(func() { writeOn(ctx, t, a, n, &written) })
	for r := range readers {
		all.Go(func() { l.read(ctx, uint64(r)) })
	}
	memory := 0
	for tick := time.NewTicker(50 * time.Millisecond); ctx.Err() == nil; <-tick.C {
		memory = max(memory, anonymous(cmd.Process.Pid))
	}
	all.Wait()
	l.tell(during, readers)
	t.Logf("memory %d MB at its most; %d reports written meanwhile", memory, written.Load())
	if memory > maxServeMemory {
		t.Errorf("%d MB of memory, and it may take %d", memory, maxServeMemory)
	}
}

func fileSize(t *testing.T, name string) int64 {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

func firstAnswer(t *testing.T, site string) {
	t.Helper()
	if code, body := fetched(t, site+"/"); code != http.StatusOK {
		t.Fatalf("status %d: %.300s", code, body)
	}
}

// indexed waits until the index has everything.
func indexed(t *testing.T, a *store.Archive, site string) {
	t.Helper()
	last, err := a.LastChange()
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(2 * time.Hour); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		_, body := fetched(t, site+"/api/overview")
		var o struct{ Index search.Progress }
		if err := json.Unmarshal([]byte(body), &o); err != nil {
			t.Fatalf("%v: %.300s", err, body)
		}
		if o.Index.Fed >= last {
			return
		}
	}
	t.Fatal("the index was not fed")
}

// writeOn stores new reports as a crawl does, until ctx ends.
func writeOn(ctx context.Context, t *testing.T, a *store.Archive, from int, written *atomic.Int64) {
	for tick := time.NewTicker(time.Second / writesPerSecond); ctx.Err() == nil; <-tick.C {
		i := from + int(written.Load())
		reading, err := store.ReadingOf(exporttest.Report(i))
		if err != nil {
			t.Error(err)
			return
		}
		_, err = a.Apply(context.WithoutCancel(ctx), store.Envelope{
			Capture: &store.Capture{URL: exporttest.URL(i), Run: 1, At: time.Now(), Method: "GET", Outcome: store.OK, Status: 200, MediaType: "text/html",
				Context: store.Context{Portal: "第一门户", Region: exporttest.Region(i)}},
			Body: fmt.Appendf(nil, "page %d", i), Reading: reading,
		})
		if err != nil {
			t.Error(err)
			return
		}
		written.Add(1)
	}
}

// load is what many readers ask at a time.
type load struct {
	t    *testing.T
	site string
	n    int

	mu     sync.Mutex
	took   map[string][]time.Duration
	weight map[string]int
}

// sought are words of the reports, common and rare, short and long, and some
// that are in none.
var sought = []string{"公开", "政府信息", "复议 诉讼", "不断完善群众", "依申请公开政府信息", "第7县第3局", "政务新媒体 -培训", "回应关切企业", "1234条", "没有这样的词", "公", "规范性文件工作人员"}

// read asks for one page after the other.
func (l *load) read(ctx context.Context, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 7))
	for ctx.Err() == nil {
		kind, path := "search", "/search?q="+url.QueryEscape(sought[r.IntN(len(sought))])
		switch r.IntN(10) {
		case 0, 1:
			kind, path = "overview", "/"
		case 2, 3, 4, 5:
			kind, path = "report", "/reports/"+store.ID(exporttest.URL(r.IntN(l.n)))
		case 6:
			path += fmt.Sprintf("&year=%d", 2008+r.IntN(17))
		case 7:
			path += "&region=" + url.QueryEscape(exporttest.Region(r.IntN(l.n))) + "&finding=cell.blank"
		}
		l.ask(ctx, kind, path)
	}
}

func (l *load) ask(ctx context.Context, kind, path string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.site+path, nil)
	if err != nil {
		l.t.Error(err)
		return
	}
	req.Header.Set("Accept-Encoding", "identity")
	begun := time.Now()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		if ctx.Err() == nil {
			l.t.Error(err)
		}
		return
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if ctx.Err() != nil {
		return
	}
	if err != nil || res.StatusCode != http.StatusOK {
		l.t.Errorf("%s: status %d, %v: %.300s", path, res.StatusCode, err, body)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took[kind] = append(l.took[kind], time.Since(begun))
	l.weight[kind] = max(l.weight[kind], len(body))
}

// tell prints the figures.
func (l *load) tell(during time.Duration, readers int) {
	for _, kind := range []string{"search", "report", "overview"} {
		took := l.took[kind]
		if len(took) == 0 {
			l.t.Errorf("no %s was answered", kind)
			continue
		}
		slices.SortFunc(took, cmp.Compare[time.Duration])
		at := func(share float64) time.Duration {
			return took[int(share*float64(len(took)-1))].Round(time.Millisecond)
		}
		l.t.Logf("%-8s %6d answers, %5.0f/s by %d readers: p50 %v, p99 %v, most %v; heaviest page %d KB", kind, len(took),
			float64(len(took))/during.Seconds(), readers, at(0.5), at(0.99), at(1), l.weight[kind]/1000)
		if l.weight[kind] > maxWeight {
			l.t.Errorf("a page of %s weighs %d bytes", kind, l.weight[kind])
		}
	}
}
