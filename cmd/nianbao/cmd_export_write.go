package main

import (
	"context"
	"io"
	"iter"
	"path/filepath"
	"strings"

	"nianbao/cmd/nianbao/formats"
	"nianbao/crawler/frontier"
	"nianbao/store"
	"nianbao/store/export"
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

// source is what there is to be written.
func (e *exporting) source() formats.Source {
	return formats.Source{
		Lines: e.lines(), Captures: export.Counted(e.archive.Captures(e.ctx), e.bar.Set),
		URLs:   export.Counted(frontier.All(e.ctx, e.archive, ""), e.bar.Set),
		Expect: e.expect, Dir: e.folder(), NoBOM: e.o.noBOM,
	}
}

// stream writes a format that is written from front to end.
func (e *exporting) stream(w io.Writer) error {
	return formats.Stream(w, e.o.format, e.o.what, e.source())
}

// database writes a database into the empty file of this name.
func (e *exporting) database(name string) error {
	return formats.Database(e.ctx, name, e.o.what, e.source())
}

// folder is where temporary files go: beside the file that is written, where
// there is room for it.
func (e *exporting) folder() string {
	if strings.HasPrefix(e.o.output, "/dev/") {
		return ""
	}
	return filepath.Dir(e.o.output)
}
