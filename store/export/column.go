package export

import (
	"cmp"
	"reflect"
	"strings"
	"time"

	"nianbao/extract/form"
)

// Column is one column of rows of a type, for formats that do not nest.
type Column struct {
	Name  string
	index []int
	kind  kind
}

// kind is how a column's values are read.
type kind int

const (
	textKind kind = iota
	integer
	digits // a number as printed
	moment
	date
)

// Columns lists the columns of rows of type T: its fields in order, those of
// embedded structs among them. A field's name is that of its parquet tag, or
// of its flat tag where that names another; flat:"-" and lists are left out.
func Columns[T any]() []Column {
	return columnsOf(reflect.TypeFor[T](), nil)
}

func columnsOf(t reflect.Type, index []int) []Column {
	var out []Column
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(append([]int{}, index...), i)
		if f.Anonymous {
			out = append(out, columnsOf(f.Type, at)...)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("parquet"), ",")
		name = cmp.Or(f.Tag.Get("flat"), name)
		if k, ok := kindOf(f.Type); ok && name != "-" {
			out = append(out, Column{name, at, k})
		}
	}
	return out
}

// kindOf is the kind of a field; false for lists.
func kindOf(t reflect.Type) (kind, bool) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[form.Number]():
		return digits, true
	case reflect.TypeFor[time.Time]():
		return moment, true
	case reflect.TypeFor[Day]():
		return date, true
	}
	switch t.Kind() {
	case reflect.String:
		return textKind, true
	case reflect.Int32, reflect.Int64:
		return integer, true
	}
	return 0, false
}

// field is the column's field in a row; false where it is nil.
func (c *Column) field(row reflect.Value) (reflect.Value, bool) {
	v := row.FieldByIndex(c.index)
	if v.Kind() != reflect.Pointer {
		return v, true
	}
	return v.Elem(), !v.IsNil()
}

// Value is the column's value in a row: nil, string, int64, form.Number,
// time.Time or Day.
func (c *Column) Value(row reflect.Value) any {
	v, ok := c.field(row)
	if !ok {
		return nil
	}
	switch c.kind {
	case integer:
		return v.Int()
	case textKind:
		return v.String()
	}
	return v.Interface()
}
