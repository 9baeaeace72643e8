package export

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// byteOrderMark tells Excel that a file is UTF-8.
const byteOrderMark = "\ufeff"

// CSVOptions say how CSV is written. The zero value is for Excel.
type CSVOptions struct {
	NoBOM bool // no byte order mark in front, for programs that would read it as text
}

// CSV writes rows as CSV (RFC 4180): a header of column names, then a record
// for each row, in UTF-8, ended by CR LF. A field is quoted where it has to
// be; line breaks in it stay as they are. What is not known is an empty field.
//
// Text that a spreadsheet would take for a formula gets an apostrophe in front
// (see Defused); numbers, also negative ones, are as printed. It stops at the
// first error, of rows or of w.
func CSV[T any](w io.Writer, rows iter.Seq2[T, error], o CSVOptions) error {
	b := bufio.NewWriterSize(w, bufferSize)
	columns := Columns[T]()
	line := make([]byte, 0, 4096)
	if !o.NoBOM {
		line = append(line, byteOrderMark...)
	}
	for i := range columns {
		line = appendField(separated(line, i), columns[i].Name)
	}
	if _, err := b.Write(append(line, "\r\n"...)); err != nil {
		return fmt.Errorf("write header: %w", err)
	}
	for row, err := range rows {
		if err != nil {
			return errors.Join(err, b.Flush())
		}
		v := reflect.ValueOf(&row).Elem()
		line = line[:0]
		for i := range columns {
			line = columns[i].appendCSV(separated(line, i), v)
		}
		if _, err := b.Write(append(line, "\r\n"...)); err != nil {
			return fmt.Errorf("write row: %w", err)
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write row: %w", err)
	}
	return nil
}

func separated(line []byte, column int) []byte {
	if column > 0 {
		return append(line, ',')
	}
	return line
}

// appendCSV appends the column's value as a field.
func (c *Column) appendCSV(line []byte, row reflect.Value) []byte {
	v, ok := c.field(row)
	if !ok {
		return line
	}
	switch c.kind {
	case integer:
		return strconv.AppendInt(line, v.Int(), 10)
	case digits:
		return append(line, v.String()...)
	case moment:
		return v.Interface().(time.Time).UTC().AppendFormat(line, time.RFC3339Nano)
	case date:
		return Day(v.Int()).Time().AppendFormat(line, time.DateOnly)
	}
	return appendField(line, Defused(v.String()))
}

// appendField appends text as a field: in quotes, with those in it doubled,
// where it holds what ends a field or a record (RFC 4180 section 2, rules 5 to
// 7), or begins or ends with a space, which some readers drop.
func appendField(line []byte, s string) []byte {
	if !strings.ContainsAny(s, "\",\r\n") && !strings.HasPrefix(s, " ") && !strings.HasSuffix(s, " ") {
		return append(line, s...)
	}
	line = append(line, '"')
	for {
		before, after, more := strings.Cut(s, `"`)
		line = append(line, before...)
		if !more {
			return append(line, '"')
		}
		line, s = append(line, `""`...), after
	}
}

// Defused is text that no spreadsheet takes for a formula: where it begins
// with one of = + - @, their full-width forms, a tab or a line end, or with an
// apostrophe, an apostrophe stands in front. So dropping one apostrophe from
// the front of every text that has one gives back what was there.
func Defused(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	if strings.ContainsRune("=+-@＝＋－＠\t\r\n'", first) && s != "" {
		return "'" + s
	}
	return s
}
