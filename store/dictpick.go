package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// Bounds of what is looked at for one body.
const (
	maxShelves = 1024 // hosts whose dictionaries are remembered
	maxHistory = 64   // captures of one address that are counted
)

// packBody packs a body that the archive does not have: against an earlier one
// of its address or its host where that helps.
func (a *Archive) packBody(b *blob, body []byte, page pageKey) error {
	if len(body) < minDictBody || len(body) > maxDictBody {
		b.packed = a.pack.packBody(body)
		return nil
	}
	host := [4]byte(page[:4])
	if err := a.loadShelf(host); err != nil {
		return err
	}
	b.sketch = sketchOf(body)
	p, err := a.pastOf(page, b.sketch)
	if err != nil {
		return err
	}
	b.choice = a.dicts.choose(host, b.sketch, p)
	if err := a.packAgainst(b, body); err != nil {
		return err
	}
	if b.choice.dict == nil || b.choice.covered < doubtful {
		if plain := a.pack.packBody(body); b.packed == nil || len(plain) <= len(b.packed) {
			b.packed, b.choice.dict = plain, nil
		}
	}
	// What packs badly, media above all, is no good as a dictionary.
	if len(b.packed) > len(body)*2/3 {
		b.choice.pin = false
	}
	b.shelf = a.dicts.saw(host, b.sketch, b.choice)
	return nil
}

// packAgainst packs a body against the dictionary that was chosen, if any. One
// that is damaged is none: what is new must not hang on it.
func (a *Archive) packAgainst(b *blob, body []byte) error {
	d := b.choice.dict
	if d == nil {
		return nil
	}
	dict, err := a.body(d.key)
	if errors.Is(err, ErrDamaged) {
		b.choice = choice{}
		return nil
	}
	if err != nil {
		return err
	}
	b.packed, err = a.dicts.against(body, d.key, dict)
	return err
}

