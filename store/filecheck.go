package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The tree of pages of a bbolt file (internal/common/page.go and bucket.go
// there), read without bbolt: it trusts what pages say, and can neither be kept
// from running in circles nor from reading past the file.
//
// A page is a header of 16 bytes (id8, flags2, count2, overflow4), then count
// elements of 16 bytes, then keys and values. Branch elements are pos4, ksize4,
// page8; leaf elements flags4, pos4, ksize4, vsize4, with pos counted from the
// element.
const (
	pageHead     = 16
	elementSize  = 16
	flagBranch   = 0x01
	flagLeaf     = 0x02
	flagFreelist = 0x10
	leafBucket   = 0x01 // element flag: the value is a bucket (root8, sequence8, inline page where root is 0)
	noFreelist   = 1<<64 - 1
	manyFree     = 0xFFFF  // count of a freelist page: the real one stands in the first 8 bytes
	maxTree      = 64      // levels; bbolt's trees have a handful
	wholePage    = 1 << 16 // bytes of a page that are read at once
)

// pageFault is something wrong with a page. Wild faults mean that the tree
// leads astray: then bbolt must not walk it.
type pageFault struct {
	page uint64
	what string
	wild bool
}

// pageTree walks over the pages of a file.
type pageTree struct {
	ctx      context.Context
	f        io.ReaderAt
	meta     fileMeta
	used     []uint64 // bit by page
	visited  uint64
	fault    func(pageFault)
	progress func(done, total uint64) // in pages
	lenient  bool                     // take what can be read, whatever pages say of themselves
}

// checkPages checks that every page of the file is used once, by a tree with
// its keys in order or by the list of free pages. Faults are told, errors are
// those of reading.
func checkPages(ctx context.Context, f io.ReaderAt, fault func(pageFault), progress func(done, total uint64)) error {
	meta, err := readMeta(f)
	if err != nil {
		return err
	}
	t := &pageTree{ctx: ctx, f: f, meta: meta, used: make([]uint64, meta.pages/64+1), fault: fault, progress: progress}
	t.use(0, 2)
	if err := t.checkBucket(meta.root, 0); err != nil {
		return err
	}
	lost, err := t.checkFree()
	if err != nil {
		return err
	}
	if lost > 0 {
		t.tell(0, false, "%d pages are neither used nor free", lost)
	}
	return nil
}

func (t *pageTree) tell(page uint64, wild bool, format string, args ...any) {
	t.fault(pageFault{page, fmt.Sprintf(format, args...), wild})
}

// use marks pages as used; false where they are not there or used already.
func (t *pageTree) use(page, n uint64) bool {
	if page >= t.meta.pages || n > t.meta.pages-page {
		t.tell(page, true, "it is past the end of the file")
		return false
	}
	for i := page; i < page+n; i++ {
		if t.used[i/64]&(1<<(i%64)) != 0 {
			t.tell(page, true, "it is used twice")
			return false
		}
		t.used[i/64] |= 1 << (i % 64)
	}
	t.visited += n
	t.progress(t.visited, t.meta.pages)
	return true
}

// page is one page of the tree, as far as it was read.
type page struct {
	id     uint64
	at     int64 // offset in the file
	size   int64 // with its overflow
	leaf   bool
	head   []byte // the first bytes: at least the elements
	source io.ReaderAt
}

// load reads a page's head and marks it as used; nil where it is no page of a
// tree, which is told.
func (t *pageTree) load(id uint64) (*page, error) {
	if id >= t.meta.pages {
		t.tell(id, true, "it is past the end of the file")
		return nil, nil
	}
	size := int64(t.meta.pageSize)
	p := &page{id: id, at: int64(id) * size, source: t.f, head: make([]byte, min(size, wholePage))}
	if err := readFull(t.f, p.head, p.at); err != nil {
		return nil, fmt.Errorf("read page %d: %w", id, err)
	}
	order := binary.NativeEndian
	flags, count, overflow := order.Uint16(p.head[8:]), order.Uint16(p.head[10:]), order.Uint32(p.head[12:])
	if got := order.Uint64(p.head); got != id && !t.lenient {
		t.tell(id, true, "it says that it is page %d", got)
		return nil, nil
	}
	if flags != flagBranch && flags != flagLeaf {
		t.tell(id, true, "it is of kind %#x, where a part of a tree should be", flags)
		return nil, nil
	}
	if t.lenient { // how far it reaches may be damaged, too
		overflow = uint32(min(uint64(overflow), t.meta.pages-id-1))
		if !t.use(id, 1) {
			return nil, nil
		}
	} else if !t.use(id, uint64(overflow)+1) {
		return nil, nil
	}
	p.leaf, p.size = flags == flagLeaf, (int64(overflow)+1)*size
	elements := pageHead + elementSize*int64(count)
	if elements > p.size {
		t.tell(id, true, "it says that it has %d entries", count)
		return nil, nil
	}
	if want := max(elements, min(p.size, wholePage)); want > int64(len(p.head)) {
		p.head = make([]byte, want)
		if err := readFull(t.f, p.head, p.at); err != nil {
			return nil, fmt.Errorf("read page %d: %w", id, err)
		}
	}
	return p, nil
}

func readFull(f io.ReaderAt, b []byte, at int64) error {
	n, err := f.ReadAt(b, at)
	if n == len(b) || errors.Is(err, io.EOF) {
		return nil // what is past the end reads as zeros
	}
	return err
}

func (p *page) count() int { return int(binary.NativeEndian.Uint16(p.head[10:])) }

// bytes returns what lies at an offset of the page; nil where that is not in
// the page. The error is that of reading.
func (p *page) bytes(at, n int64) ([]byte, error) {
	switch {
	case at < pageHead || n < 0 || at > p.size || n > p.size-at:
		return nil, nil
	case at+n <= int64(len(p.head)):
		return p.head[at : at+n : at+n], nil
	}
	b := make([]byte, n)
	return b, readFull(p.source, b, p.at+at)
}

// element is one entry of a page.
type element struct {
	key           []byte
	child         uint64 // of a branch
	bucket        bool   // of a leaf
	value, length int64  // of a leaf: where its value lies
}

// element reads the ith entry; false where it does not lie in the page.
func (p *page) element(i int) (e element, ok bool, err error) {
	at := pageHead + elementSize*int64(i)
	b, order := p.head[at:], binary.NativeEndian
	pos, ksize := int64(order.Uint32(b)), int64(order.Uint32(b[4:]))
	if p.leaf {
		e.bucket = order.Uint32(b)&leafBucket != 0
		pos, ksize, e.length = int64(order.Uint32(b[4:])), int64(order.Uint32(b[8:])), int64(order.Uint32(b[12:]))
	} else {
		e.child = order.Uint64(b[8:])
	}
	e.value = at + pos + ksize
	if e.key, err = p.bytes(at+pos, ksize); err != nil || e.key == nil {
		return e, false, err
	}
	return e, e.value+e.length <= p.size, nil
}

// checkBucket checks the tree of a bucket, and of those in it.
func (t *pageTree) checkBucket(root uint64, depth int) error {
	if depth > maxTree {
		t.tell(root, true, "buckets stand in each other too deep")
		return nil
	}
	return t.check(root, nil, nil, 0, depth)
}

// check checks a page and what hangs on it. Its keys must lie in [low, high).
func (t *pageTree) check(id uint64, low, high []byte, level, depth int) error {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	if level > maxTree {
		t.tell(id, true, "the tree is too deep")
		return nil
	}
	p, err := t.load(id)
	if err != nil || p == nil {
		return err
	}
	if !p.leaf && p.count() == 0 {
		t.tell(id, true, "it has no entries")
		return nil
	}
	elements := make([]element, 0, p.count())
	for i := range p.count() {
		e, ok, err := p.element(i)
		if err != nil {
			return fmt.Errorf("read page %d: %w", id, err)
		}
		switch {
		case !ok:
			t.tell(id, true, "entry %d does not lie in it", i)
			return nil
		case i > 0 && bytes.Compare(elements[i-1].key, e.key) >= 0, low != nil && bytes.Compare(e.key, low) < 0, high != nil && bytes.Compare(e.key, high) >= 0:
			t.tell(id, true, "the key of entry %d is out of order", i)
			return nil
		}
		elements = append(elements, e)
	}
	return t.checkElements(p, elements, high, level, depth)
}

func (t *pageTree) checkElements(p *page, elements []element, high []byte, level, depth int) error {
	for i, e := range elements {
		switch {
		case !p.leaf:
			end := high
			if i+1 < len(elements) {
				end = elements[i+1].key
			}
			if err := t.check(e.child, e.key, end, level+1, depth); err != nil {
				return err
			}
		case e.bucket:
			head, err := p.bytes(e.value, min(e.length, 16))
			if err != nil {
				return fmt.Errorf("read page %d: %w", p.id, err)
			}
			if len(head) < 16 {
				t.tell(p.id, true, "a bucket of %d bytes", len(head))
				return nil
			}
			if root := binary.NativeEndian.Uint64(head); root != 0 {
				if err := t.checkBucket(root, depth+1); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// checkFree checks the list of free pages, and counts the pages that are
// neither in it nor used.
func (t *pageTree) checkFree() (lost uint64, err error) {
	if t.meta.freelist == noFreelist {
		return 0, nil
	}
	head := make([]byte, pageHead+8)
	at := int64(t.meta.freelist) * int64(t.meta.pageSize)
	if t.meta.freelist >= t.meta.pages {
		t.tell(t.meta.freelist, true, "the list of free pages is past the end of the file")
		return 0, nil
	}
	if err := readFull(t.f, head, at); err != nil {
		return 0, fmt.Errorf("read list of free pages: %w", err)
	}
	order := binary.NativeEndian
	if got, flags := order.Uint64(head), order.Uint16(head[8:]); got != t.meta.freelist || flags != flagFreelist {
		t.tell(t.meta.freelist, true, "the list of free pages is not where it should be")
		return 0, nil
	}
	size := (uint64(order.Uint32(head[12:])) + 1) * uint64(t.meta.pageSize)
	if !t.use(t.meta.freelist, size/uint64(t.meta.pageSize)) {
		return 0, nil
	}
	count, first := uint64(order.Uint16(head[10:])), int64(pageHead)
	if count == manyFree {
		count, first = order.Uint64(head[pageHead:]), pageHead+8
	}
	if count > (size-uint64(first))/8 {
		t.tell(t.meta.freelist, true, "the list of free pages says that it has %d", count)
		return 0, nil
	}
	ids := make([]byte, 8*count)
	if err := readFull(t.f, ids, at+first); err != nil {
		return 0, fmt.Errorf("read list of free pages: %w", err)
	}
	for ; len(ids) > 0; ids = ids[8:] {
		t.use(order.Uint64(ids), 1)
	}
	for i := range t.meta.pages {
		if t.used[i/64]&(1<<(i%64)) == 0 {
			lost++
		}
	}
	return lost, nil
}
