package audit

import (
	"strings"

	"nianbao/extract/form"
)

// cells reports what single cells hold besides numbers.
func (c *checker) cells() {
	c.badCells()
	c.negatives()
	for _, p := range c.s.Shifted {
		c.add(Finding{Rule: "table.shifted_row", Table: p.Table, Row: p.Row})
	}
}

// badCells reports text in cells, and blanks once for each row.
func (c *checker) badCells() {
	blank := map[form.Place]int{} // row → index into c.found
	for _, n := range c.s.Notes {
		switch n.State {
		case form.Text:
			c.add(Finding{Rule: "cell.not_a_number", Table: n.Table, Row: n.Row, Column: n.Column, Detail: clip(n.Raw)})
		case form.Blank:
			row := form.Place{Table: n.Table, Row: n.Row}
			if i, known := blank[row]; known {
				c.found[i].Columns = append(c.found[i].Columns, n.Column)
				continue
			}
			blank[row] = len(c.found)
			c.add(Finding{Rule: "cell.blank", Table: n.Table, Row: n.Row, Columns: []string{n.Column}})
		}
	}
}

func (c *checker) negatives() {
	if c.s.Tables == nil {
		return
	}
	for _, t := range c.s.Tables.All() {
		for _, r := range t.Table {
			for _, cell := range r.Cells {
				if cell.Value != nil && cell.Column != "change" && strings.HasPrefix(string(*cell.Value), "-") {
					c.add(Finding{Rule: "cell.negative", Table: t.Name, Row: r.Key, Column: cell.Column, Actual: cell.Value})
				}
			}
		}
	}
}

// sectionNames are the six sections both forms prescribe.
var sectionNames = []string{"一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
	"四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"}

// shape reports tables, rows and sections that the form prescribes and the
// page does not have. Reports for 2018 and before, and those of other forms,
// had no such tables.
func (c *checker) shape() {
	t := c.s.Tables
	if t == nil || len(t.Statistics) > 0 || (c.s.Year > 0 && c.s.Year < 2019) {
		return
	}
	for _, named := range t.All()[:3] {
		if len(named.Table) == 0 {
			c.add(Finding{Rule: "table.missing", Table: named.Name})
			continue
		}
		at := 0 // rows come in the form's order
		for _, key := range form.RowsOf(named.Name, c.s.Templates[named.Name]) {
			if at < len(named.Table) && named.Table[at].Key == key {
				at++
			} else if named.Row(key) == nil {
				c.add(Finding{Rule: "table.row_missing", Table: named.Name, Row: key})
			}
		}
	}
	if !c.s.Narrative {
		return
	}
	have := map[int]bool{}
	for _, s := range c.s.Sections {
		if s.Number != nil {
			have[*s.Number] = true
		}
	}
	for i, name := range sectionNames {
		if n := i + 1; !have[n] {
			c.add(Finding{Rule: "section.missing", Section: &n, Detail: name})
		}
	}
}

// clip keeps quoted text short.
func clip(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return string(r)
}
