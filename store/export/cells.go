package export

import (
	"iter"

	"nianbao/extract/form"
	"nianbao/store"
)

// Cell is one value of one report: a line of `export --what cells`. Raw and
// State are set where the cell is not a plain number.
type Cell struct {
	ID      string       `json:"id"`
	Agency  *string      `json:"agency"`
	Year    *int         `json:"year"`
	Region  string       `json:"region"`
	Table   string       `json:"table"`
	Version string       `json:"template"` // of that table
	Row     string       `json:"row"`
	Column  string       `json:"column"`
	Value   *form.Number `json:"value"`
	State   form.State   `json:"state"`
	Raw     string       `json:"raw"`
}

// Cells makes lines of the cells of reports, in the order of the forms.
func Cells(reports iter.Seq2[store.ReportLine, error]) iter.Seq2[[]byte, error] {
	return JSON(Of(Decode(reports), (*Report).cells))
}

// cells makes the lines of the report's cells.
func (r *Report) cells(yield func(Cell) bool) bool {
	return r.EachCell(func(at form.Place, c form.Cell, n Noted) bool {
		return yield(Cell{ID: r.ID, Agency: r.Agency, Year: r.Year, Region: r.Region,
			Table: at.Table, Version: r.Templates[at.Table], Row: at.Row, Column: at.Column, Value: c.Value, State: n.State, Raw: n.Raw})
	})
}

// Noted is what is said of a cell that is not a plain number; the zero value
// of one that is.
type Noted struct {
	State form.State
	Raw   string
}

// EachCell calls yield for each cell, in the order of the forms, until it says
// no.
func (r *Report) EachCell(yield func(at form.Place, c form.Cell, n Noted) bool) bool {
	notes := r.Noted()
	for _, t := range r.Tables.All() {
		for i := range t.Table {
			row := &t.Table[i]
			for _, c := range row.Cells {
				at := form.Place{Table: t.Name, Row: row.Key, Column: c.Column}
				if !yield(at, c, notes[at]) {
					return false
				}
			}
		}
	}
	return true
}

// Noted is the report's notes by place; of two for one place the first.
func (r *Report) Noted() map[form.Place]Noted {
	if len(r.CellNotes) == 0 {
		return nil
	}
	notes := make(map[form.Place]Noted, len(r.CellNotes))
	for _, n := range r.CellNotes {
		at := form.Place{Table: n.Table, Row: n.Row, Column: n.Column}
		if _, known := notes[at]; !known {
			notes[at] = Noted{n.State, n.Raw}
		}
	}
	return notes
}

// CellRows makes rows of the cells of reports, in the order of the forms.
func CellRows(reports iter.Seq2[*Report, error]) iter.Seq2[CellRow, error] {
	known := labels{}
	return Of(reports, func(r *Report, yield func(CellRow) bool) bool {
		key := r.key()
		return r.EachCell(func(at form.Place, c form.Cell, n Noted) bool {
			l := known.of(at)
			return yield(CellRow{Key: key, Table: at.Table, TableLabel: l.Table, Template: r.Templates[at.Table],
				Row: at.Row, RowLabel: l.Row, Column: at.Column, ColumnLabel: l.Column, Unit: l.Unit,
				Value: float(c.Value), Digits: c.Value, State: n.State, Raw: n.Raw})
		})
	})
}

// labels remembers what the forms print at a place.
type labels map[form.Place]Label

// Label is what the forms print at a place: the table's name, the row's with
// its group, the column's, and the unit.
type Label struct{ Table, Row, Column, Unit string }

// maxLabels bounds what labels remembers: the forms have some 330 places, and
// more come only from an archive that is not what it should be.
const maxLabels = 4096

func (k labels) of(at form.Place) Label {
	l, ok := k[at]
	if !ok {
		l = LabelOf(at)
		if len(k) < maxLabels {
			k[at] = l
		}
	}
	return l
}

// LabelOf is what the forms print at a place; a key they do not know stands
// for itself.
func LabelOf(at form.Place) Label {
	l := Label{Table: form.TableName(at.Table), Row: form.RowName(at.Table, at.Row), Column: form.ColumnName(at.Table, at.Column)}
	if at.Column == "amount_wan" {
		l.Unit = "万元"
	}
	for _, s := range form.StatLines() {
		if at.Table == form.Statistics && s.Key == at.Row {
			l.Unit = s.Unit
		}
	}
	return l
}
