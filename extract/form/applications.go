package form

import (
	"slices"
	"strings"
)

// span1 is the place of one value column: where it begins and ends.
type span1 struct{ col, end int }

// applicant is a data row of the applications table before its cells are told
// apart.
type applicant struct {
	key    string
	name   token
	behind int // first column behind the label
	cells  []token
}

// applications reads 收到和处理政府信息公开申请情况. Rows are told by label. Columns
// are told by the header in an exact grid, and checked against where the
// complete rows have their numbers; in a ragged grid by order alone.
func (l *layer) applications(p part) {
	head := l.applicationHeader(p)
	rows := make([]applicant, 0, len(p.rows))
	for _, row := range p.rows {
		rows = l.applicants(rows, row)
	}
	if head.none {
		if head.keys = byTotals(rows); head.keys != nil {
			l.head = &head
		}
	}
	var readers frame
	switch {
	case head.keys == nil: // no row can be read
	case p.ragged:
		dense := p.dense() && !(p.guessed && even(rows, len(head.keys)))
		readers = raggedFrame(rows, head, p.packed, dense)
		readers.summed = dense && p.guessed && uneven(rows, len(head.keys))
	default:
		before, width := l.window, p.width()
		if l.width != width {
			before = nil // another grid's columns are not this one's
		}
		readers = exactFrame(rows, head, before)
		l.window, l.width = readers.window, width
	}
	for _, r := range rows {
		l.applicationRow(p, r, head, readers)
	}
}

// evenRows is how many rows with a cell for each column, and no other, show that
// a stream keeps its blank cells.
const evenRows = 5

// even tells rows each of which has a cell, blank or not, for each column.
func even(rows []applicant, width int) bool {
	for _, r := range rows {
		if len(r.cells) != width {
			return false
		}
	}
	return len(rows) >= evenRows
}

// uneven tells rows of which some have more or fewer cells than the form: then
// something was lost or came between, and may have in the others.
func uneven(rows []applicant, width int) bool {
	for _, r := range rows {
		if n := len(filledCells(r.cells)); n > 0 && n != width {
			return true
		}
	}
	return false
}

// applicants adds the data rows in a row of tokens to those before: each a label the form
// knows, followed by what may be values. A row may hold several where line
// ends were lost.
func (l *layer) applicants(out []applicant, row []token) []applicant {
	if l.isApplicationHeader(row) {
		row = l.behindHeader(row)
	}
	for i, t := range row {
		key, ok := l.lineKey(t, row[i+1:])
		if !ok {
			continue
		}
		end := i + 1
		for end < len(row) && !l.known(row[end]) {
			end++ // text in a value cell is no label the form knows
		}
		if end == i+1 && end < len(row) {
			continue // a group's label: the row's own comes next
		}
		out = append(out, applicant{key: key, name: t, behind: t.end(), cells: row[i+1 : end]})
	}
	return out
}

// known tells a token that is a row or group label of the table.
func (l *layer) known(t token) bool { return t.kind == label && t.row }

// lineKey is the key of the row a label names.
func (l *layer) lineKey(t token, behind []token) (string, bool) {
	if t.kind != label || !t.line.ok {
		return "", false
	}
	key := applicationLines[t.line.entry].Key
	if t.line.quality < exact && (t.group > t.line.quality || t.group == similar && key != "other") {
		return "", false // a group's label must not pass for a row that resembles it
	}
	if key == "other" && len(behind) > 0 && behind[0].kind == label && (l.known(behind[0]) || len(behind) > len(applicationColumns)) {
		return "", false // a group here: its rows follow
	}
	return key, true
}

// applicationRow reads the seven cells of one row.
func (l *layer) applicationRow(p part, r applicant, head applicationHead, f frame) {
	if p.ragged && head.remark {
		r.cells = withoutRemark(r.cells, len(head.keys))
	}
	var cells []*token
	shifted, ok := false, false
	if head.keys != nil {
		cells, shifted, ok = f.read(r)
	}
	var readings [len(applicationColumns)]Reading
	raw := ""
	if !ok || len(head.keys) < len(applicationKeys) {
		raw = joined(r.cells)
	}
	for i, key := range applicationKeys {
		at := slices.Index(head.keys, key)
		switch {
		case !ok || at < 0:
			readings[i] = Reading{State: Text, Raw: raw}
		case cells == nil || cells[at] == nil:
			readings[i] = Reading{State: Blank}
		default:
			readings[i] = l.readCount(cells[at].text)
		}
	}
	if !l.put(&l.out.Tables.Applications, Applications, r.key, applicationKeys[:], readings[:]) {
		return
	}
	if shifted {
		l.out.Shifted = append(l.out.Shifted, Place{Applications, r.key, ""})
	}
	if !l.explain {
		return
	}
	for i, c := range applicationKeys {
		l.origin(Origin{Place{Applications, r.key, c}, p.grid, r.name.text, head.label(c), readings[i].Raw})
	}
}

// withoutRemark takes the remark off the end of a flattened row: a text, or
// what is one too many.
func withoutRemark(cells []token, width int) []token {
	for i := len(cells) - 1; i >= 0; i-- {
		if cells[i].kind == empty {
			continue
		}
		if cells[i].kind == label || len(filledCells(cells)) == width+1 {
			return cells[:i]
		}
		return cells
	}
	return cells
}

func joined(cells []token) string {
	var b strings.Builder
	for _, t := range cells {
		if t.kind == empty {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	return b.String()
}
