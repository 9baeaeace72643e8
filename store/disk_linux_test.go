package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// mountSmall mounts a file system of its own, of some bytes.
func mountSmall(t *testing.T, size int) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Skipf("a small file system cannot be mounted here (%v): run the tests as root", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fillDisk leaves so many bytes free on a file system.
func fillDisk(t *testing.T, dir string, free int64) {
	t.Helper()
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		t.Fatal(err)
	}
	n := int64(st.Bavail)*st.Bsize - free
	if n <= 0 {
		return
	}
	f, err := os.OpenFile(filepath.Join(dir, "ballast"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(make([]byte, n)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestFullDiskLosesNothingCommitted lets the disk be full at every point of
// commits that make the file grow: with no page left, one, two, …
func TestFullDiskLosesNothingCommitted(t *testing.T) {
	dir := mountSmall(t, 24<<20)
	path := filepath.Join(dir, "archive.db")
	promised := map[string]bool{}
	failed := 0
	for round := range 40 {
		if err := os.RemoveAll(filepath.Join(dir, "ballast")); err != nil {
			t.Fatal(err)
		}
		a, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		fillDisk(t, dir, int64(round)*4096)
		for i := range 60 {
			url := fmt.Sprintf("http://a.gov.cn/%d/%d", round, i)
			e := reportAnswer(url, 1, day0, "", url, 2024)
			e.Body = noise(uint64(100*round+i), 9000)
			if _, err := a.Apply(t.Context(), e); err != nil {
				if !errors.Is(err, unix.ENOSPC) {
					t.Fatalf("round %d: %v", round, err)
				}
				failed++
				break
			}
			promised[url] = true
		}
		if _, err := a.Stats(t.Context()); err != nil {
			t.Errorf("round %d: on a full disk it cannot be read: %v", round, err)
		}
		if err := a.Close(); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
	}
	if failed < 10 {
		t.Fatalf("the disk was full %d times only", failed)
	}
	if err := os.Remove(filepath.Join(dir, "ballast")); err != nil {
		t.Fatal(err)
	}
	a := openTest(t, path)
	for url := range promised {
		if _, err := a.Report(ID(url)); err != nil {
			t.Errorf("%s was promised: %v", url, err)
		}
	}
	checkWhole(t, a)
	if err := a.Close(); err != nil { // before the file system goes
		t.Fatal(err)
	}
}

// TestFullDiskStopsACopyAndLeavesNothing fills the disk for backup, compact
// and a new archive.
func TestFullDiskStopsACopyAndLeavesNothing(t *testing.T) {
	dir := mountSmall(t, 12<<20)
	path := filepath.Join(dir, "archive.db")
	file, err := os.ReadFile(variedArchive(t))
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, file)
	want, err := readings(t, path)
	if err != nil {
		t.Fatal(err)
	}
	for _, free := range []int64{0, 4096, 12 << 10} {
		fillDisk(t, dir, free)
		a, err := Open(path, Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Backup(t.Context(), filepath.Join(dir, "backup.db"), BackupOptions{}); !errors.Is(err, unix.ENOSPC) || strings.Contains(err.Error(), "\n") {
			t.Errorf("backup with %d bytes free: %v", free, err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := Compact(t.Context(), path, func(_, _ uint64) {}); !errors.Is(err, unix.ENOSPC) {
			t.Errorf("compact with %d bytes free: %v", free, err)
		}
		if _, err := Open(filepath.Join(dir, "new.db"), Options{}); !errors.Is(err, unix.ENOSPC) {
			t.Errorf("a new archive with %d bytes free: %v", free, err)
		}
		left, err := os.ReadDir(dir)
		if err != nil || len(left) != 2 {
			t.Errorf("with %d bytes free, left are %v, %v", free, left, err)
		}
		if err := os.Remove(filepath.Join(dir, "ballast")); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := readings(t, path); err != nil || got != want {
		t.Errorf("the archive does not read as before: %v", err)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	dir := mountSmall(t, 12<<20)
	path := filepath.Join(dir, "archive.db")
	file, err := os.ReadFile(variedArchive(t))
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, file)
	if err := unix.Mount("tmpfs", dir, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if faults := verifyFile(t, path); len(faults) > 0 {
		t.Errorf("off a read-only file system it has %v", faults)
	}
	for name, err := range map[string]error{
		"open to write":  second(Open(path, Options{})),
		"a new archive":  second(Open(filepath.Join(dir, "new.db"), Options{})),
		"compact":        second(Compact(t.Context(), path, func(_, _ uint64) {})),
		"a backup there": backUpTo(t, path, filepath.Join(dir, "backup.db")),
	} {
		if !errors.Is(err, unix.EROFS) || !strings.Contains(err.Error(), dir) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := backUpTo(t, path, filepath.Join(t.TempDir(), "backup.db")); err != nil {
		t.Errorf("a backup elsewhere: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "new.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("something was made on a read-only file system")
	}
}

func second[T any](_ T, err error) error { return err }

// backUpTo backs an archive up that is opened to be read.
func backUpTo(t *testing.T, path, to string) error {
	t.Helper()
	a, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	return a.Backup(t.Context(), to, BackupOptions{})
}
