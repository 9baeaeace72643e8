package store

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
)

func TestOpenSaysWhatIsWrong(t *testing.T) {
	garbage := bytes.Repeat([]byte("这不是一个档案 "), 1000)
	tests := []struct {
		name     string
		readOnly bool
		make     func(t *testing.T, path string)
		want     error
		says     string
	}{
		{"no archive to read", true, func(*testing.T, string) {}, ErrNoArchive, "crawl or import first"},
		{"no folder", false, func(t *testing.T, path string) { remove(t, filepath.Dir(path)) }, ErrNoFolder, "make the folder"},
		{"no folder to read", true, func(t *testing.T, path string) { remove(t, filepath.Dir(path)) }, ErrNoFolder, "make the folder"},
		{"a folder", false, func(t *testing.T, path string) { mkdir(t, path) }, ErrNotArchive, "not a regular file"},
		{"empty file", false, func(t *testing.T, path string) { write(t, path, nil) }, ErrDamaged, "empty"},
		{"empty file to read", true, func(t *testing.T, path string) { write(t, path, nil) }, ErrDamaged, "empty"},
		{"a few bytes", false, func(t *testing.T, path string) { write(t, path, garbage[:10]) }, ErrNotArchive, "not a bbolt file"},
		{"another kind of file", false, func(t *testing.T, path string) { write(t, path, garbage) }, ErrNotArchive, "not a bbolt file"},
		{"another program's bbolt file", false, makeForeign, ErrNotArchive, "another file"},
		{"newer format", false, makeNewer, ErrNewer, "update nianbao"},
		{"newer format to read", true, makeNewer, ErrNewer, "format is 2"},
		{"cut short", false, func(t *testing.T, path string) { cut(t, path, 3<<12) }, ErrDamaged, "cut"},
		{"cut in the head", true, func(t *testing.T, path string) { cut(t, path, 40) }, ErrDamaged, "heads are broken"},
		{"both heads broken", false, breakHeads, ErrDamaged, "heads are broken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "sub", "archive.db")
			mkdir(t, filepath.Dir(path))
			tt.make(t, path)
			a, err := Open(path, Options{ReadOnly: tt.readOnly})
			if err == nil {
				a.Close()
				t.Fatal("opened")
			}
			var open *OpenError
			if !errors.As(err, &open) || !errors.Is(err, tt.want) {
				t.Errorf("error is %v, want an OpenError of %v", err, tt.want)
			}
			if msg := err.Error(); !strings.Contains(msg, path) || !strings.Contains(msg, tt.says) || strings.Contains(msg, "\n") {
				t.Errorf("message %q: want one line with the path and %q", msg, tt.says)
			}
		})
	}
}

func TestOpenSaysWhoHoldsTheArchive(t *testing.T) {
	a := newArchive(t)
	_, err := Open(a.Path(), Options{})
	var open *OpenError
	if !errors.As(err, &open) || !errors.Is(err, ErrHeld) {
		t.Fatalf("second open: %v", err)
	}
	if open.Holder.PID != os.Getpid() || open.Holder.Verb != "test" {
		t.Errorf("holder is %+v, want this process and its verb", open.Holder)
	}
}

func TestReaderIsToldWhoHoldsTheArchiveAndDoesNotAnswer(t *testing.T) {
	a := newArchive(t)
	remove(t, socketPath(a.Path()))
	_, err := Open(a.Path(), Options{ReadOnly: true})
	var open *OpenError
	if !errors.As(err, &open) || !errors.Is(err, ErrHeld) || open.Holder.PID != os.Getpid() {
		t.Fatalf("open: %v", err)
	}
	if !strings.Contains(err.Error(), "does not answer readers") {
		t.Errorf("message %q does not say that it does not answer", err)
	}
}

func TestHolderIsFoundWithoutItsRecord(t *testing.T) {
	a := newArchive(t)
	remove(t, holderPath(a.Path()))
	a.holder = ""
	if lockOwner(a.Path()) == (Holder{}) {
		t.Skip("this system does not list its locks")
	}
	if h := findHolder(a.Path()); h.PID != os.Getpid() {
		t.Errorf("holder is %+v, want this process", h)
	}
}

func TestStaleHolderRecordNamesNobodyElse(t *testing.T) {
	a := newArchive(t)
	write(t, holderPath(a.Path()), []byte(`{"pid":1,"verb":"crawl"}`))
	if lockOwner(a.Path()) == (Holder{}) {
		t.Skip("this system does not list its locks")
	}
	if h := findHolder(a.Path()); h.PID != os.Getpid() {
		t.Errorf("holder is %+v, want this process", h)
	}
}

func TestOpenWaitsForTheHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	first, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(100*time.Millisecond, func() { first.Close() })
	second, err := Open(path, Options{Wait: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCloseLeavesTheArchiveAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "archive.db")
	a, err := Open(path, Options{Verb: "crawl"})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.Close(), a.Close()); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 || left[0].Name() != "archive.db" {
		t.Errorf("left in the folder: %v (%v), want the archive only", left, err)
	}
	if _, err := a.Apply(context.Background(), Envelope{}); !errors.Is(err, ErrClosed) {
		t.Errorf("apply after close: %v", err)
	}
	if _, err := a.Get(Notes, []byte("x")); !errors.Is(err, ErrClosed) {
		t.Errorf("get after close: %v", err)
	}
}

func TestReadersOpenTogetherAndCannotWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	a, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	mustApply(t, a, reportAnswer("http://a.gov.cn/1.html", 1, day0, "b", "t", 2024))
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r, err := Open(path, Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if _, ids := lines(t, r, Filter{}); len(ids) != 1 {
			t.Errorf("%d reports, want 1", len(ids))
		}
		if _, err := r.Apply(t.Context(), Envelope{}); !errors.Is(err, ErrReadOnly) {
			t.Errorf("apply: %v", err)
		}
		if _, err := r.HostID(t.Context(), "new.gov.cn"); !errors.Is(err, ErrNotFound) {
			t.Errorf("host id: %v", err)
		}
		if id, err := r.HostID(t.Context(), "a.gov.cn"); err != nil || id != 1 {
			t.Errorf("known host: %d, %v", id, err)
		}
	}
}

func TestOpenWithoutPermission(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may do everything")
	}
	path := filepath.Join(t.TempDir(), "archive.db")
	openTest(t, path).Close()
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, Options{}); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("error is %v", err)
	}
}

// TestDamageIsAnErrorAndNeverAPanic overwrites random stretches of a real
// archive and uses all of it.
func TestDamageIsAnErrorAndNeverAPanic(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "archive.db")
	a := openTest(t, path)
	for i := range 60 {
		url := "http://a.gov.cn/" + strings.Repeat("x", i)
		e := reportAnswer(url, 1, day0, strings.Repeat(url, 50), url, 2020+i%4)
		e.Ops = []Op{{Bucket: Notes, Key: []byte(url), Value: []byte(url)}}
		mustApply(t, a, e)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	used := len(bytes.TrimRight(whole, "\x00"))
	r := rand.New(rand.NewPCG(1, 2))
	failed := 0
	for range 40 {
		b := bytes.Clone(whole)
		for range 1 + r.IntN(8) {
			at := r.IntN(used)
			for i := at; i < min(at+1+r.IntN(64), used); i++ {
				b[i] = byte(r.Uint32())
			}
		}
		broken := filepath.Join(dir, "broken.db")
		write(t, broken, b)
		if useAll(t, broken) != nil {
			failed++
		}
	}
	if failed == 0 {
		t.Error("no damage was noticed in 40 damaged archives")
	}
}

// useAll opens an archive and reads and writes everything; it returns the
// first error.
func useAll(t *testing.T, path string) error {
	a, err := Open(path, Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	var errs []error
	ctx := t.Context()
	for _, err := range a.Reports(ctx, Filter{AllKinds: true}) {
		errs = append(errs, err)
	}
	for c, err := range a.Captures(ctx) {
		errs = append(errs, err)
		if err == nil {
			_, err = a.Blob(c.RawSHA256)
			errs = append(errs, err)
		}
	}
	for _, err := range a.Changes(ctx, 0) {
		errs = append(errs, err)
	}
	_, err = a.Stats(ctx)
	errs = append(errs, err)
	_, err = a.Runs()
	errs = append(errs, err)
	errs = append(errs, a.Scan(Notes, nil, nil, func(k, v []byte) (bool, error) { return true, nil }))
	_, err = a.Apply(ctx, reportAnswer("http://a.gov.cn/x", 2, day0.Add(time.Hour), "new", "new", 2024))
	return errors.Join(append(errs, err)...)
}

func mkdir(t *testing.T, path string) {
	t.Helper()
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func makeForeign(t *testing.T, path string) {
	t.Helper()
	db, err := bolt.Open(path, 0o644, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func makeNewer(t *testing.T, path string) {
	t.Helper()
	openTest(t, path).Close()
	db, err := bolt.Open(path, 0o644, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error { return tx.Bucket(bucketMeta).Put([]byte("format"), uint32Key(Format+1)) })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func cut(t *testing.T, path string, size int64) {
	t.Helper()
	openTest(t, path).Close()
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
}

func breakHeads(t *testing.T, path string) {
	t.Helper()
	openTest(t, path).Close()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{metaStart + 30, os.Getpagesize() + metaStart + 30} {
		b[at] ^= 0xff
	}
	write(t, path, b)
}

func TestAnArchiveThatMustBeThereIsNotMade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.db")
	if _, err := Open(path, Options{Existing: true}); !errors.Is(err, ErrNoArchive) {
		t.Errorf("opened with %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there is a file now: %v", err)
	}
}
