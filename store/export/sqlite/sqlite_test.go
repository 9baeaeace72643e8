package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/store/export"
	"nianbao/store/export/exporttest"
)

const reports = 150

// written writes the reports into a database and opens it again.
func written(t *testing.T) *sql.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "报告 %20?#.sqlite")
	err := export.FileByName(path, func(name string) error {
		return Reports(t.Context(), name, export.Decode(exporttest.Lines(reports)))
	})
	if err != nil {
		t.Fatal(err)
	}
	if all, err := os.ReadDir(filepath.Dir(path)); err != nil || len(all) != 1 {
		t.Fatalf("folder holds %v, %v", all, err)
	}
	source, err := sourceName(path)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// ask returns the rows of a query, each a line with | between; NULL is ∅.
func ask(t *testing.T, db *sql.DB, query string, args ...any) []string {
	t.Helper()
	rows, err := db.Query(query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for rows.Next() {
		cells := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		line := make([]string, len(columns))
		for i, c := range cells {
			line[i] = "∅"
			if c.Valid {
				line[i] = c.String
			}
		}
		out = append(out, strings.Join(line, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestEveryCellIsThere holds the view of cells against the reports.
func TestEveryCellIsThere(t *testing.T) {
	db := written(t)
	var want []string
	for n := range reports {
		r := exporttest.Report(n)
		for _, table := range r.Tables.All() {
			for _, row := range table.Table {
				for _, c := range row.Cells {
					value, state, raw := "∅", "", ""
					if c.Value != nil {
						value = string(*c.Value)
					}
					for _, note := range r.CellNotes {
						if note.Table == table.Name && note.Row == row.Key && note.Column == c.Column {
							state, raw = string(note.State), note.Raw
						}
					}
					want = append(want, strings.Join([]string{exporttest.ID(n), table.Name, r.Templates[table.Name], row.Key, c.Column, value, state, raw}, "|"))
				}
			}
		}
	}
	got := ask(t, db, "SELECT id, table_key, template, row_key, column_key, value_text, state, raw FROM tidy_cells")
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%.4000s", d)
	}
	if len(want) < 9000 {
		t.Errorf("only %d cells", len(want))
	}
	same := ask(t, db, "SELECT count(*) FROM cells WHERE (value IS NULL) <> (value_text IS NULL) OR abs(value - CAST(value_text AS REAL)) > 1e-9")
	if d := cmp.Diff([]string{"0"}, same); d != "" {
		t.Errorf("values that are not their text (-want +got):\n%s", d)
	}
}

func TestTheDatabaseHoldsTogether(t *testing.T) {
	db := written(t)
	for query, want := range map[string][]string{
		"PRAGMA integrity_check":       {"ok"},
		"PRAGMA foreign_key_check":     nil,
		"PRAGMA user_version":          {"1"},
		"SELECT count(*) FROM reports": {"150"},
		"SELECT count(DISTINCT n) FROM reports WHERE n BETWEEN 1 AND 150":                                                                    {"150"},
		"SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE type = 'view')":                                           {"tidy_cells"},
		"SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('cells') ORDER BY 1":                                                         {"places", "reports"},
		"SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('sections') UNION SELECT \"table\" FROM pragma_foreign_key_list('findings')": {"reports"},
		"SELECT count(*) FROM reports r WHERE errors <> (SELECT count(*) FROM findings f WHERE f.report = r.n AND severity = 'error')":       {"0"},
		"SELECT count(*) FROM reports r WHERE files <> (SELECT count(*) FROM attachments f WHERE f.report = r.n)":                            {"0"},
		"SELECT count(*) FROM reports r WHERE cells <> (SELECT count(value) FROM cells c WHERE c.report = r.n)":                              {"0"},
		"SELECT count(*) FROM reports r WHERE characters <> (SELECT coalesce(sum(length(text)), 0) FROM sections s WHERE s.report = r.n)":    {"0"},
	} {
		if d := cmp.Diff(want, ask(t, db, query)); d != "" {
			t.Errorf("%s (-want +got):\n%s", query, d)
		}
	}
}

// TestWordsOfAnyLengthAreFound compares the full-text index with looking.
func TestWordsOfAnyLengthAreFound(t *testing.T) {
	db := written(t)
	for word, query := range map[string]string{
		"复议": `"复 议"`, "群众": `"群 众"`, "政务新媒体": `"政 务 新 媒 体"`, "开目": `"开 目"`, "第3局": `agency : "第 3 局"`, "没有这个词": `"没 有 这 个 词"`,
	} {
		var want []string
		for n := range reports {
			r := exporttest.Report(n)
			found := r.Agency != nil && strings.Contains(*r.Agency, word)
			if !strings.HasPrefix(query, "agency") {
				found = found || strings.Contains(r.Title, word)
				for _, s := range r.Sections {
					found = found || strings.Contains(strings.ReplaceAll(s.Text, "\n", ""), word) || strings.Contains(s.Heading, word)
				}
			}
			if found {
				want = append(want, exporttest.ID(n))
			}
		}
		got := ask(t, db, "SELECT r.id FROM search s JOIN reports r ON r.n = s.rowid WHERE search MATCH ? ORDER BY r.n", query)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", word, d)
		}
	}
}

func TestTheSameReportsGiveTheSameBytes(t *testing.T) {
	var files [2][]byte
	for i := range files {
		path := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := Reports(t.Context(), path, export.Decode(exporttest.Lines(40))); err != nil {
			t.Fatal(err)
		}
		var err error
		if files[i], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("two exports of one archive differ")
	}
}

func TestErrorsComeBack(t *testing.T) {
	boom := errors.New("boom")
	bad := func(yield func(*export.Report, error) bool) {
		for r, err := range export.Decode(exporttest.Lines(50)) {
			if !yield(r, err) {
				return
			}
		}
		yield(nil, boom)
	}
	if err := Reports(t.Context(), filepath.Join(t.TempDir(), "x"), bad); !errors.Is(err, boom) {
		t.Errorf("error of the reports came back as %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Reports(ctx, filepath.Join(t.TempDir(), "x"), export.Decode(exporttest.Lines(50))); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	if err := Reports(t.Context(), filepath.Join(t.TempDir(), "no", "folder"), export.Decode(exporttest.Lines(5))); err == nil {
		t.Error("a folder that is not there is no error")
	}
}

func TestOtherRowsMakeOneTable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	rows := func(yield func(export.URLRow, error) bool) {
		for _, u := range []string{"http://a.example/", "http://b.example/"} {
			if !yield(export.URLRow{URL: u, State: "done"}, nil) {
				return
			}
		}
	}
	if err := Rows(t.Context(), path, "urls", rows); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	got := ask(t, db, "SELECT url, state, last_at FROM urls")
	if d := cmp.Diff([]string{"http://a.example/|done|∅", "http://b.example/|done|∅"}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
