package grid

import (
	"encoding/binary"
	"fmt"
	"math"
	"unicode/utf16"
)

// XLS reads the blocks of an Excel file of the format of 1997 to 2003 (MS-XLS,
// BIFF8), in which WPS keeps tables too: as XLSX does.
//
// The error wraps ErrOffice, ErrTooLarge or ErrProtected; files of Excel 95
// and before are ErrOffice. Time and memory are bounded.
func XLS(body []byte) ([]Block, error) {
	c, err := openCompound(body)
	if err != nil {
		return nil, err
	}
	stream := c.stream("Workbook")
	if stream == nil {
		return nil, fmt.Errorf("read workbook: no stream of that name: %w", ErrOffice)
	}
	b := &biff{stream: stream}
	if err := b.globals(); err != nil {
		return nil, fmt.Errorf("read workbook: %w", err)
	}
	var out []Block
	positions := 0
	for _, at := range b.sheets {
		s, err := b.sheet(at)
		if err != nil {
			return nil, fmt.Errorf("read sheet: %w", err)
		}
		blocks, err := s.blocks(&positions)
		if err != nil {
			return nil, err
		}
		out = append(out, blocks...)
	}
	return Flat(out), nil
}

// Records of a workbook (MS-XLS 2.3).
const (
	biffFormula   = 0x0006
	biffEnd       = 0x000A
	biffProtected = 0x002F
	biffContinue  = 0x003C
	biffSheet     = 0x0085
	biffManyRK    = 0x00BD
	biffManyBlank = 0x00BE
	biffMerged    = 0x00E5
	biffStrings   = 0x00FC
	biffShared    = 0x00FD
	biffBlank     = 0x0201
	biffNumber    = 0x0203
	biffLabel     = 0x0204
	biffText      = 0x0207
	biffRK        = 0x027E
	biffBegin     = 0x0809
)

// biff is a workbook's stream.
type biff struct {
	stream []byte
	sheets []int // where those that are shown begin
	shared []string
	result spot // of the formula whose text comes in the next record
}

// record is the record at a place, and where the next one is; 0 at the end.
func (b *biff) record(at int) (kind int, data []byte, next int) {
	if at < 0 || at+4 > len(b.stream) {
		return 0, nil, 0
	}
	size := int(binary.LittleEndian.Uint16(b.stream[at+2:]))
	if at+4+size > len(b.stream) {
		return 0, nil, 0
	}
	return int(binary.LittleEndian.Uint16(b.stream[at:])), b.stream[at+4 : at+4+size], at + 4 + size
}

// globals reads what comes before the sheets: which there are, the table of
// texts.
func (b *biff) globals() error {
	kind, data, next := b.record(0)
	if kind != biffBegin || len(data) < 2 || binary.LittleEndian.Uint16(data) != 0x0600 {
		return fmt.Errorf("not of the format of 1997: %w", ErrOffice)
	}
	for next > 0 {
		kind, data, next = b.record(next)
		switch kind {
		case biffProtected:
			return ErrProtected
		case biffSheet:
			if len(data) >= 6 && data[4]&3 == 0 && data[5] == 0 && len(b.sheets) < maxSheets {
				b.sheets = append(b.sheets, int(binary.LittleEndian.Uint32(data)))
			}
		case biffStrings:
			if err := b.strings(data, next); err != nil {
				return err
			}
		case biffEnd:
			return nil
		}
	}
	return nil
}

// strings reads the table of texts, which goes on in further records.
func (b *biff) strings(data []byte, next int) error {
	if len(data) < 8 {
		return nil
	}
	parts := [][]byte{data[8:]}
	for {
		kind, more, after := b.record(next)
		if kind != biffContinue || after == 0 {
			break
		}
		parts, next = append(parts, more), after
	}
	r := &biffTexts{parts: parts}
	for range binary.LittleEndian.Uint32(data[4:]) {
		text, ok := r.next()
		if !ok {
			break
		}
		if len(b.shared) >= maxSheetCells {
			return fmt.Errorf("%d texts: %w", len(b.shared), ErrTooLarge)
		}
		b.shared = append(b.shared, text)
	}
	return nil
}

