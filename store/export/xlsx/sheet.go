package xlsx

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"nianbao/extract/form"
)

// MaxRows is how many rows a sheet holds below its header (Excel
// specifications and limits: 1,048,576 rows in all).
const MaxRows = excelize.TotalRows - 1

// maxText is the longest text of a cell, in UTF-16 units (the same page).
const maxText = excelize.TotalCellChars

// cutMark ends a text that was too long for a cell.
const cutMark = "……〔已截断〕"

// sheet is one sheet that is being written.
type sheet struct {
	book *book
	name string
	out  *excelize.StreamWriter
	wide int // columns
	rows int // below the header
	row  []any
}

// head is the header of one column.
type head struct {
	title string
	width float64 // in characters; 0 = defaultWidth
}

const defaultWidth = 11

// sheet begins a sheet: its header in bold, which stays on screen. keys is how
// many columns from the left stay too.
func (b *book) sheet(name string, keys int, heads []head) (*sheet, error) {
	s := &sheet{book: b, name: name, wide: len(heads)}
	if err := s.begin(keys, heads); err != nil {
		return nil, fmt.Errorf("begin sheet %s: %w", name, err)
	}
	b.sheets = append(b.sheets, s)
	return s, nil
}

func (s *sheet) begin(keys int, heads []head) (err error) {
	if len(s.book.sheets) == 0 {
		err = s.book.file.SetSheetName(s.book.file.GetSheetName(0), s.name)
	} else {
		_, err = s.book.file.NewSheet(s.name)
	}
	if err != nil {
		return err
	}
	if s.out, err = s.book.file.NewStreamWriter(s.name); err != nil {
		return err
	}
	corner, err := excelize.CoordinatesToCellName(keys+1, 2)
	if err != nil {
		return err
	}
	panes := excelize.Panes{Freeze: true, XSplit: keys, YSplit: 1, TopLeftCell: corner, ActivePane: "bottomRight"}
	if keys == 0 {
		panes.ActivePane = "bottomLeft"
	}
	if err := s.out.SetPanes(&panes); err != nil {
		return err
	}
	titles := make([]any, len(heads))
	for i, h := range heads {
		width := h.width
		if width == 0 {
			width = defaultWidth
		}
		if err := s.out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
		titles[i] = excelize.Cell{StyleID: s.book.head, Value: h.title}
	}
	return s.out.SetRow("A1", titles)
}

// TooManyRows is more than a sheet can hold.
type TooManyRows struct {
	Sheet string
	Rows  int // as far as it is known: at least so many
}

func (e *TooManyRows) Error() string {
	return fmt.Sprintf("sheet %s would have %d rows or more, and Excel opens %d: "+
		"narrow the export with --year or --region, or use --format csv, parquet or sqlite", e.Sheet, e.Rows, excelize.TotalRows)
}

// add writes the row that was put together.
func (s *sheet) add() error {
	if s.rows++; s.rows > MaxRows {
		return &TooManyRows{s.name, s.rows + 1}
	}
	if err := s.out.SetRow("A"+strconv.Itoa(s.rows+1), s.row); err != nil {
		return fmt.Errorf("write row of sheet %s: %w", s.name, err)
	}
	s.row = s.row[:0]
	return nil
}

// text puts a text into the row; none where it is empty.
func (s *sheet) text(t string) {
	if t == "" {
		s.row = append(s.row, nil)
		return
	}
	s.row = append(s.row, fitting(t))
}

// maybe puts a text that may not be known.
func (s *sheet) maybe(t *string) {
	if t == nil {
		s.row = append(s.row, nil)
		return
	}
	s.text(*t)
}

// integer puts a whole number that may not be known.
func (s *sheet) integer(n *int) {
	if n == nil {
		s.row = append(s.row, nil)
		return
	}
	s.row = append(s.row, *n)
}

// exactDigits is how many digits a double holds, and Excel shows.
const exactDigits = 15

// number puts a number with the decimals that are printed; as text where a
// double does not hold its digits, or Excel not its sign.
func (s *sheet) number(n form.Number) error {
	_, decimals, _ := strings.Cut(string(n), ".")
	v, err := strconv.ParseFloat(string(n), 64)
	minusZero := v == 0 && strings.HasPrefix(string(n), "-")
	if err != nil || minusZero || len(n) > exactDigits || len(decimals) > maxDecimals || strings.ContainsAny(string(n), "eE") {
		s.row = append(s.row, fitting(string(n)))
		return nil
	}
	style, err := s.book.style(len(decimals))
	if err != nil {
		return err
	}
	s.row = append(s.row, excelize.Cell{StyleID: style, Value: v})
	return nil
}

// end closes the sheet with a filter on its header.
func (s *sheet) end() error {
	last, err := excelize.CoordinatesToCellName(s.wide, s.rows+1)
	if err == nil {
		err = s.book.file.AutoFilter(s.name, "A1:"+last, nil)
	}
	if err == nil {
		err = s.out.Flush()
	}
	if err != nil {
		return fmt.Errorf("end sheet %s: %w", s.name, err)
	}
	return nil
}

// fitting is a text as long as a cell can hold; one that was cut says so.
func fitting(t string) string {
	if len(t) <= maxText { // no character has more units than bytes
		return t
	}
	units, fits := 0, len(t)
	for i, r := range t {
		if units <= maxText-utf8.RuneCountInString(cutMark) {
			fits = i
		}
		if units += utf16.RuneLen(r); units > maxText {
			return t[:fits] + cutMark
		}
	}
	return t
}
