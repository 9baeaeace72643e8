package fetch

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// zstdWindow is the most a decoder has to remember (RFC 9659, section 3).
const zstdWindow = 8 << 20

// coding is one content coding being undone. The decoder is opened by the
// first read, when bytes are there to look at.
type coding struct {
	name string
	from io.Reader
	to   io.Reader
	end  func()
	err  error
}

// Read decodes. The bytes are hostile and some decoders are not the standard
// library's: one that panics is one that cannot decode.
func (c *coding) Read(p []byte) (n int, err error) {
	defer func() {
		if v := recover(); v != nil {
			c.err = fmt.Errorf("%s: decoder gave up: %v", c.name, v)
			n, err = 0, c.err
		}
	}()
	if c.to == nil && c.err == nil {
		c.err = c.start()
	}
	if c.err != nil {
		return 0, c.err
	}
	n, err = c.to.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("%s: %w", c.name, err)
	}
	c.err = err
	return n, err
}

func (c *coding) close() {
	if c.end != nil {
		c.end()
	}
}

// start opens the decoder. A body of no bytes at all is empty in any coding:
// servers say gzip on empty answers too.
func (c *coding) start() error {
	in := bufio.NewReader(c.from)
	if _, err := in.Peek(1); err != nil {
		return err
	}
	var err error
	switch c.name {
	case "gzip", "x-gzip":
		c.to, err = newMembers(in)
	case "deflate":
		c.to, err = newDeflate(in)
	case "br":
		c.to = brotli.NewReader(in)
	case "zstd":
		var d *zstd.Decoder
		d, err = zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(zstdWindow))
		if err == nil {
			c.to, c.end = d, d.Close
		}
	default:
		return fmt.Errorf("unknown content coding %.40q", c.name)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	return nil
}

// newDeflate reads what is called deflate: zlib by the book (RFC 9110, section
// 8.4.1.2), raw deflate from servers that took the word literally.
func newDeflate(in *bufio.Reader) (io.Reader, error) {
	head, err := in.Peek(2)
	if err == nil && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
		return zlib.NewReader(in)
	}
	return flate.NewReader(in), nil
}

// members reads gzip members one after the other (RFC 1952, section 2.2) and
// passes over what follows the last: some servers pad with zeros.
type members struct {
	in *bufio.Reader
	gz *gzip.Reader
}

func newMembers(in *bufio.Reader) (*members, error) {
	gz, err := gzip.NewReader(in)
	if err != nil {
		return nil, noEOF(err)
	}
	gz.Multistream(false)
	return &members{in, gz}, nil
}

func (m *members) Read(p []byte) (int, error) {
	n, err := m.gz.Read(p)
	if !errors.Is(err, io.EOF) {
		return n, err
	}
	head, err := m.in.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return n, err
	}
	if len(head) < 2 || head[0] != 0x1f || head[1] != 0x8b {
		return n, io.EOF
	}
	if err := m.gz.Reset(m.in); err != nil {
		return n, noEOF(err)
	}
	m.gz.Multistream(false)
	return n, nil
}

// noEOF keeps a header that is cut short from passing for the end.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
