package grid

import (
	"encoding/binary"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// docReader reads the text of a Word file, character by character.
type docReader struct {
	file       *wordFile
	paragraphs []docRun
	characters []docRun // deleted or hidden ones
	flow       *rowFlow
	fields     []bool // of the fields that are open: their result is being read
}

// Characters with a meaning (MS-DOC 2.8.17 ff.).
const (
	charCell       = 0x07
	charBreak      = 0x0B
	charPage       = 0x0C
	charParagraph  = 0x0D
	charFieldBegin = 0x13
	charFieldThen  = 0x14
	charFieldEnd   = 0x15
	charHyphen     = 0x1E
)

func (r *docReader) piece(p textPiece) error {
	size := int64(2)
	if p.narrow {
		size = 1
	}
	for i := range int64(p.chars) {
		at := p.at + i*size
		if p.narrow {
			c := rune(r.file.text[at])
			if c >= 0x80 {
				c = charmap.Windows1252.DecodeByte(byte(c))
			}
			if err := r.char(c, at); err != nil {
				return err
			}
			continue
		}
		c := rune(binary.LittleEndian.Uint16(r.file.text[at:]))
		if utf16.IsSurrogate(c) && i+1 < int64(p.chars) {
			pair := utf16.DecodeRune(c, rune(binary.LittleEndian.Uint16(r.file.text[at+2:])))
			if pair == '\uFFFD' {
				continue // the second half, or damage
			}
			c = pair
		}
		if err := r.char(c, at); err != nil {
			return err
		}
	}
	return nil
}

// char takes one character in.
func (r *docReader) char(c rune, at int64) error {
	switch c {
	case charFieldBegin:
		r.fields = append(r.fields, false)
		return nil
	case charFieldThen:
		if n := len(r.fields); n > 0 {
			r.fields[n-1] = true
		}
		return nil
	case charFieldEnd:
		r.fields = r.fields[:max(0, len(r.fields)-1)]
		return nil
	case charCell, charParagraph, charPage:
		return r.end(c, propsAt(r.paragraphs, at))
	}
	for _, result := range r.fields {
		if !result {
			return nil // what the field is made by
		}
	}
	if len(r.characters) > 0 && propsAt(r.characters, at).gone {
		return nil
	}
	switch {
	case c == charBreak:
		r.flow.line()
	case c == charHyphen:
		r.flow.text('-')
	case c == '\t' || c >= ' ':
		r.flow.text(c)
	}
	return nil
}

// end ends a paragraph, a cell or a row.
func (r *docReader) end(c rune, p docProps) error {
	r.flow.line()
	deep := p.depth > 1
	switch {
	case c == charPage || !p.inTable && p.depth == 0 && c != charCell:
		return r.flow.leave()
	case c == charCell && p.rowEnd && !deep:
		return r.flow.row(p.row)
	case c == charCell && !deep:
		r.flow.cell()
	default:
		r.flow.inside = true
	}
	return nil
}
