package sqlite

import (
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"

	"nianbao/extract/form"
	"nianbao/store/export"
)

// values are a row's values, column by column.
func values(columns []export.Column, row reflect.Value) []any {
	out := make([]any, len(columns))
	for i := range columns {
		switch v := columns[i].Value(row).(type) {
		case time.Time:
			out[i] = v.UTC().Format(time.RFC3339Nano)
		case export.Day:
			out[i] = v.String()
		case form.Number:
			out[i] = string(v)
		default:
			out[i] = v
		}
	}
	return out
}

// numeric is a number to calculate with: an integer where it is one.
func numeric(n *form.Number) any {
	if n == nil {
		return nil
	}
	if i, err := strconv.ParseInt(string(*n), 10, 64); err == nil {
		return i
	}
	v, err := strconv.ParseFloat(string(*n), 64)
	if err != nil {
		return nil
	}
	return v
}

func orNull(n *int32) any {
	if n == nil {
		return nil
	}
	return int64(*n)
}

// spaced writes a text for the full-text index: a space on each side of every
// character of Chinese, so that each is a word, and a line end behind it.
func spaced(b *strings.Builder, text string) {
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			b.WriteByte(' ')
			b.WriteRune(r)
			b.WriteByte(' ')
			continue
		}
		b.WriteRune(r)
	}
	b.WriteByte('\n')
}
