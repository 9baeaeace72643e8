package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// version is that of the tables below and of the tokens in them. A file of
// another one is built anew.
const version = 3

const schema = `
CREATE TABLE reports (
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, year INTEGER NOT NULL, region TEXT NOT NULL,
  agency TEXT NOT NULL, form TEXT NOT NULL, host TEXT NOT NULL, title TEXT NOT NULL, content TEXT NOT NULL,
  url TEXT NOT NULL, findings TEXT NOT NULL);
CREATE INDEX reports_agency ON reports (agency, region, year);
CREATE TABLE tally (
  kind TEXT NOT NULL, name TEXT NOT NULL, year INTEGER NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (kind, name, year)) WITHOUT ROWID;
CREATE TABLE fed (one INTEGER PRIMARY KEY CHECK (one = 1), change INTEGER NOT NULL, origin TEXT NOT NULL, seq INTEGER NOT NULL);
INSERT INTO fed VALUES (1, 0, '', 0);
CREATE VIRTUAL TABLE grams USING fts5 (tokens, content='', contentless_delete=1, detail=none, tokenize='ascii');
`

// file is an open index file.
type file struct {
	name  string
	info  fs.FileInfo // as it was opened: another by its name is another file
	write *sql.DB     // one connection
	read  *sql.DB
}

// settings of every connection: a reader never waits for the writer, and one
// that has to wait for another process does so for a while.
const settings = "?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=busy_timeout(10000)&_pragma=cache_size(-4096)&_pragma=temp_store(MEMORY)"

// openFile opens the index, or makes it: where there is none, and where what
// is there is of another version or no index at all.
func openFile(ctx context.Context, name string) (*file, error) {
	f, err := tryFile(ctx, name)
	if err == nil {
		return f, nil
	}
	if ctx.Err() != nil || !errors.Is(err, errUseless) {
		return nil, err
	}
	if err := removeFile(name); err != nil {
		return nil, err
	}
	return tryFile(ctx, name)
}

// errUseless is the reason why a file must be made anew.
var errUseless = errors.New("not an index of this version")

// removeFile deletes an index with what SQLite keeps beside it. What begins
// otherwise than SQLite's files do is somebody else's, and stays.
func removeFile(name string) error {
	if !isOurs(name) {
		return fmt.Errorf("open search index %s: not a search index; move it away or name another with --index", name)
	}
	for _, suffix := range []string{"-wal", "-shm", ""} {
		if err := os.Remove(name + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove search index: %w", err)
		}
	}
	return nil
}

// magic begins every SQLite file (SQLite, file format, section 1.3).
const magic = "SQLite format 3\x00"

func isOurs(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	defer f.Close()
	head := make([]byte, len(magic))
	n, _ := f.Read(head) // an empty file is one that was begun
	return n == 0 || string(head[:n]) == magic
}

func tryFile(ctx context.Context, name string) (_ *file, err error) {
	if !isOurs(name) {
		return nil, fmt.Errorf("open search index %s: %w", name, errUseless)
	}
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		for _, suffix := range []string{"-wal", "-shm"} {
			_ = os.Remove(name + suffix) // of a file that was deleted: not of the new one
		}
	}
	source, err := sourceName(name)
	if err != nil {
		return nil, err
	}
	f := &file{name: name}
	defer func() {
		if err != nil {
			f.close()
		}
	}()
	if f.write, err = sql.Open("sqlite", source+settings+"&_txlock=immediate"); err != nil {
		return nil, fmt.Errorf("open search index: %w", err)
	}
	f.write.SetMaxOpenConns(1)
	if err := f.prepare(ctx); err != nil {
		return nil, err
	}
	if f.read, err = sql.Open("sqlite", source+settings+"&_pragma=query_only(1)&mode=rw"); err != nil {
		return nil, fmt.Errorf("open search index: %w", err)
	}
	f.read.SetMaxOpenConns(2 * runtime.GOMAXPROCS(0))
	f.read.SetMaxIdleConns(2 * runtime.GOMAXPROCS(0))
	if f.info, err = os.Stat(name); err != nil {
		return nil, fmt.Errorf("open search index: %w", err)
	}
	return f, nil
}

// prepare makes the tables of a new file and looks at those of an old one.
func (f *file) prepare(ctx context.Context) error {
	var found, tables int
	err := f.write.QueryRowContext(ctx, "PRAGMA user_version").Scan(&found)
	if err == nil {
		err = f.write.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables)
	}
	switch {
	case err != nil && damaged(err):
		return fmt.Errorf("open search index %s: %w: %w", f.name, errUseless, err)
	case err != nil:
		return fmt.Errorf("open search index %s: %w", f.name, err)
	case found == version && tables > 0:
		return f.probe(ctx)
	case tables > 0:
		return fmt.Errorf("open search index %s: %w", f.name, errUseless)
	}
	_, err = f.write.ExecContext(ctx, "BEGIN IMMEDIATE;"+schema+fmt.Sprintf("PRAGMA user_version = %d; COMMIT", version))
	if err != nil {
		return fmt.Errorf("make search index %s: %w", f.name, err)
	}
	return nil
}

// probe reads a little of every table, so that a file that is cut or damaged
// at large is known at once.
func (f *file) probe(ctx context.Context) error {
	for _, q := range []string{
		"SELECT coalesce(max(row), 0) FROM reports", "SELECT count(*) FROM tally", "SELECT change FROM fed",
		`SELECT count(*) FROM grams WHERE grams MATCH '"` + facet(facetHost, "") + `"'`,
	} {
		var n int64
		if err := f.write.QueryRowContext(ctx, q).Scan(&n); err != nil && damaged(err) {
			return fmt.Errorf("open search index %s: %w: %w", f.name, errUseless, err)
		} else if err != nil {
			return fmt.Errorf("open search index %s: %w", f.name, err)
		}
	}
	return nil
}

// damaged tells an error that says the file is no database, or a broken one.
func damaged(err error) bool {
	text := err.Error()
	for _, sign := range []string{"malformed", "not a database", "SQLITE_CORRUPT", "SQLITE_NOTADB", "no such table", "disk I/O error", "unable to open database", "database disk image"} {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return false
}

// gone tells that the file was deleted, or another put in its place.
func (f *file) gone() bool {
	info, err := os.Stat(f.name)
	return err != nil || !os.SameFile(info, f.info)
}

func (f *file) close() {
	for _, db := range []*sql.DB{f.read, f.write} {
		if db != nil {
			_ = db.Close() // nothing in it is lost: what was not committed is fed again
		}
	}
}

// sourceName is a file's name as a URI, whatever characters are in it.
func sourceName(name string) (string, error) {
	path, err := filepath.Abs(name)
	if err != nil {
		return "", fmt.Errorf("open search index: %w", err)
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive
	}
	return (&url.URL{Scheme: "file", Path: path}).String(), nil
}
