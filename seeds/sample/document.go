package sample

import "slices"

// Document is one annual report as data. Every rendering is a function of it,
// and so is what a parser is expected to read off the page.
type Document struct {
	Agency      string    // whose report it is, in full, in Simplified script
	Printed     string    // the agency as the title prints it; differs where a quirk wants it
	Title       string    // as above the body
	Year        int       // the year reported on
	Published   string    // YYYY-MM-DD
	Signed      string    // YYYY-MM-DD of the signature below the body; "" without
	Source      string    // the page's ContentSource
	Sections    []Section // in printed order
	Attachments []string  // file names linked below the body
	Trailer     string    // a line after the body that is no part of it
	Copies      int       // how often the body stands in the page; 0 means once
	Traditional bool      // printed in Traditional script with phonetic annotations
	Findings    []Finding // what one must find reading this document alone
	Across      []Finding // what shows only beside other reports
}

// Section is a part of the narrative under its heading. Paragraphs stand
// before the tables, After behind them. Number is 1–6 in the national form, 0
// for what stands before the first heading, -1 for headings it does not know.
type Section struct {
	Number     int
	Ordinal    string // 一, 二, …; "" for none
	Heading    string // without the ordinal
	Paragraphs []string
	Tables     []Table
	After      []string
}

// Table is a statutory table: its data rows. The form's order is printed
// whatever theirs. PageBreak names a row behind which a page number and the
// header again are printed; it must be one outside the group 三.
type Table struct {
	Key   string            // disclosure, applications, review_litigation, statistics
	Form  string            // 2021, 2019, 2014
	Rows  []Row             // rows the page does not have are absent
	Print map[string]string // official label → label as this page prints it

	PageBreak string
}

// Row is a data row. Shift is how many columns too far right (left if
// negative) renderings with positions print its cells; those without print it
// unshifted.
type Row struct {
	Key   string
	Cells []Cell
	Shift int
}

// Cell is a data cell: what is printed, and the number a reader must take from
// it (nil: none).
type Cell struct {
	Column string
	Text   string
	Value  *string
}

// Finding names a rule that must report, and where. Row and Column are empty
// where the rule has no such place.
type Finding struct {
	Rule   string
	Table  string
	Row    string
	Column string
}

// Clone returns a copy that shares nothing that can be changed.
func (d Document) Clone() Document {
	d.Attachments = slices.Clone(d.Attachments)
	d.Findings = slices.Clone(d.Findings)
	d.Across = slices.Clone(d.Across)
	d.Sections = slices.Clone(d.Sections)
	for i := range d.Sections {
		d.Sections[i] = d.Sections[i].clone()
	}
	return d
}

func (s Section) clone() Section {
	s.Paragraphs = slices.Clone(s.Paragraphs)
	s.After = slices.Clone(s.After)
	s.Tables = slices.Clone(s.Tables)
	for i := range s.Tables {
		s.Tables[i] = s.Tables[i].clone()
	}
	return s
}

func (t Table) clone() Table {
	t.Rows = slices.Clone(t.Rows)
	for i := range t.Rows {
		t.Rows[i].Cells = slices.Clone(t.Rows[i].Cells)
	}
	print := make(map[string]string, len(t.Print))
	for from, to := range t.Print {
		print[from] = to
	}
	t.Print = print
	return t
}

// Section returns the section of that number, nil if there is none.
func (d *Document) Section(number int) *Section {
	for i := range d.Sections {
		if d.Sections[i].Number == number {
			return &d.Sections[i]
		}
	}
	return nil
}

// Table returns the table of that key, nil if there is none.
func (d *Document) Table(key string) *Table {
	for i := range d.Sections {
		for j := range d.Sections[i].Tables {
			if d.Sections[i].Tables[j].Key == key {
				return &d.Sections[i].Tables[j]
			}
		}
	}
	return nil
}

// Row returns the row of that key, nil if there is none.
func (t *Table) Row(key string) *Row {
	if t == nil {
		return nil
	}
	for i := range t.Rows {
		if t.Rows[i].Key == key {
			return &t.Rows[i]
		}
	}
	return nil
}

// Cell returns the cell at that place, nil if there is none.
func (d *Document) Cell(table, row, column string) *Cell {
	r := d.Table(table).Row(row)
	if r == nil {
		return nil
	}
	for i := range r.Cells {
		if r.Cells[i].Column == column {
			return &r.Cells[i]
		}
	}
	return nil
}

// Set prints text at that place, read as value, and says whether the place
// exists.
func (d *Document) Set(table, row, column, text string, value *string) bool {
	c := d.Cell(table, row, column)
	if c == nil {
		return false
	}
	c.Text, c.Value = text, value
	return true
}

// Relabel prints one of the form's labels differently in that table.
func (d *Document) Relabel(table, official, printed string) {
	if t := d.Table(table); t != nil {
		if t.Print == nil {
			t.Print = map[string]string{}
		}
		t.Print[official] = printed
	}
}
