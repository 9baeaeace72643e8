package grid

import (
	"errors"
	"fmt"
	"slices"
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
// well). Ruling lines that stand behind it (rule elements, see crawler/reader)
// tell tables cell by cell. Where there are none, tables are told by position:
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
	tables := withoutTables(pages)
	lines := stack(withoutFurniture(pages))
	return withTables(lines, tables), nil
}

// readLines reads the blocks of lines without ruled tables.
func readLines(lines []*printed, m measure) []Block {
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
	return blocks
}

// Signs that stand on a page where a ruled table was taken out. Each table has
// one of its own, so that none passes for a running line.
const (
	firstSign = '\uE000'
	lastSign  = '\uF8FF'
)

// withoutTables takes the ruled tables off the pages, and leaves a sign at the
// head of each.
func withoutTables(pages []sheet) map[string]*lattice {
	tables := map[string]*lattice{}
	sign := firstSign
	for i := range pages {
		p := &pages[i]
		for _, t := range latticesOf(p, i) {
			if sign > lastSign {
				return tables
			}
			tables[string(sign)] = &t
			p.boxes = append(p.boxes, box{t.x0, t.y0, t.x0 + signSize, t.y0 + signSize, string(sign)})
			sign++
		}
	}
	return tables
}

// signSize is as large as letters are, in points.
const signSize = 8

// withTables reads the blocks of lines, the ruled tables in their places. One
// that goes on at the head of the next page is one.
func withTables(lines []*printed, tables map[string]*lattice) []Block {
	isTable := func(l *printed) *lattice { return tables[l.text()] }
	m := measureOf(slices.DeleteFunc(slices.Clone(lines), func(l *printed) bool { return isTable(l) != nil }))
	var blocks []Block
	for i := 0; i < len(lines); {
		n := 0
		for i+n < len(lines) && isTable(lines[i+n]) == nil {
			n++
		}
		blocks = append(blocks, readLines(lines[i:i+n], m)...)
		if i += n; i == len(lines) {
			break
		}
		t := isTable(lines[i])
		for i++; i < len(lines) && isTable(lines[i]) != nil && t.joins(isTable(lines[i])); i++ {
			t.join(isTable(lines[i]))
		}
		blocks = append(blocks, t.blocks()...)
	}
	return blocks
}
