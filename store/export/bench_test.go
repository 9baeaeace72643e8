package export_test

import (
	"io"
	"iter"
	"testing"

	"nianbao/store"
	"nianbao/store/export"
	"nianbao/store/export/exporttest"
	"nianbao/store/export/parquet"
)

// kept yields the first n reports, made beforehand.
func kept(b *testing.B, n int) iter.Seq2[store.ReportLine, error] {
	var all []store.ReportLine
	bytes := 0
	for line, err := range exporttest.Lines(n) {
		if err != nil {
			b.Fatal(err)
		}
		all, bytes = append(all, line), bytes+len(line.JSON)
	}
	b.SetBytes(int64(bytes))
	return func(yield func(store.ReportLine, error) bool) {
		for _, line := range all {
			if !yield(line, nil) {
				return
			}
		}
	}
}

// BenchmarkFormats measures writing 2000 reports that are in memory: what the
// formats themselves cost.
func BenchmarkFormats(b *testing.B) {
	const reports = 2000
	year := func(r *export.CellRow) *int32 { return r.Year }
	for name, write := range map[string]func(lines iter.Seq2[store.ReportLine, error]) error{
		"decode": func(lines iter.Seq2[store.ReportLine, error]) error {
			for _, err := range export.Decode(lines) {
				if err != nil {
					return err
				}
			}
			return nil
		},
		"jsonl_cells": func(lines iter.Seq2[store.ReportLine, error]) error {
			return export.Write(io.Discard, export.Cells(lines))
		},
		"csv_reports": func(lines iter.Seq2[store.ReportLine, error]) error {
			return export.CSV(io.Discard, export.Of(export.Decode(lines), (*export.Report).Row), export.CSVOptions{})
		},
		"csv_cells": func(lines iter.Seq2[store.ReportLine, error]) error {
			return export.CSV(io.Discard, export.CellRows(export.Decode(lines)), export.CSVOptions{})
		},
		"parquet_reports": func(lines iter.Seq2[store.ReportLine, error]) error {
			return parquet.Write(io.Discard, export.Of(export.Decode(lines), (*export.Report).Row), parquet.Options[export.ReportRow]{
				Year: func(r *export.ReportRow) *int32 { return r.Year }})
		},
		"parquet_cells": func(lines iter.Seq2[store.ReportLine, error]) error {
			return parquet.Write(io.Discard, export.CellRows(export.Decode(lines)), parquet.Options[export.CellRow]{Year: year})
		},
	} {
		b.Run(name, func(b *testing.B) {
			lines := kept(b, reports)
			for b.Loop() {
				if err := write(lines); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(reports*float64(b.N)/b.Elapsed().Seconds(), "reports/s")
		})
	}
}
