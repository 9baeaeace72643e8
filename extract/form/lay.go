package form

import (
	"slices"
	"sync"

	"nianbao/extract/grid"
)

// Place is a cell, or a row where Column is empty.
type Place struct {
	Table, Row, Column string
}

// Origin tells where a cell was read: which grid of the document, and the row
// label and column header as printed.
type Origin struct {
	Place
	Grid             int // from 0, in document order
	RowLabel, Header string
	Raw              string
}

// Laid is what the grids of one document say in the keys of the forms.
type Laid struct {
	Tables    Tables
	Templates map[string]string // version of the form, by table
	Labels    map[string]Label  // of a statistics table, by row
	Notes     []Note
	Shifted   []Place  // rows read one column from where they were printed
	Statutory []bool   // by grid: whether it holds a statutory table
	Origins   []Origin // of cells; only of what was explained
}

// Lay reads the grids of one document, in order, on to the forms. It never
// fails: what fits no form is left out, and a cell that holds no number is
// null with a note. Origins are left out.
func Lay(grids []*grid.Grid) Laid { return lay(grids, false) }

// Explain is Lay with Origins.
func Explain(grids []*grid.Grid) Laid { return lay(grids, true) }

func lay(grids []*grid.Grid, explain bool) Laid {
	l := &layer{out: Laid{Templates: map[string]string{}, Statutory: make([]bool, len(grids))}, words: words(), explain: explain}
	for i, g := range grids {
		parts := l.parts(g)
		if len(parts) == 0 && l.reviewOpen != nil {
			rest := part{table: ReviewLitigation, grid: i, ragged: g.Ragged, packed: g.Packed}
			l.out.Statutory[i] = l.reviewRest(l.tokens(g), rest)
		}
		l.reviewOpen = nil
		for _, part := range parts {
			part.grid = i
			l.touched = false
			switch part.table {
			case Disclosure:
				l.disclosure(part)
			case Applications:
				l.applications(part)
			case ReviewLitigation:
				l.review(part)
			case Statistics:
				l.statistics(part)
			}
			l.out.Statutory[i] = l.out.Statutory[i] || l.touched
		}
	}
	return l.finish()
}

// layer lays grids on to forms, one after the other; what a header said goes
// on to hold for a table that goes on in the next grid.
type layer struct {
	out     Laid
	words   *vocabularies
	explain bool
	terms   map[string]*term // labels of this document that no form prints

	numbers []Number // plain numbers read last
	cells   []Cell   // cells read last

	bandColumns []bandColumn     // header of the disclosure sub-table being read
	head        *applicationHead // of the applications table before
	window      []span1          // value columns of the applications table before
	width       int              // columns of the grid it was in
	statAt      int              // place in the statistics form
	statHead    []statColumn
	statSeen    bool        // a statistics table was begun
	statWide    bool        // rows of the one being read have several numbers
	statMost    int         // the most cells they have behind their labels
	touched     bool        // something of a form was found in the part being read
	reviewOpen  *reviewHead // of a review table whose numbers are still to come
}

// part is a run of rows of one grid that belong to one table.
type part struct {
	table   string
	grid    int
	ragged  bool
	packed  bool
	guessed bool
	rows    [][]token
}

// width is how many columns the widest row has.
func (p part) width() int {
	w := 0
	for _, row := range p.rows {
		if n := len(row); n > 0 {
			w = max(w, row[n-1].end())
		}
	}
	return w
}

// dense tells a flattened table without one blank cell: there blanks may have
// been lost (cells parted by spaces), so that a row with fewer cells than the
// form says nothing of where they belong.
func (p part) dense() bool {
	if p.guessed {
		return true // nor do the blanks of a row tell where it ends
	}
	for _, row := range p.rows {
		for _, t := range row {
			if t.kind == empty {
				return false
			}
		}
	}
	return p.ragged
}

