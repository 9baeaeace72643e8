package form

import (
	"slices"
	"strconv"
	"strings"
)

// statistics reads a statistics table: a label, a unit, a number on each row.
// Labels repeat (被依法纠错数 of reviews and of suits), so a label is looked for
// from the last row's place on, and the place in the form is the key.
func (l *layer) statistics(p part) {
	lines, form := statistics2014, &l.words.statistics2014
	local := l.isLocal(p)
	if local {
		lines, form = statisticsLocal, &l.words.statisticsLocal
	}
	if p.ragged {
		p.rows = l.statHeadersApart(p.rows, form)
	}
	l.statWide, l.statMost = severalNumbers(p.rows, local), l.mostCells(p.rows, form)
	if head := statHeader(p); head != nil {
		l.statHead = head
	}
	for _, row := range p.rows {
		if isStatHeader(row) {
			continue
		}
		for i := 0; i < len(row); {
			at, ok := l.statLine(row[i], form)
			end := i + 1
			if !ok {
				i = end
				continue
			}
			for end < len(row) {
				if _, next := l.statLine(row[end], form); next {
					break
				}
				end++
			}
			l.statAt, l.statSeen = at, true
			l.statValue(p, lines[at], row[i], row[i+1:end])
			i = end
		}
	}
}

// isLocal tells a local table from the form of 2014: by which of them knows
// more of the labels, and by its column of codes.
func (l *layer) isLocal(p part) bool {
	known, codes := 0, false
	for _, row := range p.rows {
		for _, t := range row {
			codes = codes || t.bare == "代码"
			if t.statistic[1].quality == exact {
				known++
			}
			if t.statistic[0].quality == exact {
				known--
			}
		}
	}
	return known > 0 || known == 0 && codes
}

// role is what a column of a statistics table holds.
type role int

const (
	roleLabel role = iota
	roleUnit
	roleCode
	roleValue
	roleOther // 累计, 上年, 备注
)

// roles are what statistics tables call their columns.
var roles = map[string]role{
	"统计指标": roleLabel, "指标名称": roleLabel, "指标": roleLabel, "统计项目": roleLabel, "项目": roleLabel,
	"单位": roleUnit, "计量单位": roleUnit,
	"代码": roleCode, "序号": roleCode, "编号": roleCode,
	"统计数": roleValue, "统计数据": roleValue, "数量": roleValue, "数值": roleValue, "本期": roleValue, "本期数": roleValue, "本年": roleValue, "本年数": roleValue, "数据": roleValue,
}

// statColumn is one column of the header.
type statColumn struct {
	role role
	span span1
}

func isStatHeader(row []token) bool {
	label, others := false, 0
	for _, t := range row {
		r, known := roles[t.bare]
		label = label || known && r == roleLabel
		if known && r != roleLabel {
			others++
		}
	}
	return label && others > 0
}

// statHeader reads the header row; nil where there is none.
func statHeader(p part) []statColumn {
	for _, row := range p.rows {
		if !isStatHeader(row) {
			continue
		}
		var out []statColumn
		for _, t := range row {
			r, known := roles[t.bare]
			switch {
			case t.kind == empty:
				continue
			case !known:
				r = roleOther
			}
			out = append(out, statColumn{r, span1{t.col, t.end()}})
		}
		return out
	}
	return nil
}

// statLine finds the row of the form a label names.
func (l *layer) statLine(t token, v *vocabulary) (at int, ok bool) {
	known := t.statistic[0]
	if v == &l.words.statisticsLocal {
		known = t.statistic[1]
	}
	if t.kind != label || t.down || !known.ok || known.quality < exact && t.characters < 4 {
		return 0, false
	}
	entry := known.entry
	for j := entry; j < len(v.labels); j++ {
		if v.labels[j] == v.labels[entry] && j > l.statAt {
			return j, true
		}
	}
	return entry, true
}

// statValue reads the unit and the number of one row.
func (l *layer) statValue(p part, line StatLine, name token, cells []token) {
	number, unit := l.statCells(p, line, cells)
	reading := Reading{State: Blank}
	switch {
	case number == nil:
		reading = Reading{State: Text, Raw: joined(cells)}
	case line.Unit == "万元":
		reading = readCell(number.text, money, unitShift(unit))
	default:
		reading = readCell(number.text, count, 0)
	}
	if line.Unit == "" && reading.Value == nil {
		return // a heading of the form
	}
	if !l.put(&l.out.Tables.Statistics, Statistics, line.Key, []string{"value"}, []Reading{reading}) {
		return
	}
	if unit == "" {
		unit = line.Unit
	}
	if l.out.Labels == nil {
		l.out.Labels = map[string]Label{}
	}
	l.out.Labels[line.Key] = Label{Label: line.Label, Unit: unit}
	l.origin(Origin{Place{Statistics, line.Key, "value"}, p.grid, name.text, "", reading.Raw})
}

