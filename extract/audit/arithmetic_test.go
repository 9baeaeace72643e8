package audit

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/extract/form"
)

// sums lists the findings of arithmetic on tables, short: rule row column
// expected actual severity.
func sums(s Subject) []string {
	var out []string
	for _, f := range Check(s) {
		switch f.Rule {
		case "applications.row_sum", "applications.column_sum", "applications.balance", "review_litigation.sum":
			out = append(out, f.Rule+" "+f.Row+" "+f.Column+" "+number(f.Expected)+" "+number(f.Actual)+" "+string(f.Severity))
		}
	}
	return out
}

func TestEverySumThatFailsIsReported(t *testing.T) {
	for name, c := range map[string]struct {
		changes []func(*Subject)
		want    []string
	}{
		"nothing wrong": {nil, nil},
		"a blank counts as 0 and softens": {changes(put(apps, "carried_over", "natural_person", "_")), []string{
			"applications.row_sum carried_over total 0 3 warning",
			"applications.balance  natural_person 10 13 warning",
		}},
		"a stroke softens too": {changes(put(apps, "carried_over", "natural_person", "_"), note(apps, "carried_over", "natural_person", "/", form.Dash)), []string{
			"applications.row_sum carried_over total 0 3 warning",
			"applications.balance  natural_person 10 13 warning",
		}},
		"text makes a sum unknown":      {changes(put(apps, "carried_over", "natural_person", "_"), note(apps, "carried_over", "natural_person", "若干", form.Text)), nil},
		"a blank total is not compared": {changes(put(apps, "total", "total", "_")), nil},
		"decimals": {changes(put(apps, "new_received", "natural_person", "10.1"), put(apps, "new_received", "commercial", "1.2")), []string{
			"applications.row_sum new_received total 12.3 12 error",
			"applications.balance  natural_person 13.1 13 error",
			"applications.balance  commercial 1.2 1 error",
		}},
		"decimals that add up": {changes(put(apps, "denied.third_party", "natural_person", "2.9"), put(apps, "denied.third_party", "commercial", "0.10"), put(apps, "total", "natural_person", "11.9"),
			put(apps, "total", "commercial", "1.10"), put(apps, "new_received", "natural_person", "9.9"), put(apps, "new_received", "commercial", "1.1")), nil},
		"a row that is not there softens": {changes(without(apps, "denied.third_party")), []string{
			"applications.column_sum total natural_person 9 12 warning",
			"applications.column_sum total total 11 14 warning",
		}},
		"without a total row nothing is compared with it": {changes(without(apps, "total")), nil},
		"without the first row there is no balance":       {changes(without(apps, "new_received")), nil},
		"a block total of 0 beside cells": {changes(put(revs, "litigation.direct", "upheld", "4")), []string{
			"review_litigation.sum litigation.direct total 4 0 error",
		}},
		"a block with a blank": {changes(put(revs, "review", "upheld", "_")), []string{
			"review_litigation.sum review total 2 3 warning",
		}},
		"several at once": {changes(put(apps, "granted", "other", "1"), put(revs, "review", "pending", "0")), []string{
			"applications.row_sum granted total 12 11 error",
			"applications.column_sum total other 1 0 error",
			"review_litigation.sum review total 1 3 error",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, sums(sound(c.changes...))); diff != "" {
				t.Errorf("sums (-want +got):\n%s", diff)
			}
		})
	}
}

// TestCheckLeavesTheSubjectAlone runs the rules twice: nothing of one run may
// be left over in the next.
func TestCheckLeavesTheSubjectAlone(t *testing.T) {
	s := sound(put(apps, "granted", "total", "12"))
	first := sums(s)
	Years(s.Tables, s.Tables)
	if diff := cmp.Diff(first, sums(s)); diff != "" {
		t.Errorf("the second run differs:\n%s", diff)
	}
}

func TestBlanksAreOneFindingForEachRow(t *testing.T) {
	s := sound(note(apps, "granted", "other", "", form.Blank), note(apps, "total", "other", "", form.Blank), note(apps, "granted", "research", "", form.Blank))
	var got []Finding
	for _, f := range Check(s) {
		if f.Rule == "cell.blank" {
			got = append(got, f)
		}
	}
	if len(got) != 2 || cmp.Diff([]string{"other", "research"}, got[0].Columns) != "" {
		t.Errorf("blanks are %+v", got)
	}
}