// token is one cell of a row, read for laying.
type token struct {
	*term // of a label; of any other cell the empty one
	text  string
	col   int // where it begins
	cols  int
	down  bool // it began in an earlier row
	kind  kind
}

type kind uint8

const (
	empty kind = iota
	value      // a number, a stroke, a number with a note
	label
)

// end is the first column behind a token.
func (t token) end() int { return t.col + t.cols }

// vocabularies are the labels of the forms, bare, ready to be looked up.
type vocabularies struct {
	applicationLines, applicationColumns, applicationGroups, applicationHeads vocabulary
	disclosureLines, disclosureColumns                                        vocabulary
	reviewLines, reviewColumns                                                vocabulary
	statistics2014, statisticsLocal                                           vocabulary
	official                                                                  map[string]bool  // labels of any of them
	outcomes                                                                  []wording        // the first label of each outcome of a review
	terms                                                                     map[string]*term // official labels, and more that forms print
	printed                                                                   map[string]*term // labels as the forms print them
}

// heads are header cells of the applications table that name no column.
var heads = []string{"申请人情况", "法人或其他组织", "本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和"}

var words = sync.OnceValue(func() *vocabularies {
	lines := func(ls []Line) vocabulary {
		return newVocabulary(len(ls), func(i int) []string { return ls[i].Labels })
	}
	columns := func(cs []Column) vocabulary {
		return newVocabulary(len(cs), func(i int) []string { return cs[i].Labels })
	}
	stats := func(ls []StatLine) vocabulary {
		return newVocabulary(len(ls), func(i int) []string { return []string{ls[i].Label} })
	}
	plain := func(ls []string) vocabulary {
		return newVocabulary(len(ls), func(i int) []string { return ls[i : i+1] })
	}
	all := &vocabularies{
		applicationLines:   lines(applicationLines),
		applicationColumns: columns(applicationColumns[:]),
		applicationGroups:  plain(applicationGroups),
		applicationHeads:   plain(heads),
		disclosureLines:    lines(disclosureLines),
		disclosureColumns:  columns(bandColumnList()),
		reviewLines:        lines(reviewLines),
		reviewColumns:      columns(reviewColumns[:]),
		statistics2014:     stats(statistics2014),
		statisticsLocal:    stats(statisticsLocal),
		official:           map[string]bool{},
	}
	for _, v := range all.each() {
		for _, label := range v.labels {
			all.official[label] = true
		}
	}
	for _, c := range reviewColumns {
		all.outcomes = append(all.outcomes, word(bare(c.Labels[0])))
	}
	all.terms = all.termed()
	all.printed = all.asPrinted()
	return all
})

func (w *vocabularies) each() []*vocabulary {
	return []*vocabulary{&w.applicationLines, &w.applicationColumns, &w.applicationGroups, &w.applicationHeads,
		&w.disclosureLines, &w.disclosureColumns, &w.reviewLines, &w.reviewColumns, &w.statistics2014, &w.statisticsLocal}
}

// parts cuts a grid into runs of rows that belong to one statutory table each.
// A row without a label of its own belongs to the table around it.
func (l *layer) parts(g *grid.Grid) []part {
	var parts []part
	current := ""
	rows := l.upright(g)
	names := l.tableNames(rows)
	start, end := 0, 0 // of the part being read
	for i, row := range rows {
		name := l.tableOf(row, current, names)
		if name == "" {
			continue
		}
		if name != current || len(parts) == 0 {
			parts = append(parts, part{table: name, ragged: g.Ragged, packed: g.Packed, guessed: g.Guessed})
			current, start = name, end
		}
		end = i + 1
		parts[len(parts)-1].rows = rows[start:end:end]
	}
	if len(parts) > 0 {
		parts[len(parts)-1].rows = rows[start:]
	}
	return parts
}

