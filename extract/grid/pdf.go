package grid

import (
	"errors"
	"fmt"
)

// Limits on what a reader of PDF files may have said.
const (
	maxPages = 2_000
	maxBoxes = 100_000 // words in all; a report of 50 pages has some 10,000
	maxWord  = 4 << 10 // bytes of one word; the rest is cut
)

// ErrNoText is of a PDF whose pages hold no words: images of pages.
var ErrNoText = errors.New("no text in the pages")

// ErrNoWords is of an output that is no list of words by page.
var ErrNoWords = errors.New("no word boxes")

// PDFWords reads the blocks of a PDF out of its words and where they stand:
// the XHTML that poppler's "pdftotext -bbox-layout" writes (-bbox serves as
// well). Ruling lines are not in it, so tables are told by position:
//
//   - numbers that stand apart make the rows and, by their x, the columns;
//   - text left of the first column makes labels, whose lines belong together
//     by ordinal, by how full the line before is, and by the number beside;
//   - text above the numbers makes headers.
//
// A table that goes on over a page break is one grid; page numbers and lines
// that stand on every page are left out; lines of a paragraph are joined. A
// number that cannot be tied to one row and one column stands in a cell that
// cannot be read as a number. Lines of a grid is the text it was read from.
//
// The error wraps ErrNoText or ErrNoWords.
func PDFWords(xhtml []byte) ([]Block, error) {
	pages, err := readBoxes(xhtml)
	if err != nil {
		return nil, fmt.Errorf("read word boxes: %w", err)
	}
	words := 0
	for _, p := range pages {
		words += len(p.boxes)
	}
	if words == 0 {
		return nil, fmt.Errorf("read word boxes: %d pages: %w", len(pages), ErrNoText)
	}
	lines := stack(withoutFurniture(pages))
	m := measureOf(lines)
	var blocks []Block
	for i := 0; i < len(lines); {
		if r, n := regionAt(lines, i, m); n > 0 {
			blocks = append(blocks, r...)
			i += n
			continue
		}
		n := 1
		for i+n < len(lines) && m.continues(lines[i+n-1], lines[i+n]) {
			n++
		}
		blocks = append(blocks, Block{Text: paragraph(lines[i : i+n])})
		i += n
	}
	return blocks, nil
}
