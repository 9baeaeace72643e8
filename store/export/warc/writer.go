package warc

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// Writer writes records as WARC/1.1, each whole and, if compressed, in a gzip
// member of its own (WARC/1.1, annex D), so that any record can be read alone.
type Writer struct {
	w    io.Writer
	gz   *gzip.Writer // nil without compression
	info string       // id of the warcinfo record, if one was written
}

// NewWriter writes to w, with gzip or without. Writes are as small as the parts
// of a record: give it a buffered one.
func NewWriter(w io.Writer, compress bool) *Writer {
	out := &Writer{w: w}
	if compress {
		out.gz = gzip.NewWriter(w)
	}
	return out
}

// Write writes a record of the fields given, with the length of its block and
// its digest, and the id of the file's warcinfo. The block comes in parts. A
// field that would break the header (a line end in it) is refused.
func (w *Writer) Write(h Header, block ...[]byte) error {
	if w.gz == nil {
		return w.record(w.w, h, block)
	}
	w.gz.Reset(w.w)
	if err := w.record(w.gz, h, block); err != nil {
		return err
	}
	if err := w.gz.Close(); err != nil {
		return fmt.Errorf("write record: %w", err)
	}
	return nil
}

func (w *Writer) record(to io.Writer, h Header, block [][]byte) error {
	if h.Type() == TypeInfo {
		w.info = h.ID()
	} else if w.info != "" {
		h = append(h[:len(h):len(h)], Field{"WARC-Warcinfo-ID", "<" + w.info + ">"})
	}
	size := 0
	for _, part := range block {
		size += len(part)
	}
	h = append(h[:len(h):len(h)], Field{"WARC-Block-Digest", digestOf(block...)}, Field{"Content-Length", strconv.Itoa(size)})
	var b strings.Builder
	b.WriteString("WARC/1.1\r\n")
	for _, f := range h {
		if strings.ContainsAny(f.Name+f.Value, "\r\n\x00") || f.Name == "" {
			return fmt.Errorf("write record: field %q has a line end in it", f.Name)
		}
		b.WriteString(f.Name + ": " + f.Value + "\r\n")
	}
	b.WriteString("\r\n")
	for _, part := range append(append([][]byte{[]byte(b.String())}, block...), []byte("\r\n\r\n")) {
		if _, err := to.Write(part); err != nil {
			return fmt.Errorf("write record: %w", err)
		}
	}
	return nil
}

// stamp is a time as WARC-Date has it (WARC/1.1, section 5.4).
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