// tableNames are the tables the rows of a grid may belong to. Labels of a
// statistics table are everyday words: it takes its header, three rows, or the
// table going on.
func (l *layer) tableNames(rows [][]token) []string {
	all := tables[:]
	found := 0
	for _, row := range rows {
		for _, t := range row {
			if t.bare == "统计指标" || t.bare == "指标名称" {
				return all
			}
		}
		if l.tableOf(row, "", all) == Statistics {
			found++
		}
	}
	if found >= 3 || l.statSeen && found > 0 {
		return all
	}
	return all[:3]
}

// tableOf says which of the tables a row's labels speak of; empty where they
// say nothing. The table before stays unless another one fits better.
func (l *layer) tableOf(row []token, current string, names []string) string {
	var scores [len(tables)]int
	for i := range row {
		if t := &row[i]; t.kind == label && t.bare != "" && !t.down && !t.common {
			for table, m := range t.likeness {
				scores[table] += int(m)
			}
		}
	}
	best, top := "", 0
	if at := slices.Index(tables[:], current); at >= 0 && scores[at] > 0 {
		best, top = current, scores[at]
	}
	for i, name := range names {
		if scores[i] > top {
			best, top = name, scores[i]
		}
	}
	if top <= int(similar) && best != current {
		return ""
	}
	return best
}

// cellsOfForm is how many cells the three tables of the form of 2021 have: a
// first guess.
const cellsOfForm = 26*7 + 10 + 3*5

// put sets a cell, with its note where it is not a plain number. The first
// reading of a row stands; a row read as all blank gives way.
func (l *layer) put(t *Table, name, row string, columns []string, readings []Reading) bool {
	l.touched = true
	if l.explain && l.out.Origins == nil {
		l.out.Origins = make([]Origin, 0, cellsOfForm)
	}
	r := t.Row(row)
	if r != nil {
		for _, c := range r.Cells {
			if c.Value != nil {
				return false
			}
		}
		l.forget(name, row)
	} else {
		if *t == nil {
			*t = make(Table, 0, len(linesOf(name)))
		}
		*t = append(*t, Row{Key: row})
		r = &(*t)[len(*t)-1]
	}
	r.Cells = l.room(len(columns))
	for i, column := range columns {
		reading := readings[i]
		r.Cells = append(r.Cells, Cell{column, reading.Value})
		if reading.State != Plain {
			l.out.Notes = append(l.out.Notes, Note{name, row, column, reading.Raw, reading.State})
		}
	}
	return true
}

// cellsAtOnce is how many cells are made room for together.
const cellsAtOnce = 64

// room is room for the cells of a row.
func (l *layer) room(n int) []Cell {
	if cap(l.cells)-len(l.cells) < n {
		l.cells = make([]Cell, 0, max(n, cellsAtOnce))
	}
	at := len(l.cells)
	l.cells = l.cells[:at+n]
	return l.cells[at : at : at+n]
}

// origin notes where a cell was read, where that is asked for.
func (l *layer) origin(o Origin) {
	if l.explain {
		l.out.Origins = append(l.out.Origins, o)
	}
}

func (l *layer) forget(table, row string) {
	kept := l.out.Notes[:0]
	for _, n := range l.out.Notes {
		if n.Table != table || n.Row != row {
			kept = append(kept, n)
		}
	}
	l.out.Notes = kept
	l.out.Origins = slices.DeleteFunc(l.out.Origins, func(o Origin) bool { return o.Table == table && o.Row == row })
}

// finish puts rows into the order of the forms and tells the versions.
func (l *layer) finish() Laid {
	t := &l.out.Tables
	l.undivided()
	for _, named := range t.All() {
		named.sort()
	}
	if len(t.Disclosure) > 0 {
		l.out.Templates[Disclosure] = disclosureVersion(t.Disclosure)
	}
	if len(t.Applications) > 0 {
		l.out.Templates[Applications] = applicationsVersion(t.Applications)
	}
	if len(t.Statistics) > 0 {
		l.out.Templates[Statistics] = statisticsVersion(t.Statistics)
	}
	return l.out
}
