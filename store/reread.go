package store

import (
	"bytes"
	"context"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Reread is the new reading of another page, one that the envelope's body is a
// file of: what a page says depends on its attachments, and they come later.
// It is committed with the envelope, unless the page has another body by then.
type Reread struct {
	URL       string // canonical; of a page fetched by plain GET that was read before
	RawSHA256 string // of the body that was read, in hex
	Reading   *Reading
}

// reread is one on its way into the archive.
type reread struct {
	key     pageKey
	raw     string
	reading readied
}

// prepareRereads packs what an envelope says of other pages.
func (a *Archive) prepareRereads(p *prepared, env Envelope) error {
	for _, r := range env.Rereads {
		if r.Reading == nil {
			return fmt.Errorf("page %s read again, without a reading", r.URL)
		}
		key, known, err := a.keyOf(r.URL)
		if err != nil {
			return err
		}
		if !known || key == p.page {
			return fmt.Errorf("page %s read again, which was never read", r.URL)
		}
		now, err := a.ready(r.Reading)
		if err != nil {
			return err
		}
		p.rereads = append(p.rereads, reread{key: key, raw: r.RawSHA256, reading: now})
		p.size += len(now.packed)
	}
	return nil
}

// apply carries a reread out, at the time its file arrived.
func (r *reread) apply(tx *bolt.Tx, at time.Time, out *Applied) error {
	old, err := getPage(local{tx}, r.key)
	if err != nil || old == nil || old.Read == nil || old.RawSHA256 != r.raw {
		return err
	}
	s := step{page: *old}
	s.readAgain(r.reading.facts, at)
	if err := s.put(tx, r.key, old, r.reading); err != nil {
		return err
	}
	if s.newVersion {
		out.RereadVersions++
	}
	return nil
}

// Naming returns the canonical URLs of the pages, fetched by plain GET, whose
// latest reading names an attachment of this URL.
func (a *Archive) Naming(attachment string) (pages []string, err error) {
	prefix := append([]byte{byAttachment}, attachmentKey(attachment)...)
	err = a.read(func(tx snapshot) error {
		c := tx.Bucket(bucketIndex).Cursor()
		for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix) && len(pages) < maxNaming; k, _ = c.Next() {
			if len(k) != len(prefix)+len(pageKey{}) {
				return damage("attachment index: key of %d bytes", len(k))
			}
			key := pageKey(k[len(prefix):])
			p, err := getPage(tx, key)
			if err != nil {
				return err
			}
			if p != nil && Hash(p.URL) == [8]byte(key[4:]) {
				pages = append(pages, p.URL)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find pages that name %s: %w", attachment, err)
	}
	return pages, nil
}

// maxNaming bounds how many pages are looked at that name one file: a logo or
// a form that every page of a portal links to is no report's.
const maxNaming = 64

// attachmentKey is an attachment in an index key.
func attachmentKey(url string) []byte {
	h := Hash(url)
	return h[:]
}

// LatestOf returns the capture whose body stands for a page: the last answer
// that was OK, or the redirect that came after it. ErrNotFound where there is
// neither.
func (a *Archive) LatestOf(ctx context.Context, url string) (Capture, error) {
	return a.LatestBefore(ctx, url, time.Time{})
}

// LatestBefore is LatestOf as it was just before a point in time; zero = now.
func (a *Archive) LatestBefore(ctx context.Context, url string, at time.Time) (latest Capture, err error) {
	found := false
	for c, err := range a.CapturesOf(ctx, url) {
		if err != nil {
			return Capture{}, err
		}
		if !at.IsZero() && !c.At.Before(at) {
			continue
		}
		if c.Outcome == OK && c.RawSHA256 != "" || c.Outcome == Redirect {
			latest, found = c, true
		}
	}
	if !found {
		return Capture{}, fmt.Errorf("find capture of %s: %w", url, ErrNotFound)
	}
	return latest, nil
}
