package export

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"

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

// cellSource is what of a report line its cells need.
type cellSource struct {
	ID        string            `json:"id"`
	Agency    *string           `json:"agency"`
	Year      *int              `json:"year"`
	Region    string            `json:"region"`
	Templates map[string]string `json:"templates"`
	Tables    form.Tables       `json:"tables"`
	Notes     []form.Note       `json:"cell_notes"`
}

// Cells makes lines of the cells of reports, in the order of the forms.
func Cells(reports iter.Seq2[store.ReportLine, error]) iter.Seq2[[]byte, error] {
	return JSON(func(yield func(Cell, error) bool) {
		for r, err := range reports {
			var s cellSource
			if err == nil {
				if err = json.Unmarshal(r.JSON, &s); err != nil {
					err = fmt.Errorf("read report %s: %w", r.ID, err)
				}
			}
			if err != nil {
				if !yield(Cell{}, err) {
					return
				}
				continue
			}
			if !s.each(func(c Cell) bool { return yield(c, nil) }) {
				return
			}
		}
	})
}

// each walks over the cells until yield says no.
func (s *cellSource) each(yield func(Cell) bool) bool {
	for _, t := range s.Tables.All() {
		for _, row := range t.Table {
			for _, cell := range row.Cells {
				c := Cell{ID: s.ID, Agency: s.Agency, Year: s.Year, Region: s.Region, Table: t.Name, Version: s.Templates[t.Name],
					Row: row.Key, Column: cell.Column, Value: cell.Value}
				at := slices.IndexFunc(s.Notes, func(n form.Note) bool {
					return n.Table == t.Name && n.Row == row.Key && n.Column == cell.Column
				})
				if at >= 0 {
					c.State, c.Raw = s.Notes[at].State, s.Notes[at].Raw
				}
				if !yield(c) {
					return false
				}
			}
		}
	}
	return true
}
