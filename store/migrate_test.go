package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// fromTheFuture migrates to a format 3 that does not exist: the first step
// marks every page, three at a time, the second does nothing. fail is called
// before each piece of work.
func fromTheFuture(fail func(n int) error) MigrateOptions {
	n := 0
	mark := func(tx *bolt.Tx, after []byte) ([]byte, error) {
		if err := fail(n); err != nil {
			return nil, err
		}
		n++
		marks, err := tx.CreateBucketIfNotExists([]byte("derived/marks"))
		if err != nil {
			return nil, err
		}
		c := tx.Bucket(bucketPages).Cursor()
		k, _ := c.First()
		if after != nil {
			if k, _ = c.Seek(after); bytes.Equal(k, after) {
				k, _ = c.Next()
			}
		}
		for range 3 {
			if k == nil {
				return nil, nil
			}
			if marks.Get(k) != nil {
				return nil, fmt.Errorf("page %x is marked twice", k)
			}
			if err := marks.Put(k, []byte("x")); err != nil {
				return nil, err
			}
			after = bytes.Clone(k)
			k, _ = c.Next()
		}
		return after, nil
	}
	return MigrateOptions{format: 3, migrations: []migration{
		{from: 1, what: "marking pages", step: mark},
		{from: 2, what: "nothing", step: func(*bolt.Tx, []byte) ([]byte, error) { return nil, nil }},
	}}
}

func TestMigrationIsResumedWhereItWas(t *testing.T) {
	path := formatOne(t)
	want, err := readings(t, path)
	if err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(t.TempDir(), "backup.db")
	stop := errors.New("the machine stops")
	for round := 1; ; round++ {
		o := fromTheFuture(func(n int) error {
			if n == 2 {
				return stop
			}
			return nil
		})
		if round == 1 {
			o.Backup = backup
		}
		out, err := Migrate(t.Context(), path, o)
		if out.From != 1 || out.To != 3 {
			t.Fatalf("round %d: %+v, %v", round, out, err)
		}
		if err == nil {
			if round < 4 {
				t.Errorf("it took %d rounds only", round)
			}
			break
		}
		if !errors.Is(err, stop) || round > 20 {
			t.Fatalf("round %d: %v", round, err)
		}
		// Half way it belongs to no program but one that can go on.
		for _, readOnly := range []bool{true, false} {
			if _, err := Open(path, Options{ReadOnly: readOnly}); !errors.Is(err, ErrNewer) {
				t.Errorf("half way, this program says %v", err)
			}
		}
		db, err := bolt.Open(path, 0o644, nil)
		if err != nil {
			t.Fatal(err)
		}
		err = view(db, func(tx *bolt.Tx) error { return checkFormatAs(tx, 3) })
		if err := errors.Join(db.Close()); err != nil {
			t.Fatal(err)
		}
		if !errors.Is(err, ErrOlder) || !strings.Contains(err.Error(), "interrupted") {
			t.Errorf("half way, the next program says %v", err)
		}
	}
	if got, err := readings(t, backup); err != nil || got != want {
		t.Errorf("the backup does not read as the archive did: %v", err)
	}
	db, err := bolt.Open(path, 0o644, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = view(db, func(tx *bolt.Tx) error {
		if err := checkFormatAs(tx, 3); err != nil {
			t.Error(err)
		}
		marks, pages := tx.Bucket([]byte("derived/marks")).Stats().KeyN, tx.Bucket(bucketPages).Stats().KeyN
		if marks != pages || pages == 0 {
			t.Errorf("%d of %d pages are marked", marks, pages)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestMigrateSaysWhatIsWrong(t *testing.T) {
	path := formatOne(t)
	if out, err := Migrate(t.Context(), path, MigrateOptions{}); err != nil || out.From != Format || out.To != Format {
		t.Errorf("nothing to do: %+v, %v", out, err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	o := fromTheFuture(func(int) error { return nil })
	o.Backup = path
	if _, err := Migrate(t.Context(), path, o); err == nil || !strings.Contains(err.Error(), "the archive itself") {
		t.Errorf("a backup on to itself: %v", err)
	}
	o.Backup, o.migrations = "", o.migrations[1:]
	if _, err := Migrate(t.Context(), path, o); err == nil || !strings.Contains(err.Error(), "nothing leads from format 1") {
		t.Errorf("a gap: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Migrate(ctx, path, fromTheFuture(func(int) error { return nil })); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("what failed changed the archive: %v", err)
	}
	if _, err := Migrate(t.Context(), filepath.Join(t.TempDir(), "none.db"), MigrateOptions{}); !errors.Is(err, ErrNoArchive) {
		t.Errorf("no archive: %v", err)
	}
}

func TestAnOlderArchiveIsNotOpened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	openTest(t, path).Close()
	db, err := bolt.Open(path, 0o644, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error { return tx.Bucket(bucketMeta).Put(keyFormat, uint32Key(0)) })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	for _, readOnly := range []bool{true, false} {
		_, err := Open(path, Options{ReadOnly: readOnly})
		var open *OpenError
		if !errors.As(err, &open) || !errors.Is(err, ErrOlder) || !strings.Contains(open.Hint, "nianbao migrate") {
			t.Errorf("older: %v", err)
		}
	}
}
