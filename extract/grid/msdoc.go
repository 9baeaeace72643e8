package grid

import (
	"encoding/binary"
	"fmt"
)

// Limits on what a Word file of the old format may claim.
const (
	maxTextPieces = 200_000
	maxRuns       = 1 << 20 // of paragraphs or characters, over all pages of the lists
)

// DOC reads the blocks of a Word file of the format of 1997 to 2003 (MS-DOC),
// in which WPS keeps documents too: paragraphs, and tables as exact grids,
// their columns told by where the cells' edges are. Text marked as deleted or
// hidden, headers, footers, notes and text boxes are left out, and so are the
// numbers that lists give their items.
//
// The error wraps ErrOffice, ErrTooLarge or ErrProtected; files of Word 95 and
// before are ErrOffice. Time and memory are bounded by the file's size.
func DOC(body []byte) ([]Block, error) {
	c, err := openCompound(body)
	if err != nil {
		return nil, err
	}
	f, err := openWordFile(c)
	if err != nil {
		return nil, fmt.Errorf("read Word file: %w", err)
	}
	pieces, err := f.pieces()
	if err != nil {
		return nil, fmt.Errorf("read Word file: %w", err)
	}
	r := docReader{file: f, flow: newRowFlow()}
	if r.paragraphs, err = f.runs(placePapx, 4, paragraphProps); err != nil {
		return nil, fmt.Errorf("read paragraphs: %w", err)
	}
	if r.characters, err = f.runs(placeChpx, 4, characterProps); err != nil {
		return nil, fmt.Errorf("read characters: %w", err)
	}
	for _, p := range pieces {
		if err := r.piece(p); err != nil {
			return nil, err
		}
	}
	return r.flow.finish()
}

// wordFile is the parts of a Word file.
type wordFile struct {
	text  []byte // the stream WordDocument: text, and pages of properties
	table []byte // the stream that says where things are
	data  []byte // what is too long for a page
	chars int    // characters of the main text
	fc    []byte // pairs of offset and length in table (MS-DOC 2.5.6)
}

// Pairs of FibRgFcLcb97 that are read, by number (MS-DOC 2.5.6).
const (
	placeChpx = 12
	placePapx = 13
	placeClx  = 33
)

// openWordFile reads the file information block (MS-DOC 2.5).
func openWordFile(c *compound) (*wordFile, error) {
	f := &wordFile{text: c.stream("WordDocument"), data: c.stream("Data")}
	if len(f.text) < 154 || binary.LittleEndian.Uint16(f.text) != 0xA5EC {
		return nil, fmt.Errorf("no information block: %w", ErrOffice)
	}
	if version := binary.LittleEndian.Uint16(f.text[2:]); version < 0xC1 {
		return nil, fmt.Errorf("format %d is older than that of 1997: %w", version, ErrOffice)
	}
	flags := binary.LittleEndian.Uint16(f.text[10:])
	if flags&0x0100 != 0 {
		return nil, ErrProtected
	}
	name := "0Table"
	if flags&0x0200 != 0 {
		name = "1Table"
	}
	f.table = c.stream(name)
	at := 32
	at += 2 + 2*int(binary.LittleEndian.Uint16(f.text[at:]))
	if at+2 > len(f.text) {
		return nil, fmt.Errorf("information block is cut: %w", ErrOffice)
	}
	longs := at + 2
	at += 2 + 4*int(binary.LittleEndian.Uint16(f.text[at:]))
	if longs+16 > len(f.text) || at+2 > len(f.text) {
		return nil, fmt.Errorf("information block is cut: %w", ErrOffice)
	}
	f.chars = int(binary.LittleEndian.Uint32(f.text[longs+12:]))
	n := int(binary.LittleEndian.Uint16(f.text[at:]))
	f.fc = f.text[at+2 : min(len(f.text), at+2+8*n)]
	return f, nil
}

// part is what one of the pairs points to; nil where that is not there.
func (f *wordFile) part(n int) []byte {
	if len(f.fc) < 8*n+8 {
		return nil
	}
	return slice(f.table, int64(binary.LittleEndian.Uint32(f.fc[8*n:])), int64(binary.LittleEndian.Uint32(f.fc[8*n+4:])))
}

// slice is size bytes of b from a place; nil where b has not so many.
func slice(b []byte, from, size int64) []byte {
	if from < 0 || size < 0 || from+size > int64(len(b)) {
		return nil
	}
	return b[from : from+size]
}

// textPiece is a run of the text as it lies in the file.
type textPiece struct {
	at     int64 // of its first character, in text
	chars  int
	narrow bool // one byte a character, of code page 1252; else UTF-16
}

// pieces lists the pieces of the main text (MS-DOC 2.9.38: Clx).
func (f *wordFile) pieces() ([]textPiece, error) {
	clx := f.part(placeClx)
	for len(clx) > 3 && clx[0] == 1 { // properties of pieces: not looked at
		size := 3 + int(binary.LittleEndian.Uint16(clx[1:]))
		clx = clx[min(size, len(clx)):]
	}
	if len(clx) < 5 || clx[0] != 2 {
		return nil, fmt.Errorf("no table of pieces: %w", ErrOffice)
	}
	plc := slice(clx, 5, int64(binary.LittleEndian.Uint32(clx[1:])))
	n := (len(plc) - 4) / 12
	if n < 1 || n > maxTextPieces {
		return nil, fmt.Errorf("%d pieces: %w", n, ErrOffice)
	}
	var out []textPiece
	left := f.chars
	for i := range n {
		from, to := binary.LittleEndian.Uint32(plc[4*i:]), binary.LittleEndian.Uint32(plc[4*i+4:])
		fc := binary.LittleEndian.Uint32(plc[4*(n+1)+8*i+2:])
		if to < from {
			return nil, fmt.Errorf("pieces out of order: %w", ErrOffice)
		}
		p := textPiece{at: int64(fc & 0x3FFFFFFF), chars: min(int(to-from), left), narrow: fc&0x40000000 != 0}
		size := int64(p.chars) * 2
		if p.narrow {
			p.at, size = p.at/2, int64(p.chars)
		}
		if slice(f.text, p.at, size) == nil {
			return nil, fmt.Errorf("text is cut: %w", ErrOffice)
		}
		left -= p.chars
		out = append(out, p)
	}
	return out, nil
}
