package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// migration makes an archive of one format one of the next. It touches what is
// derived and the meta bucket only: source records keep the version they were
// written in, and their decoders stay.
type migration struct {
	from uint32
	what string // it does, for people
	// step does a bounded piece of work behind after (nil at first), and says
	// how far it came; nil at the end. It may be run again behind the same
	// place: a crash between two steps loses nothing.
	step func(tx *bolt.Tx, after []byte) (next []byte, err error)
}

// migrations lists what leads from the first format to this one, in order.
// There is but one format so far.
func migrations() []migration { return nil }

// The records of formats in bucketMeta. The format is set first, so that an
// older program refuses an archive that is half way.
var (
	keyFormat    = []byte("format")
	keyMigration = []byte("migration") // underway, JSON; absent when none is under way
)

// underway is how far a migration came.
type underway struct {
	From  uint32 `json:"from"`
	After []byte `json:"after"`
}

// formatOf reads an archive's format, and the migration under way.
func formatOf(tx *bolt.Tx) (format uint32, now *underway, err error) {
	meta := tx.Bucket(bucketMeta)
	if meta == nil {
		return 0, nil, ErrNotArchive
	}
	v := meta.Get(keyFormat)
	if len(v) != 4 {
		return 0, nil, ErrNotArchive
	}
	if m := meta.Get(keyMigration); m != nil {
		now = &underway{}
		if err := json.Unmarshal(m, now); err != nil {
			return 0, nil, damage("decode the note of a migration: %w", err)
		}
	}
	return binary.BigEndian.Uint32(v), now, nil
}

// checkFormat refuses a file that is not an archive, and one that is not of
// this program's format.
func checkFormat(tx *bolt.Tx) error { return checkFormatAs(tx, Format) }

func checkFormatAs(tx *bolt.Tx, known uint32) error {
	n, now, err := formatOf(tx)
	switch {
	case err != nil:
		return err
	case n > known:
		return fmt.Errorf("%w: its format is %d, this program knows up to %d", ErrNewer, n, known)
	case now != nil:
		return fmt.Errorf("%w: its migration from format %d was interrupted", ErrOlder, now.From)
	case n < known:
		return fmt.Errorf("%w: its format is %d, this program's is %d", ErrOlder, n, known)
	}
	return nil
}

// MigrateOptions of Migrate. The zero value is ready.
type MigrateOptions struct {
	// Backup is where the archive is copied to before anything is changed; ""
	// for nowhere. A file of that name is replaced.
	Backup   string
	Progress func(what string) // told before each migration; nil = nobody

	format     uint32      // tests come from the future
	migrations []migration // likewise
}

// Migrated says what Migrate did.
type Migrated struct{ From, To uint32 } // formats; equal where there was nothing to do

// Migrate brings an archive of an older format to this program's. It goes on
// with one that was interrupted. Its errors are those of Open.
func Migrate(ctx context.Context, path string, o MigrateOptions) (out Migrated, err error) {
	if o.format == 0 {
		o.format, o.migrations = Format, migrations()
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	if err := precheck(path, true); err != nil {
		return out, err
	}
	db, err := openWriter(path, Options{Verb: "migrate"})
	if err != nil {
		return out, explain(path, err)
	}
	a := &Archive{path: path, db: db}
	defer func() { err = errors.Join(err, db.Close()) }()
	if out, err = a.migrate(ctx, o); err != nil {
		return out, explain(path, err)
	}
	return out, nil
}

func (a *Archive) migrate(ctx context.Context, o MigrateOptions) (out Migrated, err error) {
	var now *underway
	err = a.view(func(tx *bolt.Tx) error {
		if err := checkFormatAs(tx, o.format); !errors.Is(err, ErrOlder) {
			return err
		}
		var err error
		out.From, now, err = formatOf(tx)
		return err
	})
	if err != nil || out.From == 0 {
		return Migrated{o.format, o.format}, err
	}
	out.To = o.format
	if now == nil && o.Backup != "" {
		o.Progress("backup")
		if err := a.copyTo(ctx, o.Backup); err != nil {
			return out, fmt.Errorf("back up to %s: %w", o.Backup, err)
		}
	}
	if now == nil {
		now = &underway{From: out.From}
	}
	out.From = now.From
	for _, m := range o.migrations {
		if m.from < now.From {
			continue
		}
		if m.from > now.From {
			break
		}
		o.Progress(m.what)
		if err := a.carryOut(ctx, m, now, o.format); err != nil {
			return out, fmt.Errorf("migrate from format %d: %w", m.from, err)
		}
		now = &underway{From: m.from + 1}
	}
	if now.From != o.format {
		return out, fmt.Errorf("nothing leads from format %d to %d", now.From, o.format)
	}
	return out, a.update(func(tx *bolt.Tx) error { return tx.Bucket(bucketMeta).Delete(keyMigration) })
}

// carryOut runs the steps of one migration, each in a transaction that also
// notes how far it came.
func (a *Archive) carryOut(ctx context.Context, m migration, now *underway, to uint32) error {
	for after := now.After; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		var next []byte
		err := a.update(func(tx *bolt.Tx) error {
			var err error
			if next, err = m.step(tx, after); err != nil {
				return err
			}
			next = bytes.Clone(next)
			note := underway{From: m.from, After: next}
			if next == nil {
				note.From++
			}
			v, err := json.Marshal(note)
			if err != nil {
				return err
			}
			meta := tx.Bucket(bucketMeta)
			return errors.Join(meta.Put(keyFormat, uint32Key(to)), meta.Put(keyMigration, v))
		})
		if err != nil || next == nil {
			return err
		}
		after = next
	}
}

// copyTo copies an archive of any format as it is.
func (a *Archive) copyTo(ctx context.Context, to string) error {
	to, err := a.backupPath(to)
	if err != nil {
		return err
	}
	c, err := a.copyWhole(ctx, to, func(_, _ uint64) {})
	if err != nil {
		return err
	}
	return c.install()
}
