package grid

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
)

// Limits on what a Word file may claim. A real report's main part is a few
// hundred kilobytes.
const (
	maxPackage   = 64 << 20 // bytes of all parts read, inflated
	maxParts     = 10_000   // entries of the archive
	maxTag       = 4 << 20  // bytes between < and >: attributes cost ten times their size in memory
	maxXMLDepth  = 400      // elements within elements
	maxPositions = 4 << 20  // rows × columns of all tables, claimed or held
)

// ErrOffice is of a file that is no document of Office that can be read, or a damaged
// one.
var ErrOffice = errors.New("no readable Office document")

// ErrTooLarge is of a document past the limits of what is read: one made
// to exhaust its reader.
var ErrTooLarge = errors.New("document past every real one's size")

// ErrProtected is of a document that asks for a password.
var ErrProtected = errors.New("document is protected")

// DOCX reads the blocks of an Office Open XML text document (ECMA-376 part 1,
// 17: WordprocessingML): paragraphs, headings by outline level, and tables
// with their merged cells as exact grids. Numbers that lists give their items
// are part of the text, as on paper. Text marked as deleted or hidden,
// headers, footers and notes are left out.
//
// The error wraps ErrOffice or ErrTooLarge. Time and memory are bounded by
// the limits above, whatever the file claims.
func DOCX(body []byte) ([]Block, error) {
	parts, err := readPackage(body)
	if err != nil {
		return nil, err
	}
	w := &wordReader{decoder: xml.NewDecoder(bytes.NewReader(parts.document)), flow: &wordFlow{}}
	// A document without readable styles or lists is still a document.
	w.styles, _ = readStyles(parts.styles)
	w.lists, _ = readNumbering(parts.numbering)
	if err := w.document(); err != nil {
		return nil, fmt.Errorf("read main part: %w", err)
	}
	return Flat(w.flow.blocks), nil
}
