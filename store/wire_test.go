package store

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"path/filepath"
	"runtime"
	"testing"
)

// FuzzHolder has the holder answer anything. It must not panic, and the
// archive must be as it was.
func FuzzHolder(f *testing.F) {
	var seed bytes.Buffer
	w := bufio.NewWriter(&seed)
	for _, q := range []request{
		{op: opGet, bucket: bucketMeta, key: []byte("format")},
		{op: opRecords, bucket: bucketCaptures, count: 5, bytes: 100},
		{op: opEnd},
		{op: opSequence, bucket: bucketChanges},
	} {
		if err := q.write(w); err != nil {
			f.Fatal(err)
		}
	}
	w.Flush()
	f.Add(seed.Bytes())
	f.Add([]byte{0, 0, 0, 1, 9})
	a := openTest(f, filepath.Join(f.TempDir(), "archive.db"))
	fill(f, a, 20)
	want, err := a.Stats(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, says []byte) {
		here, there := net.Pipe()
		go func() {
			defer here.Close()
			here.Write([]byte(magic))
			if _, _, err := readGreeting(here); err != nil {
				return
			}
			go io.Copy(io.Discard, here)
			here.Write(says)
		}()
		a.server.slots <- struct{}{}
		a.server.talk(there)
		if got, err := a.Stats(t.Context()); err != nil || got.Reports != want.Reports {
			t.Errorf("%d reports, %v; want %d", got.Reports, err, want.Reports)
		}
	})
}

// FuzzReader has a holder say anything to a reader, which must get an error or
// what could be an answer, and take no more memory than comes.
func FuzzReader(f *testing.F) {
	f.Add([]byte{markPresent, 0, 0, 0, 1, 'v'})
	f.Add([]byte{markAbsent, markPresent, 0, 0, 0, 1, 'k', 0, 0, 0, 0, markMore})
	f.Add([]byte{markFailure, 0, 0, 0, 1, '!'})
	f.Add([]byte{markPresent, 0x3f, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, says []byte) {
		here, there := net.Pipe()
		defer here.Close()
		go func() {
			go io.Copy(io.Discard, there)
			there.Write(says)
			there.Close()
		}()
		r := &remote{conn: here, r: bufio.NewReader(here), w: bufio.NewWriter(here)}
		err := r.read(func(tx snapshot) error {
			b := tx.Bucket([]byte("b"))
			tx.Expect([]byte("b"), [][]byte{{1}}, [][]byte{{2}})
			b.Get([]byte{1})
			b.Sequence()
			c := b.Cursor()
			for k, _ := c.Seek([]byte{2}); k != nil; k, _ = c.Next() {
				if len(k) > len(says) {
					t.Errorf("a key of %d bytes out of %d", len(k), len(says))
				}
			}
			for range 3 {
				c.Next()
			}
			return errors.New("ran to its end")
		})
		if err == nil {
			t.Error("no error")
		}
	})
}

func TestLengthsAreNotBelieved(t *testing.T) {
	huge := binary.BigEndian.AppendUint32(nil, maxUnpacked)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := readBytes(bytes.NewReader(append(huge, "few"...)), maxUnpacked); err == nil {
		t.Error("no error")
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 8<<20 {
		t.Errorf("%d bytes taken for three", n)
	}
	if _, err := readBytes(bytes.NewReader(append(huge, "few"...)), maxUnpacked-1); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("over the limit: %v", err)
	}
}

func TestOverlongKeyIsRefusedBeforeItIsSent(t *testing.T) {
	a := newArchive(t)
	r := openReader(t, a.Path())
	if _, err := r.Get(Notes, make([]byte, maxRequest)); err == nil {
		t.Error("no error")
	}
	if _, err := r.Get(Notes, make([]byte, 32<<10)); err != nil {
		t.Errorf("the longest key there can be: %v", err)
	}
}
