package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strings"

	"nianbao/crawler/frontier"
	"nianbao/store"
	"nianbao/store/export"
	"nianbao/store/export/parquet"
	"nianbao/store/export/sqlite"
	"nianbao/store/export/xlsx"
)

// exporting is one run of export.
type exporting struct {
	ctx     context.Context // of the run
	archive *store.Archive
	o       exportOptions
	expect  int // how many reports or captures there will be; 0 = not known
	bar     bar
}

// count is how many reports, or captures, there will be, as far as the indexes
// tell; 0 where they do not.
func (e *exporting) count() (int, error) {
	f := e.o.filter
	if !f.Since.IsZero() || f.NoDuplicates || f.AllKinds || len(f.Years) > 0 && f.RegionPrefix != "" || e.o.what == "urls" {
		return 0, nil
	}
	stats, err := e.archive.Stats(e.ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	switch {
	case e.o.what == "captures":
		for _, made := range stats.Captures {
			n += int(made)
		}
	case len(f.Years) > 0:
		for year, reports := range stats.Years {
			if f.TakesYear(year) {
				n += reports
			}
		}
	case f.RegionPrefix != "":
		for region, reports := range stats.Regions {
			if f.TakesRegion(region) {
				n += reports
			}
		}
	default:
		n = stats.Reports
	}
	return n, nil
}

// lines are the reports as lines.
func (e *exporting) lines() iter.Seq2[store.ReportLine, error] {
	return export.Counted(e.archive.Reports(e.ctx, e.o.filter), e.bar.Set)
}

// reports are the reports taken apart.
func (e *exporting) reports() iter.Seq2[*export.Report, error] { return export.Decode(e.lines()) }

func (e *exporting) captures() iter.Seq2[store.Capture, error] {
	return export.Counted(e.archive.Captures(e.ctx), e.bar.Set)
}

func (e *exporting) urls() iter.Seq2[frontier.Line, error] {
	return export.Counted(frontier.All(e.ctx, e.archive, ""), e.bar.Set)
}

// urlRows are the URLs as rows.
func (e *exporting) urlRows() iter.Seq2[export.URLRow, error] {
	return func(yield func(export.URLRow, error) bool) {
		for l, err := range e.urls() {
			row := export.URLRow{URL: l.URL, Portal: l.Portal, State: string(l.State), Outcome: string(l.Outcome),
				Cause: l.Cause, Referrer: l.Referrer, LastAt: l.LastAt, NextAt: l.NextAt}
			if !yield(row, err) {
				return
			}
		}
	}
}

// stream writes a format that is written from front to end.
func (e *exporting) stream(w io.Writer) error {
	switch {
	case e.o.format == "jsonl":
		return e.jsonl(w)
	case e.o.format == "xlsx" && e.o.what == "reports":
		return xlsx.Reports(w, e.reports(), xlsx.Options{Dir: e.folder(), Expect: e.expect})
	}
	switch e.o.what {
	case "cells":
		return writeTable(e, w, export.CellRows(e.reports()), func(r *export.CellRow) *int32 { return r.Year })
	case "sections":
		return writeTable(e, w, export.Of(e.reports(), (*export.Report).SectionRows), func(r *export.SectionRow) *int32 { return r.Year })
	case "findings":
		return writeTable(e, w, export.Of(e.reports(), (*export.Report).FindingRows), func(r *export.FindingRow) *int32 { return r.Year })
	case "captures":
		return writeTable(e, w, export.CaptureRows(e.captures()), nil)
	case "urls":
		return writeTable(e, w, e.urlRows(), nil)
	}
	return writeTable(e, w, export.Of(e.reports(), (*export.Report).Row), func(r *export.ReportRow) *int32 { return r.Year })
}

func (e *exporting) jsonl(w io.Writer) error {
	switch e.o.what {
	case "cells":
		return export.Write(w, export.Cells(e.lines()))
	case "captures":
		return export.Write(w, export.JSON(e.captures()))
	case "urls":
		return export.Write(w, export.JSON(e.urls()))
	}
	return export.Write(w, export.Reports(e.lines()))
}

// reportGroup is how many reports make a row group of Parquet: a few megabytes
// of text.
const reportGroup = 1000

// writeTable writes rows as a table. year is nil for rows that are of none.
func writeTable[T any](e *exporting, w io.Writer, rows iter.Seq2[T, error], year func(*T) *int32) error {
	switch e.o.format {
	case "csv":
		return export.CSV(w, rows, export.CSVOptions{NoBOM: e.o.noBOM})
	case "xlsx":
		o := xlsx.Options{Dir: e.folder()}
		if e.o.what == "captures" {
			o.Expect = e.expect
		}
		return xlsx.Rows(w, e.o.what, rows, o)
	case "parquet":
		o := parquet.Options[T]{Year: year, Dir: e.folder()}
		if e.o.what == "reports" {
			o.GroupCap = reportGroup
		}
		return parquet.Write(w, rows, o)
	}
	return fmt.Errorf("write %s: there is no such format", e.o.format)
}

// database writes a database into the empty file of this name.
func (e *exporting) database(name string) error {
	switch e.o.what {
	case "captures":
		return sqlite.Rows(e.ctx, name, e.o.what, export.CaptureRows(e.captures()))
	case "urls":
		return sqlite.Rows(e.ctx, name, e.o.what, e.urlRows())
	}
	return sqlite.Reports(e.ctx, name, e.reports())
}

// folder is where temporary files go: beside the file that is written, where
// there is room for it.
func (e *exporting) folder() string {
	if strings.HasPrefix(e.o.output, "/dev/") {
		return ""
	}
	return filepath.Dir(e.o.output)
}
