package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	bolt "go.etcd.io/bbolt"

	"nianbao/seeds/sample/bulk"
	"nianbao/store"
)

// writePortals writes the first n pages of made-up portals as WARC.gz, with the
// headers that servers send.
func writePortals(w io.Writer, n int) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	var m bulk.Maker
	for i := range n {
		p := m.Page(i, 0)
		head := fmt.Sprintf("Server: nginx\r\nDate: %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\nLast-Modified: %s\r\nConnection: keep-alive\r\nVary: Accept-Encoding\r\nETag: \"%x-%x\"\r\nX-Frame-Options: SAMEORIGIN\r\nAccept-Ranges: bytes\r\n",
			p.At.UTC().Format(time.RFC1123), len(p.Body), p.At.AddDate(0, 0, -i%90).UTC().Format(time.RFC1123), 1735689600+i*7919, len(p.Body))
		z.Reset(w)
		record := made(rec{"response", p.URL, "WARC-Date: " + p.At.UTC().Format(time.RFC3339) + "\r\nWARC-IP-Address: 192.0.2.7\r\n", answer(head, string(p.Body))})
		if _, err := z.Write(record); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
	}
	return nil
}

// TestAnArchiveIsNoLargerThanItsWARC imports made-up portals and says what the
// archive consists of. NIANBAO_FULL=1 makes it 3000 pages.
func TestAnArchiveIsNoLargerThanItsWARC(t *testing.T) {
	n := bulk.PerHost
	if os.Getenv("NIANBAO_FULL") != "" {
		n = 3000
	}
	var file bytes.Buffer
	if err := writePortals(&file, n); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "archive.db")
	a, err := store.Open(path, store.Options{Verb: "test"})
	if err != nil {
		t.Fatal(err)
	}
	in := Begin(t.Context(), Options{Archive: a, Now: func() time.Time { return later }})
	taken := in.WARCs(sources(t, file.Bytes()), nil)
	sum, ended := in.End()
	if err := errors.Join(taken, ended, a.Close()); err != nil || sum.Reports < n*9/10 {
		t.Fatalf("%+v, %v", sum, err)
	}
	t.Logf("%d pages, %d taken, %d reports; WARC.gz: %d bytes a page", n, sum.Taken, sum.Reports, file.Len()/n)
	describe(t, path, n)
	out, err := store.Compact(t.Context(), path, func(_, _ uint64) {})
	if err != nil {
		t.Fatal(err)
	}
	t.Log("compacted:")
	describe(t, path, n)
	if out.After > int64(file.Len()) {
		t.Errorf("the archive takes %d bytes, the WARC.gz %d", out.After, file.Len())
	}
}

// describe says what the buckets of a file of n pages take, in bytes a page: the
// pages of the file, what is used of them, and how much of that are keys.
func describe(t *testing.T, path string, n int) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	t.Logf("file: %d bytes a page; free: %d", int(info.Size())/n, db.Stats().FreePageN*db.Info().PageSize/n)
	err = db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
			keys, values := 0, 0
			if err := b.ForEach(func(k, v []byte) error {
				keys, values = keys+len(k), values+len(v)
				return nil
			}); err != nil {
				return err
			}
			s := b.Stats()
			t.Logf("%-20s %8d records %6d of pages, %6d used: keys %5d, values %6d", name, s.KeyN, (s.LeafAlloc+s.BranchAlloc)/n, (s.LeafInuse+s.BranchInuse)/n, keys/n, values/n)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}
