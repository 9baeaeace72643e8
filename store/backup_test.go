package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
)

// backUp makes a backup, and returns its path.
func backUp(t testing.TB, a *Archive, o BackupOptions) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "backup.db")
	if err := a.Backup(t.Context(), to, o); err != nil {
		t.Fatal(err)
	}
	return to
}

// stateOf is all state of an archive.
func stateOf(t testing.TB, a *Archive) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, b := range stateBuckets() {
		err := a.Scan(b, nil, nil, func(k, v []byte) (bool, error) {
			out[string(b)+" "+string(k)] = string(v)
			return true, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestBackupIsTheArchive(t *testing.T) {
	path := variedArchive(t)
	want, err := readings(t, path)
	if err != nil {
		t.Fatal(err)
	}
	for _, readOnly := range []bool{false, true} {
		a, err := Open(path, Options{ReadOnly: readOnly})
		if err != nil {
			t.Fatal(err)
		}
		to := backUp(t, a, BackupOptions{})
		bare := backUp(t, a, BackupOptions{WithoutState: true})
		state := stateOf(t, a)
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		if len(state) == 0 {
			t.Fatal("there is no state to be copied")
		}
		for name, there := range map[string]bool{to: true, bare: false} {
			if got, err := readings(t, name); err != nil || got != want {
				t.Errorf("it does not read as the archive: %v%s", err, firstDifference(want, got))
			}
			b := openTest(t, name)
			checkWhole(t, b)
			if got := stateOf(t, b); (len(got) == len(state)) != there || !there && len(got) > 0 {
				t.Errorf("%d records of state, the archive has %d, wanted: %v", len(got), len(state), there)
			}
			mustApply(t, b, reportAnswer("http://h0.gov.cn/new", 9, day(9), "new", "new", 2025))
			checkWhole(t, b)
		}
	}
}

// TestBackupOfAnArchiveThatIsWrittenTo backs up again and again while pages,
// versions and new hosts come in. Each copy must be whole, and lack nothing
// that was there when it began.
func TestBackupOfAnArchiveThatIsWrittenTo(t *testing.T) {
	path := variedArchive(t)
	holder := openTest(t, path)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		for i := 0; ctx.Err() == nil; i++ {
			url := fmt.Sprintf("http://h%d.gov.cn/new/%d", i%9, i%70)
			e := reportAnswer(url, uint32(10+i), day(10+i), "", fmt.Sprint(i/70), 2015+i%9)
			e.Body = chromed(uint64(i%9), uint64(5000+i), 3000)
			e.Ops = []Op{{Bucket: Queue, Key: append(uint32Key(uint32(i%20)), fmt.Sprint(i)...), Value: []byte{}}}
			if _, err := holder.Apply(t.Context(), e); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	reader, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for i := range 4 {
		from := []*Archive{holder, reader}[i%2]
		before, err := from.Stats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		b := openTest(t, backUp(t, from, BackupOptions{WithoutState: i > 1}))
		checkWhole(t, b)
		s, err := b.Stats(t.Context())
		if err != nil || s.Reports < before.Reports || s.Blobs.Count < before.Blobs.Count {
			t.Errorf("%d reports, %d bodies, %v; there were %d, %d", s.Reports, s.Blobs.Count, err, before.Reports, before.Blobs.Count)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestBackupIsWholeOrNotAtAll(t *testing.T) {
	a := openTest(t, variedArchive(t))
	dir := t.TempDir()
	to := filepath.Join(dir, "backup.db")
	write(t, to, []byte("an earlier backup"))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := a.Backup(ctx, to, BackupOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if b, err := os.ReadFile(to); err != nil || string(b) != "an earlier backup" {
		t.Errorf("after a stop the earlier backup is %.30q, %v", b, err)
	}
	for name, want := range map[string]string{
		a.Path():                                 "the archive itself",
		dir:                                      "not a regular file",
		filepath.Join(dir, "no", "such", "x.db"): "no such file",
		filepath.Join(dir, "backup.db", "sub.db"): "not a directory",
	} {
		if err := a.Backup(t.Context(), name, BackupOptions{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("to %s: %v", name, err)
		}
	}
	if err := a.Backup(t.Context(), to, BackupOptions{}); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
	checkWhole(t, openTest(t, to))
}

// bloat makes an archive with much free space.
func bloat(t testing.TB) string {
	t.Helper()
	path := variedArchive(t)
	a := openTest(t, path)
	for i := range 40 {
		mustApply(t, a, Envelope{Ops: []Op{{Bucket: Notes, Key: fmt.Append(nil, "ballast ", i), Value: make([]byte, 500_000)}}})
	}
	for i := range 40 {
		mustApply(t, a, Envelope{Ops: []Op{{Bucket: Notes, Key: fmt.Append(nil, "ballast ", i)}}})
	}
	err := a.update(func(tx *bolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists([]byte("of a later program"))
		if err != nil {
			return err
		}
		return errors.Join(b.SetSequence(7), b.Put([]byte("key"), []byte("value")))
	})
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCompactKeepsEverything(t *testing.T) {
	path := bloat(t)
	want, err := readings(t, path)
	if err != nil {
		t.Fatal(err)
	}
	out, err := Compact(t.Context(), path, func(_, _ uint64) {})
	if err != nil || out.Before < 20_000_000 || out.After > 5_000_000 {
		t.Errorf("compacted: %+v, %v", out, err)
	}
	if got, err := readings(t, path); err != nil || got != want {
		t.Errorf("it does not read as before: %v%s", err, firstDifference(want, got))
	}
	a := openTest(t, path)
	checkWhole(t, a)
	err = a.view(func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte("of a later program"))
		if b == nil || b.Sequence() != 7 || !bytes.Equal(b.Get([]byte("key")), []byte("value")) {
			t.Error("a bucket of a later program is lost")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); err != nil || len(left) > 0 {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
	if _, err := Compact(t.Context(), path, func(_, _ uint64) {}); !errors.Is(err, ErrHeld) {
		t.Errorf("compacting an archive that is held: %v", err)
	}
}

// TestWhoWaitsForAnArchiveGetsTheCompactedOne waits for the lock of a file that
// another takes the place of.
func TestWhoWaitsForAnArchiveGetsTheCompactedOne(t *testing.T) {
	path := bloat(t)
	first := openTest(t, path)
	opened := make(chan *Archive, 1)
	go func() {
		second, err := Open(path, Options{Wait: 20 * time.Second})
		if err != nil {
			t.Error(err)
		}
		opened <- second
	}()
	if _, err := first.compact(t.Context(), func(_, _ uint64) {}); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := <-opened
	if second == nil {
		return
	}
	mustApply(t, second, reportAnswer("http://h0.gov.cn/after", 9, day(9), "b", "t", 2025))
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := openTest(t, path).Report(ID("http://h0.gov.cn/after")); err != nil {
		t.Errorf("what was written after the swap is lost: %v", err)
	}
}

// compactEnv tells a child of this test binary which archive to compact for
// ever.
const compactEnv = "NIANBAO_STORE_TEST_COMPACT"

// compactForEver is the victim of TestKilledCompactLeavesAWholeArchive.
func compactForEver(path string) error {
	for {
		if _, err := Compact(context.Background(), path, func(_, _ uint64) {}); err != nil {
			return err
		}
	}
}

func TestKilledCompactLeavesAWholeArchive(t *testing.T) {
	path := bloat(t)
	want, err := readings(t, path)
	if err != nil {
		t.Fatal(err)
	}
	for round := range 12 {
		cmd := exec.Command(os.Args[0], "-test.run=^$")
		cmd.Env = append(os.Environ(), compactEnv+"="+path)
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(20+17*round)*time.Millisecond, func() { _ = cmd.Process.Kill() })
		if err := cmd.Wait(); err == nil {
			t.Fatal("the victim ended by itself")
		}
		if got, err := readings(t, path); err != nil || got != want {
			t.Fatalf("killed in round %d, it does not read as before: %v%s", round, err, firstDifference(want, got))
		}
		if faults := verifyFile(t, path); len(faults) > 0 {
			t.Fatalf("killed in round %d, it has faults: %v", round, faults)
		}
	}
	if _, err := Compact(t.Context(), path, func(_, _ uint64) {}); err != nil {
		t.Error(err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*.part")); err != nil || len(left) > 0 {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
}
