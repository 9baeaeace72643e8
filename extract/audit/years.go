package audit

import "nianbao/extract/form"

// Years compares the tables of a report with those of the year before. What
// either leaves blank is not compared.
func Years(previous, current *form.Tables) []Finding {
	c := &checker{s: Subject{Tables: current}}
	before, now := previous.Applications.Row("carried_forward"), current.Applications.Row("carried_over")
	for _, column := range columns {
		expected := before.Get(column)
		if expected == nil {
			continue
		}
		var s sum
		s.add(expected, false)
		c.compare("years.carried_over", form.Applications, "carried_over", column, &s, now.Get(column))
	}
	for _, key := range []string{"regulations", "normative_documents"} {
		c.inForce(key, previous.Disclosure.Row(key), current.Disclosure.Row(key))
	}
	for i := range c.found {
		c.found[i].Severity = rule(c.found[i].Rule).Severity
		c.found[i].Message = Message(c.found[i], English)
	}
	return c.found
}

// inForce checks 现行有效 = last year's + 制发 − 废止 for one row.
func (c *checker) inForce(key string, before, now *form.Row) {
	last, issued, repealed := before.Get("in_force"), now.Get("issued"), now.Get("repealed")
	if last == nil || issued == nil || repealed == nil {
		return
	}
	var s sum
	s.add(last, false)
	s.add(issued, false)
	if !s.count(*repealed, -1) {
		return
	}
	c.compare("years.in_force", form.Disclosure, key, "in_force", &s, now.Get("in_force"))
}
