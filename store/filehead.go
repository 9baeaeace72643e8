package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// The head of a bbolt file: two meta pages, each a 16-byte page header and a
// 64-byte record that ends in its own FNV-64a sum. The one with the higher
// transaction number counts (bbolt, internal/common/meta.go).
const (
	metaMagic   = 0xED0CDAED
	metaVersion = 2
	metaStart   = 16
	metaSize    = 64
)

// errNoMeta says that a page is no valid meta page.
var errNoMeta = errors.New("no valid head")

// fileMeta is what matters here of a meta page.
type fileMeta struct {
	pageSize uint32 // bytes
	pages    uint64 // the file has at least so many
	txid     uint64
	root     uint64 // page of the bucket of buckets
	freelist uint64 // page; noFreelist for none
}

// parseMeta reads a meta page from its first 80 bytes. The error is errNoMeta.
func parseMeta(page []byte) (fileMeta, error) {
	if len(page) < metaStart+metaSize {
		return fileMeta{}, errNoMeta
	}
	m := page[metaStart : metaStart+metaSize]
	order := binary.NativeEndian // bbolt writes its structs as they lie in memory
	sum := fnv.New64a()
	sum.Write(m[:56])
	if order.Uint32(m) != metaMagic || order.Uint32(m[4:]) != metaVersion || order.Uint64(m[56:]) != sum.Sum64() {
		return fileMeta{}, errNoMeta
	}
	f := fileMeta{pageSize: order.Uint32(m[8:]), pages: order.Uint64(m[40:]), txid: order.Uint64(m[48:]),
		root: order.Uint64(m[16:]), freelist: order.Uint64(m[32:])}
	if f.pageSize < 512 || f.pageSize > 1<<20 || f.pages > 1<<48 {
		return fileMeta{}, errNoMeta
	}
	return f, nil
}

// checkFile says whether f can be a bbolt file with all its pages. It may be
// being written: its head is read first and its length last, since a file
// grows before its head says so.
func checkFile(f *os.File) error {
	meta, err := readMeta(f)
	info, statErr := f.Stat()
	switch {
	case statErr != nil:
		return statErr
	case info.Size() == 0:
		return fmt.Errorf("%w: the file is empty", ErrDamaged)
	case errors.Is(err, errNoMeta):
		if hasMagic(f) {
			return fmt.Errorf("%w: both heads are broken", ErrDamaged)
		}
		return fmt.Errorf("%w: not a bbolt file", ErrNotArchive)
	case err != nil:
		return err
	}
	if want := int64(meta.pages) * int64(meta.pageSize); info.Size() < want {
		return fmt.Errorf("%w: the file is cut: %d of %d bytes", ErrDamaged, info.Size(), want)
	}
	return nil
}

// readMeta finds the newest valid meta page. The second starts at the page
// size, which only the first tells for sure: every power of two is tried.
func readMeta(f io.ReaderAt) (fileMeta, error) {
	var best fileMeta
	found := false
	try := func(at int64) error {
		b := make([]byte, metaStart+metaSize)
		if n, err := f.ReadAt(b, at); err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read head: %w", err)
		} else if m, err := parseMeta(b[:n]); err == nil && (!found || m.txid > best.txid) {
			best, found = m, true
		}
		return nil
	}
	if err := try(0); err != nil {
		return best, err
	}
	if found {
		return best, try(int64(best.pageSize))
	}
	for at := int64(1024); at <= 16<<20; at *= 2 {
		if err := try(at); err != nil || found {
			return best, err
		}
	}
	return best, errNoMeta
}

// hasMagic tells a broken bbolt file from any other file.
func hasMagic(f io.ReaderAt) bool {
	b := make([]byte, metaStart+4)
	_, err := f.ReadAt(b, 0)
	return err == nil && binary.NativeEndian.Uint32(b[metaStart:]) == metaMagic
}