// sheet reads the sheet that begins at a place.
func (b *biff) sheet(at int) (*worksheet, error) {
	s := newWorksheet()
	depth := 0 // a chart may stand inside
	for at > 0 {
		kind, data, next := b.record(at)
		at = next
		switch kind {
		case biffBegin:
			depth++
		case biffEnd:
			if depth--; depth <= 0 {
				return s, nil
			}
		}
		if depth != 1 {
			continue
		}
		if err := b.cells(s, kind, data); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// cells takes one record of a sheet in.
func (b *biff) cells(s *worksheet, kind int, data []byte) error {
	if kind == biffMerged {
		for i := 2; i+8 <= len(data); i += 8 {
			r := data[i:]
			s.merge(spot{int(binary.LittleEndian.Uint16(r)), int(binary.LittleEndian.Uint16(r[4:]))},
				spot{int(binary.LittleEndian.Uint16(r[2:])), int(binary.LittleEndian.Uint16(r[6:]))})
		}
		return nil
	}
	if kind == biffText {
		text, _ := biffString(data)
		return s.put(b.result, text)
	}
	if len(data) < 6 {
		return nil
	}
	place := spot{int(binary.LittleEndian.Uint16(data)), int(binary.LittleEndian.Uint16(data[2:]))}
	rest := data[6:]
	switch {
	case kind == biffBlank:
		return s.put(place, "")
	case kind == biffShared && len(rest) >= 4:
		if i := binary.LittleEndian.Uint32(rest); int64(i) < int64(len(b.shared)) {
			return s.put(place, b.shared[i])
		}
	case kind == biffNumber && len(rest) >= 8:
		return s.put(place, sheetNumber(math.Float64frombits(binary.LittleEndian.Uint64(rest))))
	case kind == biffRK && len(rest) >= 4:
		return s.put(place, sheetNumber(rk(binary.LittleEndian.Uint32(rest))))
	case kind == biffLabel:
		text, _ := biffString(rest)
		return s.put(place, text)
	case kind == biffFormula && len(rest) >= 8:
		return b.formula(s, place, rest)
	case kind == biffManyRK:
		for i := 4; i+8 <= len(data); i += 6 { // the last two bytes are the last column
			if err := s.put(place, sheetNumber(rk(binary.LittleEndian.Uint32(data[i+2:])))); err != nil {
				return err
			}
			place.col++
		}
	case kind == biffManyBlank:
		for i := 4; i+4 <= len(data); i += 2 {
			if err := s.put(place, ""); err != nil {
				return err
			}
			place.col++
		}
	}
	return nil
}

// formula takes the result of a formula: a number, or a text that the next
// record has (MS-XLS 2.5.133).
func (b *biff) formula(s *worksheet, place spot, result []byte) error {
	if result[6] != 0xFF || result[7] != 0xFF {
		return s.put(place, sheetNumber(math.Float64frombits(binary.LittleEndian.Uint64(result))))
	}
	b.result = place
	return s.put(place, "")
}

// rk is a number of 30 bits: the upper ones of a double or a whole one, maybe
// hundredths (MS-XLS 2.5.217).
func rk(n uint32) float64 {
	v := math.Float64frombits(uint64(n&^3) << 32)
	if n&2 != 0 {
		v = float64(int32(n) >> 2)
	}
	if n&1 != 0 {
		v /= 100
	}
	return v
}

// biffString reads a text of one record: its length, its kind, its characters.
func biffString(b []byte) (string, bool) {
	r := &biffTexts{parts: [][]byte{b}}
	return r.next()
}

// biffTexts reads texts that lie one behind the other, over the ends of
// records (MS-XLS 2.5.293).
type biffTexts struct {
	parts [][]byte
	at    int // in the first part
}

// take is n bytes that lie together; nil where there are not so many left.
func (r *biffTexts) take(n int) []byte {
	for len(r.parts) > 0 && r.at >= len(r.parts[0]) {
		r.parts, r.at = r.parts[1:], 0
	}
	if len(r.parts) == 0 || n > len(r.parts[0])-r.at {
		return nil
	}
	r.at += n
	return r.parts[0][r.at-n : r.at]
}

// pass leaves n bytes out, over the ends of records.
func (r *biffTexts) pass(n int) {
	for n > 0 && len(r.parts) > 0 {
		step := min(n, len(r.parts[0])-r.at)
		r.at += step
		if n -= step; n > 0 {
			r.parts, r.at = r.parts[1:], 0
		}
	}
}

// next reads one text. Where its characters go on in another record, that one
// says anew how wide they are.
func (r *biffTexts) next() (string, bool) {
	head := r.take(3)
	if head == nil {
		return "", false
	}
	left, flags := int(binary.LittleEndian.Uint16(head)), head[2]
	after := 0
	if flags&8 != 0 { // formats of runs
		if n := r.take(2); n != nil {
			after += 4 * int(binary.LittleEndian.Uint16(n))
		}
	}
	if flags&4 != 0 { // how it is spoken
		if n := r.take(4); n != nil {
			after += int(min(binary.LittleEndian.Uint32(n), 1<<24))
		}
	}
	var out []uint16
	for left > 0 {
		if len(r.parts) > 0 && r.at >= len(r.parts[0]) {
			more := r.take(1)
			if more == nil {
				return "", false
			}
			flags = more[0]
		}
		width := 1 + int(flags&1)
		if len(r.parts) == 0 {
			return "", false
		}
		n := min(left, (len(r.parts[0])-r.at)/width)
		if n == 0 {
			return "", false
		}
		b := r.take(n * width)
		for i := range n {
			if width == 2 {
				out = append(out, binary.LittleEndian.Uint16(b[2*i:]))
			} else {
				out = append(out, uint16(b[i]))
			}
		}
		left -= n
	}
	r.pass(after)
	return string(utf16.Decode(out)), true
}
