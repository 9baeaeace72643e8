package export_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"nianbao/store"
	"nianbao/store/export"
	"nianbao/store/export/exporttest"
)

// BenchmarkArchiveJSONL measures JSONL of an archive of 2000 reports, or of the
// one that NIANBAO_EXPORT_ARCHIVE names, against reading the records it is made
// of: walking over the bucket in the order of its keys and unpacking each, in
// one goroutine. Each is done in turn, and the best time of each counts: so
// other programs on the machine change little.
func BenchmarkArchiveJSONL(b *testing.B) {
	path := os.Getenv("NIANBAO_EXPORT_ARCHIVE")
	if path == "" {
		path = filepath.Join(b.TempDir(), "archive.db")
		a, err := store.Open(path, store.Options{Verb: "test"})
		if err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(exporttest.Fill(b.Context(), a, 2000), a.Close()); err != nil {
			b.Fatal(err)
		}
	}
	a, err := store.Open(path, store.Options{ReadOnly: true, Verb: "test"})
	if err != nil {
		b.Fatal(err)
	}
	defer a.Close()
	var exported, scanned rate
	for b.Loop() {
		exported.best(func() (n int) {
			lines := export.Reports(a.Reports(b.Context(), store.Filter{}))
			if err := export.Write(counting{io.Discard, &n}, lines); err != nil {
				b.Fatal(err)
			}
			return n
		})
		scanned.best(func() int {
			s, err := exporttest.Scan(path, true)
			if err != nil {
				b.Fatal(err)
			}
			return s.Unpacked
		})
	}
	b.ReportMetric(exported.mb, "export-MB/s")
	b.ReportMetric(scanned.mb, "scan-MB/s")
	b.ReportMetric(exported.mb/scanned.mb, "ratio")
}

// rate is the best of several, in MB a second.
type rate struct{ mb float64 }

func (r *rate) best(do func() (bytes int)) {
	begun := time.Now()
	r.mb = max(r.mb, float64(do())/1e6/time.Since(begun).Seconds())
}

// counting counts the bytes that go through.
type counting struct {
	io.Writer
	n *int
}

func (c counting) Write(b []byte) (int, error) {
	*c.n += len(b)
	return c.Writer.Write(b)
}
