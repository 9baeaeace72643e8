package audit

import (
	"strconv"

	"nianbao/extract/form"
)

// text checks the narrative against itself and, softly, against the tables.
func (c *checker) text() {
	if c.s.Copies > 1 {
		c.add(Finding{Rule: "text.doubled", Actual: whole(c.s.Copies)})
	}
	c.years()
	if a, b := c.s.TitleAgency, c.s.BodyAgency; a != "" && b != "" && !SameAgency(a, b) {
		c.add(Finding{Rule: "text.agency_mismatch", Detail: a + " ≠ " + b})
	}
	c.counts()
	if c.s.Annotations > 0 {
		c.add(Finding{Rule: "text.phonetic_annotations", Actual: whole(c.s.Annotations)})
	}
}

func whole(n int) *form.Number {
	v := form.Number(strconv.Itoa(n))
	return &v
}

// years reports years that do not fit the report's: the stated period, the
// signature, and passages left over from an older report.
func (c *checker) years() {
	if c.s.Year == 0 {
		return
	}
	if p := c.s.PeriodYear; p != 0 && p != c.s.Year {
		c.add(Finding{Rule: "text.year_mismatch", Expected: whole(c.s.Year), Actual: whole(p), Detail: strconv.Itoa(p) + "年1月1日至12月31日"})
	}
	if len(c.s.SignedOn) >= 7 {
		year, _ := strconv.Atoi(c.s.SignedOn[:4])
		month, _ := strconv.Atoi(c.s.SignedOn[5:7])
		// a report may be signed in the last weeks of its own year, not before
		if year < c.s.Year || year == c.s.Year && month < 12 {
			c.add(Finding{Rule: "text.year_mismatch", Expected: whole(c.s.Year), Actual: whole(year), Detail: c.s.SignedOn})
		}
	}
	for _, s := range c.s.Sections {
		for _, clause := range StaleYears(s.Text, c.s.Year) {
			f := Finding{Rule: "text.year_mismatch", Section: s.Number, Expected: whole(c.s.Year), Detail: clip(clause)}
			if y, ok := nextYear(clause, 0); ok {
				f.Actual = whole(y.number)
			}
			c.add(f)
		}
	}
}
