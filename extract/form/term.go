package form

import (
	"strings"
	"unicode/utf8"
)

// term is a bare label with all that the forms say of it. It is worked out
// once: for the labels the forms print when the package is first used, for any
// other once in a document.
type term struct {
	bare       string
	characters int
	common     bool               // more than one table prints it
	likeness   [len(tables)]match // how well it fits each of the tables

	line      found // row of the applications table, a group's label in front taken off
	row       bool  // row or group of the applications table
	group     match // of a group of the applications table
	head      bool  // header cell of the applications table
	column    int   // column of the applications table; -1 for none
	sequence  []int // columns of the applications table, run together
	band      found // column of the disclosure table
	bands     []int // columns of the disclosure table, run together
	subject   found // row of the disclosure table
	block     int   // block of the review table; -1 for none
	result    found // column of the review table
	statistic [2]found
}

// found is the one entry of a vocabulary that a label can mean; ok is false
// where none fits, or where two fit equally well.
type found struct {
	entry   int
	quality match
	ok      bool
}

// tables are those a row of a grid may belong to, in the order in which they
// are tried.
var tables = [...]string{Applications, Disclosure, ReviewLitigation, Statistics}

// lookup is find as one value.
func (v *vocabulary) lookup(printed string) found {
	entry, quality, ok := v.find(printed)
	return found{entry, quality, ok}
}

// newTerm works a bare label out.
func (w *vocabularies) newTerm(bare string) *term {
	t := &term{bare: bare, characters: utf8.RuneCountInString(bare), common: common[bare], column: -1, block: -1}
	if bare == "" {
		return t
	}
	t.applications(w)
	t.disclosure(w)
	t.block = -1
	if b := w.reviewLines.lookup(bare); b.ok && b.quality >= truncated && (b.quality == exact || t.characters >= 3) {
		t.block = b.entry
	}
	if strings.Contains(bare, "行政复议") && strings.Contains(bare, "行政诉讼") {
		t.block = -1 // the title of the section
	}
	t.result = w.reviewColumns.lookup(bare)
	t.statistic = [...]found{w.statistics2014.lookup(bare), w.statisticsLocal.lookup(bare)}
	for i, table := range tables {
		t.likeness[i] = w.likeness(table, bare)
	}
	return t
}

func (t *term) applications(w *vocabularies) {
	t.line = w.applicationLines.lookup(w.ungrouped(t.bare))
	if group := w.applicationGroups.lookup(t.bare); group.ok {
		t.group = group.quality
	}
	_, _, isLine := w.applicationLines.find(t.bare)
	t.row = isLine || t.group >= truncated
	t.sequence = w.applicationColumns.sequence(t.bare)
	if c := w.applicationColumns.lookup(t.bare); c.ok && c.quality >= truncated && t.characters <= 8 && len(t.sequence) < 2 {
		t.column = c.entry
	}
	head := w.applicationHeads.lookup(t.bare)
	t.head = head.ok && head.quality >= truncated || t.column >= 0 || len(t.sequence) > 1
}

func (t *term) disclosure(w *vocabularies) {
	t.subject = w.disclosureLines.lookup(t.bare)
	t.bands = w.disclosureColumns.sequence(strings.TrimPrefix(t.bare, "信息内容"))
	band := t.bare
	if strings.HasPrefix(band, "现行有效") {
		band = "现行有效件数" // with notes such as (历史累计)
	}
	t.band = w.disclosureColumns.lookup(band)
}

// ungrouped is a label without the group's that is glued before it, where what
// is left is an official label: （六）其他处理3.其他.
func (w *vocabularies) ungrouped(label string) string {
	for _, group := range w.applicationGroups.labels {
		if rest, found := strings.CutPrefix(label, group); found {
			rest = strings.TrimLeft(rest, "一二三四五六七八九十0123456789")
			if _, known := w.applicationLines.exact[rest]; known {
				return rest
			}
		}
	}
	return label
}

