package form

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOfficialIsWhatTheNoticesPrint holds each table as drawn from the forms'
// data against the one typed from the notices.
func TestOfficialIsWhatTheNoticesPrint(t *testing.T) {
	named := func(table, row, column string) figure { return figure{text: fmt.Sprint(table, "|", row, "|", column)} }
	d := &drawing{truth{}, named}
	for _, c := range []struct {
		table, version string
		want           [][]box
	}{
		{Disclosure, Form2021, d.disclosure(disclosurePaper2021)},
		{Disclosure, Form2019, d.disclosure(disclosurePaper2019)},
		{Disclosure, Unknown, d.disclosure(disclosurePaper2021)},
		{Applications, Form2021, d.applications(applicationsPaper, applicantsPaper)},
		{Applications, Form2019, d.applications(applicationsPaper2019(), applicantsPaper)},
		{ReviewLitigation, Form2021, d.review(outcomesPaper)},
		{ReviewLitigation, Form2019, d.review(outcomesPaper)},
	} {
		t.Run(c.table+" "+c.version, func(t *testing.T) {
			rows, heads := Official(c.table, c.version)
			var got [][]box
			for i, row := range rows {
				var line []box
				for _, p := range row {
					text := p.Text
					if p.Row != "" {
						text = fmt.Sprint(p.Table, "|", p.Row, "|", p.Column)
					}
					if p.Head != (p.Row == "") || i < heads && !p.Head {
						t.Errorf("row %d: %+v", i, p)
					}
					line = append(line, box{text, p.Down, p.Wide})
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(full(c.want), got, cmp.AllowUnexported(box{})); diff != "" {
				t.Error(diff)
			}
		})
	}
	if rows, _ := Official(Statistics, Form2014); rows != nil {
		t.Errorf("statistics have no drawn form: %v", rows)
	}
}

// full writes spans of one out.
func full(rows [][]box) [][]box {
	for _, row := range rows {
		for i := range row {
			row[i].down, row[i].wide = max(row[i].down, 1), max(row[i].wide, 1)
		}
	}
	return rows
}
