package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxHeader bounds a record's header and the head of an HTTP message, in bytes.
// Cookies make the longest heads; servers refuse them from 8 to 64 KiB on.
const maxHeader = 1 << 20

// Record is one record. Its block is read from it until the next call of Next.
type Record struct {
	Header
	Version string // "WARC/1.1"
	Offset  int64  // of the record or its gzip member, in bytes of the file
	Within  int64  // how far into the member it begins, uncompressed
	Length  int64  // of the block, in bytes, as the header says

	left int64 // of the block
	in   *bufio.Reader
}

// Reader reads the records of one file, one after the other.
type Reader struct {
	file   io.Reader
	from   int64 // offset of what file begins with
	began  bool
	src    source
	in     *bufio.Reader // of src
	last   *Record
	err    error // what Next gave, and gives again
	fresh  bool  // nothing was read yet
	member int64 // where the member at hand began, in bytes undone
	at     int64 // that member's offset in the file
}

// NewReader reads a file, gzip-compressed or not. Nothing is read of it until
// Next.
func NewReader(file io.Reader) *Reader { return &Reader{file: file} }

// Reset goes on with another file, or at another place of one: file begins with
// what stands at offset, the Offset of a record whose Within is 0.
func (r *Reader) Reset(file io.Reader, offset int64) {
	r.file, r.from, r.began, r.last, r.err = file, offset, false, nil, nil
}

// Next is the next record; io.EOF after the last. What is left of the one
// before is passed over. Every other error is an *Error with the place, or of
// the file itself, and final: no way leads on from a record whose end is not
// known.
func (r *Reader) Next() (*Record, error) {
	if r.err != nil {
		return nil, r.err
	}
	rec, err := r.next()
	if err != nil {
		r.err, rec = err, nil
	}
	return rec, err
}

// Used is how many bytes of the file were used so far, for progress.
func (r *Reader) Used() int64 {
	if !r.began {
		return r.from
	}
	return r.src.pos()
}

func (r *Reader) next() (*Record, error) {
	if !r.began {
		if err := r.src.reset(r.file, r.from); err != nil {
			return nil, &Error{Offset: r.from, Err: err}
		}
		if r.in == nil {
			r.in = bufio.NewReaderSize(&r.src, bufferSize)
		}
		r.in.Reset(&r.src)
		r.began, r.fresh, r.member, r.at = true, true, 0, r.from
	}
	if r.last != nil {
		if err := r.last.skip(); err != nil {
			return nil, err
		}
		r.last = nil
	}
	err := r.skipBlank()
	if errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	rec := &Record{in: r.in}
	rec.Offset, rec.Within = r.place()
	if err == nil {
		err = rec.readHeader()
	}
	if err != nil {
		return nil, rec.fault(err)
	}
	r.last = rec
	return rec, nil
}

// place is where the next byte stands: the offset in the file, and how far into
// its gzip member.
func (r *Reader) place() (offset, within int64) {
	read := r.src.out - int64(r.in.Buffered())
	if !r.src.zipped {
		return read, 0
	}
	return r.at, read - r.member
}

// skipBlank passes over the two line ends behind a block, as many as there are.
func (r *Reader) skipBlank() error {
	for {
		if r.in.Buffered() == 0 { // the next read begins a member, if one begins here
			before, at := r.src.out, r.src.at
			_, err := r.in.Peek(1)
			if r.src.at != at || r.fresh {
				r.at, r.member = r.src.at, before
			}
			r.fresh = false
			if err != nil {
				return err
			}
		}
		b, err := r.in.ReadByte()
		if err != nil {
			return err
		}
		if b != '\r' && b != '\n' {
			return r.in.UnreadByte()
		}
	}
}

// begins is what every record begins with.
const begins = "WARC/"

// readHeader reads version and fields, lenient with line ends and folding
// (WARC/1.1, section 4).
func (rec *Record) readHeader() error {
	lines := lineReader{in: rec.in, left: maxHeader}
	version, err := lines.next()
	rec.Version = strings.TrimSpace(version)
	if !strings.HasPrefix(rec.Version, begins) && !strings.HasPrefix(begins, rec.Version) {
		return ErrNotWARC
	}
	if err != nil {
		return err
	}
	for {
		line, err := lines.next()
		if errors.Is(err, ErrTooLarge) {
			return fmt.Errorf("%w: over %d bytes", ErrHeader, maxHeader)
		}
		if err != nil {
			return err
		}
		if line == "" {
			break
		}
		rec.Header = appendField(rec.Header, line)
	}
	n, err := strconv.ParseInt(strings.TrimSpace(rec.Get("Content-Length")), 10, 64)
	if err != nil || n < 0 {
		return fmt.Errorf("%w: Content-Length %.40q", ErrHeader, rec.Get("Content-Length"))
	}
	rec.Length, rec.left = n, n
	return nil
}

// appendField adds a line to a header: a field, or more of the one before. A
// line that is neither is passed over.
func appendField(h Header, line string) Header {
	if (line[0] == ' ' || line[0] == '\t') && len(h) > 0 {
		last := &h[len(h)-1]
		last.Value = strings.TrimSpace(last.Value + " " + strings.TrimSpace(line))
		return h
	}
	name, value, ok := strings.Cut(line, ":")
	if name = strings.TrimSpace(name); !ok || name == "" {
		return h
	}
	return append(h, Field{name, strings.TrimSpace(value)})
}

// Read reads the block. A block that is cut is ErrCut.
func (rec *Record) Read(p []byte) (int, error) {
	if rec.left == 0 {
		return 0, io.EOF
	}
	n, err := rec.in.Read(p[:min(int64(len(p)), rec.left)])
	rec.left -= int64(n)
	if err != nil && rec.left > 0 {
		return n, rec.fault(err)
	}
	return n, nil
}

// Block reads what is left of the block; ErrTooLarge where that is over limit
// bytes, and then nothing is read.
func (rec *Record) Block(limit int64) ([]byte, error) {
	if rec.left > limit {
		return nil, fmt.Errorf("%w: %d bytes, at most %d are read", ErrTooLarge, rec.left, limit)
	}
	var b bytes.Buffer
	b.Grow(int(min(rec.left, 1<<20)) + bytes.MinRead) // a claim, until it is read
	_, err := io.Copy(&b, rec)
	return b.Bytes(), err
}

// skip passes over what is left of the block.
func (rec *Record) skip() error {
	for rec.left > 0 {
		n, err := rec.in.Discard(int(min(rec.left, 1<<30)))
		rec.left -= int64(n)
		if err != nil && rec.left > 0 {
			return rec.fault(err)
		}
	}
	return nil
}

// fault says where the record stands. An end of the file within it is a cut.
func (rec *Record) fault(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = ErrCut
	}
	return &Error{Offset: rec.Offset, Within: rec.Within, Err: err}
}

// lineReader reads lines that end with LF or CRLF, left bytes in all.
type lineReader struct {
	in   *bufio.Reader
	left int
	raw  *bytes.Buffer // gets every byte read, if set
}

// next is the next line without its end; ErrTooLarge past the limit.
func (l *lineReader) next() (string, error) {
	var line []byte
	for {
		part, err := l.in.ReadSlice('\n')
		l.left -= len(part)
		if l.raw != nil {
			l.raw.Write(part)
		}
		if l.left < 0 {
			return string(line), ErrTooLarge
		}
		line = append(line, part...)
		if err == nil {
			return strings.TrimSuffix(string(line[:len(line)-1]), "\r"), nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return string(line), err
		}
	}
}
