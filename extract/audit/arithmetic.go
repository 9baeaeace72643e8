package audit

import "nianbao/extract/form"

// arithmetic checks every sum the forms state or imply. Each that fails is
// reported.
func (c *checker) arithmetic() {
	t := c.s.Tables
	if t == nil {
		return
	}
	c.rowSums(t.Applications)
	c.columnSums(t.Applications)
	c.balance(t.Applications)
	for i := range t.ReviewLitigation {
		row := &t.ReviewLitigation[i]
		var s sum
		for _, column := range outcomes {
			c.addCell(&s, form.ReviewLitigation, row, column)
		}
		c.compare("review_litigation.sum", form.ReviewLitigation, row.Key, "total", &s, row.Get("total"))
	}
}

// outcomes of a review or suit that the total adds up.
var outcomes = [...]string{"upheld", "corrected", "other", "pending"}

func (c *checker) addCell(s *sum, table string, row *form.Row, column string) {
	key := ""
	if row != nil {
		key = row.Key
	}
	s.add(row.Get(column), c.isText(table, key, column))
}

// isText tells a cell that holds something that is no number.
func (c *checker) isText(table, row, column string) bool {
	if c.texts == nil {
		c.texts = map[form.Place]bool{}
		for _, n := range c.s.Notes {
			if n.State == form.Text {
				c.texts[form.Place{Table: n.Table, Row: n.Row, Column: n.Column}] = true
			}
		}
	}
	return len(c.texts) > 0 && c.texts[form.Place{Table: table, Row: row, Column: column}]
}

func (c *checker) compare(rule, table, row, column string, expected *sum, actual *form.Number) {
	if actual == nil || expected.unknown {
		return
	}
	if equal, ok := expected.is(*actual); equal || !ok {
		return
	}
	c.add(Finding{Rule: rule, Severity: expected.severity(), Table: table, Row: row, Column: column, Expected: expected.number(), Actual: actual})
}

// columns of the applications table: the applicants and their total.
var columns = [...]string{"natural_person", "commercial", "research", "nonprofit", "legal_service", "other", "total"}

// applicants are the columns that the total adds up.
const applicants = len(columns) - 1

func (c *checker) rowSums(t form.Table) {
	for i := range t {
		var s sum
		for _, column := range columns[:applicants] {
			c.addCell(&s, form.Applications, &t[i], column)
		}
		c.compare("applications.row_sum", form.Applications, t[i].Key, "total", &s, t[i].Get("total"))
	}
}

// columnSums adds the results (一)–(六) of each column.
func (c *checker) columnSums(t form.Table) {
	total := t.Row("total")
	if total == nil {
		return
	}
	incomplete := c.resultsMissing() // counted as 0, as blanks are
	for _, column := range columns {
		var s sum
		for i := range t {
			if isResult(t[i].Key) {
				c.addCell(&s, form.Applications, &t[i], column)
			}
		}
		s.blank = s.blank || incomplete
		c.compare("applications.column_sum", form.Applications, "total", column, &s, total.Get(column))
	}
}

// resultsMissing tells whether a result the form prescribes is not in the
// table.
func (c *checker) resultsMissing() bool {
	for _, key := range form.RowsOf(form.Applications, c.s.Templates[form.Applications]) {
		if isResult(key) && c.s.Tables.Applications.Row(key) == nil {
			return true
		}
	}
	return false
}

// isResult tells the rows that （七）总计 adds up.
func isResult(key string) bool {
	switch key {
	case "new_received", "carried_over", "total", "carried_forward":
		return false
	}
	return true
}

// balance compares 一 + 二 with 三（七）+ 四 in each column, as the form's corner
// cell states.
func (c *checker) balance(t form.Table) {
	total := t.Row("total")
	if total == nil || t.Row("new_received") == nil {
		return
	}
	for _, column := range columns {
		if total.Get(column) == nil {
			continue
		}
		var in, out sum
		c.addCell(&in, form.Applications, t.Row("new_received"), column)
		c.addCell(&in, form.Applications, t.Row("carried_over"), column)
		c.addCell(&out, form.Applications, total, column)
		c.addCell(&out, form.Applications, t.Row("carried_forward"), column)
		if in.unknown || out.unknown || in.equals(&out) {
			continue
		}
		in.blank = in.blank || out.blank
		c.compare("applications.balance", form.Applications, "", column, &in, out.number())
	}
}