// body reads and unpacks a body that may be a dictionary. It must not be
// changed.
func (a *Archive) body(key blobKey) ([]byte, error) {
	if dict := a.dicts.bodies.get(key); dict != nil {
		return dict, nil
	}
	var v storedBody
	err := a.read(func(tx snapshot) error {
		var err error
		v, err = a.copyBody(tx, key)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read body %x: %w", key, err)
	}
	body, err := a.unpackBody(v)
	if err != nil {
		return nil, fmt.Errorf("read body %x: %w", key, err)
	}
	if v.codec != codecDict {
		a.dicts.bodies.put(key, body)
	}
	return body, nil
}

// pastOf looks for the body that stands for an address, and for what it was
// packed against.
func (a *Archive) pastOf(page pageKey, b sketch) (past, error) {
	var p past
	var key, dictKey blobKey
	var uses uint64
	err := a.read(func(tx snapshot) error {
		was, err := getPage(tx, page)
		if err != nil || was == nil || was.RawSHA256 == "" {
			return err
		}
		if key, dictKey, err = keysOf(tx, was.RawSHA256); err != nil {
			return err
		}
		p.captures = countCaptures(tx, page)
		uses = usesOf(tx, dictKey)
		return nil
	})
	if err != nil || key == (blobKey{}) {
		return past{}, err
	}
	body, err := a.body(key)
	if errors.Is(err, ErrDamaged) || len(body) > maxDictBody {
		return past{}, nil
	}
	if err != nil {
		return past{}, err
	}
	earlier := sketchOf(body)
	p.own = b.within(earlier)
	p.dict, p.plain = &dictPage{key: dictKey, sketch: earlier, uses: uses}, dictKey == key
	if !p.plain {
		dict, err := a.body(dictKey)
		if err != nil {
			return past{}, err // it was read for the body
		}
		p.dict.sketch = sketchOf(dict)
	}
	return p, nil
}

// keysOf finds where a body lies, and what a later one can be packed against:
// the body itself where it is plain, else its dictionary. Both are zero where
// the body packs too badly to be of use.
func keysOf(tx snapshot, sha string) (key, dict blobKey, err error) {
	raw, ok := contentKey(sha)
	if !ok {
		return key, dict, nil
	}
	v := tx.Bucket(bucketBlobSHA).Get(raw)
	if v == nil {
		return key, dict, nil
	}
	ref, err := decodeBlobRef(v)
	if err != nil {
		return key, dict, err
	}
	p, err := parsePacked(tx.Bucket(bucketBlobs).Get(ref.key[:]))
	if err != nil {
		return key, dict, err
	}
	switch p.codec {
	case codecDict:
		return ref.key, p.dictKey, nil
	case codecZstd:
		return ref.key, ref.key, nil
	}
	return blobKey{}, blobKey{}, nil
}

// countCaptures counts the captures of an address, up to maxHistory.
func countCaptures(tx snapshot, page pageKey) int {
	n := 0
	c := tx.Bucket(bucketCaptures).Cursor()
	for k, _ := c.Seek(page[:]); n < maxHistory && bytes.HasPrefix(k, page[:]); k, _ = c.Next() {
		n++
	}
	return n
}

// usesOf is how many bodies are packed against one.
func usesOf(tx snapshot, key blobKey) uint64 {
	if v := tx.Bucket(bucketDicts).Get(key[:]); len(v) == 8 {
		return binary.BigEndian.Uint64(v)
	}
	return 0
}

// noteDict keeps count of what a body, stored at key, is packed against, and
// puts a new dictionary at hand.
func (b *blob) noteDict(tx *bolt.Tx, key blobKey) error {
	dicts := tx.Bucket(bucketDicts)
	if d := b.choice.dict; d != nil {
		return dicts.Put(d.key[:], uint64Key(usesOf(local{tx}, d.key)+1))
	}
	if !b.choice.pin {
		return nil
	}
	var list []byte
	for _, k := range b.shelf[max(0, len(b.shelf)-maxShelf+1):] {
		list = append(list, k[:]...)
	}
	return dicts.Put(key[:4], append(list, key[:]...))
}

// loadShelf reads the dictionaries of a host, unless they are remembered.
func (a *Archive) loadShelf(host [4]byte) error {
	if a.dicts.has(host) {
		return nil
	}
	s := &shelf{}
	err := a.read(func(tx snapshot) error {
		s.pages = nil
		list := tx.Bucket(bucketDicts).Get(host[:])
		for ; len(list) >= len(blobKey{}); list = list[len(blobKey{}):] {
			key := blobKey(list)
			s.pages = append(s.pages, dictPage{key: key, uses: usesOf(tx, key)})
		}
		return nil
	})
	if err != nil {
		return err
	}
	readable := s.pages[:0]
	for _, d := range s.pages {
		body, err := a.body(d.key)
		if errors.Is(err, ErrDamaged) {
			continue
		}
		if err != nil {
			return err
		}
		d.sketch = sketchOf(body)
		readable = append(readable, d)
	}
	s.pages = readable
	a.dicts.remember(host, s)
	return nil
}

// keepBlob puts a body at hand as a dictionary, once it is committed. It was
// stored otherwise where somebody else was faster: then it is none.
func (a *Archive) keepBlob(b *blob, page pageKey) {
	if b == nil || !b.choice.pin {
		return
	}
	var key, dict blobKey
	err := a.read(func(tx snapshot) error {
		v := tx.Bucket(bucketBlobSHA).Get(b.sha[:])
		ref, err := decodeBlobRef(v)
		if err != nil {
			return err
		}
		key = ref.key
		p, err := parsePacked(tx.Bucket(bucketBlobs).Get(key[:]))
		if p.codec == codecZstd {
			dict = key
		}
		return err
	})
	// An error is that of a damaged archive; the body was promised, and the
	// next one that is packed meets the damage again.
	if err == nil && dict != (blobKey{}) {
		a.dicts.put([4]byte(page[:4]), dictPage{key: key, sketch: b.sketch})
	}
}

func (d *dictionaries) has(host [4]byte) bool {
	d.shelvesMu.Lock()
	defer d.shelvesMu.Unlock()
	return d.shelves[host] != nil
}

// remember keeps a host's shelf, unless somebody was faster, and forgets
// another's where there are too many: it can be read again.
func (d *dictionaries) remember(host [4]byte, s *shelf) {
	d.shelvesMu.Lock()
	defer d.shelvesMu.Unlock()
	if d.shelves[host] != nil {
		return
	}
	for other := range d.shelves {
		if len(d.shelves) < maxShelves {
			break
		}
		delete(d.shelves, other)
	}
	d.shelves[host] = s
}

// onShelf runs fn with a host's shelf, or with an empty one where it was
// forgotten in the meantime.
func (d *dictionaries) onShelf(host [4]byte, fn func(*shelf)) {
	d.shelvesMu.Lock()
	defer d.shelvesMu.Unlock()
	s := d.shelves[host]
	if s == nil {
		s = &shelf{}
	}
	fn(s)
}

func (d *dictionaries) choose(host [4]byte, b sketch, p past) (c choice) {
	d.onShelf(host, func(s *shelf) {
		if c = s.choose(b, p); c.dict != nil {
			c.dict = &dictPage{key: c.dict.key} // the shelf's own moves
		}
	})
	return c
}

func (d *dictionaries) saw(host [4]byte, b sketch, c choice) (keys []blobKey) {
	d.onShelf(host, func(s *shelf) {
		s.saw(b, c)
		keys = s.keys()
	})
	return keys
}

func (d *dictionaries) put(host [4]byte, page dictPage) {
	d.onShelf(host, func(s *shelf) { s.put(page) })
}