// likeness says how well a label fits a table.
func (w *vocabularies) likeness(table, bare string) match {
	var vs []*vocabulary
	switch table {
	case Disclosure:
		if captioned(bare) {
			return exact
		}
		vs = []*vocabulary{&w.disclosureLines, &w.disclosureColumns}
	case Applications:
		vs = []*vocabulary{&w.applicationLines, &w.applicationHeads, &w.applicationGroups, &w.applicationColumns}
	case ReviewLitigation:
		vs = []*vocabulary{&w.reviewLines, &w.reviewColumns}
	case Statistics:
		vs = []*vocabulary{&w.statistics2014, &w.statisticsLocal}
	}
	best := none
	for _, v := range vs {
		if _, official := v.exact[bare]; !official && w.official[bare] {
			continue // another table's
		}
		if _, m, ok := v.find(bare); ok || m == exact {
			best = max(best, m)
		}
	}
	return best
}

// common are labels that more than one table prints.
var common = map[string]bool{"其他": true, "总计": true, "合计": true, "小计": true}

// furniture are cells of the forms besides labels of rows and columns.
var furniture = []string{"信息内容", "第二十条第一项", "第二十条第五项", "第二十条第六项", "第二十条第八项", "第二十条第九项", "行政诉讼", "统计指标", "指标名称", "单位", "代码"}

// termed works out the labels the forms print, by bare label.
func (w *vocabularies) termed() map[string]*term {
	terms := make(map[string]*term, len(w.official)+len(furniture))
	for label := range w.official {
		terms[label] = w.newTerm(label)
	}
	for _, label := range furniture {
		terms[label] = w.newTerm(label)
	}
	return terms
}

// asPrinted lists the terms of the forms' labels by the label itself, ordinals
// apart.
func (w *vocabularies) asPrinted() map[string]*term {
	printed := map[string]*term{}
	add := func(labels []string) {
		for _, label := range labels {
			if s := string(compact(nil, label)); string(unnumbered([]byte(s))) == s {
				printed[label] = w.terms[bare(label)]
			}
		}
	}
	for _, lines := range [][]Line{applicationLines, disclosureLines, reviewLines} {
		for _, l := range lines {
			add(l.Labels)
		}
	}
	for _, columns := range [][]Column{applicationColumns[:], reviewColumns[:], bandColumnList()} {
		for _, c := range columns {
			add(c.Labels)
		}
	}
	for _, lines := range [][]StatLine{statistics2014, statisticsLocal} {
		for _, l := range lines {
			add([]string{l.Label})
		}
	}
	add(applicationGroups)
	add(heads)
	add([]string{"信息内容", "行政诉讼"})
	return printed
}

// unmarked is a label without the ordinal in front, in the ways in which the
// forms print it: （一）, 一、 and 1.
func unmarked(label string) string {
	const one = len("一")
	switch {
	case len(label) > 2 && label[1] == '.' && label[0] >= '1' && label[0] <= '9' && label[2] > '9':
		return label[2:]
	case len(label) > 2*one && label[one:2*one] == "、" && isNumeral(label[:one]):
		return label[2*one:]
	case len(label) > 3*one && strings.HasPrefix(label, "（") && label[2*one:3*one] == "）" && isNumeral(label[one:2*one]):
		return label[3*one:]
	}
	return label
}

func isNumeral(s string) bool {
	switch s {
	case "一", "二", "三", "四", "五", "六", "七", "八", "九", "十":
		return true
	}
	return false
}

// maxTerms bounds what is remembered of the labels of one document.
const maxTerms = 4096

// termOf reads a printed label. The forms' own need no more than to be
// recognised.
func (l *layer) termOf(label string) *term {
	if t, known := l.words.printed[unmarked(label)]; known {
		return t
	}
	var buf [maxLabel]byte
	s := letters(buf[:0], unnumbered(compact(buf[:0], label)))
	if t, known := l.words.terms[string(s)]; known {
		return t
	}
	b := bare(label)
	if t, known := l.words.terms[b]; known {
		return t
	}
	t, known := l.terms[b]
	if known {
		return t
	}
	t = l.words.newTerm(b)
	if l.terms == nil {
		l.terms = map[string]*term{}
	}
	if len(l.terms) < maxTerms {
		l.terms[b] = t
	}
	return t
}
