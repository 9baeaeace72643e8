package web

import (
	"slices"
	"strconv"
	"strings"

	"nianbao/extract/audit"
	"nianbao/extract/form"
	"nianbao/store/export"
)

// sheet is a statutory table laid out as the official form prints it.
type sheet struct {
	Table, Title, Version string
	Marks                 []mark // on the table as a whole
	Head, Body            [][]sheetCell
}

// sheetCell is one cell: a label, or what the page holds in that place.
type sheetCell struct {
	Text       string
	Down, Wide int
	Head       bool
	Scope      string // of a label: row, col, rowgroup or colgroup
	ID         string // where a finding leads; "" where none is
	State      string // of a value that is not a plain number
	Number     string // of such a one, where it has a number
	Marks      []mark
}

// Class is how the cell looks.
func (c sheetCell) Class() string {
	class := ""
	if c.State != "" {
		class = "s"
	}
	if len(c.Marks) == 0 {
		return class
	}
	look := map[audit.Severity]string{audit.Error: " f", audit.Warning: " f fw", audit.Info: " f fi"}
	return strings.TrimSpace(class + look[c.Marks[0].Severity])
}

// mark says that a finding is about a place.
type mark struct {
	Number   int // of the finding in the list, from 1
	Severity audit.Severity
	finding  *audit.Finding
}

// Finding is what is marked.
func (m mark) Finding() audit.Finding { return *m.finding }

// placeID is the anchor of a place.
func placeID(at form.Place) string {
	return "c-" + strings.Join([]string{at.Table, at.Row, at.Column}, "-")
}

// placed is a report's findings by place. Those of a row have no column, those
// of a table no row.
type placed map[form.Place][]mark

func placeFindings(findings []audit.Finding) placed {
	p := placed{}
	for i := range findings {
		f := &findings[i]
		if f.Table == "" {
			continue
		}
		m := mark{i + 1, f.Severity, f}
		columns := f.Columns
		if f.Column != "" || len(columns) == 0 {
			columns = append([]string{f.Column}, columns...)
		}
		row := f.Row
		if row == "" && f.Column != "" && f.Table == form.Applications {
			row = "total" // of a column as a whole: where the form adds it up
		}
		for _, c := range slices.Compact(columns) {
			at := form.Place{Table: f.Table, Row: row, Column: c}
			p[at] = append(p[at], m)
		}
	}
	return p
}

// sheets lays out every table a report has.
func sheets(r *export.Report) []sheet {
	marks, notes := placeFindings(r.Findings), r.Noted()
	var out []sheet
	for _, named := range r.Tables.All() {
		if len(named.Table) == 0 && len(marks[form.Place{Table: named.Name}]) == 0 {
			continue
		}
		s := sheet{Table: named.Name, Title: form.TableName(named.Name), Version: r.Templates[named.Name], Marks: marks[form.Place{Table: named.Name}]}
		if len(named.Table) > 0 {
			s.fill(r, named, marks, notes)
		}
		out = append(out, s)
	}
	return out
}

func (s *sheet) fill(r *export.Report, named form.Named, marks placed, notes map[form.Place]export.Noted) {
	rows, heads := form.Official(named.Name, s.Version)
	if named.Name == form.Statistics {
		rows, heads = statistics(r, named.Table)
	}
	rows = append(rows, others(named, rows)...)
	for i, row := range rows {
		var line []sheetCell
		at := slices.IndexFunc(row, func(p form.Printed) bool { return p.Row != "" })
		label := 0 // the row's own: the last before its first value
		for j := range row[:max(at, 0)] {
			if row[j].Head {
				label = j
			}
		}
		for j, p := range row {
			c := sheetCell{Text: p.Text, Down: p.Down, Wide: p.Wide, Head: p.Head}
			switch {
			case p.Row != "":
				c.value(named.Table, p.Place, marks[p.Place], notes[p.Place])
			case !p.Head: // a unit
			case at < 0 || i < heads:
				c.Scope = scope("col", p.Wide)
			default:
				c.Scope = scope("row", p.Down)
				if j == label {
					c.Marks = marks[form.Place{Table: named.Name, Row: row[at].Row}]
					c.identify(form.Place{Table: named.Name, Row: row[at].Row})
				}
			}
			line = append(line, c)
		}
		if i < heads {
			s.Head = append(s.Head, line)
		} else {
			s.Body = append(s.Body, line)
		}
	}
}

