package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// Rereading is what a parser now reads off the versions of one page, made
// ready to be stored. It adds no version: what the archive got stays what it
// was, and when.
type Rereading struct {
	place   Place
	was     []*Facts // of each version, as the parser found it
	at      *Capture // of the latest version
	numbers []int
	now     []readied // of each version; zero = as it is
	size    int
}

// Size is about how many bytes it takes.
func (r *Rereading) Size() int { return r.size }

// Reread makes ready what is now read off a page. readings are those of its
// versions, in order; nil where one stays as it is. The result is nil where
// nothing differs from what is stored. Where only the parser differs the
// reading stays as it is stored, and its facts say who read it last.
func (a *Archive) Reread(s *Stored, readings []*Reading) (*Rereading, error) {
	if len(readings) != len(s.Versions) {
		return nil, fmt.Errorf("reread %s: %d readings of %d versions", s.ID(), len(readings), len(s.Versions))
	}
	r := &Rereading{place: s.Place, at: s.Latest().Capture, now: make([]readied, len(readings))}
	differs := false
	for i, v := range s.Versions {
		r.was, r.numbers = append(r.was, v.Read), append(r.numbers, v.Number)
		if readings[i] == nil {
			continue
		}
		now, err := a.readyAgain(&v, readings[i])
		if err != nil {
			return nil, fmt.Errorf("reread %s: %w", s.ID(), err)
		}
		if v.Read != nil && sameFacts(v.Read, now.facts) {
			continue
		}
		r.now[i], differs = now, true
		r.size += len(now.packed) + pageSize
	}
	if !differs {
		return nil, nil
	}
	return r, nil
}

// pageSize is about what the record of a page takes, in bytes.
const pageSize = 1 << 10

// readyAgain is ready for a version that was read before: without packed bytes
// where it reads the same.
func (a *Archive) readyAgain(v *Version, r *Reading) (readied, error) {
	if was := v.Read; was != nil && was.Annotations == r.Annotations && was.sameButParser(r.Body) {
		f := r.fields()
		f.Text, f.Body, f.TablesFrom, f.TextFrom = was.Text, digestOf(r.Body), was.TablesFrom, was.TextFrom
		return readied{facts: f}, nil
	}
	return a.ready(r)
}

// sameButParser says whether the body of a reading is what was read, but for the
// version of the parser it names: whether it has the same digest with that of the
// one that read it last. So what is stored need not be unpacked. A body with
// white space never is: what is stored has none.
func (f *Facts) sameButParser(body []byte) bool {
	return digestOf(readBy(f.Parser, body)) == f.Body
}

// Replaces says whether what was read off the latest version says something
// else than what is stored, or is the first that was. No Rereading replaces
// nothing.
func (r *Rereading) Replaces() bool { return r != nil && r.now[len(r.now)-1].packed != nil }

// cutParser cuts the body of a reading round the version of the parser it names.
func cutParser(body []byte) (head, parser, rest []byte, ok bool) {
	key := []byte(`"parser":"`)
	// The first is the field: what comes before it are hashes and numbers, and a
	// quote in a text has a backslash.
	at := bytes.Index(body, key)
	if at < 0 {
		return nil, nil, nil, false
	}
	at += len(key)
	end := bytes.IndexByte(body[at:], '"')
	if end < 0 {
		return nil, nil, nil, false
	}
	return body[:at], body[at : at+end], body[at+end:], true
}

// readBy is the body of a reading with the parser that read it last.
func readBy(parser string, body []byte) []byte {
	head, was, rest, ok := cutParser(body)
	if !ok || string(was) == parser {
		return body
	}
	return slices.Concat(head, []byte(parser), rest)
}

// sameFacts says whether two readings are one and the same.
func sameFacts(a, b *Facts) bool {
	return a.Body == b.Body && a.Parser == b.Parser && a.Annotations == b.Annotations
}

// ApplyRereadings commits rereadings, all or none, and a note of how far that
// brings the caller (nil deletes it): after a crash neither is ahead of the
// other. A page that changed since it was read is left alone; skipped says how
// many were.
func (a *Archive) ApplyRereadings(ctx context.Context, rs []*Rereading, note []byte) (skipped int, err error) {
	size := len(note)
	for _, r := range rs {
		size += r.size
	}
	err = a.submit(ctx, size, func(tx *bolt.Tx) error {
		skipped = 0
		for _, r := range rs {
			done, err := r.apply(tx)
			if err != nil {
				return fmt.Errorf("page %s: %w", pageKey(r.place).id(), err)
			}
			if !done {
				skipped++
			}
		}
		if note == nil {
			return tx.Bucket(bucketMeta).Delete(keyReparse)
		}
		return tx.Bucket(bucketMeta).Put(keyReparse, note)
	})
	if err != nil {
		return 0, fmt.Errorf("store what was read again: %w", err)
	}
	return skipped, nil
}

// keyReparse is where ApplyRereadings leaves its note, in bucketMeta.
var keyReparse = []byte("reparse")

// RereadingNote is the note of the last ApplyRereadings; nil where there is
// none.
func (a *Archive) RereadingNote() (note []byte, err error) {
	err = a.read(func(tx snapshot) error {
		note = bytes.Clone(tx.Bucket(bucketMeta).Get(keyReparse))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the note of reparse: %w", err)
	}
	return note, nil
}

// apply stores a rereading; false where the page is not what it was.
func (r *Rereading) apply(tx *bolt.Tx) (bool, error) {
	key, last := pageKey(r.place), len(r.now)-1
	old, err := getPage(local{tx}, key)
	if err != nil {
		return false, err
	}
	if old == nil || max(old.Versions, 1) != r.numbers[last] || !unmoved(old.Read, r.was[last]) {
		return false, nil
	}
	for i, now := range r.now[:last] {
		if now.facts == nil {
			continue
		}
		if err := replaceVersion(tx, key, r.numbers[i], now); err != nil {
			return false, err
		}
	}
	if r.now[last].facts == nil {
		return true, nil
	}
	s := step{page: *old}
	s.reread(r.now[last], r.at)
	return true, s.put(tx, key, old, r.now[last])
}

// unmoved says whether a page's reading is the one that was read again.
func unmoved(now, was *Facts) bool {
	if now == nil || was == nil {
		return now == was
	}
	return sameFacts(now, was)
}

// reread takes over what another parser reads off the same capture: no new
// version, and no other time, but for a page nothing was read off before.
func (s *step) reread(now readied, c *Capture) {
	p := &s.page
	s.newReport = p.Read == nil
	s.replaced = now.packed != nil
	if s.newReport {
		p.Versions, p.ChangedAt = 1, c.At
	}
	p.Read = now.facts
}

// replaceVersion stores another reading of a version that is no longer the
// latest.
func replaceVersion(tx *bolt.Tx, key pageKey, n int, now readied) error {
	b := tx.Bucket(bucketVersions)
	p, packed, err := splitVersion(b.Get(versionKey(key, n)))
	if err != nil {
		return fmt.Errorf("version %d: %w", n, err)
	}
	if now.packed != nil {
		packed = now.packed
	}
	p.Read = now.facts
	return putVersion(tx, key, n, &p, packed)
}
