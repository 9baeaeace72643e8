package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// BackupOptions of Backup. The zero value is ready.
type BackupOptions struct {
	WithoutState bool // leave out what only the crawler needs, and can rebuild
	// Progress is told how many records are copied, of about how many.
	Progress func(done, total uint64)
}

// Backup writes a copy of the archive to a file, which takes its name once it
// is whole and on disk; until then a file of that name is what it was.
//
// The archive may be written to meanwhile: it is read in short snapshots, which
// neither block a commit nor keep space from being used again. Each page with
// its captures, reports and versions is as it was at one moment, and what they
// refer to is there. The crawler's state is that of each host at one moment,
// and no newer than the pages: with it a crawl asks some pages once more, and
// forgets none that a list of theirs names.
func (a *Archive) Backup(ctx context.Context, to string, o BackupOptions) (err error) {
	to, err = a.backupPath(to)
	if err != nil {
		return err
	}
	if o.Progress == nil {
		o.Progress = func(_, _ uint64) {}
	}
	b := &backup{a: a, ctx: ctx, o: o, uses: map[blobKey]uint64{}}
	if err := b.run(to); err != nil {
		return fmt.Errorf("back up archive %s to %s: %w", a.path, to, err)
	}
	return nil
}

// resolve follows links to a file.
func resolve(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil
	}
	return real, err
}

// backupPath refuses what cannot be a backup of the archive.
func (a *Archive) backupPath(to string) (string, error) {
	to, err := resolve(to)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(to)
	if errors.Is(err, fs.ErrNotExist) {
		return to, nil
	}
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("back up to %s: not a regular file: name another", to)
	}
	own, err := os.Stat(a.path)
	if err != nil {
		return "", err
	}
	if os.SameFile(info, own) {
		return "", fmt.Errorf("back up to %s: that is the archive itself: name another file", to)
	}
	return to, nil
}

// backup is one run of Backup.
type backup struct {
	a    *Archive
	ctx  context.Context
	o    BackupOptions
	c    *copier
	last uint64             // number of the last body that is copied
	uses map[blobKey]uint64 // of dictionaries
}

func (b *backup) run(to string) (err error) {
	before, err := b.a.moment()
	if err != nil {
		return err
	}
	total := before.captures + before.bodies
	if b.c, err = newCopier(to, func(done uint64) { b.o.Progress(done, max(total, done)) }); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			b.c.abandon()
		}
	}()
	for _, step := range []func() error{b.copyMeta, b.copyState, b.copyGroups, b.copyNames, b.copyBodies, b.copyIndexes} {
		if err := step(); err != nil {
			return err
		}
	}
	if err := b.c.finish(); err != nil {
		return err
	}
	after, err := b.a.moment()
	if err != nil {
		return err
	}
	if err := b.settle(after != before); err != nil {
		return err
	}
	return b.c.install()
}

// copyMeta copies what the archive is, and makes every bucket.
func (b *backup) copyMeta() error {
	for _, name := range buckets() {
		if _, err := b.c.bucket(name); err != nil {
			return err
		}
	}
	return b.a.copyBucket(b.ctx, b.c, bucketMeta)
}

// hostBuckets are the buckets of state whose keys begin with a host's number.
var hostBuckets = []StateBucket{URLs, Queue, Leases}

// copyState copies the crawler's state, that of each host from one snapshot.
func (b *backup) copyState() error {
	if b.o.WithoutState {
		return nil
	}
	for _, bucket := range []StateBucket{Notes, Clocks, Robots} {
		if err := b.a.copyBucket(b.ctx, b.c, []byte(bucket)); err != nil {
			return err
		}
	}
	for from := uint64(0); from < 1<<32; from++ {
		if err := b.ctx.Err(); err != nil {
			return err
		}
		host, records, err := b.readHost(uint32(from))
		if err != nil || records == nil {
			return err
		}
		for i, bucket := range hostBuckets {
			for _, r := range records[i] {
				if err := b.c.put([]byte(bucket), r.key, r.value); err != nil {
					return err
				}
			}
		}
		from = uint64(host)
	}
	return nil
}

