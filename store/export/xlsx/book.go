package xlsx

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Options of writing. The zero value works.
type Options struct {
	Dir    string // folder of temporary files; "" = the system's
	Expect int    // how many reports, or rows of Rows, there will be; 0 = not known
}

// book is a workbook that is being written. Rows go to temporary files: memory
// does not grow with them.
type book struct {
	file   *excelize.File
	sheets []*sheet
	styles map[int]int // by number of decimals
	head   int         // style of headers
}

func newBook(o Options) (*book, error) {
	b := &book{file: excelize.NewFile(excelize.Options{TmpDir: o.Dir}), styles: map[int]int{}}
	head, err := b.file.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Bold: true, Family: "Calibri", Size: 11},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDEBF7"}},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"},
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make workbook: %w", err), b.file.Close())
	}
	b.head = head
	return b, nil
}

// maxDecimals bounds the number formats a workbook gets.
const maxDecimals = 10

// style is the style that shows a number with so many decimals; 0 for none.
func (b *book) style(decimals int) (int, error) {
	decimals = min(decimals, maxDecimals)
	if decimals == 0 {
		return 0, nil
	}
	if s, ok := b.styles[decimals]; ok {
		return s, nil
	}
	const zeros = "0.0000000000"
	format := zeros[:2+decimals]
	s, err := b.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return 0, fmt.Errorf("make workbook: %w", err)
	}
	b.styles[decimals] = s
	return s, nil
}

// writeTo ends the sheets and writes the workbook; the same bytes for the same
// rows.
func (b *book) writeTo(w io.Writer, dir string) (err error) {
	for _, s := range b.sheets {
		if err := s.end(); err != nil {
			return err
		}
	}
	out := &parts{out: zip.NewWriter(w), dir: dir}
	defer func() { err = errors.Join(err, out.remove()) }()
	b.file.ZipWriter = func(io.Writer) excelize.ZipWriter { return out }
	if _, err := b.file.WriteToBuffer(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// close takes the temporary files away.
func (b *book) close() error {
	if err := b.file.Close(); err != nil {
		return fmt.Errorf("close workbook: %w", err)
	}
	return nil
}
