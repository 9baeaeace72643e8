package xlsx

import (
	"slices"
	"strings"

	"nianbao/extract/form"
	"nianbao/store/export"
)

// tableSheet has a row for each row of one statutory table of each report.
type tableSheet struct {
	*sheet
	table   string
	columns []string // keys
}

func (b *book) tableSheet(table string) (*tableSheet, error) {
	heads := append(keyHeads[:len(keyHeads):len(keyHeads)], head{"表式", 7}, head{"代码", 14}, head{"项目", 34})
	t := &tableSheet{table: table}
	for _, c := range form.Heads(table) {
		t.columns = append(t.columns, c.Key)
		heads = append(heads, head{title: strings.Join(c.Labels, "／")})
	}
	s, err := b.sheet(tableSheets[table], len(keyHeads), append(heads, head{"备注", 40}))
	t.sheet = s
	return t, err
}

func (t *tableSheet) add(r *export.Report, notes map[form.Place]export.Noted) error {
	for _, named := range r.Tables.All() {
		if named.Name != t.table {
			continue
		}
		for i := range named.Table {
			if err := t.addRow(r, &named.Table[i], notes); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tableSheet) addRow(r *export.Report, row *form.Row, notes map[form.Place]export.Noted) error {
	t.key(r)
	t.text(r.Templates[t.table])
	t.text(row.Key)
	t.text(form.RowName(t.table, row.Key))
	first := len(t.row)
	t.row = append(t.row, make([]any, len(t.columns))...)
	var remarks remarks
	for _, c := range row.Cells {
		n := notes[form.Place{Table: t.table, Row: row.Key, Column: c.Column}]
		name := form.ColumnName(t.table, c.Column)
		at := slices.Index(t.columns, c.Column)
		if at < 0 { // no form has such a column: say so rather than drop it
			remarks.add(name, valueOf(c, n))
			continue
		}
		value, err := t.cell(c, n)
		if err != nil {
			return err
		}
		t.row[first+at] = value
		remarks.note(name, c, n)
	}
	t.text(remarks.String())
	return t.sheet.add()
}

// cell is what stands in the sheet for a cell: its number, else what is
// printed, else nothing.
func (s *sheet) cell(c form.Cell, n export.Noted) (any, error) {
	if c.Value == nil {
		if n.Raw == "" {
			return nil, nil
		}
		return fitting(n.Raw), nil
	}
	if err := s.number(*c.Value); err != nil {
		return nil, err
	}
	last := len(s.row) - 1
	value := s.row[last]
	s.row = s.row[:last]
	return value, nil
}

// statSheet has one row for each report with a statistics table, which has one
// column: its rows are the sheet's columns.
type statSheet struct {
	*sheet
	rows []string // keys
}

func (b *book) statSheet() (*statSheet, error) {
	heads := append(keyHeads[:len(keyHeads):len(keyHeads)], head{"表式", 7})
	t := &statSheet{}
	for _, l := range form.StatLines() {
		t.rows = append(t.rows, l.Key)
		title := l.Key + " " + l.Label
		if l.Unit != "" {
			title += "（" + l.Unit + "）"
		}
		heads = append(heads, head{title: title})
	}
	s, err := b.sheet(tableSheets[form.Statistics], len(keyHeads), append(heads, head{"备注", 40}))
	t.sheet = s
	return t, err
}

func (t *statSheet) add(r *export.Report, notes map[form.Place]export.Noted) error {
	if len(r.Tables.Statistics) == 0 {
		return nil
	}
	t.key(r)
	t.text(r.Templates[form.Statistics])
	first := len(t.row)
	t.row = append(t.row, make([]any, len(t.rows))...)
	var remarks remarks
	for _, row := range r.Tables.Statistics {
		for _, c := range row.Cells {
			n := notes[form.Place{Table: form.Statistics, Row: row.Key, Column: c.Column}]
			at := slices.Index(t.rows, row.Key)
			if at < 0 || c.Column != "value" {
				remarks.add(row.Key+" "+c.Column, valueOf(c, n))
				continue
			}
			value, err := t.cell(c, n)
			if err != nil {
				return err
			}
			t.row[first+at] = value
			remarks.note(row.Key, c, n)
		}
	}
	t.text(remarks.String())
	return t.sheet.add()
}

// valueOf is what a cell holds, in words.
func valueOf(c form.Cell, n export.Noted) string {
	switch {
	case n.Raw != "":
		return n.Raw
	case c.Value != nil:
		return string(*c.Value)
	}
	return states[form.Blank]
}

// remarks are what a row's last column says of its cells.
type remarks struct{ b strings.Builder }

func (r *remarks) add(name, what string) {
	if r.b.Len() > 0 {
		r.b.WriteString("；")
	}
	r.b.WriteString(name + "：" + what)
}

// note says what a cell is besides its number. A stroke and a text stand in
// the cell itself.
func (r *remarks) note(name string, c form.Cell, n export.Noted) {
	switch n.State {
	case form.Plain, form.Dash, form.Text:
	case form.Blank:
		r.add(name, states[form.Blank])
	default:
		r.add(name, states[n.State]+"“"+n.Raw+"”")
	}
}

func (r *remarks) String() string { return r.b.String() }
