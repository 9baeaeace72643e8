package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// bucketDamaged keeps the data of bodies that are not what was stored, by
// their key. Nothing reads it: it is for somebody who knows better.
var bucketDamaged = []byte("source/damaged")

// RepairOptions are what Repair needs. The zero value repairs what needs no
// reading of pages, from the archive alone.
type RepairOptions struct {
	VerifyOptions
	// Done is told each thing that was put right, in one line.
	Done func(string)
	// Lost is told the address of each page whose latest body is lost, so that
	// it can be asked for again unconditionally.
	Lost func(url string)
	// Read reads a capture again whose reading was lost. Its Version has no
	// number; Read is nil, or what the archive remembers. A nil result is none.
	Read func(context.Context, *Version) (*Reading, error)
	// From is another archive, of which bodies are taken that are damaged here.
	From *Archive
}

// Repair verifies an archive and puts right what it can: indexes, counters and
// the change log are rebuilt from the records, pages with their reports and
// versions from their captures, bodies taken from another archive. What it
// could not goes to o.Fault. It may be run again, also after it was
// interrupted. Nothing else is to be written meanwhile.
func (a *Archive) Repair(ctx context.Context, o RepairOptions) (Verified, error) {
	if a.readOnly {
		return Verified{}, fmt.Errorf("repair: %w", ErrReadOnly)
	}
	v := newVerifier(ctx, a, o.VerifyOptions)
	f := &fixer{v: v, a: a, ctx: ctx, o: o}
	if f.o.Done == nil {
		f.o.Done = func(string) {}
	}
	if f.o.Lost == nil {
		f.o.Lost = func(string) {}
	}
	v.fix = f
	sound, err := v.checkFile()
	if err == nil && sound {
		for _, step := range []func() error{v.checkBodies, v.checkHosts, v.checkPages, v.checkTotals} {
			if err = step(); err != nil {
				break
			}
		}
	}
	if err != nil {
		return v.out, fmt.Errorf("repair: %w", err)
	}
	return v.out, nil
}

// fixer is what a verifier puts right by.
type fixer struct {
	v   *verifier
	a   *Archive
	ctx context.Context
	o   RepairOptions
}

// done tells what was put right.
func (f *fixer) done(format string, args ...any) {
	f.v.mu.Lock()
	defer f.v.mu.Unlock()
	f.o.Done(fmt.Sprintf(format, args...))
}

// update runs a change in the writer.
func (f *fixer) update(change func(*bolt.Tx) error) error { return f.a.submit(f.ctx, 0, change) }

// bodies puts right bodies that are damaged, as far as another archive has
// them, and returns the others. Those that were packed against one of them may
// be whole again with it.
func (f *fixer) bodies(bad []badBody) (left []badBody, err error) {
	for _, b := range bad {
		restored := false
		if f.o.From != nil {
			if restored, err = f.fromOther(b); err != nil {
				return nil, err
			}
		}
		if !restored {
			left = append(left, b)
		}
	}
	bad, left = left, nil
	for _, b := range bad {
		_, err := f.a.Blob(fmt.Sprintf("%x", b.sha))
		switch {
		case err == nil && f.o.From != nil:
			delete(f.v.damaged, b.key)
			f.done("body %x: whole again with its dictionary", b.sha)
		case err == nil || errors.Is(err, ErrDamaged):
			left = append(left, b)
		default:
			return nil, err
		}
	}
	for _, b := range left {
		if err := f.setAside(b); err != nil {
			return nil, err
		}
	}
	return left, nil
}

// fromOther takes a body from the other archive, if it is whole there.
func (f *fixer) fromOther(b badBody) (bool, error) {
	body, err := f.o.From.Blob(fmt.Sprintf("%x", b.sha))
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrDamaged) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	delete(f.v.damaged, b.key)
	return true, f.restore(b.sha, b.key, body)
}

// setAside takes a damaged body out of the index, so that the same body can be
// stored again, and keeps its data where nothing reads it.
func (f *fixer) setAside(b badBody) error {
	return f.update(func(tx *bolt.Tx) error {
		aside, err := tx.CreateBucketIfNotExists(bucketDamaged)
		if err != nil {
			return err
		}
		data := tx.Bucket(bucketBlobs)
		if v := data.Get(b.key[:]); v != nil {
			if err := errors.Join(aside.Put(b.key[:], slices.Clone(v)), data.Delete(b.key[:])); err != nil {
				return err
			}
		}
		return tx.Bucket(bucketBlobSHA).Delete(b.sha[:])
	})
}

