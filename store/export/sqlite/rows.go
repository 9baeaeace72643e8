package sqlite

import (
	"context"
	"iter"
	"reflect"
	"strings"

	"nianbao/store/export"
)

// Rows writes a database of one table into the empty file by this name.
func Rows[T any](ctx context.Context, name, table string, rows iter.Seq2[T, error]) error {
	columns := export.Columns[T]()
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = `"` + c.Name + `"`
	}
	return write(ctx, name, func(b *base) error {
		if err := b.run("CREATE TABLE " + table + " (" + strings.Join(names, ", ") + ")"); err != nil {
			return err
		}
		in, err := b.inserter(table, names...)
		if err != nil {
			return err
		}
		for row, err := range rows {
			if err != nil {
				return err
			}
			if err := in.add(values(columns, reflect.ValueOf(row))...); err != nil {
				return err
			}
		}
		return in.end()
	})
}
