package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"time"
)

// Place is where a page stands in the order of the archive: host by host, in
// order of first use. The zero Place is before all pages.
type Place [12]byte

// MarshalText writes a place in hex.
func (p Place) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(p[:])), nil }

// UnmarshalText reads a place in hex.
func (p *Place) UnmarshalText(text []byte) error {
	b, err := hex.DecodeString(string(text))
	if err != nil || len(b) != len(p) {
		return fmt.Errorf("read place %.40q: not %d bytes in hex", text, len(p))
	}
	*p = Place(b)
	return nil
}

// Places walks over the places of all pages behind one, in order. It ends with
// the first error.
func (a *Archive) Places(ctx context.Context, after Place) iter.Seq2[Place, error] {
	return func(yield func(Place, error) bool) {
		for from := append(after[:], 0); from != nil; {
			var places []Place
			err := ctx.Err()
			if err == nil {
				places, from, err = a.readPlaces(from)
			}
			if err != nil {
				yield(Place{}, fmt.Errorf("read pages: %w", err))
				return
			}
			for _, p := range places {
				if !yield(p, nil) {
					return
				}
			}
		}
	}
}

// readPlaces reads a stretch of places in one short transaction. next is where
// to go on; nil at the end.
func (a *Archive) readPlaces(from []byte) (places []Place, next []byte, err error) {
	err = a.read(func(tx snapshot) error {
		places, next = nil, nil
		c := tx.Bucket(bucketPages).Cursor()
		for k, _ := c.Seek(from); k != nil; k, _ = c.Next() {
			if len(k) != len(Place{}) {
				return damage("pages: key of %d bytes", len(k))
			}
			if len(places) == maxScan {
				next = bytes.Clone(k)
				return nil
			}
			places = append(places, Place(k))
		}
		return nil
	})
	return places, next, err
}

// Stored is a page with all its versions and what each was read off.
type Stored struct {
	Place    Place
	Page     Page      // as it stands
	Versions []Version // in order, the last being the latest; of a page nothing was read off, one without a body
}

// Version is one version of a page.
type Version struct {
	Number  int       // from 1
	Since   time.Time // when it was first seen; zero where nothing was read
	Read    *Facts    // nil where nothing was read off it
	Capture *Capture  // it was read off; nil where that is not known

	packed []byte // the reading as it is stored
	pack   *packer
}

// Body unpacks the body of the reading; nil where there is none. The error is
// ErrDamaged.
func (v *Version) Body() (json.RawMessage, error) {
	if v.Read == nil || v.packed == nil {
		return nil, nil
	}
	body, err := v.pack.unpack(v.packed)
	if err != nil {
		return nil, fmt.Errorf("version %d: %w", v.Number, err)
	}
	return body, nil
}

// ID is the id of the page's report.
func (s *Stored) ID() string { return pageKey(s.Place).id() }

// Latest is the latest version.
func (s *Stored) Latest() *Version { return &s.Versions[len(s.Versions)-1] }

// rawStored is a page as it lies in the archive.
type rawStored struct {
	page     *Page
	versions [][]byte // values of bucketVersions
	numbers  []int
	reading  []byte
	captures []record
}

// StoredAt reads the page at a place; ErrNotFound where there is none.
func (a *Archive) StoredAt(place Place) (s Stored, err error) {
	var raw rawStored
	err = a.read(func(tx snapshot) error {
		raw = rawStored{}
		return raw.read(tx, pageKey(place))
	})
	if err == nil {
		s, err = a.storedOf(place, raw)
	}
	if err != nil {
		return Stored{}, fmt.Errorf("read page %s: %w", pageKey(place).id(), err)
	}
	return s, nil
}

// read copies what belongs to a page.
func (r *rawStored) read(tx snapshot, key pageKey) (err error) {
	if r.page, err = getPage(tx, key); err != nil {
		return err
	}
	if r.page == nil {
		return ErrNotFound
	}
	captures := tx.Bucket(bucketCaptures).Cursor()
	for k, v := captures.Seek(key[:]); bytes.HasPrefix(k, key[:]); k, v = captures.Next() {
		if len(k) != len(captureKey{}) {
			return damage("captures: key of %d bytes", len(k))
		}
		r.captures = append(r.captures, record{bytes.Clone(k), bytes.Clone(v)})
	}
	if r.page.Read == nil {
		return nil
	}
	if r.reading = bytes.Clone(tx.Bucket(bucketReports).Get(key[:])); r.reading == nil {
		return damage("its reading is not there")
	}
	if r.page.Versions < 2 {
		return nil
	}
	versions := tx.Bucket(bucketVersions).Cursor()
	for k, v := versions.Seek(key[:]); bytes.HasPrefix(k, key[:]); k, v = versions.Next() {
		if len(k) != len(key)+4 {
			return damage("versions: key of %d bytes", len(k))
		}
		r.numbers = append(r.numbers, int(binary.BigEndian.Uint32(k[len(key):])))
		r.versions = append(r.versions, bytes.Clone(v))
	}
	return nil
}

// storedOf takes the copies apart.
func (a *Archive) storedOf(place Place, raw rawStored) (Stored, error) {
	s := Stored{Place: place, Page: *raw.page}
	captures := make([]Capture, len(raw.captures))
	for i, r := range raw.captures {
		var err error
		if captures[i], err = a.pack.decodeCapture(r.value); err != nil {
			return Stored{}, err
		}
	}
	for i, v := range raw.versions {
		p, packed, err := splitVersion(v)
		if err != nil {
			return Stored{}, fmt.Errorf("version %d: %w", raw.numbers[i], err)
		}
		s.Versions = append(s.Versions, Version{
			Number: raw.numbers[i], Since: p.ChangedAt, Read: p.Read, Capture: captureOf(&p, raw.captures, captures), packed: packed, pack: a.pack,
		})
	}
	s.Versions = append(s.Versions, Version{
		Number: max(raw.page.Versions, 1), Since: raw.page.ChangedAt, Read: raw.page.Read,
		Capture: captureOf(raw.page, raw.captures, captures), packed: raw.reading, pack: a.pack,
	})
	return s, nil
}

// captureOf finds the capture a page was read off when it stood like that: the
// last that brought its body up to its last request, or else any that did.
func captureOf(p *Page, keys []record, captures []Capture) *Capture {
	var found *Capture
	for i := range captures {
		c := &captures[i]
		if c.Outcome != OK || c.RawSHA256 == "" || c.RawSHA256 != p.RawSHA256 {
			continue
		}
		k := keys[i].key[len(pageKey{}):]
		run, seq := binary.BigEndian.Uint32(k), binary.BigEndian.Uint16(k[4:])
		if found == nil || run < p.LastRun || run == p.LastRun && seq <= p.LastSeq {
			found = c
		}
	}
	return found
}