func scope(kind string, span int) string {
	if span > 1 {
		return kind + "group"
	}
	return kind
}

// value fills in what the page holds in a place.
func (c *sheetCell) value(table form.Table, at form.Place, marks []mark, note export.Noted) {
	c.Marks = marks
	c.identify(at)
	row := table.Row(at.Row)
	var cell *form.Cell
	if row != nil {
		if i := slices.IndexFunc(row.Cells, func(o form.Cell) bool { return o.Column == at.Column }); i >= 0 {
			cell = &row.Cells[i]
		}
	}
	if cell == nil {
		c.State = "absent"
		return
	}
	c.State = string(note.State)
	if cell.Value != nil {
		c.Text = string(*cell.Value)
	}
	if note.Raw != "" && note.Raw != c.Text {
		c.Number, c.Text = c.Text, note.Raw
	}
}

func (c *sheetCell) identify(at form.Place) {
	if len(c.Marks) > 0 {
		c.ID = placeID(at)
	}
}

// statistics lays out the table of 2014 and those before it, which are lists.
func statistics(r *export.Report, table form.Table) (rows [][]form.Printed, heads int) {
	rows = [][]form.Printed{{{Text: "统计指标", Down: 1, Wide: 1, Head: true}, {Text: "单位", Down: 1, Wide: 1, Head: true}, {Text: "统计数", Down: 1, Wide: 1, Head: true}}}
	for _, row := range table {
		at := form.Place{Table: form.Statistics, Row: row.Key, Column: "value"}
		l := r.StatisticsLabels[row.Key]
		if l.Label == "" {
			known := export.LabelOf(at)
			l = form.Label{Label: known.Row, Unit: known.Unit}
		}
		rows = append(rows, []form.Printed{
			{Text: l.Label, Down: 1, Wide: 1, Head: true}, {Text: l.Unit, Down: 1, Wide: 1}, {Down: 1, Wide: 1, Place: at},
		})
	}
	return rows, 1
}

// others are rows the page has and the drawn form has not, as where a page
// mixes two versions.
func others(named form.Named, rows [][]form.Printed) (out [][]form.Printed) {
	drawn := map[form.Place]bool{}
	width := 0
	for i, row := range rows {
		wide := 0
		for _, p := range row {
			drawn[p.Place] = true
			wide += p.Wide
		}
		if i == 0 {
			width = wide
		}
	}
	for i := range named.Table {
		row := &named.Table[i]
		var line []form.Printed
		for _, c := range row.Cells {
			at := form.Place{Table: named.Name, Row: row.Key, Column: c.Column}
			if !drawn[at] {
				line = append(line,
					form.Printed{Text: form.ColumnName(named.Name, c.Column), Down: 1, Wide: 1, Head: true}, form.Printed{Down: 1, Wide: 1, Place: at})
			}
		}
		if len(line) == 0 {
			continue
		}
		if named.Name == form.Applications && len(row.Cells) == 7 { // in its columns
			line = slices.DeleteFunc(line, func(p form.Printed) bool { return p.Row == "" })
		}
		label := form.Printed{Text: form.RowName(named.Name, row.Key), Down: 1, Wide: max(1, width-len(line)), Head: true}
		out = append(out, append([]form.Printed{label}, line...))
	}
	return out
}

// passagePiece is a part of a text with the findings that are about it.
type passagePiece struct {
	Text  string
	Hit   bool // a word that was searched for
	Marks []mark
	Other string // the report it also stands in
}

