package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	bolt "go.etcd.io/bbolt"
)

// Salvaged says what Salvage did.
type Salvaged struct {
	Records uint64 // that were taken over
	Aside   string // what the damaged file is called now; "" where nothing was done
}

// Salvage makes an archive usable whose tree of pages is damaged: it writes
// every record that can still be read into a new file, puts that in the place
// of the old one, and keeps the old one beside it. Faults of pages are told.
// An archive whose tree is sound is left alone. What the new one then lacks is
// for Repair.
func Salvage(ctx context.Context, path string, fault func(Fault)) (out Salvaged, err error) {
	if path, err = resolve(path); err != nil {
		return out, explain(path, err)
	}
	if _, err := os.Stat(path); err != nil {
		return out, explain(path, err)
	}
	// For its lock only: nobody else may write, and bbolt must not read.
	db, err := openBolt(path, Options{ReadOnly: true})
	if err != nil {
		return out, explain(path, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	f, err := os.Open(path)
	if err != nil {
		return out, explain(path, err)
	}
	defer f.Close()
	wild := 0
	err = checkPages(ctx, f, func(p pageFault) {
		if p.wild {
			wild++
			fault(Fault{Where: fmt.Sprintf("page %d of %s", p.page, path), What: p.what, Todo: todoRepair})
		}
	}, func(_, _ uint64) {})
	if err != nil || wild == 0 {
		return out, err
	}
	s := &salvage{}
	if out.Records, err = s.run(ctx, f, path); err != nil {
		return out, fmt.Errorf("salvage archive %s: %w", path, err)
	}
	out.Aside = path + ".damaged"
	if err := os.Rename(path, out.Aside); err != nil {
		s.c.abandon()
		return Salvaged{}, fmt.Errorf("salvage archive: %w", err)
	}
	return out, s.c.install()
}

// salvage is one run of Salvage.
type salvage struct {
	t    *pageTree
	c    *copier
	last map[string]uint64 // the largest number in a bucket's keys, where they are counted
}

func (s *salvage) run(ctx context.Context, f *os.File, path string) (n uint64, err error) {
	meta, err := readMeta(f)
	if err != nil {
		return 0, err
	}
	s.t = &pageTree{
		ctx: ctx, f: f, meta: meta, used: make([]uint64, meta.pages/64+1), lenient: true,
		fault: func(pageFault) {}, progress: func(_, _ uint64) {},
	}
	s.last = map[string]uint64{}
	if s.c, err = newCopier(path, func(uint64) {}); err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			s.c.abandon()
		}
	}()
	for _, name := range buckets() {
		if _, err := s.c.bucket(name); err != nil {
			return 0, err
		}
	}
	err = s.walk(meta.root, 0, func(p *page, e element) error {
		if !e.bucket || len(e.key) == 0 || len(e.key) > bolt.MaxKeySize {
			return nil
		}
		value, err := p.bytes(e.value, e.length)
		if err != nil || len(value) < 16 {
			return err
		}
		return s.bucket(e.key, value)
	})
	if err == nil {
		err = s.c.put(bucketMeta, keyFormat, uint32Key(Format))
	}
	if err == nil {
		err = errors.Join(s.c.finish(), checkCopy(ctx, s.c.temp, 0, 0))
	}
	return s.c.done, err
}

// keySizes are the lengths of keys where all of a bucket's are of one: a
// damaged page has others.
var keySizes = map[string]int{
	string(bucketBlobs): len(blobKey{}), string(bucketBlobSHA): 32, string(bucketCaptures): len(captureKey{}), string(bucketRuns): 4,
	string(bucketNames): 4, string(bucketPages): len(pageKey{}), string(bucketReports): len(pageKey{}), string(bucketVersions): len(pageKey{}) + 4,
	string(bucketChanges): 8, string(bucketWords): 32,
}

// bucket takes a bucket over, as far as it can be read.
func (s *salvage) bucket(name, head []byte) error {
	order := binary.NativeEndian
	size, fixed := keySizes[string(name)]
	take := func(p *page, e element) error {
		if fixed && len(e.key) != size || e.bucket || len(e.key) == 0 || len(e.key) > bolt.MaxKeySize {
			return nil
		}
		value, err := p.bytes(e.value, e.length)
		if err != nil || value == nil && e.length > 0 {
			return err
		}
		s.count(string(name), e.key, value)
		return s.c.put(name, e.key, value)
	}
	var err error
	if root := order.Uint64(head); root != 0 {
		err = s.walk(root, 0, take)
	} else if p := inlinePage(head[16:]); p != nil {
		err = s.elements(p, 0, take)
	}
	if err != nil {
		return err
	}
	// A damaged number must not let what is there be written over.
	n := order.Uint64(head[8:])
	if last, counted := s.last[string(name)]; counted && (n < last || n > last+1<<32) {
		n = last
	}
	return s.c.sequence(name, n)
}

// count notes the numbers that buckets hand out.
func (s *salvage) count(bucket string, k, v []byte) {
	n := uint64(0)
	switch {
	case bucket == string(bucketBlobs) && len(k) == len(blobKey{}):
		n = binary.BigEndian.Uint64(k[4:])
	case bucket == string(bucketChanges) && len(k) == 8:
		n = binary.BigEndian.Uint64(k)
	case bucket == string(bucketRuns) && len(k) == 4:
		n = uint64(binary.BigEndian.Uint32(k))
	case bucket == string(bucketHosts) && len(v) == 4:
		n = uint64(binary.BigEndian.Uint32(v))
	default:
		return
	}
	s.last[bucket] = max(s.last[bucket], n)
}

// inlinePage is a page that stands in the value of its bucket; nil where there
// is none.
func inlinePage(b []byte) *page {
	if len(b) < pageHead || binary.NativeEndian.Uint16(b[8:]) != flagLeaf {
		return nil
	}
	p := &page{size: int64(len(b)), leaf: true, head: b}
	if pageHead+elementSize*p.count() > len(b) {
		return nil
	}
	return p
}

// walk calls take for the entries of all leaves that can be reached. What
// cannot be read is passed over.
func (s *salvage) walk(id uint64, level int, take func(*page, element) error) error {
	if err := s.t.ctx.Err(); err != nil || level > maxTree {
		return err
	}
	p, err := s.t.load(id)
	if err != nil || p == nil {
		return err
	}
	return s.elements(p, level, take)
}

func (s *salvage) elements(p *page, level int, take func(*page, element) error) error {
	for i := range p.count() {
		e, ok, err := p.element(i)
		switch {
		case err != nil:
			return err
		case !p.leaf: // whatever its key
			err = s.walk(e.child, level+1, take)
		case ok:
			err = take(p, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
