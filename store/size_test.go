package store

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"nianbao/seeds/sample/bulk"
)

// full says whether tests are to run in the size of docs/benchmarks.md.
func full() bool { return os.Getenv("NIANBAO_FULL") == "1" }

// portalPages is how many pages of made-up portals tests store.
func portalPages(t testing.TB) int {
	if full() {
		return 20_000
	}
	return 2 * bulk.PerHost
}

// pageAnswer is the envelope of a made-up page.
func pageAnswer(p bulk.Page, run uint32) Envelope {
	return Envelope{
		Capture: &Capture{URL: p.URL, Run: run, At: p.At, Method: "GET", Outcome: OK, Status: 200, MediaType: "text/html"},
		Body:    p.Body,
	}
}

// sizes adds up what pages take in different ways, in bytes.
type sizes struct {
	pages                    int
	raw, stored, plain, warc int
}

func (s *sizes) add(t testing.TB, a *Archive, p bulk.Page) {
	t.Helper()
	s.pages++
	s.raw += len(p.Body)
	s.stored += storedSize(t, a, p.Body)
	s.plain += len(a.pack.packBody(p.Body))
	s.warc += warcSize(t, p)
}

func (s sizes) String() string {
	n := max(s.pages, 1)
	return fmt.Sprintf("%d pages of %d bytes: stored in %d, zstd alone %d, WARC.gz %d; WARC.gz/stored %.2f, zstd/stored %.2f",
		s.pages, s.raw/n, s.stored/n, s.plain/n, s.warc/n, float64(s.warc)/float64(s.stored), float64(s.plain)/float64(s.stored))
}

// storedSize is what a body's data takes in the archive.
func storedSize(t testing.TB, a *Archive, body []byte) (n int) {
	t.Helper()
	sum := sha256.Sum256(body)
	v, err := a.blobValue(sum)
	if err != nil {
		t.Fatal(err)
	}
	return len(v)
}

// warcSize is what a page takes in a WARC, gzip per record at the level that
// warcio and wget use.
func warcSize(t testing.TB, p bulk.Page) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(w, "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:%x>\r\nWARC-Date: %s\r\nWARC-Target-URI: %s\r\n"+
		"Content-Type: application/http;msgtype=response\r\nContent-Length: %d\r\n\r\nHTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html\r\n\r\n",
		sha256.Sum256(p.Body), p.At.UTC().Format(time.RFC3339), p.URL, len(p.Body)+60)
	w.Write(p.Body)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// TestPagesTakeAQuarterOfAWarc stores made-up portals and reads them back.
// Under NIANBAO_FULL it prints the figures of docs/benchmarks.md.
func TestPagesTakeAQuarterOfAWarc(t *testing.T) {
	a := openTest(t, filepath.Join(t.TempDir(), "archive.db"))
	n := portalPages(t)
	var m bulk.Maker
	var put time.Duration
	for i := range n {
		p := m.Page(i, 0)
		from := time.Now()
		mustApply(t, a, pageAnswer(p, 1))
		put += time.Since(from)
	}
	t.Logf("put, one caller: %.0f pages/s", float64(n)/put.Seconds())
	var reports, lists sizes
	var get time.Duration
	for i := range n {
		p := m.Page((i*7919)%n, 0)
		sum := sha256.Sum256(p.Body)
		from := time.Now()
		body, err := a.Blob(hex.EncodeToString(sum[:]))
		get += time.Since(from)
		if err != nil || !bytes.Equal(body, p.Body) {
			t.Fatalf("page %d: %d bytes back of %d, %v", i, len(body), len(p.Body), err)
		}
		s := &reports
		if p.List {
			s = &lists
		}
		s.add(t, a, p)
	}
	t.Logf("get, all over: %.0f pages/s", float64(n)/get.Seconds())
	all := sizes{reports.pages + lists.pages, reports.raw + lists.raw, reports.stored + lists.stored, reports.plain + lists.plain, reports.warc + lists.warc}
	t.Logf("all:     %v", all)
	t.Logf("reports: %v", reports)
	t.Logf("lists:   %v", lists)
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	t.Logf("memory from the system: %d MB", mem.Sys>>20)
	for name, s := range map[string]sizes{"all": all, "reports": reports, "lists": lists} {
		if 2*s.stored > s.warc {
			t.Errorf("%s take more than half of a WARC", name)
		}
	}
}
