package xlsx

import (
	"errors"
	"io"
	"iter"
	"reflect"
	"time"

	"nianbao/extract/form"
	"nianbao/store/export"
)

// Rows writes a workbook of one sheet: the columns' names, and a row for each
// of rows.
func Rows[T any](w io.Writer, name string, rows iter.Seq2[T, error], o Options) (err error) {
	if o.Expect > MaxRows {
		return &TooManyRows{name, o.Expect + 1}
	}
	b, err := newBook(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	columns := export.Columns[T]()
	heads := make([]head, len(columns))
	for i, c := range columns {
		heads[i] = head{title: c.Name, width: 16}
	}
	s, err := b.sheet(name, 0, heads)
	if err != nil {
		return err
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		if err := s.addColumns(columns, reflect.ValueOf(row)); err != nil {
			return err
		}
	}
	return b.writeTo(w, o.Dir)
}

// timeLayout is how times stand in a sheet, in UTC: as text that sorts, since
// Excel's own times have no time zone.
const timeLayout = "2006-01-02 15:04:05Z"

// addColumns writes a row of a type of export.
func (s *sheet) addColumns(columns []export.Column, row reflect.Value) error {
	for i := range columns {
		switch v := columns[i].Value(row).(type) {
		case string:
			s.text(v)
		case form.Number:
			if err := s.number(v); err != nil {
				return err
			}
		case time.Time:
			s.text(v.UTC().Format(timeLayout))
		case export.Day:
			s.text(v.String())
		default:
			s.row = append(s.row, v) // a whole number, or nothing
		}
	}
	return s.add()
}
