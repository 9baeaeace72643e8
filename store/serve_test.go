package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestSocketIsItsOwnersAlone(t *testing.T) {
	a := newArchive(t)
	info, err := os.Lstat(socketPath(a.Path()))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Type() != fs.ModeSocket {
		t.Errorf("mode %v is no socket's", info.Mode())
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want 0600", info.Mode())
	}
	left, err := os.ReadDir(filepath.Dir(a.Path()))
	if err != nil || len(left) != 3 {
		t.Errorf("in the folder: %v, %v; want the archive, its holder's record and the socket", left, err)
	}
}

func TestStaleSocketIsReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Net: "unix", Name: socketPath(path)})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close() // as a killed holder leaves it
	mkdir(t, socketPath(path)+".new")
	write(t, filepath.Join(socketPath(path)+".new", "s"), nil)
	a := openTest(t, path)
	fill(t, a, 5)
	if s, err := openReader(t, path).Stats(t.Context()); err != nil || s.Reports != 5 {
		t.Errorf("%d reports, %v; want 5", s.Reports, err)
	}
}

func TestReaderOfAFreeArchiveMindsNoStaleSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	openTest(t, path).Close()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Net: "unix", Name: socketPath(path)})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
	if _, err := openReader(t, path).Stats(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestFileInPlaceOfTheSocketIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	write(t, socketPath(path), []byte("mine"))
	a := openTest(t, path)
	fill(t, a, 1)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(socketPath(path)); err != nil || string(b) != "mine" {
		t.Errorf("the file is %q, %v", b, err)
	}
}

// TestHolderOfAMovedFileAnswersNobody: the name is another archive's by then.
func TestHolderOfAMovedFileAnswersNobody(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "archive.db")
	a := openTest(t, path)
	fill(t, a, 3)
	if err := os.Rename(path, filepath.Join(dir, "moved.db")); err != nil {
		t.Fatal(err)
	}
	b := openTest(t, path)
	fill(t, b, 5)
	if s, err := openReader(t, path).Stats(t.Context()); err != nil || s.Reports != 5 {
		t.Errorf("%d reports, %v; want 5, of the file that has the name", s.Reports, err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(socketPath(path)); err != nil {
		t.Errorf("the first holder took the second one's socket away: %v", err)
	}
}

func TestLongPaths(t *testing.T) {
	dir := t.TempDir()
	for len(dir) < 300 {
		dir = filepath.Join(dir, strings.Repeat("长", 20))
	}
	for _, name := range []string{"a.db", strings.Repeat("n", 200) + ".db"} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		a := openTest(t, filepath.Join(dir, name))
		fill(t, a, 5)
		if s, err := openReader(t, a.Path()).Stats(t.Context()); err != nil || s.Reports != 5 {
			t.Errorf("%d reports, %v; want 5", s.Reports, err)
		}
	}
}

// rawClient connects to the holder of an archive and greets it.
func rawClient(t *testing.T, path string) net.Conn {
	t.Helper()
	c, err := dial(path, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if _, err := c.Write([]byte(magic)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := readGreeting(c); err != nil {
		t.Fatal(err)
	}
	return c
}

// ends waits until the other side ends a connection.
func ends(t *testing.T, c net.Conn, within time.Duration) {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(within)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the connection does not end")
	}
}

func TestHostileReadersDoNotHurtTheHolder(t *testing.T) {
	a := newArchive(t)
	fill(t, a, 50)
	request := func(b ...byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...) }
	for name, says := range map[string][]byte{
		"garbage":                  bytes.Repeat([]byte("无意义\x00\xff"), 5000),
		"HTTP":                     []byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
		"a huge length":            {0xff, 0xff, 0xff, 0xff},
		"an empty request":         {0, 0, 0, 0},
		"an unknown request":       request(77, 0),
		"a bucket longer than all": request(opGet, 200, 'x'),
		"records without a count":  request(opRecords, 1, 'x', 0, 0),
	} {
		t.Run(name, func(t *testing.T) {
			c := rawClient(t, a.Path())
			c.Write(says)
			ends(t, c, 5*time.Second)
		})
	}
	t.Run("another protocol", func(t *testing.T) {
		c, err := dial(a.Path(), time.Second)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.Write([]byte("nianbao\x63"))
		ends(t, c, 5*time.Second)
	})
	t.Run("more connections than are served", func(t *testing.T) {
		for range maxReaders + 20 {
			c, err := dial(a.Path(), time.Second)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
		}
		mustApply(t, a, answer("http://a.gov.cn/", 9, day(9), "list"))
	})
	if s, err := openReader(t, a.Path()).Stats(t.Context()); err != nil || s.Reports != 50 {
		t.Errorf("%d reports, %v; want 50", s.Reports, err)
	}
}

