package grid

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Limits on what an RTF file may claim.
const (
	maxRTFDepth = 512
	maxRTFFonts = 10_000
	maxRTFCells = 512 // of one row
)

// RTF reads the blocks of a file in Microsoft's Rich Text Format 1.9:
// paragraphs, and tables as exact grids, their columns told by where the
// cells' edges are. Headers, footers, notes, pictures and deleted or hidden
// text are left out.
//
// The error wraps ErrOffice or ErrTooLarge. Time and memory are bounded by the
// file's size.
func RTF(body []byte) ([]Block, error) {
	if !bytes.HasPrefix(body, []byte(`{\rtf`)) {
		return nil, fmt.Errorf("read RTF: no head: %w", ErrOffice)
	}
	r := &rtfReader{body: body, flow: newRowFlow(), fonts: map[int]int{}, page: 1252, state: rtfState{skip: 1}}
	if err := r.read(); err != nil {
		return nil, fmt.Errorf("read RTF: %w", err)
	}
	return r.flow.finish()
}

// rtfState is what a group may change for itself.
type rtfState struct {
	quiet   bool // a destination whose text is not the document's
	fonts   bool // inside the table of fonts
	gone    bool // deleted or hidden
	inTable bool
	nested  bool // inside a table within a table
	skip    int  // characters that stand for a \u, for old readers
	page    int  // code page of the font; 0 is the document's
	font    int
}

// rtfReader reads group by group.
type rtfReader struct {
	body   []byte
	at     int
	flow   *rowFlow
	fonts  map[int]int // number → code page
	page   int         // of the document
	state  rtfState
	stack  []rtfState
	raw    []byte // bytes of a code page that wait for those behind them
	rawIn  int    // code page of raw
	left   int    // characters still to be skipped behind a \u
	pair   rune   // first half of a character past U+FFFF
	row    docRow
	merge  docCell
	opened bool // a \* came: a destination that may be unknown
}

func (r *rtfReader) read() error {
	for r.at < len(r.body) {
		c := r.body[r.at]
		r.at++
		switch c {
		case '{':
			r.settle()
			if len(r.stack) >= maxRTFDepth {
				return fmt.Errorf("groups nested too deep: %w", ErrTooLarge)
			}
			r.stack = append(r.stack, r.state)
			r.left = 0
		case '}':
			r.settle()
			r.left = 0
			if len(r.stack) == 0 {
				return nil
			}
			r.state, r.stack = r.stack[len(r.stack)-1], r.stack[:len(r.stack)-1]
			r.opened = false
			if len(r.stack) == 0 {
				return nil // what stands behind the document is none of it
			}
		case '\\':
			if err := r.control(); err != nil {
				return err
			}
		case '\r', '\n':
		default:
			r.octet(c)
		}
	}
	r.settle()
	return nil
}

// control reads a control word or symbol.
func (r *rtfReader) control() error {
	if r.at >= len(r.body) {
		return nil
	}
	c := r.body[r.at]
	if c < 'A' || c > 'z' || c > 'Z' && c < 'a' {
		r.at++
		return r.symbol(c)
	}
	from := r.at
	for r.at < len(r.body) && r.at-from < 40 && (r.body[r.at]|0x20) >= 'a' && (r.body[r.at]|0x20) <= 'z' {
		r.at++
	}
	word := string(r.body[from:r.at])
	from = r.at
	for r.at < len(r.body) && r.at-from < 12 && (r.body[r.at] >= '0' && r.body[r.at] <= '9' || r.at == from && r.body[r.at] == '-') {
		r.at++
	}
	number, err := strconv.Atoi(string(r.body[from:r.at]))
	given := err == nil
	if r.at < len(r.body) && r.body[r.at] == ' ' {
		r.at++
	}
	return r.word(word, number, given)
}

// symbol reads a control symbol.
func (r *rtfReader) symbol(c byte) error {
	switch c {
	case '\'':
		if r.at+2 <= len(r.body) {
			if v, err := strconv.ParseUint(string(r.body[r.at:r.at+2]), 16, 8); err == nil {
				r.at += 2
				r.octet(byte(v))
			}
		}
	case '\\', '{', '}':
		r.octet(c)
	case '~':
		r.char(' ')
	case '_':
		r.char('-')
	case '*':
		r.opened = true
	case '\n', '\r':
		r.settle()
		return r.paragraph()
	}
	return nil
}

// octet takes one byte of text in.
func (r *rtfReader) octet(c byte) {
	if r.left > 0 {
		r.left--
		return
	}
	page := r.state.page
	if page == 0 {
		page = r.page
	}
	if c < 0x80 && len(r.raw) == 0 {
		r.char(rune(c))
		return
	}
	if len(r.raw) > 0 && r.rawIn != page {
		r.settle()
	}
	r.raw, r.rawIn = append(r.raw, c), page
	if codePage(page) == nil || len(r.raw) >= 4096 || c < 0x80 && len(r.raw)%2 == 0 {
		r.settle()
	}
}

// settle decodes the bytes that wait.
func (r *rtfReader) settle() {
	if len(r.raw) == 0 {
		return
	}
	raw := r.raw
	r.raw = nil
	e := codePage(r.rawIn)
	if e == nil {
		e = charmap.Windows1252
	}
	text, err := e.NewDecoder().Bytes(raw)
	if err != nil {
		return
	}
	for _, c := range string(text) {
		r.char(c)
	}
}

// codePage is the encoding of a code page whose characters take several bytes;
// nil for all others.
func codePage(n int) encoding.Encoding {
	switch n {
	case 936, 54936:
		return simplifiedchinese.GB18030
	case 950:
		return traditionalchinese.Big5
	}
	return nil
}

// char takes one character in.
func (r *rtfReader) char(c rune) {
	if r.state.quiet || r.state.gone || c < ' ' && c != '\t' || c == '\uFFFD' {
		return
	}
	r.flow.text(c)
}

// unicode takes a \u in: a number of 16 bits, one half of a pair, or, as some
// write it, past that.
func (r *rtfReader) unicode(n int) {
	r.settle()
	c := rune(n)
	if n < 0 {
		c = rune(n + 1<<16)
	}
	r.left = r.state.skip
	switch {
	case c >= 0xD800 && c < 0xDC00:
		r.pair = c
		return
	case c >= 0xDC00 && c < 0xE000:
		c = (r.pair-0xD800)<<10 + (c - 0xDC00) + 0x10000
		if r.pair == 0 {
			return
		}
	}
	r.pair = 0
	if c > 0x10FFFF || strings.ContainsRune("\uFFFD", c) {
		return
	}
	r.char(c)
}
