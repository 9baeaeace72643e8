package export_test

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	bolt "go.etcd.io/bbolt"

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
		scanned.best(func() int { return scan(b, path) })
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

// scan unpacks every record of the bucket of reports, as it is in the file.
func scan(b *testing.B, path string) (size int) {
	b.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, Timeout: time.Second})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		b.Fatal(err)
	}
	defer unzip.Close()
	err = db.View(func(tx *bolt.Tx) error {
		var text []byte
		return tx.Bucket([]byte("derived/reports")).ForEach(func(_, v []byte) error {
			_, n := binary.Uvarint(v[1:]) // behind the codec: the size
			text, err = unzip.DecodeAll(v[1+n:], text[:0])
			size += len(text)
			return err
		})
	})
	if err != nil {
		b.Fatal(err)
	}
	return size
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
