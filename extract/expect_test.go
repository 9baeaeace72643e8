package extract_test

import (
	"strings"
	"testing"

	"nianbao/extract"
	"nianbao/extract/form"
)

// Rows and columns of the form of 2021, typed from the published contract and
// not taken from the forms the parser reads by.
var (
	disclosureColumns = map[string]string{
		"regulations": "issued repealed in_force", "normative_documents": "issued repealed in_force",
		"licensing": "decisions", "penalties": "decisions", "coercion": "decisions", "fees": "amount_wan",
	}
	applicantColumns = "natural_person commercial research nonprofit legal_service other total"
	applicationRows  = strings.Fields(`new_received carried_over granted partially_granted
		denied.state_secret denied.prohibited_by_law denied.endangers_security denied.third_party denied.internal_affairs
		denied.process_information denied.enforcement_file denied.administrative_query
		unavailable.not_held unavailable.needs_creation unavailable.still_unclear
		not_processed.petition not_processed.repeated not_processed.publication not_processed.excessive not_processed.reissue
		other.not_corrected other.fee_unpaid other.other total carried_forward`)
	outcomeColumns = "upheld corrected other pending total"
	outcomeRows    = strings.Fields("review litigation.direct litigation.after_review")
)

// figures are the expected cells of a report in the form of 2021, row by row,
// in the order of its columns; _ is null. A row that is not given is all 0.
type figures map[string]string

// cells is every expected cell by table.row.column.
func (f figures) cells() map[string]string {
	out := map[string]string{}
	add := func(table, row, columns string) {
		values := strings.Fields(f[row])
		for i, column := range strings.Fields(columns) {
			out[table+"|"+row+"|"+column] = "0"
			if len(values) > 0 {
				out[table+"|"+row+"|"+column] = values[i]
			}
		}
	}
	for row, columns := range disclosureColumns {
		add(form.Disclosure, row, columns)
	}
	for _, row := range applicationRows {
		add(form.Applications, row, applicantColumns)
	}
	for _, row := range outcomeRows {
		add(form.ReviewLitigation, row, outcomeColumns)
	}
	return out
}

// cellsOf is every cell that was read, by table.row.column; _ is null.
func cellsOf(r extract.Report) map[string]string {
	out := map[string]string{}
	for _, t := range r.Tables.All() {
		for _, row := range t.Table {
			for _, c := range row.Cells {
				value := "_"
				if c.Value != nil {
					value = string(*c.Value)
				}
				out[t.Name+"|"+row.Key+"|"+c.Column] = value
			}
		}
	}
	return out
}

// sameCells fails for every cell that is wrong, missing or invented.
func sameCells(t *testing.T, got, want map[string]string) {
	t.Helper()
	for place, value := range want {
		if read, ok := got[place]; !ok {
			t.Errorf("%s is missing, want %s", place, value)
		} else if read != value {
			t.Errorf("%s is %s, want %s", place, read, value)
		}
	}
	for place, value := range got {
		if _, ok := want[place]; !ok {
			t.Errorf("%s is invented: %s", place, value)
		}
	}
}

// ruleCount counts findings by rule, optionally of one row.
func ruleCount(r extract.Report, rule, row string) int {
	n := 0
	for _, f := range r.Findings {
		if f.Rule == rule && (row == "" || f.Row == row) {
			n++
		}
	}
	return n
}
