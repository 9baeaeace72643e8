package xlsx

import (
	"errors"
	"io"
	"iter"
	"reflect"

	"nianbao/extract/form"
	"nianbao/store/export"
)

// reportSheets are the sheets of a workbook of reports.
type reportSheets struct {
	reports, findings *sheet
	tables            []*tableSheet
	statistics        *statSheet
	columns           []export.Column
}

// Reports writes a workbook of reports. Where it is known how many there will
// be, one that cannot fit is refused before much is written.
func Reports(w io.Writer, reports iter.Seq2[*export.Report, error], o Options) (err error) {
	if o.Expect > MaxRows {
		return &TooManyRows{sheetReports, o.Expect + 1}
	}
	b, err := newBook(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	s, err := b.reportSheets()
	if err != nil {
		return err
	}
	for r, err := range reports {
		if err != nil {
			return err
		}
		if err := s.add(r); err != nil {
			return err
		}
		if err := b.foresee(s.reports.rows, o.Expect); err != nil {
			return err
		}
	}
	return b.writeTo(w, o.Dir)
}

// foretold is after how many reports a sheet's size can be told. Reports come
// in the order of their ids, which are hashes: any stretch of them is like the
// whole.
const foretold = 1000

// foresee refuses what will not fit, from the rows that so many reports gave.
// What is off by less than a tenth is left to be seen.
func (b *book) foresee(reports, expect int) error {
	if reports != foretold || expect <= foretold {
		return nil
	}
	for _, s := range b.sheets {
		if rows := s.rows / reports * expect; rows > MaxRows+MaxRows/10 {
			return &TooManyRows{s.name, rows}
		}
	}
	return nil
}

func (b *book) reportSheets() (*reportSheets, error) {
	s := &reportSheets{columns: export.Columns[export.ReportRow]()}
	heads := make([]head, len(s.columns))
	for i, c := range s.columns {
		heads[i] = reportTitles[c.Name]
	}
	var err error
	if s.reports, err = b.sheet(sheetReports, 1, heads); err != nil {
		return nil, err
	}
	for _, table := range []string{form.Disclosure, form.Applications, form.ReviewLitigation} {
		t, err := b.tableSheet(table)
		if err != nil {
			return nil, err
		}
		s.tables = append(s.tables, t)
	}
	if s.statistics, err = b.statSheet(); err != nil {
		return nil, err
	}
	s.findings, err = b.sheet(sheetFindings, len(keyHeads), append(keyHeads[:len(keyHeads):len(keyHeads)], findingHeads...))
	return s, err
}

// add writes what one report gives to each sheet.
func (s *reportSheets) add(r *export.Report) error {
	var err error
	r.Row(func(row export.ReportRow) bool {
		err = s.reports.addColumns(s.columns, reflect.ValueOf(row))
		return err == nil
	})
	if err != nil {
		return err
	}
	notes := r.Noted()
	for _, t := range s.tables {
		if err := t.add(r, notes); err != nil {
			return err
		}
	}
	if err := s.statistics.add(r, notes); err != nil {
		return err
	}
	return s.addFindings(r)
}

func (s *reportSheets) addFindings(r *export.Report) error {
	f := s.findings
	for i := range r.Findings {
		found := &r.Findings[i]
		f.key(r)
		f.text(severities[string(found.Severity)])
		f.text(found.Rule)
		f.text(nameUnlessEmpty(found.Table, form.TableName))
		f.text(nameUnlessEmpty(found.Row, func(row string) string { return form.RowName(found.Table, row) }))
		columns := found.Columns
		if found.Column != "" {
			columns = []string{found.Column}
		}
		f.text(columnNames(found.Table, columns))
		f.integer(found.Section)
		for _, n := range []*form.Number{found.Expected, found.Actual} {
			if err := f.maybeNumber(n); err != nil {
				return err
			}
		}
		f.text(found.Message)
		if err := f.add(); err != nil {
			return err
		}
	}
	return nil
}

// key puts what a row begins with: which report it is of.
func (s *sheet) key(r *export.Report) {
	s.text(r.ID)
	s.text(r.Region)
	s.maybe(r.Agency)
	s.integer(r.Year)
}

func (s *sheet) maybeNumber(n *form.Number) error {
	if n == nil {
		s.row = append(s.row, nil)
		return nil
	}
	return s.number(*n)
}
