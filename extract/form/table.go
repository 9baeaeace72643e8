package form

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// Number is a number as printed, as a JSON literal: digits and decimals are
// kept exactly; only thousands separators, full-width forms, inner spaces,
// leading zeros and a plus sign are gone.
type Number string

// MarshalJSON writes the literal itself.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n), nil }

// UnmarshalJSON keeps the literal's digits.
func (n *Number) UnmarshalJSON(b []byte) error {
	var lit json.Number
	if err := json.Unmarshal(b, &lit); err != nil {
		return fmt.Errorf("read number: %w", err)
	}
	*n = Number(lit)
	return nil
}

// Cell is one value of a row. A nil Value is a cell that is blank or holds no
// number.
type Cell struct {
	Column string
	Value  *Number
}

// Row is one row of a table that the page has, with a cell for each column the
// form gives it, in the form's order.
type Row struct {
	Key   string
	Cells []Cell
}

// Get returns the value under a column; nil where it is blank or absent.
func (r *Row) Get(column string) *Number {
	if r == nil {
		return nil
	}
	for _, c := range r.Cells {
		if c.Column == column {
			return c.Value
		}
	}
	return nil
}

// Table is one statutory table as read: its rows in the form's order.
type Table []Row

// Row returns a row by key; nil where the page does not have it.
func (t Table) Row(key string) *Row {
	for i := range t {
		if t[i].Key == key {
			return &t[i]
		}
	}
	return nil
}

// MarshalJSON writes {"row": {"column": value}} in the form's order.
func (t Table) MarshalJSON() ([]byte, error) { return t.appendJSON(nil), nil }

// appendJSON appends what MarshalJSON writes.
func (t Table) appendJSON(b []byte) []byte {
	b = append(slices.Grow(b, 128*len(t)+2), '{') // 128: of a row with seven numbers
	for i, r := range t {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(strconv.AppendQuote(b, r.Key), ':', '{')
		for j, c := range r.Cells {
			if j > 0 {
				b = append(b, ',')
			}
			b = append(strconv.AppendQuote(b, c.Column), ':')
			if c.Value == nil {
				b = append(b, "null"...)
			} else {
				b = append(b, *c.Value...)
			}
		}
		b = append(b, '}')
	}
	return append(b, '}')
}

// UnmarshalJSON reads what MarshalJSON wrote; rows and columns come back in
// the order of the forms.
func (t *Table) UnmarshalJSON(b []byte) error {
	if rows, ok := readCompact(b); ok {
		*t = rows
		return nil
	}
	var rows map[string]map[string]*Number
	if err := json.Unmarshal(b, &rows); err != nil {
		return fmt.Errorf("read table: %w", err)
	}
	*t = (*t)[:0]
	for key, cells := range rows {
		row := Row{Key: key}
		for column, v := range cells {
			row.Cells = append(row.Cells, Cell{column, v})
		}
		*t = append(*t, row)
	}
	t.sort()
	return nil
}

// sort puts rows and their cells into the order of the contract, whatever
// their order on the page.
func (t Table) sort() {
	if t.sorted() {
		return // as pages nearly always print them
	}
	slices.SortFunc(t, func(a, b Row) int { return cmp.Or(rowOrder(a.Key)-rowOrder(b.Key), cmp.Compare(a.Key, b.Key)) })
	for _, r := range t {
		slices.SortFunc(r.Cells, func(a, b Cell) int {
			return cmp.Or(columnOrder(a.Column)-columnOrder(b.Column), cmp.Compare(a.Column, b.Column))
		})
	}
}

// sorted tells rows and cells that stand in the order of the contract.
func (t Table) sorted() bool {
	row := -1
	for i := range t {
		if r := rowOrder(t[i].Key); r <= row {
			return false
		} else {
			row = r
		}
		column := -1
		for j := range t[i].Cells {
			if c := columnOrder(t[i].Cells[j].Column); c <= column {
				return false
			} else {
				column = c
			}
		}
	}
	return true
}

// Numbers counts the cells that hold a number.
func (t Table) Numbers() int {
	n := 0
	for _, r := range t {
		for _, c := range r.Cells {
			if c.Value != nil {
				n++
			}
		}
	}
	return n
}

// Tables are the statutory tables of one report. The three of the forms of
// 2019 and 2021 are always written, as {} where the page has none; statistics
// (form 2014 and local forms) only where the page has it.
type Tables struct {
	Disclosure       Table `json:"disclosure"`
	Applications     Table `json:"applications"`
	ReviewLitigation Table `json:"review_litigation"`
	Statistics       Table `json:"statistics,omitempty"`
}

// AppendJSON appends the tables as encoding/json writes them, without the time
// that takes to read through what a MarshalJSON gave it once more.
func (t *Tables) AppendJSON(b []byte) []byte {
	b = t.Disclosure.appendJSON(append(b, `{"disclosure":`...))
	b = t.Applications.appendJSON(append(b, `,"applications":`...))
	b = t.ReviewLitigation.appendJSON(append(b, `,"review_litigation":`...))
	if len(t.Statistics) > 0 {
		b = t.Statistics.appendJSON(append(b, `,"statistics":`...))
	}
	return append(b, '}')
}

// Names of the tables, in the order of the contract.
const (
	Disclosure       = "disclosure"
	Applications     = "applications"
	ReviewLitigation = "review_litigation"
	Statistics       = "statistics"
)

// Named is a table with its name.
type Named struct {
	Name string
	Table
}

// All lists the tables in the order of the contract.
func (t *Tables) All() []Named {
	return []Named{
		{Disclosure, t.Disclosure}, {Applications, t.Applications},
		{ReviewLitigation, t.ReviewLitigation}, {Statistics, t.Statistics},
	}
}

// Numbers counts the cells of all tables that hold a number.
func (t *Tables) Numbers() int {
	n := 0
	for _, named := range t.All() {
		n += named.Numbers()
	}
	return n
}

// Label is what a row of a statistics table is called on the page.
type Label struct {
	Label string `json:"label"`
	Unit  string `json:"unit"`
}

// Note tells of a cell that is not a plain number.
type Note struct {
	Table  string `json:"table"`
	Row    string `json:"row"`
	Column string `json:"column"`
	Raw    string `json:"raw"`
	State  State  `json:"state"`
}
