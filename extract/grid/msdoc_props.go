package grid

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
)

// docRun is a stretch of the file's text with its properties.
type docRun struct {
	from, to int64 // in the stream WordDocument
	props    docProps
}

// docProps are the properties of a paragraph or of characters that matter here.
type docProps struct {
	inTable  bool
	rowEnd   bool // the paragraph ends a row, and says how it is cut into cells
	depth    int  // of tables within tables; 0 where not stated
	gone     bool // deleted or hidden
	innerEnd bool // ends a cell of a table within a table
	row      *docRow
}

// docRow is how a row is cut into cells.
type docRow struct {
	left  int // in twips
	cells []docCell
}

type docCell struct {
	right int
	merge vmerge
	left  bool // merged into the cell before
}

// runs reads the pages of properties that one of the plcs lists (MS-DOC 2.8.5
// and 2.8.6), in order of the text. read takes one page apart.
func (f *wordFile) runs(place, size int, read func(f *wordFile, page []byte, take func(docRun))) ([]docRun, error) {
	plc := f.part(place)
	n := (len(plc) - 4) / (4 + size)
	var out []docRun
	seen := map[uint32]bool{}
	for i := range max(n, 0) {
		number := binary.LittleEndian.Uint32(plc[4*(n+1)+size*i:]) & 0x3FFFFF
		page := slice(f.text, int64(number)*512, 512)
		if page == nil || seen[number] {
			continue
		}
		seen[number] = true
		read(f, page, func(r docRun) { out = append(out, r) })
		if len(out) > maxRuns {
			return nil, fmt.Errorf("%d runs: %w", len(out), ErrTooLarge)
		}
	}
	slices.SortStableFunc(out, func(a, b docRun) int { return cmp.Compare(a.from, b.from) })
	return out, nil
}

// propsAt are the properties at a place in the text.
func propsAt(runs []docRun, at int64) docProps {
	i, found := slices.BinarySearchFunc(runs, at, func(r docRun, at int64) int { return cmp.Compare(r.from, at) })
	if !found {
		i--
	}
	if i < 0 || at >= runs[i].to {
		return docProps{}
	}
	return runs[i].props
}

// bounds are the stretches of a page: their number is its last byte.
func bounds(page []byte, each int, take func(i int, from, to int64)) {
	n := int(page[511])
	if 4*(n+1)+each*n > 511 {
		return
	}
	for i := range n {
		take(i, int64(binary.LittleEndian.Uint32(page[4*i:])), int64(binary.LittleEndian.Uint32(page[4*i+4:])))
	}
}

// paragraphProps reads a PapxFkp (MS-DOC 2.9.175).
func paragraphProps(f *wordFile, page []byte, take func(docRun)) {
	n := int(page[511])
	bounds(page, 13, func(i int, from, to int64) {
		r := docRun{from: from, to: to}
		at := 2 * int(page[4*(n+1)+13*i])
		if at > 0 && at < 511 {
			size := 2*int(page[at]) - 1
			at++
			if page[at-1] == 0 && at < 511 {
				size = 2 * int(page[at])
				at++
			}
			if list := slice(page, int64(at), int64(size)); len(list) > 2 {
				r.props.apply(f, list[2:], 0) // behind the number of a style
			}
		}
		take(r)
	})
}

// characterProps reads a ChpxFkp (MS-DOC 2.9.33).
func characterProps(f *wordFile, page []byte, take func(docRun)) {
	n := int(page[511])
	bounds(page, 1, func(i int, from, to int64) {
		at := 2 * int(page[4*(n+1)+i])
		if at == 0 || at >= 511 {
			return
		}
		r := docRun{from: from, to: to}
		r.props.apply(f, slice(page, int64(at)+1, int64(page[at])), 0)
		if r.props.gone {
			take(r)
		}
	})
}

// Codes of single properties (MS-DOC 2.6).
const (
	sprmInTable   = 0x2416
	sprmRowEnd    = 0x2417
	sprmDepth     = 0x6649
	sprmInnerCell = 0x244B
	sprmHuge      = 0x6646
	sprmHugeOld   = 0x6645
	sprmTable     = 0xD608
	sprmTabs      = 0xC615
	sprmDeleted   = 0x0800
	sprmHidden    = 0x083C
)

// apply takes a list of properties over. A list may say that it goes on in the
// stream Data.
func (p *docProps) apply(f *wordFile, list []byte, nested int) {
	for len(list) >= 3 {
		code := binary.LittleEndian.Uint16(list)
		size, head := operand(code, list[2:])
		value := slice(list, int64(2+head), int64(size))
		if value == nil {
			return
		}
		switch code {
		case sprmInTable:
			p.inTable = value[0] == 1
		case sprmRowEnd:
			p.rowEnd = value[0] == 1
		case sprmDepth:
			p.depth = int(int32(binary.LittleEndian.Uint32(value)))
		case sprmInnerCell:
			p.innerEnd = value[0] == 1
		case sprmDeleted, sprmHidden:
			p.gone = p.gone || value[0] == 1
		case sprmTable:
			p.row = readDocRow(value)
		case sprmHuge, sprmHugeOld:
			at := int64(binary.LittleEndian.Uint32(value))
			if size := slice(f.data, at, 2); size != nil && nested < 2 {
				p.apply(f, slice(f.data, at+2, int64(binary.LittleEndian.Uint16(size))), nested+1)
			}
		}
		list = list[2+head+size:]
	}
}

// operand is how many bytes a property's operand has, and how many before it
// say so.
func operand(code uint16, rest []byte) (size, head int) {
	switch code >> 13 {
	case 0, 1:
		return 1, 0
	case 2, 4, 5:
		return 2, 0
	case 3:
		return 4, 0
	case 7:
		return 3, 0
	}
	switch {
	case code == sprmTable && len(rest) >= 2:
		return int(binary.LittleEndian.Uint16(rest)) - 1, 2
	case code == sprmTabs && rest[0] == 255: // its length is not in one byte
		return len(rest), 1
	}
	return int(rest[0]), 1
}

// readDocRow reads a TDefTableOperand (MS-DOC 2.9.311): how many cells, their
// edges, and 20 bytes for each cell, of which those at the end may lack.
func readDocRow(b []byte) *docRow {
	if len(b) < 3 {
		return nil
	}
	n := int(b[0])
	edges := slice(b, 1, int64(2*(n+1)))
	if n == 0 || edges == nil {
		return nil
	}
	r := &docRow{left: int(int16(binary.LittleEndian.Uint16(edges)))}
	for i := range n {
		c := docCell{right: int(int16(binary.LittleEndian.Uint16(edges[2*i+2:])))}
		if tc := slice(b, int64(1+2*(n+1)+20*i), 2); tc != nil {
			flags := binary.LittleEndian.Uint16(tc)
			c.left = flags&3 == 1
			switch flags >> 5 & 3 {
			case 1:
				c.merge = goesOn
			case 3:
				c.merge = begins
			}
		}
		r.cells = append(r.cells, c)
	}
	return r
}
