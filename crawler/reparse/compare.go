package reparse

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"nianbao/extract/form"
	"nianbao/store"
)

// Difference is what a report says otherwise than before.
type Difference struct {
	Fields   map[string]Change      // by name in the report line, but for the parser, tables and findings
	Cells    map[string]CellChanges // by table
	Findings map[string]Counts      // by rule
	Examples []CellExample          // of cells, some
	Before   int                    // numbers in tables
	Now      int
	New      bool // it was none before
	Gone     bool // it is none any more
}

// Change is what a field was and what it is, each as an excerpt where they
// begin to differ.
type Change struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// Counts says how many there are more and less of something.
type Counts struct {
	Gained int `json:"gained"`
	Lost   int `json:"lost"`
}

// CellChanges counts cells: those with a number now and none before, the other
// way round, and those with another number.
type CellChanges struct {
	Counts
	Changed int `json:"changed"`
}

// CellExample is one cell that changed. Old and New are "" for none.
type CellExample struct {
	Table  string `json:"table"`
	Row    string `json:"row"`
	Column string `json:"column"`
	Change
}

// Empty says whether nothing differs.
func (d *Difference) Empty() bool {
	return d == nil || len(d.Fields)+len(d.Cells)+len(d.Findings) == 0 && !d.New && !d.Gone
}

// notAReport is the kind of what is no report.
const notAReport = "not_a_report"

// apart are the fields that are compared in their own way, or not at all: the
// parser's version is always another one.
var apart = []string{"parser", "tables", "findings"}

// compare says in what a version, off which this body was read, reads otherwise now. The
// error is that of JSON that is none.
func compare(was *store.Facts, body json.RawMessage, now *store.Reading) (*Difference, error) {
	d := &Difference{Fields: map[string]Change{}, Cells: map[string]CellChanges{}, Findings: map[string]Counts{}}
	reported := was != nil && was.Kind != notAReport
	d.New, d.Gone = !reported && now.Kind != notAReport, reported && now.Kind == notAReport
	old, err := fieldsOf(body)
	if err != nil {
		return nil, fmt.Errorf("compare: what was read before: %w", err)
	}
	fresh, err := fieldsOf(now.Body)
	if err != nil {
		return nil, fmt.Errorf("compare: what is read now: %w", err)
	}
	if !bytes.Equal(old["tables"], fresh["tables"]) {
		if err := d.compareTables(old["tables"], fresh["tables"]); err != nil {
			return nil, fmt.Errorf("compare tables: %w", err)
		}
	}
	if !bytes.Equal(old["findings"], fresh["findings"]) {
		if err := d.compareFindings(old["findings"], fresh["findings"]); err != nil {
			return nil, fmt.Errorf("compare findings: %w", err)
		}
	}
	for _, name := range apart {
		delete(old, name)
		delete(fresh, name)
	}
	if was == nil {
		return d, nil // every field would be one that changed
	}
	for name, v := range fresh {
		d.compareField(name, old[name], v)
		delete(old, name)
	}
	for name, v := range old {
		d.compareField(name, v, nil)
	}
	return d, nil
}

// fieldsOf takes a reading's JSON apart; it is without white space, stored or
// fresh from extract. No reading has no fields.
func fieldsOf(body []byte) (map[string]json.RawMessage, error) {
	out := map[string]json.RawMessage{}
	if body == nil {
		return out, nil
	}
	return out, json.Unmarshal(body, &out)
}

// compareField notes a field that differs. One that is not there is null.
func (d *Difference) compareField(name string, old, now json.RawMessage) {
	null := json.RawMessage("null")
	if old == nil {
		old = null
	}
	if now == nil {
		now = null
	}
	if !bytes.Equal(old, now) {
		d.Fields[name] = excerpts(old, now)
	}
}

// maxExcerpt is the length of an excerpt, and before of what stands before the
// first difference in it, in characters.
const (
	maxExcerpt = 80
	before     = 20
)

