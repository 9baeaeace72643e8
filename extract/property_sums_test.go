package extract_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"nianbao/extract"
	"nianbao/extract/audit"
)

// sumDocs are the documents whose sums are held against our own arithmetic.
const sumDocs = 2500

// TestEverySumThatFailsIsFoundAndNoOther makes tables whose sums are right,
// changes or blanks some cells, adds up what is then wrong by the words of the
// contract, and wants exactly those findings: rule, place, both numbers and
// severity.
func TestEverySumThatFailsIsFoundAndNoOther(t *testing.T) {
	docs, failed, wrong := uint64(sumDocs), 0, 0
	if testing.Short() {
		docs = 300
	}
	for n := range docs {
		d := draw{seed: propertySeed + n}
		l := newLedger(d.dice("ledger"))
		l.spoil()
		page := extract.Page{Body: []byte(l.page(d)), MediaType: "text/html"}
		got, want := sumFindings(extract.Read(page)), l.mistakes()
		wrong += len(want)
		if !slices.Equal(got, want) {
			t.Errorf("seed %d:\n got %s\nwant %s", d.seed, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
			if failed++; failed > 3 {
				t.FailNow()
			}
		}
	}
	if wrong < int(docs) {
		t.Errorf("only %d sums were made wrong in %d documents", wrong, docs)
	}
	t.Logf("%d sums made wrong in %d documents", wrong, docs)
}

// sumFindings lists the findings of the sum rules, each in one line.
func sumFindings(r extract.Report) []string {
	out := []string{}
	for _, f := range r.Findings {
		switch f.Rule {
		case "applications.row_sum", "applications.column_sum", "applications.balance", "review_litigation.sum":
			out = append(out, fmt.Sprintf("%s %s %s %s: %s, %s", f.Severity, f.Rule, f.Row, f.Column, deref(f.Expected), deref(f.Actual)))
		}
	}
	slices.Sort(out)
	return out
}

// ledger holds the counts of a report's two tables of sums; a cell that is not
// there is blank or a stroke.
type ledger struct {
	dice      *rand.Rand
	undivided bool
	rows      []asked
	counts    map[string]int // by row and column
}

var sumColumns = []string{"natural_person", "commercial", "research", "nonprofit", "legal_service", "other"}

// newLedger writes counts that add up.
func newLedger(dice *rand.Rand) *ledger {
	l := &ledger{dice: dice, undivided: dice.IntN(3) == 0, counts: map[string]int{}}
	l.rows = askedAs(l.undivided)
	for _, c := range sumColumns {
		done := 0
		for _, r := range l.results() {
			n := dice.IntN(40) * dice.IntN(2)
			l.counts[r+"|"+c] = n
			done += n
		}
		old, open := dice.IntN(20), dice.IntN(20)
		if old > done+open {
			old = done + open
		}
		l.counts["total|"+c], l.counts["carried_forward|"+c] = done, open
		l.counts["carried_over|"+c], l.counts["new_received|"+c] = old, done+open-old
	}
	for _, r := range l.rows {
		for _, c := range sumColumns {
			l.counts[r.key+"|total"] += l.counts[r.key+"|"+c]
		}
	}
	for _, block := range sumBlocks {
		for _, o := range outcomes[:4] {
			n := dice.IntN(60)
			l.counts[block+"|"+o.key] = n
			l.counts[block+"|total"] += n
		}
	}
	return l
}

var sumBlocks = []string{"review", "litigation.direct", "litigation.after_review"}

// results are the rows that （七）总计 adds up.
func (l *ledger) results() []string {
	var out []string
	for _, r := range l.rows {
		if r.top != "" && r.key != "total" {
			out = append(out, r.key)
		}
	}
	return out
}

// spoil changes up to five cells and empties up to two.
func (l *ledger) spoil() {
	var places []string
	for place := range l.counts {
		places = append(places, place)
	}
	slices.Sort(places)
	for range l.dice.IntN(6) {
		l.counts[pick(l.dice, places)] += 1 + l.dice.IntN(9)
	}
	for range l.dice.IntN(3) * l.dice.IntN(2) {
		delete(l.counts, pick(l.dice, places))
	}
}

// page prints the two tables.
func (l *ledger) page(d draw) string {
	p := &paper{title: "云山县水利局2024年政府信息公开工作年度报告", agency: "云山县水利局", year: 2024, narrated: true, want: map[string]figure{}}
	c := &clerk{dice: l.dice, want: p.want, fill: func(_, row, column string) figure {
		if n, there := l.counts[row+"|"+column]; there {
			return figure{text: fmt.Sprint(n)}
		}
		return figure{text: pick(l.dice, []string{"", "/", "—"})}
	}}
	asked, suits := c.applicationsSheet(l.undivided, false), c.reviewSheet()
	p.write(d.dice("words"), map[int]*sheet{3: &asked, 4: &suits})
	return d.htmlPage(p, spansTable)
}

// added is a sum as the contract has it: what is blank counts as 0 and takes
// the edge off.
type added struct {
	n     int
	blank bool
}

func (l *ledger) add(places ...string) (s added) {
	for _, place := range places {
		n, there := l.counts[place]
		s.n += n
		s.blank = s.blank || !there
	}
	return s
}

// mistakes lists the sums that fail, as findings are listed.
func (l *ledger) mistakes() []string {
	out := []string{}
	note := func(rule, row, column string, want, have added) {
		severity := audit.Error
		if want.blank || have.blank {
			severity = audit.Warning
		}
		if want.n != have.n {
			out = append(out, fmt.Sprintf("%s %s %s %s: %d, %d", severity, rule, row, column, want.n, have.n))
		}
	}
	sum := func(rule, row, column string, addends []string) {
		if _, there := l.counts[row+"|"+column]; there { // a blank total is not compared
			note(rule, row, column, l.add(addends...), l.add(row+"|"+column))
		}
	}
	for _, r := range l.rows {
		sum("applications.row_sum", r.key, "total", across(r.key, sumColumns))
	}
	for _, c := range append(slices.Clone(sumColumns), "total") {
		var results []string
		for _, r := range l.results() {
			results = append(results, r+"|"+c)
		}
		sum("applications.column_sum", "total", c, results)
		if _, there := l.counts["total|"+c]; there {
			note("applications.balance", "", c, l.add("new_received|"+c, "carried_over|"+c), l.add("total|"+c, "carried_forward|"+c))
		}
	}
	for _, block := range sumBlocks {
		sum("review_litigation.sum", block, "total", across(block, []string{"upheld", "corrected", "other", "pending"}))
	}
	slices.Sort(out)
	return out
}

func across(row string, columns []string) []string {
	var out []string
	for _, c := range columns {
		out = append(out, row+"|"+c)
	}
	return out
}
