package warc

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

// bufferSize is how much is read of a file at once, in bytes.
const bufferSize = 128 << 10

// counter knows how many bytes were read of the file.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// source is a file with its compression undone. One call of Read never brings
// bytes of two gzip members, so that where a member began is known for the
// record that begins with it.
type source struct {
	file *counter
	in   *bufio.Reader // of file
	gz   gzip.Reader
	at   int64 // of the member at hand, in bytes of the file
	out  int64 // bytes undone; of a plain file, with what stands before

	zipped bool // else a plain file
	open   bool // within a member
}

// magicGzip and magicZstd begin a file so compressed (RFC 1952, section 2.3.1;
// RFC 8878, section 3.1.1 and, of a WARC with a dictionary, 3.1.2).
var (
	magicGzip = []byte{0x1f, 0x8b}
	magicZstd = [][]byte{{0x28, 0xb5, 0x2f, 0xfd}, {0x5d, 0x2a, 0x4d, 0x18}}
)

// reset begins with another file, whose first byte is at offset of what is told
// as places, and looks at its first bytes.
func (s *source) reset(r io.Reader, offset int64) error {
	s.file = &counter{r: r, n: offset}
	if s.in == nil {
		s.in = bufio.NewReaderSize(s.file, bufferSize)
	} else {
		s.in.Reset(s.file)
	}
	s.zipped, s.open, s.at, s.out = false, false, offset, 0
	head, err := s.in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	for _, magic := range magicZstd {
		if bytes.Equal(head, magic) {
			return ErrZstd
		}
	}
	s.zipped = bytes.HasPrefix(head, magicGzip)
	if !s.zipped {
		s.out = offset
	}
	return nil
}

// pos is how much of the file was used.
func (s *source) pos() int64 { return s.file.n - int64(s.in.Buffered()) }

// Read undoes the compression. A member that is cut or damaged is ErrCut or
// gzip's error; zeros behind the last member are passed over, as gzip does.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.read(p)
	s.out += int64(n)
	return n, err
}

func (s *source) read(p []byte) (int, error) {
	if !s.zipped {
		return s.in.Read(p)
	}
	for range 1 << 16 { // a file of nothing but empty members ends all the same
		if !s.open {
			if err := s.next(); err != nil {
				return 0, err
			}
		}
		n, err := s.gz.Read(p)
		switch {
		case errors.Is(err, io.EOF):
			s.open = false
			if n > 0 {
				return n, nil
			}
		case errors.Is(err, io.ErrUnexpectedEOF):
			return n, ErrCut
		case err != nil || n > 0:
			return n, err
		}
	}
	return 0, errors.New("nothing but empty gzip members")
}

// next begins a member; io.EOF where none follows.
func (s *source) next() error {
	if err := s.skipZeros(); err != nil {
		return err
	}
	s.at = s.pos()
	if head, _ := s.in.Peek(2); !bytes.HasPrefix(magicGzip, head) {
		return gzip.ErrHeader
	}
	err := s.gz.Reset(s.in)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrCut
	}
	if err != nil {
		return err
	}
	s.gz.Multistream(false)
	s.open = true
	return nil
}

func (s *source) skipZeros() error {
	for {
		b, err := s.in.ReadByte()
		if err != nil {
			return err
		}
		if b != 0 {
			return s.in.UnreadByte()
		}
	}
}