// statCells tells number and unit of a row apart: by the header's places, by
// its order where the row has as many cells, else by what they look like. A
// nil number is one that cannot be told.
func (l *layer) statCells(p part, line StatLine, cells []token) (number *token, unit string) {
	var behind []statColumn // columns behind the label's
	for i, c := range l.statHead {
		if c.role == roleLabel {
			behind = l.statHead[i+1:]
		}
	}
	if !p.ragged && placedUnder(behind, cells) {
		return byRole(behind, cells, func(t token, i int) bool { return t.col < behind[i].span.end && t.end() > behind[i].span.col })
	}
	filled := filledCells(cells)
	for _, some := range [][]token{filled, cells} {
		if len(behind) > 0 && len(some) == len(behind) && (!p.ragged || l.statMost <= len(behind)) {
			return byRole(behind, some, func(t token, i int) bool { return t == some[i] })
		}
	}
	values := 0
	for _, c := range behind {
		if c.role == roleValue || c.role == roleOther {
			values++
		}
	}
	unheaded := len(behind) == 0 || p.ragged && l.statMost > len(behind)
	if values > 1 || unheaded && l.statWide {
		return nil, "" // 本期 and 累计, and cells are missing: which is which cannot be told
	}
	coded := slices.ContainsFunc(behind, func(c statColumn) bool { return c.role == roleCode })
	return byLooks(line, filled, coded)
}

// mostCells is the most cells a row has behind its label: more than the header
// has columns where cells of the header were run together.
func (l *layer) mostCells(rows [][]token, form *vocabulary) int {
	most := 0
	for _, row := range rows {
		n, labelled := 0, false
		for _, t := range row {
			switch _, ok := l.statLine(t, form); {
			case ok:
				n, labelled = 0, true
			case labelled && t.kind != empty:
				n++
			}
			most = max(most, n)
		}
	}
	return most
}

// statHeadersApart parts flattened rows that hold the header and the first row,
// as where every cell has a line of its own.
func (l *layer) statHeadersApart(rows [][]token, form *vocabulary) [][]token {
	var out [][]token
	for _, row := range rows {
		at := slices.IndexFunc(row, func(t token) bool { _, ok := l.statLine(t, form); return ok })
		if at > 0 && isStatHeader(row[:at]) {
			out = append(out, row[:at:at])
			row = row[at:]
		}
		out = append(out, row)
	}
	return out
}

// severalNumbers tells whether rows have more than one number behind their
// label, codes apart: two at least, for one may be a mishap.
func severalNumbers(rows [][]token, local bool) bool {
	wide := 0
	for _, row := range rows {
		n := 0
		for _, t := range row {
			if t.kind == value {
				n++
			}
		}
		if n > 2 || n == 2 && !local {
			wide++
		}
	}
	return wide > 1
}

func placedUnder(columns []statColumn, cells []token) bool {
	for _, t := range filledCells(cells) {
		under := false
		for _, c := range columns {
			under = under || t.col < c.span.end && t.end() > c.span.col
		}
		if !under {
			return false
		}
	}
	return len(columns) > 0
}

// byRole takes the cells of the columns that hold the number and the unit.
func byRole(columns []statColumn, cells []token, at func(t token, column int) bool) (number *token, unit string) {
	number = &token{}
	found := false // the first column of numbers is the period's own: 本期 before 本年
	for i, c := range columns {
		if c.role == roleValue && found {
			continue
		}
		found = found || c.role == roleValue
		for j, t := range cells {
			switch {
			case t.kind == empty || !at(t, i):
			case c.role == roleUnit:
				unit = strings.TrimSpace(t.text)
			case c.role == roleValue && number.kind == empty:
				number = &cells[j]
			}
		}
	}
	if !found {
		return nil, unit
	}
	return number, unit
}

// byLooks reads a row without a header's help: a short word is the unit, the
// code of a local table stands for itself, and one number is left. A number
// that is the row's code is that where the table is coded, and else where
// another stands behind it.
func byLooks(line StatLine, filled []token, coded bool) (number *token, unit string) {
	code, _ := strconv.Atoi(strings.TrimPrefix(line.Key, "c"))
	number = &token{}
	numbers := 0
	for i, t := range filled {
		n, isNumber := whole(t)
		switch {
		case t.kind == label && unit == "" && t.characters <= 3:
			unit = strings.TrimSpace(t.text)
		case strings.HasPrefix(line.Key, "c") && numbers == 0 && isNumber && n == code && (coded || len(filled) > i+1):
			code = -1
		default:
			number, numbers = &filled[i], numbers+1
		}
	}
	if numbers > 1 {
		return nil, unit
	}
	return number, unit
}
