package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// base is a database that is being written, through one connection.
type base struct {
	ctx  context.Context // of the whole writing, which is one call
	db   *sql.DB
	conn *sql.Conn
}

// settings make writing fast: the file is nobody else's, and is thrown away if
// it does not become whole. The cache is 16 MiB, and takes some four times that.
const settings = `
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -16384;
PRAGMA page_size = 8192;
`

// write opens the file by name, which is empty, runs fill in one transaction,
// and closes it.
func write(ctx context.Context, name string, fill func(*base) error) (err error) {
	source, err := sourceName(name)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", source)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	b := &base{ctx: ctx, db: db, conn: conn}
	if err := b.run(settings, fmt.Sprintf("PRAGMA user_version = %d; BEGIN", Version)); err != nil {
		return err
	}
	if err := fill(b); err != nil {
		return err
	}
	return b.run("COMMIT", "PRAGMA analysis_limit = 1000; ANALYZE")
}

// sourceName is a file's name as a URI, whatever characters are in it.
func sourceName(name string) (string, error) {
	path, err := filepath.Abs(name)
	if err != nil {
		return "", fmt.Errorf("open database: %w", err)
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive
	}
	return (&url.URL{Scheme: "file", Path: path}).String(), nil
}

func (b *base) run(statements ...string) error {
	for _, s := range statements {
		if _, err := b.conn.ExecContext(b.ctx, s); err != nil {
			first, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
			return fmt.Errorf("write database: %s: %w", first, err)
		}
	}
	return nil
}

// maxValues is how many values one INSERT hands over: many rows a call are
// faster than one.
const maxValues = 512

// inserter adds rows to one table, many at a time. Columns are named by those
// who add.
type inserter struct {
	base   *base
	head   string
	width  int
	full   *sql.Stmt // of as many rows as fit
	rows   int       // that fit
	values []any
}

func (b *base) inserter(table string, columns ...string) (*inserter, error) {
	in := &inserter{base: b, width: len(columns), rows: max(1, maxValues/len(columns))}
	in.head = "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES "
	var err error
	if in.full, err = b.conn.PrepareContext(b.ctx, in.statement(in.rows)); err != nil {
		return nil, fmt.Errorf("write %s: %w", table, err)
	}
	return in, nil
}

// statement inserts so many rows.
func (in *inserter) statement(rows int) string {
	one := "(?" + strings.Repeat(", ?", in.width-1) + ")"
	return in.head + one + strings.Repeat(", "+one, rows-1)
}

// add takes one row, and writes when there are enough.
func (in *inserter) add(values ...any) error {
	in.values = append(in.values, values...)
	if len(in.values) < in.rows*in.width {
		return nil
	}
	return in.flush()
}

// flush writes what was added.
func (in *inserter) flush() error {
	rows := len(in.values) / in.width
	var err error
	switch rows {
	case 0:
		return nil
	case in.rows:
		_, err = in.full.ExecContext(in.base.ctx, in.values...)
	default:
		_, err = in.base.conn.ExecContext(in.base.ctx, in.statement(rows), in.values...)
	}
	clear(in.values)
	in.values = in.values[:0]
	if err != nil {
		return fmt.Errorf("%s: %w", in.head, err)
	}
	return nil
}

// end writes the rest.
func (in *inserter) end() error {
	return errors.Join(in.flush(), in.full.Close())
}
