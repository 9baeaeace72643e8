package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"nianbao/store"
	"nianbao/store/export"
	"nianbao/store/export/exporttest"
)

// filled makes an archive of n reports.
func filled(t *testing.T, dir string, n int) {
	t.Helper()
	a, err := store.Open(filepath.Join(dir, "archive.db"), store.Options{Verb: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(exporttest.Fill(t.Context(), a, n), a.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestEveryFormatHoldsTheSameCells exports an archive in each format, reads it
// with another reader and compares cell by cell.
func TestEveryFormatHoldsTheSameCells(t *testing.T) {
	dir := t.TempDir()
	filled(t, dir, 51)
	var want []string
	for _, c := range lines(t, must(t, dir, "export", "--what", "cells")) {
		want = append(want, cellLine(c["id"], c["table"], c["row"], c["column"], c["value"], c["state"], c["raw"]))
	}
	slices.Sort(want)
	if len(want) < 4000 {
		t.Fatalf("only %d cells", len(want))
	}
	for format, read := range map[string]func(t *testing.T, path string) []string{
		"csv": cellsOfCSV, "parquet": cellsOfParquet, "sqlite": cellsOfSQLite,
	} {
		t.Run(format, func(t *testing.T) {
			path := filepath.Join(dir, "out."+format)
			what := "cells"
			if format == "sqlite" {
				what = "reports"
			}
			must(t, dir, "export", "--format", format, "--what", what, "-o", path)
			got := read(t, path)
			slices.Sort(got)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("(-want +got):\n%.2000s", d)
			}
		})
	}
}

// cellLine is one cell; a value that is not there is nothing.
func cellLine(fields ...any) string {
	out := make([]string, len(fields))
	for i, f := range fields {
		if f != nil {
			out[i] = fmt.Sprint(f)
		}
	}
	return strings.Join(out, "|")
}

func cellsOfCSV(t *testing.T, path string) []string {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range records[1:] {
		var fields []any
		for _, name := range []string{"id", "table", "row", "column", "value", "state", "raw"} {
			fields = append(fields, strings.TrimPrefix(r[slices.Index(records[0], name)], "'"))
		}
		out = append(out, cellLine(fields...))
	}
	return out
}

func cellsOfParquet(t *testing.T, path string) []string {
	rows, err := parquet.ReadFile[export.CellRow](path)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range rows {
		var value any
		if r.Digits != nil {
			value = *r.Digits
		}
		out = append(out, cellLine(r.ID, r.Table, r.Row, r.Column, value, r.State, r.Raw))
	}
	return out
}

func cellsOfSQLite(t *testing.T, path string) []string {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT id, table_key, row_key, column_key, coalesce(value_text, ''), state, raw FROM tidy_cells")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id, table, row, column, value, state, raw string
		if err := rows.Scan(&id, &table, &row, &column, &value, &state, &raw); err != nil {
			t.Fatal(err)
		}
		out = append(out, cellLine(id, table, row, column, value, state, raw))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestEveryWhatIsWritten counts rows of everything in every format that takes
// it, against the lines.
func TestEveryWhatIsWritten(t *testing.T) {
	dir := t.TempDir()
	filled(t, dir, 20)
	must(t, dir, "import", write(t, dir, "a.txt", "没有报告")) // a capture that is no report
	counts := map[string]int{}
	for _, what := range []string{"reports", "captures", "urls"} {
		counts[what] = len(lines(t, must(t, dir, "export", "--what", what)))
	}
	for _, r := range lines(t, must(t, dir, "export")) {
		counts["sections"] += len(r["sections"].([]any))
		counts["findings"] += len(r["findings"].([]any))
	}
	for what, want := range counts {
		records, err := csv.NewReader(strings.NewReader(must(t, dir, "export", "--format", "csv", "--no-bom", "--what", what))).ReadAll()
		if err != nil || len(records)-1 != want {
			t.Errorf("csv has %d %s, want %d, %v", len(records)-1, what, want, err)
		}
		must(t, dir, "export", "--format", "parquet", "--what", what, "-o", what+".parquet")
		file, err := os.ReadFile(filepath.Join(dir, what+".parquet"))
		if err != nil {
			t.Fatal(err)
		}
		if f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file))); err != nil || int(f.NumRows()) != want {
			t.Errorf("parquet of %s, want %d rows: %v", what, want, err)
		}
		must(t, dir, "export", "--format", "xlsx", "--what", what, "-o", what+".xlsx")
		book, err := excelize.OpenFile(filepath.Join(dir, what+".xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		if rows, err := book.GetRows(book.GetSheetName(0)); err != nil || len(rows)-1 != want {
			t.Errorf("xlsx has %d %s, want %d, %v", len(rows)-1, what, want, err)
		}
		book.Close()
	}
	must(t, dir, "export", "--format", "sqlite", "--what", "captures", "-o", "captures.sqlite")
	all, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(all) > 0 {
		t.Errorf("temporary files are left: %v, %v", all, err)
	}
}

func TestExportFiltersEveryFormat(t *testing.T) {
	dir := t.TempDir()
	filled(t, dir, 51)
	for _, c := range []struct {
		args []string
		want int
	}{
		{[]string{"--year", "2023"}, 3}, {[]string{"--year", "2023", "--year", "2024"}, 6}, {[]string{"--region", "河南省/第3市/第3县"}, 1},
		{[]string{"--region", "河南省"}, 51}, {[]string{"--since", "2025-01-18"}, 0},
	} {
		args := append([]string{"export", "--format", "csv"}, c.args...)
		records, err := csv.NewReader(strings.NewReader(must(t, dir, args...))).ReadAll()
		if err != nil || len(records)-1 != c.want {
			t.Errorf("%v: %d reports, want %d, %v", c.args, len(records)-1, c.want, err)
		}
	}
}

func TestExportRefusesWhatMakesNoSense(t *testing.T) {
	dir := t.TempDir()
	filled(t, dir, 1)
	for _, c := range []struct {
		args, says string
	}{
		{"--format docx", "docx"}, {"--what dreams", "must be one of"}, {"--format xlsx", "-o"}, {"--format parquet", "-o"}, {"--format sqlite", "-o"},
		{"--format sqlite --what cells -o a.sqlite", "leave --what out"}, {"--what sections", "--format csv"},
		{"--no-bom", "csv only"}, {"--what captures --year 2023", "choose reports"}, {"--what urls --format csv --all-kinds", "choose reports"},
		{"--format csv -o a.xlsx", "--format xlsx"}, {"-o a.parquet", "--format parquet"}, {"-o archive.db", "that is the archive"},
		{"--format sqlite -o ./archive.db", "that is the archive"},
	} {
		r := nianbao(t, dir, append([]string{"export"}, strings.Fields(c.args)...)...)
		if r.code != exitUsage || !strings.Contains(r.errout, c.says) || r.out != "" {
			t.Errorf("%s: exit %d, %s%.100s", c.args, r.code, r.errout, r.out)
		}
	}
	if r := nianbao(t, dir, "export", "--format", "sqlite", "-o", os.DevNull); r.code != exitFailed || !strings.Contains(r.errout, "not a regular file") {
		t.Errorf("a device: exit %d, %s", r.code, r.errout)
	}
	if r := nianbao(t, dir, "export", "--format", "xlsx", "-o", filepath.Join("no", "such.xlsx")); r.code != exitFailed {
		t.Errorf("a folder that is not there: exit %d, %s", r.code, r.errout)
	}
	must(t, dir, "export") // the archive is as it was
}

// TestInterruptedExportLeavesNoFile sends Ctrl-C while a database is written.
func TestInterruptedExportLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	filled(t, dir, 600)
	must(t, dir, "export", "--format", "csv", "--year", "2023", "-o", "out.sqlite.csv")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := command(ctx, dir, "export", "--format", "sqlite", "-o", "out.sqlite")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for begun := false; !begun; {
		select {
		case <-ctx.Done():
			t.Fatal("the export never began")
		case <-tick.C:
			all, err := filepath.Glob(filepath.Join(dir, ".out.sqlite.*"))
			begun = err == nil && len(all) > 0
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
		t.Errorf("ended with %v, want 130", err)
	}
	all, err := filepath.Glob(filepath.Join(dir, "*out.sqlite*"))
	if err != nil || len(all) != 1 {
		t.Errorf("left: %v, %v", all, err)
	}
}