// restore stores a body again where it was. It may be a dictionary, and so is
// packed without one.
func (f *fixer) restore(sha [32]byte, key blobKey, body []byte) error {
	packed := f.a.pack.pack(body)
	ref := newBlobRef(key, len(body), packed)
	err := f.update(func(tx *bolt.Tx) error {
		return errors.Join(tx.Bucket(bucketBlobs).Put(key[:], packed), tx.Bucket(bucketBlobSHA).Put(sha[:], ref.encode()))
	})
	if err == nil {
		f.done("body %x: taken from the other archive", sha)
	}
	return err
}

// reindexBody puts the index entry of a sound body back.
func (f *fixer) reindexBody(sha [32]byte, key blobKey, size int) error {
	err := f.update(func(tx *bolt.Tx) error {
		ref := newBlobRef(key, size, tx.Bucket(bucketBlobs).Get(key[:]))
		return tx.Bucket(bucketBlobSHA).Put(sha[:], ref.encode())
	})
	if err == nil {
		delete(f.v.damaged, key)
		f.done("body %x: its entry in the index was put back", sha)
	}
	return err
}

// drop deletes records that should not be there.
func (f *fixer) drop(bucket []byte, extra []record, where string) error {
	err := f.update(func(tx *bolt.Tx) error {
		for _, r := range extra {
			if err := tx.Bucket(bucket).Delete(r.key); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		f.done("%s: %d entries that should not be there were removed", where, len(extra))
	}
	return err
}

// countBodies counts the bodies of the index, their bytes, and those of all
// data.
func (f *fixer) countBodies() (n, size, stored uint64, err error) {
	err = f.a.eachBatch(f.ctx, bucketBlobSHA, nil, statsBatch, func(batch []record) error {
		for _, r := range batch {
			if ref, err := decodeBlobRef(r.value); err == nil {
				n, size = n+1, size+ref.size
			}
		}
		return nil
	})
	if err != nil {
		return 0, 0, 0, err
	}
	err = f.a.eachBatch(f.ctx, bucketBlobs, nil, bodyBatch, func(batch []record) error {
		for _, r := range batch {
			stored += uint64(len(r.value))
		}
		return nil
	})
	return n, size, stored, err
}

// rebuilt is a page as it comes out of its captures.
type rebuilt struct {
	page     *Page // nil for none
	reading  readied
	versions []keptVersion
}

type keptVersion struct {
	page    Page
	reading []byte
}

// page rebuilds a page with all its derived records. It leaves alone one whose
// captures cannot be read.
func (f *fixer) page(key pageKey) error {
	var g group
	err := f.a.read(func(tx snapshot) error {
		g = readGroup(tx, key)
		return nil
	})
	if err != nil {
		return err
	}
	c := f.v.checkGroup(&g)
	var now rebuilt
	switch {
	case len(c.faults) == 0:
		if now, err = f.asItIs(&c); err != nil {
			return err
		}
	case len(g.captures) > 0 && len(c.captures) == 0:
		return nil
	default:
		if now, err = f.replay(&c); err != nil {
			return err
		}
	}
	if err := f.update(func(tx *bolt.Tx) error { return now.put(tx, key, c.page) }); err != nil {
		return fmt.Errorf("rebuild page %s: %w", c.name(), err)
	}
	f.done("page %s: rebuilt", c.name())
	return nil
}

// asItIs takes a page over whose own records are sound.
func (f *fixer) asItIs(c *groupCheck) (now rebuilt, err error) {
	now.page = c.page
	if c.page == nil || c.page.Read == nil {
		return now, nil
	}
	for _, r := range c.g.versions {
		p, reading, err := splitVersion(r.value)
		if err != nil {
			return now, err
		}
		now.versions = append(now.versions, keptVersion{p, reading})
	}
	now.reading, err = f.a.sound(c.page.Read, c.g.report)
	return now, err
}

// sound makes a stored reading ready to be stored again; the error is
// ErrDamaged where it is not what was stored.
func (a *Archive) sound(facts *Facts, packed []byte) (readied, error) {
	body, err := a.pack.unpack(packed)
	if err != nil {
		return readied{}, err
	}
	if what := facts.unlike(body); what != "" {
		return readied{}, damage("%s", what)
	}
	prints, err := printsIn(body)
	return readied{facts: facts, packed: packed, prints: prints}, err
}

// kept gathers the readings of a page that are sound, by the body they are of.
func (f *fixer) kept(c *groupCheck) map[string]readied {
	out := map[string]readied{}
	take := func(p *Page, packed []byte) {
		if p == nil || p.Read == nil {
			return
		}
		if r, err := f.a.sound(p.Read, packed); err == nil {
			out[p.RawSHA256] = r
		}
	}
	for _, r := range c.g.versions {
		if p, packed, err := splitVersion(r.value); err == nil {
			take(&p, packed)
		}
	}
	take(c.page, c.g.report)
	return out
}

// replay goes through the captures of a page as they came.
func (f *fixer) replay(c *groupCheck) (now rebuilt, err error) {
	kept := f.kept(c)
	type at struct {
		key     captureKey
		capture *Capture
	}
	var order []at
	for k, capture := range c.captures {
		order = append(order, at{k, capture})
	}
	slices.SortFunc(order, func(a, b at) int {
		return cmp.Or(a.capture.At.Compare(b.capture.At), slices.Compare(a.key[:], b.key[:]))
	})
	for _, o := range order {
		reading, err := f.readingOf(o.capture, kept)
		if err != nil {
			return now, err
		}
		seq := uint16(o.key[16])<<8 | uint16(o.key[17])
		s := advance(now.page, sighting{capture: o.capture, seq: seq, read: reading.facts, gone: goneBy(o.capture)})
		if s.newVersion {
			now.versions = append(now.versions, keptVersion{*now.page, now.reading.packed})
		}
		if s.replaced {
			now.reading = reading
		}
		now.page = &s.page
	}
	return now, nil
}

// goneBy says whether a capture told that its page is gone.
func goneBy(c *Capture) bool {
	return c.Outcome == HTTPError && (c.Status == http.StatusNotFound || c.Status == http.StatusGone)
}

// readingOf is the reading of a capture: the one that was stored, or what is
// read off it now. A body that is lost has none.
func (f *fixer) readingOf(c *Capture, kept map[string]readied) (readied, error) {
	if c.Outcome != OK || c.RawSHA256 == "" {
		return readied{}, nil
	}
	if r, ok := kept[c.RawSHA256]; ok {
		return r, nil
	}
	if f.o.Read == nil {
		return readied{}, nil
	}
	reading, err := f.o.Read(f.ctx, &Version{Capture: c})
	if errors.Is(err, ErrDamaged) || errors.Is(err, ErrNotFound) || err == nil && reading == nil {
		return readied{}, nil
	}
	if err != nil {
		return readied{}, fmt.Errorf("read %s again: %w", c.URL, err)
	}
	return f.a.ready(reading)
}

// put replaces everything derived of a page.
func (r *rebuilt) put(tx *bolt.Tx, key pageKey, old *Page) error {
	if err := clearPage(tx, key, old); err != nil || r.page == nil {
		return err
	}
	for i := range r.versions {
		if err := putVersion(tx, key, i+1, &r.versions[i].page, r.versions[i].reading); err != nil {
			return err
		}
	}
	p := *r.page
	p.Change = 0
	if p.Read != nil {
		if err := tx.Bucket(bucketReports).Put(key[:], r.reading.packed); err != nil {
			return err
		}
		if err := putPrints(tx, key, r.reading.prints); err != nil {
			return err
		}
		if err := logChange(tx, key, &p); err != nil {
			return err
		}
	}
	if err := reindex(tx, key, nil, &p); err != nil {
		return err
	}
	return putPage(tx, key, &p)
}

// clearPage takes away everything derived of a page, as far as its old record
// tells where that stands.
func clearPage(tx *bolt.Tx, key pageKey, old *Page) error {
	if err := reindex(tx, key, old, nil); err != nil {
		return err
	}
	if old != nil && slices.Equal(tx.Bucket(bucketChanges).Get(uint64Key(old.Change)), key[:]) {
		if err := tx.Bucket(bucketChanges).Delete(uint64Key(old.Change)); err != nil {
			return err
		}
	}
	if err := putPrints(tx, key, nil); err != nil {
		return err
	}
	c := tx.Bucket(bucketVersions).Cursor()
	for k, _ := c.Seek(key[:]); len(k) >= len(key) && pageKey(k) == key; k, _ = c.Seek(key[:]) {
		if err := tx.Bucket(bucketVersions).Delete(slices.Clone(k)); err != nil {
			return err
		}
	}
	return errors.Join(tx.Bucket(bucketReports).Delete(key[:]), tx.Bucket(bucketPages).Delete(key[:]))
}
