package intake

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"golang.org/x/sys/unix"

	"nianbao/seeds/sample"
	"nianbao/store/export/warc"
)

// processor is the processor time of this process so far.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peak follows how much memory is in use.
type peak struct{ bytes uint64 }

func (p *peak) look() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	p.bytes = max(p.bytes, m.HeapInuse+m.StackInuse)
}

// rest is what is in use when nothing is done.
func rest() peak {
	runtime.GC()
	var p peak
	p.look()
	return p
}

// writeLarge writes a WARC of n pages on 50 hosts as other programs do.
func writeLarge(w io.Writer, n int) (size int64, err error) {
	docs := sample.Documents()
	var bodies []string
	for _, d := range docs {
		bodies = append(bodies, string(sample.Render(d.Document, sample.Clean)))
	}
	z := gzip.NewWriter(w)
	for i := range n {
		z.Reset(w)
		body := fmt.Sprintf("<!-- %d -->", i) + bodies[i%len(bodies)]
		record := made(rec{"response", fmt.Sprintf("http://h%d.gov.cn/nb/%d.html", i%50, i), fmt.Sprintf("WARC-IP-Address: 192.0.2.%d\r\n", i%200), answer(utf8HTML, body)})
		if _, err := z.Write(record); err != nil {
			return size, err
		}
		if err := z.Close(); err != nil {
			return size, err
		}
		size += int64(len(record))
	}
	return size, nil
}

// TestALargeWARCTakesLittleMemory holds that memory does not grow with a file,
// neither read nor written. NIANBAO_FULL=1 makes it 20 000 pages.
func TestALargeWARCTakesLittleMemory(t *testing.T) {
	n := 300
	if os.Getenv("NIANBAO_FULL") != "" {
		n = 20_000
	}
	a := newArchive(t)
	path := filepath.Join(t.TempDir(), "large.warc.gz")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	size, err := writeLarge(file, n)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	idle, busy := rest(), peak{}
	in := Begin(t.Context(), Options{Archive: a, Now: func() time.Time { return later }})
	began, steps := processor(t), 0
	err = in.WARCs([]Source{{Name: "large", Open: func() (io.ReadSeekCloser, error) { return os.Open(path) }}}, func(int64) {
		if steps++; steps%50 == 0 {
			busy.look()
		}
	})
	sum, ended := in.End()
	took := processor(t) - began
	if err != nil || ended != nil || sum.Taken != n || sum.Reports != n {
		t.Fatalf("%+v, %v, %v", sum, err, ended)
	}
	report := func(what string, took time.Duration, size int64, busy peak) {
		t.Logf("%s: %d pages, %.1f MB uncompressed, in %.1f s of processor time: %.0f pages/s, %.1f MB/s; %.0f MB of memory over the %.0f at rest", what, n, float64(size)/1e6, took.Seconds(),
			float64(n)/took.Seconds(), float64(size)/1e6/took.Seconds(), float64(busy.bytes-min(busy.bytes, idle.bytes))/1e6, float64(idle.bytes)/1e6)
		if busy.bytes > idle.bytes+500<<20 { // most of it the archive's own, which compresses against earlier pages
			t.Errorf("%s: %d MB in use", what, busy.bytes>>20)
		}
	}
	report("import", took, size, busy)

	idle, busy = rest(), peak{}
	began = processor(t)
	var out counting
	if err := warc.Write(&out, a, a.Captures(t.Context()), warc.Options{Compress: true, Progress: func(n int) {
		if n%50 == 0 {
			busy.look()
		}
	}}); err != nil {
		t.Fatal(err)
	}
	report("export", processor(t)-began, size, busy)
	info, err := os.Stat(a.Path())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the WARC has %.1f MB, the archive %.1f", float64(out)/1e6, float64(info.Size())/1e6)
}

type counting int64

func (c *counting) Write(p []byte) (int, error) { *c += counting(len(p)); return len(p), nil }
