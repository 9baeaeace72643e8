package sample

import "strings"

// Tables are cells by table, row and column key: the number as printed, nil
// where the cell holds none.
type Tables map[string]map[string]map[string]*string

// Truth is what must be read off one report page.
type Truth struct {
	Site      int    // index of the portal, as in Seeds
	Path      string // of the page on its host; unique over all hosts
	Column    string // path of the column that lists it
	Charset   string // of its bytes: utf-8 or gb18030
	Rendering Rendering
	Document  Document

	Kind        string // annual_report
	Agency      string
	Printed     string // agency as the title prints it, in Simplified script
	Year        int
	PublishedOn string            // YYYY-MM-DD
	SignedOn    string            // YYYY-MM-DD or ""
	Forms       map[string]string // table → 2021, 2019 or 2014; table 3 is the same in 2021 and 2019 and left out
	Tables      Tables
	Copies      int
	Findings    []Finding // must be found in this page alone; others may come
	Across      []Finding // show beside other reports only
	SameAs      string    // path of the page with the same report; "" if none
}

// Documents returns what must be read off every report page as the portal
// first serves it, in a fixed order.
func Documents() []Truth {
	var out []Truth
	all := sites()
	for _, p := range pages() {
		out = append(out, truth(p, all[p.site]))
	}
	return out
}

func truth(p page, s site) Truth {
	d := p.document
	t := Truth{Site: p.site, Path: p.path, Column: p.column, Charset: s.charset, Rendering: p.rendering, Document: d,
		Kind: "annual_report", Agency: d.Agency, Printed: d.Printed, Year: d.Year,
		PublishedOn: d.Published, SignedOn: d.Signed, Forms: d.Forms(), Tables: d.Record(),
		Copies: max(1, d.Copies), Across: d.Across, SameAs: p.same}
	t.Findings = append(append(t.Findings, d.Findings...), d.visible()...)
	return t
}

// Record is the document's cells as they must be read. Rows that are headings
// of the form, without any cell, are left out.
func (d Document) Record() Tables {
	out := Tables{}
	for _, s := range d.Sections {
		for _, t := range s.Tables {
			rows := map[string]map[string]*string{}
			for _, r := range t.Rows {
				if len(r.Cells) == 0 {
					continue
				}
				cells := map[string]*string{}
				for _, c := range r.Cells {
					cells[c.Column] = c.Value
				}
				rows[r.Key] = cells
			}
			out[t.Key] = rows
		}
	}
	return out
}

// Forms is the form version of each table but table 3.
func (d Document) Forms() map[string]string {
	out := map[string]string{}
	for _, s := range d.Sections {
		for _, t := range s.Tables {
			if t.Key != Review {
				out[t.Key] = t.Form
			}
		}
	}
	return out
}

// visible are the findings that follow from how the document is printed.
func (d Document) visible() []Finding {
	var out []Finding
	if d.Copies > 1 {
		out = append(out, Finding{Rule: "text.doubled"})
	}
	if d.Traditional {
		out = append(out, Finding{Rule: "text.phonetic_annotations"})
	}
	for _, s := range d.Sections {
		for _, t := range s.Tables {
			for _, r := range t.Rows {
				if r.Shift != 0 {
					out = append(out, Finding{Rule: "table.shifted_row", Table: t.Key, Row: r.Key})
				}
				if r.blank() {
					out = append(out, Finding{Rule: "cell.blank", Table: t.Key, Row: r.Key})
				}
			}
		}
	}
	return out
}

// blank says whether a cell of the row is left empty.
func (r Row) blank() bool {
	for _, c := range r.Cells {
		if c.Value == nil && strings.TrimSpace(c.Text) == "" {
			return true
		}
	}
	return false
}
