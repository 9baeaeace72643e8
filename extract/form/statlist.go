package form

import (
	"strings"
)

// statistics reads a statistics table: a label, a unit, a number on each row.
// Labels repeat (被依法纠错数 of reviews and of suits), so a label is looked for
// from the last row's place on, and the place in the form is the key.
func (l *layer) statistics(p part) {
	local := l.isLocal(p)
	lines, vocabulary := statistics2014, l.words.statistics2014
	if local {
		lines, vocabulary = statisticsLocal, l.words.statisticsLocal
	}
	values := currentColumn(p)
	for _, row := range p.rows {
		i, at := l.statLine(row, lines, vocabulary)
		if at < 0 {
			continue
		}
		l.statAt = at
		l.statValue(p, lines[at], row[i], row[i+1:], values, local)
	}
}

// isLocal tells a local table by its column of codes (代码).
func (l *layer) isLocal(p part) bool {
	for _, row := range p.rows {
		for _, t := range row {
			if t.bare == "代码" || t.bare == "指标名称" {
				return true
			}
		}
	}
	return false
}

// currentColumn is where the header says the period's own number stands (本期);
// -1 where it does not.
func currentColumn(p part) int {
	for _, row := range p.rows {
		for _, t := range row {
			if t.bare == "本期" || t.bare == "统计数" || t.bare == "本年" {
				return t.col
			}
		}
	}
	return -1
}

// statLine finds the row of the form a row of tokens names: the token of the
// label and the line; at is -1 where there is none.
func (l *layer) statLine(row []token, lines []StatLine, v vocabulary) (i, at int) {
	for i, t := range row {
		if t.kind != label || t.bare == "" || t.down {
			continue
		}
		best, quality := -1, none
		for j := range v.labels {
			m := compare(t.bare, v.labels[j])
			if m < exact && len([]rune(t.bare)) < 4 {
				continue
			}
			if m > quality || m == quality && m > none && best < l.statAt && j >= l.statAt {
				best, quality = j, m
			}
		}
		if best >= 0 {
			return i, best
		}
	}
	return 0, -1
}

func (l *layer) statValue(p part, line StatLine, name token, cells []token, values int, local bool) {
	var reading Reading
	unit, found := "", false
	skipped := false
	for _, t := range cells {
		switch {
		case t.kind == label && !found && len([]rune(t.bare)) <= 3:
			unit = strings.TrimSpace(t.text)
		case t.kind == label && !found:
			reading, found = ReadCell(t.text, line.Unit == "万元", unitShift(unit)), true
		case values >= 0 && !p.ragged && t.col != values:
			continue
		case local && values < 0 && !skipped && t.kind == value:
			skipped = true // the code stands before the number
		case !found && (t.kind == value || values >= 0):
			reading, found = ReadCell(t.text, line.Unit == "万元", unitShift(unit)), true
		}
	}
	if line.Unit == "" && (!found || reading.Value == nil) {
		return // a heading of the form
	}
	if !found {
		reading = Reading{State: Blank}
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
	l.out.Origins = append(l.out.Origins, Origin{Place{Statistics, line.Key, "value"}, p.grid, name.text, "", reading.Raw})
}
