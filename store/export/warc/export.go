package warc

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"iter"
	"net/netip"
	"time"

	"nianbao/store"
)

// Archive is what an export needs of one.
type Archive interface {
	// Blob returns a body by its SHA-256 in hex.
	Blob(sha string) ([]byte, error)
	// PageOf returns what is known of a URL fetched by plain GET.
	PageOf(url string) (store.Page, bool, error)
	// Words returns what a program said of a body that is a file.
	Words(sha string) (store.Words, bool, error)
}

// Options of Write. The zero value writes without compression.
type Options struct {
	Compress bool   // a gzip member for each record
	Software string // of the warcinfo: name and version
	Progress func(captures int)
}

// Write writes captures as a WARC file: for each the response (or a revisit of
// one, where the bytes are the same as before or a 304 says so; or the file, for
// an import), what a program said of a file, the request, and the note. The order is that of the captures,
// which must be grouped by URL, the earliest of each first. The same captures
// give the same bytes.
//
// Bodies are as the archive has them, without content coding and chunks, and
// heads are written again from what is kept of them; the warcinfo says so.
func Write(w io.Writer, a Archive, captures iter.Seq2[store.Capture, error], o Options) error {
	b := bufio.NewWriterSize(w, bufferSize)
	e := exporter{archive: a, out: NewWriter(b, o.Compress), options: o}
	n := 0
	for c, err := range captures {
		if err == nil && n == 0 {
			err = e.info(c.At)
		}
		if err == nil {
			err = e.capture(&c)
		}
		if err != nil {
			return err
		}
		if n++; o.Progress != nil {
			o.Progress(n)
		}
	}
	if n == 0 {
		if err := e.info(time.Unix(0, 0)); err != nil {
			return err
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write WARC: %w", err)
	}
	return nil
}

// exporter writes the captures of one archive.
type exporter struct {
	archive Archive
	out     *Writer
	options Options

	page string         // of the captures at hand: method, URL and body
	last *place         // of that page: the answer a 304 confirms
	at   map[string]int // of that page: how many captures had this time
	read bool           // of that page: reports were looked for in it
	seen places
}

// infoText is the block of the warcinfo. It names what readers must know before
// they trust the heads.
const infoText = "software: %s\r\n" +
	"format: WARC File Format 1.1\r\n" +
	"conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n" +
	"description: HTTP heads are reconstructed: status and header fields are those received, protocol, reason phrase, " +
	"order and letter case of field names are not. Bodies have content and transfer coding undone; the fields that spoke of them " +
	"stand under " + original + "*. " + noteMark + "\r\n"

// info writes the warcinfo record. Its time is that of the first capture, so
// that an export does not depend on when it is made.
func (e *exporter) info(at time.Time) error {
	software := e.options.Software
	if software == "" {
		software = "nianbao"
	}
	text := fmt.Sprintf(infoText, software)
	return e.out.Write(Header{
		{"WARC-Type", TypeInfo},
		{"WARC-Record-ID", "<" + uuid(TypeInfo, text, stamp(at)) + ">"},
		{"WARC-Date", stamp(at)},
		{"Content-Type", "application/warc-fields"},
	}, []byte(text))
}

// turn goes on to the page of a capture, if it is another one.
func (e *exporter) turn(c *store.Capture) error {
	page := c.Method + " " + c.URL + "\n" + c.RequestBody
	if page == e.page {
		return nil
	}
	e.page, e.last, e.at = page, nil, map[string]int{}
	known, ok, err := e.archive.PageOf(c.URL)
	if err != nil {
		return fmt.Errorf("export %s: %w", c.URL, err)
	}
	e.read = ok && known.Read != nil
	return nil
}

// capture writes the records of one capture.
func (e *exporter) capture(c *store.Capture) error {
	if err := e.turn(c); err != nil {
		return err
	}
	x := exchange{exporter: e, c: c, n: e.at[stamp(c.At)]}
	e.at[stamp(c.At)]++
	err := x.answer()
	if err == nil && x.whole {
		err = x.conversion()
	}
	if err == nil && c.RequestHeaders != nil {
		err = x.write(TypeRequest, Header{{"Content-Type", "application/http;msgtype=request"}}, requestHead(c), []byte(c.RequestBody))
	}
	if err == nil {
		err = x.note()
	}
	if err != nil {
		return fmt.Errorf("export capture of %s at %s: %w", c.URL, stamp(c.At), err)
	}
	return nil
}

// exchange is one capture on its way out. The first record written is the one
// the others are concurrent to.
type exchange struct {
	*exporter
	c     *store.Capture
	n     int // which of the captures at this time
	first string
	whole bool         // its body was written
	words *store.Words // of its body
}

// write writes a record with the fields all of an exchange have.
func (x *exchange) write(kind string, more Header, block ...[]byte) error {
	h := Header{
		{"WARC-Type", kind},
		{"WARC-Record-ID", "<" + recordID(kind, x.c, x.n) + ">"},
		{"WARC-Target-URI", escapeURI(x.c.URL)},
		{"WARC-Date", stamp(x.c.At)},
	}
	if ip := addressOf(x.c.RemoteAddr); ip != "" {
		h = append(h, Field{"WARC-IP-Address", ip})
	}
	if x.first == "" {
		x.first = h.ID()
	} else {
		h = append(h, Field{"WARC-Concurrent-To", "<" + x.first + ">"})
	}
	return x.out.Write(append(h, more...), block...)
}

// conversion writes what a program said of a body that is a file: a program
// that is not installed where the WARC is read.
func (x *exchange) conversion() error {
	words, known, err := x.archive.Words(x.c.RawSHA256)
	if err != nil || !known {
		return err
	}
	x.words = &words
	if words.Fault != "" {
		return nil
	}
	media := "text/plain; charset=utf-8"
	if bytes.HasPrefix(bytes.TrimSpace(words.Data), []byte("<")) {
		media = "application/xhtml+xml"
	}
	return x.write(TypeConversion, Header{{"WARC-Refers-To", "<" + x.first + ">"}, {"Content-Type", media}}, words.Data)
}

func (x *exchange) note() error {
	block, err := Note{Capture: *x.c, Read: x.read, Words: x.words}.Encode()
	if err != nil {
		return err
	}
	return x.write(TypeMetadata, Header{{"Content-Type", "application/json"}}, block)
}

// addressOf is the peer's address without its port; "" where none is known.
func addressOf(remote string) string {
	if ap, err := netip.ParseAddrPort(remote); err == nil {
		return ap.Addr().Unmap().String()
	}
	if a, err := netip.ParseAddr(remote); err == nil {
		return a.Unmap().String()
	}
	return ""
}