// readHost reads the state of the first host from a number on; nil where there
// is none.
func (b *backup) readHost(from uint32) (host uint32, out [][]record, err error) {
	err = b.a.read(func(tx snapshot) error {
		host, out = 0, nil
		var prefix []byte
		for _, bucket := range hostBuckets {
			k, _ := tx.Bucket([]byte(bucket)).Cursor().Seek(uint32Key(from))
			if len(k) >= 4 && (prefix == nil || string(k[:4]) < string(prefix)) {
				prefix = append([]byte(nil), k[:4]...)
			}
		}
		if prefix == nil {
			return nil
		}
		host, out = binary.BigEndian.Uint32(prefix), make([][]record, len(hostBuckets))
		for i, bucket := range hostBuckets {
			out[i] = readPrefix(tx, []byte(bucket), prefix)
		}
		return nil
	})
	return host, out, err
}

// copyGroups copies pages with their captures, reports and versions, each page
// from one snapshot.
func (b *backup) copyGroups() error {
	for from := []byte{}; from != nil; {
		if err := b.ctx.Err(); err != nil {
			return err
		}
		groups, next, err := b.a.readGroups(from)
		if err != nil {
			return err
		}
		for i := range groups {
			if err := b.putGroup(&groups[i]); err != nil {
				return err
			}
		}
		from = next
	}
	return nil
}

func (b *backup) putGroup(g *group) error {
	one := func(value []byte) []record {
		if value == nil {
			return nil
		}
		return []record{{g.key[:], value}}
	}
	for i, records := range [len(groupBuckets)][]record{one(g.page), one(g.report), g.captures, g.versions} {
		for _, r := range records {
			if err := b.c.put(groupBuckets[i], r.key, r.value); err != nil {
				return err
			}
		}
	}
	return nil
}

// copyNames copies what is only ever added to, and fixes which bodies belong
// to the copy: those stored by now, which is all that the pages name.
func (b *backup) copyNames() error {
	for _, bucket := range [][]byte{bucketHosts, bucketNames, bucketRuns, bucketWords} {
		if err := b.a.copyBucket(b.ctx, b.c, bucket); err != nil {
			return err
		}
	}
	return b.a.read(func(tx snapshot) error {
		b.last = tx.Bucket(bucketBlobs).Sequence()
		return nil
	})
}

// copyBodies copies the bodies, and counts what hangs on each dictionary.
func (b *backup) copyBodies() error {
	if err := b.c.sequence(bucketBlobs, b.last); err != nil {
		return err
	}
	err := b.a.eachBatch(b.ctx, bucketBlobs, nil, bodyBatch, func(batch []record) error {
		for _, r := range batch {
			if len(r.key) == len(blobKey{}) && binary.BigEndian.Uint64(r.key[4:]) > b.last {
				continue
			}
			if p, err := parsePacked(r.value); err == nil && p.codec == codecDict {
				b.uses[p.dictKey]++
			}
			if err := b.c.put(bucketBlobs, r.key, r.value); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.a.eachBatch(b.ctx, bucketBlobSHA, nil, statsBatch, func(batch []record) error {
		for _, r := range batch {
			if ref, err := decodeBlobRef(r.value); err == nil && binary.BigEndian.Uint64(ref.key[4:]) > b.last {
				continue
			}
			if err := b.c.put(bucketBlobSHA, r.key, r.value); err != nil {
				return err
			}
		}
		return nil
	})
}

// copyIndexes copies what settle then corrects, where it has to.
func (b *backup) copyIndexes() error {
	for _, bucket := range [][]byte{bucketIndex, bucketPassages, bucketChanges, bucketCounts, bucketDicts} {
		if err := b.a.copyBucket(b.ctx, b.c, bucket); err != nil {
			return err
		}
	}
	return nil
}

// settle brings the indexes of a copy in line with its records, if the archive
// was written to while they were copied.
func (b *backup) settle(moved bool) (err error) {
	if !moved {
		return nil
	}
	a, err := Open(b.c.temp, Options{Verb: "backup", Alone: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	v := newVerifier(b.ctx, a, VerifyOptions{})
	v.fix = &fixer{v: v, a: a, ctx: b.ctx, o: RepairOptions{Done: func(string) {}, Lost: func(string) {}}}
	v.uses = b.uses
	for _, step := range []func() error{v.checkPages, v.checkTotals} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