// sectionView is a section with the tables that stand in it.
type sectionView struct {
	Ordinal, Heading string
	Marks            []mark // that are not about a passage of it
	Paragraphs       [][]passagePiece
	Sheets           []sheet
}

// tableOf says which table stands in which section of the form.
var tableOf = map[string]int{form.Disclosure: 2, form.Applications: 3, form.ReviewLitigation: 4}

// sections puts text, tables and findings together. Tables of sections the page
// does not have come last.
func (s *Server) sections(r *export.Report, find func(string) []passagePiece) (out []sectionView, rest []sheet) {
	tables := sheets(r)
	for i := range r.Sections {
		sec := &r.Sections[i]
		v := sectionView{Ordinal: sec.Ordinal, Heading: sec.Heading}
		marks := sectionMarks(r, i)
		for paragraph := range strings.SplitSeq(sec.Text, "\n") {
			if strings.TrimSpace(paragraph) == "" {
				continue
			}
			var pieces []passagePiece
			pieces, marks = inPlace(paragraph, marks, find)
			v.Paragraphs = append(v.Paragraphs, pieces)
		}
		v.Marks = marks
		tables = slices.DeleteFunc(tables, func(t sheet) bool {
			if sec.Number == nil || tableOf[t.Table] != *sec.Number {
				return false
			}
			v.Sheets = append(v.Sheets, t)
			return true
		})
		out = append(out, v)
	}
	return out, tables
}

// sectionMarks are the findings about the text of a section: those that name
// its number, where it is the first of that number.
func sectionMarks(r *export.Report, at int) (out []mark) {
	number := r.Sections[at].Number
	if number == nil || slices.ContainsFunc(r.Sections[:at], func(o sectionOf) bool { return o.Number != nil && *o.Number == *number }) {
		return nil
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Table == "" && f.Section != nil && *f.Section == *number {
			out = append(out, mark{i + 1, f.Severity, f})
		}
	}
	return out
}

// inPlace marks the passages of a paragraph that findings quote. Those it does
// not hold are returned.
func inPlace(paragraph string, marks []mark, find func(string) []passagePiece) (pieces []passagePiece, rest []mark) {
	type hit struct{ from, to int }
	hits := map[hit][]mark{}
	for _, m := range marks {
		quote := quoted(m.finding.Detail)
		at := -1
		if quote != "" {
			at = strings.Index(paragraph, quote)
		}
		if at < 0 {
			rest = append(rest, m)
			continue
		}
		h := hit{at, at + len(quote)}
		hits[h] = append(hits[h], m)
	}
	var order []hit
	for h := range hits {
		order = append(order, h)
	}
	slices.SortFunc(order, func(a, b hit) int { return a.from - b.from })
	last := 0
	for _, h := range order {
		from := max(h.from, last) // where two quotes overlap
		if h.to <= from {
			pieces[len(pieces)-1].Marks = append(pieces[len(pieces)-1].Marks, hits[h]...)
			continue
		}
		pieces = append(pieces, find(paragraph[last:from])...)
		p := passagePiece{Text: paragraph[from:h.to], Marks: hits[h]}
		for _, m := range p.Marks {
			p.Other = m.finding.Other
		}
		pieces, last = append(pieces, p), h.to
	}
	return append(pieces, find(paragraph[last:])...), rest
}

// quoted is what a finding's detail quotes of the text: what stands in the
// outer quotes, without the ellipsis of one that was cut; else all of it.
func quoted(detail string) string {
	if from := strings.Index(detail, "“"); from >= 0 {
		if to := strings.LastIndex(detail, "”"); to > from {
			detail = detail[from+len("“") : to]
		}
	}
	detail = strings.TrimSuffix(detail, "…")
	if _, err := strconv.Atoi(detail); err == nil || len(detail) < 6 {
		return "" // a number alone may stand anywhere
	}
	return detail
}