func TestUnknownBucketReadsAsEmpty(t *testing.T) {
	a := newArchive(t)
	r, err := connect(a.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer r.conn.Close()
	err = r.read(func(tx snapshot) error {
		b := tx.Bucket([]byte("none"))
		k, v := b.Cursor().First()
		if b.Get([]byte("x")) != nil || b.Sequence() != 0 || k != nil || v != nil {
			t.Error("there is something in it")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestSnapshotOfAReaderThatStopsIsGivenUp: what it keeps from being used again
// must not grow for ever.
func TestSnapshotOfAReaderThatStopsIsGivenUp(t *testing.T) {
	a, err := Open(filepath.Join(t.TempDir(), "archive.db"), Options{Verb: "test", maxSnapshot: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	fill(t, a, 5)
	c := rawClient(t, a.Path())
	c.Write(append([]byte{0, 0, 0, 6, opGet, 4}, "meta"...))
	answer := make([]byte, 1)
	if _, err := io.ReadFull(c, answer); err != nil || a.db.Stats().OpenTxN != 1 {
		t.Fatalf("%d snapshots, %v; want 1", a.db.Stats().OpenTxN, err)
	}
	ends(t, c, 5*time.Second)
	if err := a.server.close(); err != nil { // it waits for all connections
		t.Fatal(err)
	}
	a.server = nil
	if n := a.db.Stats().OpenTxN; n != 0 {
		t.Errorf("%d snapshots are left", n)
	}
}

// TestReadThatTakesTooLongIsAnError: it is begun again, and not for ever.
func TestReadThatTakesTooLongIsAnError(t *testing.T) {
	a, err := Open(filepath.Join(t.TempDir(), "archive.db"), Options{Verb: "test", maxSnapshot: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	r := openReader(t, a.Path())
	r.session.patience = 100 * time.Millisecond
	times := 0
	err = r.read(func(tx snapshot) error {
		times++
		for range 1000 { // longer than a snapshot lives
			tx.Bucket(bucketMeta).Get([]byte("format"))
			time.Sleep(time.Millisecond)
		}
		return nil
	})
	var gone *lost
	if !errors.As(err, &gone) || times < maxRepeats || times > 20 {
		t.Errorf("after %d times: %v", times, err)
	}
	r.session.patience = patience
	if _, err := r.Runs(); err != nil {
		t.Errorf("a short read afterwards: %v", err)
	}
}

// TestDamageIsToldThroughTheSocket: the reader hears what is wrong, and that
// it is not the connection.
func TestDamageIsToldThroughTheSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	a := openTest(t, path)
	fill(t, a, 300)
	r := openReader(t, path)
	if _, err := r.Stats(t.Context()); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// All but the heads, so that any page is broken. What was there is put
	// back before the archive is closed.
	if _, err := f.WriteAt(bytes.Repeat([]byte{0xA5}, len(b)-2*os.Getpagesize()), int64(2*os.Getpagesize())); err != nil {
		t.Fatal(err)
	}
	_, err = r.Stats(t.Context())
	if !errors.Is(err, ErrDamaged) {
		t.Errorf("stats of a damaged archive: %v", err)
	}
	if _, err := f.WriteAt(b, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Stats(t.Context()); err != nil {
		t.Errorf("stats once it is whole again: %v", err)
	}
}
