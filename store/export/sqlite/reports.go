package sqlite

import (
	"context"
	"iter"
	"reflect"
	"strings"

	"nianbao/extract/form"
	"nianbao/store/export"
)

// Reports writes a database of reports into the empty file by this name.
func Reports(ctx context.Context, name string, reports iter.Seq2[*export.Report, error]) error {
	return write(ctx, name, func(b *base) error {
		if err := b.run(tables, fillFast); err != nil {
			return err
		}
		f, err := b.filler()
		if err != nil {
			return err
		}
		for r, err := range reports {
			if err != nil {
				return err
			}
			if err := f.add(r); err != nil {
				return err
			}
		}
		if err := f.end(); err != nil {
			return err
		}
		return b.run(indexes)
	})
}

// fillFast lets the full-text index take 16 MiB before it writes a segment.
const fillFast = `INSERT INTO search (search, rank) VALUES ('hashsize', 16777216)`

// filler adds reports to all tables.
type filler struct {
	columns []export.Column // of reports, but for n

	reports, sections, places, cells, findings, attachments, search *inserter

	n     int64 // the last report
	known map[form.Place]int64
}

func (b *base) filler() (*filler, error) {
	f := &filler{columns: export.Columns[export.ReportRow](), known: map[form.Place]int64{}}
	names := []string{"n"}
	for _, c := range f.columns {
		names = append(names, c.Name)
	}
	for _, t := range []struct {
		in      **inserter
		table   string
		columns []string
	}{
		{&f.reports, "reports", names},
		{&f.sections, "sections", []string{"report", "position", "number", "ordinal", "heading", "text"}},
		{&f.places, "places", []string{"place", "table_key", "row_key", "column_key", "table_label", "row_label", "column_label", "unit"}},
		{&f.cells, "cells", []string{"report", "place", "value", "value_text", "state", "raw"}},
		{&f.findings, "findings", []string{"report", "position", "rule", "severity", "table_key", "row_key", "column_key", "column_keys",
			"section", "expected", "actual", "detail", "message"}},
		{&f.attachments, "attachments", []string{"report", "position", "url", "name", "sha256", "media_type"}},
		{&f.search, "search", []string{"rowid", "title", "agency", "text"}},
	} {
		var err error
		if *t.in, err = b.inserter(t.table, t.columns...); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// end writes what is left.
func (f *filler) end() error {
	for _, in := range []*inserter{f.reports, f.sections, f.places, f.cells, f.findings, f.attachments, f.search} {
		if err := in.end(); err != nil {
			return err
		}
	}
	return nil
}

func (f *filler) add(r *export.Report) error {
	f.n++
	var err error
	r.Row(func(row export.ReportRow) bool {
		err = f.reports.add(append([]any{f.n}, values(f.columns, reflect.ValueOf(row))...)...)
		if err == nil {
			err = f.addParts(&row)
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	return f.addCells(r)
}

// addParts adds the lists of a report.
func (f *filler) addParts(row *export.ReportRow) error {
	var text strings.Builder
	for i, s := range row.Sections {
		if err := f.sections.add(f.n, i+1, orNull(s.Number), s.Ordinal, s.Heading, s.Text); err != nil {
			return err
		}
		spaced(&text, s.Heading)
		spaced(&text, s.Text)
	}
	for i, found := range row.Findings {
		err := f.findings.add(f.n, i+1, found.Rule, found.Severity, found.Table, found.Row, found.Column, found.Columns,
			orNull(found.Section), numeric(found.ExpectedText), numeric(found.ActualText), found.Detail, found.Message)
		if err != nil {
			return err
		}
	}
	for i, a := range row.Attachments {
		if err := f.attachments.add(f.n, i+1, a.URL, a.Name, a.SHA256, a.MediaType); err != nil {
			return err
		}
	}
	var title, agency strings.Builder
	spaced(&title, row.Title)
	if row.Agency != nil {
		spaced(&agency, *row.Agency)
	}
	return f.search.add(f.n, title.String(), agency.String(), text.String())
}

func (f *filler) addCells(r *export.Report) error {
	var err error
	r.EachCell(func(at form.Place, c form.Cell, n export.Noted) bool {
		var place int64
		if place, err = f.place(at); err != nil {
			return false
		}
		var digits any
		if c.Value != nil {
			digits = string(*c.Value)
		}
		err = f.cells.add(f.n, place, numeric(c.Value), digits, string(n.State), n.Raw)
		return err == nil
	})
	return err
}

// place is the number of a place; a new one is added to the table of places.
func (f *filler) place(at form.Place) (int64, error) {
	if n, ok := f.known[at]; ok {
		return n, nil
	}
	n := int64(len(f.known) + 1)
	f.known[at] = n
	l := export.LabelOf(at)
	return n, f.places.add(n, at.Table, at.Row, at.Column, l.Table, l.Row, l.Column, l.Unit)
}
