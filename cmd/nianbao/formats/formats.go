// Package formats writes what an archive holds in every format there is: for
// export, and for downloads of what a page shows.
//
// A format is how it is written, a subject what is written: reports, their
// cells, sections or findings, captures, or URLs.
package formats

import (
	"context"
	"fmt"
	"io"
	"iter"

	"nianbao/crawler/frontier"
	"nianbao/store"
	"nianbao/store/export"
	"nianbao/store/export/parquet"
	"nianbao/store/export/sqlite"
	"nianbao/store/export/xlsx"
)

// Source is what is written. Each sequence is needed only where its subject is.
type Source struct {
	Lines    iter.Seq2[store.ReportLine, error]
	Captures iter.Seq2[store.Capture, error]
	URLs     iter.Seq2[frontier.Line, error]
	Expect   int    // how many reports or captures there will be; 0 = not known
	Dir      string // where temporary files go; "" = the system's place
	NoBOM    bool   // CSV without a byte order mark
}

// Stream writes a subject in a format that is written from front to end:
// jsonl, csv, xlsx, parquet.
func Stream(w io.Writer, format, what string, src Source) error {
	s := &stream{w: w, format: format, what: what, src: src}
	switch {
	case format == "jsonl":
		return s.jsonl()
	case format == "xlsx" && what == "reports":
		return xlsx.Reports(w, s.reports(), xlsx.Options{Dir: src.Dir, Expect: src.Expect})
	}
	switch what {
	case "cells":
		return table(s, export.CellRows(s.reports()), func(r *export.CellRow) *int32 { return r.Year })
	case "sections":
		return table(s, export.Of(s.reports(), (*export.Report).SectionRows), func(r *export.SectionRow) *int32 { return r.Year })
	case "findings":
		return table(s, export.Of(s.reports(), (*export.Report).FindingRows), func(r *export.FindingRow) *int32 { return r.Year })
	case "captures":
		return table(s, export.CaptureRows(src.Captures), nil)
	case "urls":
		return table(s, urlRows(src.URLs), nil)
	}
	return table(s, export.Of(s.reports(), (*export.Report).Row), func(r *export.ReportRow) *int32 { return r.Year })
}

// Database writes a subject as an SQLite database into the empty file of this
// name.
func Database(ctx context.Context, name, what string, src Source) error {
	switch what {
	case "captures":
		return sqlite.Rows(ctx, name, what, export.CaptureRows(src.Captures))
	case "urls":
		return sqlite.Rows(ctx, name, what, urlRows(src.URLs))
	}
	return sqlite.Reports(ctx, name, export.Decode(src.Lines))
}

// stream is one writing.
type stream struct {
	w            io.Writer
	format, what string
	src          Source
}

// reports are the reports taken apart.
func (s *stream) reports() iter.Seq2[*export.Report, error] { return export.Decode(s.src.Lines) }

func (s *stream) jsonl() error {
	switch s.what {
	case "cells":
		return export.Write(s.w, export.Cells(s.src.Lines))
	case "captures":
		return export.Write(s.w, export.JSON(s.src.Captures))
	case "urls":
		return export.Write(s.w, export.JSON(s.src.URLs))
	}
	return export.Write(s.w, export.Reports(s.src.Lines))
}

// urlRows are the URLs as rows.
func urlRows(lines iter.Seq2[frontier.Line, error]) iter.Seq2[export.URLRow, error] {
	return func(yield func(export.URLRow, error) bool) {
		for l, err := range lines {
			row := export.URLRow{URL: l.URL, Portal: l.Portal, State: string(l.State), Outcome: string(l.Outcome),
				Cause: l.Cause, Referrer: l.Referrer, LastAt: l.LastAt, NextAt: l.NextAt, Method: l.Method, RequestBody: l.RequestBody}
			if !yield(row, err) {
				return
			}
		}
	}
}

// reportGroup is how many reports make a row group of Parquet: a few megabytes
// of text.
const reportGroup = 1000

// table writes rows as a table. year is nil for rows that are of none.
func table[T any](s *stream, rows iter.Seq2[T, error], year func(*T) *int32) error {
	switch s.format {
	case "csv":
		return export.CSV(s.w, rows, export.CSVOptions{NoBOM: s.src.NoBOM})
	case "xlsx":
		o := xlsx.Options{Dir: s.src.Dir}
		if s.what == "captures" {
			o.Expect = s.src.Expect
		}
		return xlsx.Rows(s.w, s.what, rows, o)
	case "parquet":
		o := parquet.Options[T]{Year: year, Dir: s.src.Dir}
		if s.what == "reports" {
			o.GroupCap = reportGroup
		}
		return parquet.Write(s.w, rows, o)
	}
	return fmt.Errorf("write %s: there is no such format", s.format)
}
