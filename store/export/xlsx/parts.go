package xlsx

import (
	"archive/zip"
	"cmp"
	"compress/flate"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"slices"
)

// parts is the workbook's zip file. The library makes the parts in no fixed
// order; here each is compressed into a temporary file, and at the end they are
// written by name, so that the same rows give the same bytes.
type parts struct {
	out  *zip.Writer
	dir  string
	all  []*part
	last *part // the one being written
}

// part is one file in the zip.
type part struct {
	name string
	file *os.File
	pack *flate.Writer
	sum  hash.Hash32
	size uint64
}

func (p *part) Write(b []byte) (int, error) {
	p.size += uint64(len(b))
	p.sum.Write(b)
	return p.pack.Write(b)
}

// Create begins the next part, and ends the one before.
func (p *parts) Create(name string) (io.Writer, error) {
	if err := p.end(); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(p.dir, ".nianbao-*.xml")
	if err != nil {
		return nil, err
	}
	pack, err := flate.NewWriter(f, flate.DefaultCompression)
	if err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	p.last = &part{name: name, file: f, pack: pack, sum: crc32.NewIEEE()}
	p.all = append(p.all, p.last)
	return p.last, nil
}

// AddFS is what the library's interface asks for and its writer never calls.
func (p *parts) AddFS(fs.FS) error { return errors.New("folders are not written") }

func (p *parts) end() error {
	if p.last == nil {
		return nil
	}
	last := p.last
	p.last = nil
	return last.pack.Close()
}

// Close writes all parts, by name, and the directory.
func (p *parts) Close() error {
	if err := p.end(); err != nil {
		return err
	}
	slices.SortFunc(p.all, func(a, b *part) int { return cmp.Compare(a.name, b.name) })
	for _, one := range p.all {
		if err := p.copy(one); err != nil {
			return fmt.Errorf("write %s: %w", one.name, err)
		}
	}
	return p.out.Close()
}

func (p *parts) copy(one *part) error {
	packed, err := one.file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := one.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	w, err := p.out.CreateRaw(&zip.FileHeader{Name: one.name, Method: zip.Deflate, CRC32: one.sum.Sum32(),
		CompressedSize64: uint64(packed), UncompressedSize64: one.size})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, one.file)
	return err
}

// remove takes the temporary files away.
func (p *parts) remove() error {
	var all []error
	for _, one := range p.all {
		all = append(all, one.file.Close(), os.Remove(one.file.Name()))
	}
	return errors.Join(all...)
}