// excerpts shows two values where they begin to differ: texts as they are,
// others as JSON.
func excerpts(old, now json.RawMessage) Change {
	a, b := plain(old), plain(now)
	same := 0
	for same < len(a) && same < len(b) && a[same] == b[same] {
		same++
	}
	for same > 0 && same < len(a) && !utf8.RuneStart(a[same]) {
		same--
	}
	for n := 0; same > 0 && n < before; n++ {
		_, size := utf8.DecodeLastRuneInString(a[:same])
		same -= size
	}
	return Change{Old: excerpt(a, same), New: excerpt(b, same)}
}

func excerpt(s string, from int) string {
	lead := ""
	if from > 0 {
		lead = "…"
	}
	n := 0
	for i := range s[from:] {
		if n++; n > maxExcerpt {
			return lead + s[from:from+i] + "…"
		}
	}
	return lead + s[from:]
}

// plain is a JSON text without its quotes, and any other JSON as it is.
func plain(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) == nil && !bytes.Equal(v, []byte("null")) {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return string(v)
}

// cell is where a number stands.
type cell struct{ table, row, column string }

// numbers are the numbers of tables, in the order of the forms. A blank cell
// has none.
type numbers struct {
	at    map[cell]form.Number
	order []cell
}

func numbersOf(v json.RawMessage) (numbers, error) {
	out := numbers{at: map[cell]form.Number{}}
	if v == nil {
		return out, nil
	}
	var t form.Tables
	if err := json.Unmarshal(v, &t); err != nil {
		return out, err
	}
	for _, named := range t.All() {
		for _, row := range named.Table {
			for _, c := range row.Cells {
				if c.Value != nil {
					where := cell{named.Name, row.Key, c.Column}
					out.at[where] = *c.Value
					out.order = append(out.order, where)
				}
			}
		}
	}
	return out, nil
}

// maxCellExamples bounds the cells shown of one report.
const maxCellExamples = 3

func (d *Difference) compareTables(old, now json.RawMessage) error {
	was, err := numbersOf(old)
	if err != nil {
		return err
	}
	is, err := numbersOf(now)
	if err != nil {
		return err
	}
	d.Before, d.Now = len(was.at), len(is.at)
	for _, at := range was.order {
		v := was.at[at]
		n, kept := is.at[at]
		c := d.Cells[at.table]
		switch {
		case !kept:
			c.Lost++
		case n != v:
			c.Changed++
		default:
			continue
		}
		d.Cells[at.table] = c
		d.example(at, Change{Old: string(v), New: string(n)})
	}
	for _, at := range is.order {
		if _, had := was.at[at]; had {
			continue
		}
		c := d.Cells[at.table]
		c.Gained++
		d.Cells[at.table] = c
		d.example(at, Change{New: string(is.at[at])})
	}
	return nil
}

func (d *Difference) example(at cell, c Change) {
	if len(d.Examples) < maxCellExamples {
		d.Examples = append(d.Examples, CellExample{Table: at.table, Row: at.row, Column: at.column, Change: c})
	}
}

// lost is how many cells have no number any more.
func (d *Difference) lost() (n int) {
	for _, c := range d.Cells {
		n += c.Lost
	}
	return n
}

func (d *Difference) compareFindings(old, now json.RawMessage) error {
	was, err := rulesOf(old)
	if err != nil {
		return err
	}
	is, err := rulesOf(now)
	if err != nil {
		return err
	}
	for rule, n := range is {
		if n > was[rule] {
			d.Findings[rule] = Counts{Gained: n - was[rule]}
		}
	}
	for rule, n := range was {
		if n > is[rule] {
			d.Findings[rule] = Counts{Lost: n - is[rule]}
		}
	}
	return nil
}

// rulesOf counts findings by rule.
func rulesOf(v json.RawMessage) (map[string]int, error) {
	out := map[string]int{}
	if v == nil {
		return out, nil
	}
	var list []struct {
		Rule string `json:"rule"`
	}
	if err := json.Unmarshal(v, &list); err != nil {
		return nil, err
	}
	for _, f := range list {
		out[f.Rule]++
	}
	return out, nil
}
