package audit

import (
	"nianbao/extract/form"
)

// Severity says how hard a finding is.
type Severity string

// The severities, softest first.
const (
	Info    Severity = "info"
	Warning Severity = "warning"
	Error   Severity = "error"
)

// AtLeast tells whether a severity is the other one or harder.
func (s Severity) AtLeast(other Severity) bool { return s.rank() >= other.rank() }

func (s Severity) rank() int {
	switch s {
	case Error:
		return 2
	case Warning:
		return 1
	}
	return 0
}

// Finding is one place where a rule does not hold. Expected and Actual are
// set by the rules that compare numbers; Detail holds what the message quotes.
type Finding struct {
	Rule     string       `json:"rule"`
	Severity Severity     `json:"severity"`
	Table    string       `json:"table,omitempty"`
	Row      string       `json:"row,omitempty"`
	Column   string       `json:"column,omitempty"`
	Columns  []string     `json:"columns,omitempty"`
	Section  *int         `json:"section,omitempty"`
	Expected *form.Number `json:"expected,omitempty"`
	Actual   *form.Number `json:"actual,omitempty"`
	Detail   string       `json:"detail,omitempty"`
	Other    string       `json:"other,omitempty"` // id of the report it was compared with
	Message  string       `json:"message"`
}

// Section is a part of the narrative, as the rules see it.
type Section struct {
	Number *int
	Text   string
}

// Subject is what is checked: one report, and what reading it left to say.
type Subject struct {
	Narrative   bool // it is a report with text, not a table alone
	Tables      *form.Tables
	Templates   map[string]string
	Notes       []form.Note
	Shifted     []form.Place
	Sections    []Section
	Year        int    // 0 unknown
	PeriodYear  int    // of the statistics period the text states; 0 unknown
	SignedOn    string // YYYY-MM-DD
	TitleAgency string
	BodyAgency  string
	Copies      int
	Annotations int
}

// Check runs every rule that needs no other report, in the order of the rules'
// table.
func Check(s Subject) []Finding {
	c := &checker{s: s}
	c.arithmetic()
	c.cells()
	c.shape()
	c.text()
	for i := range c.found {
		f := &c.found[i]
		if f.Severity == "" {
			f.Severity = rule(f.Rule).Severity
		}
		f.Message = Message(*f, English)
	}
	return c.found
}

// Compared makes a finding of a rule that compares with another report, named by
// its id.
func Compared(name string, section *int, other, detail string) Finding {
	f := Finding{Rule: name, Severity: rule(name).Severity, Section: section, Other: other, Detail: detail}
	f.Message = Message(f, English)
	return f
}

// Order is a rule's place in the table of rules, by which findings are sorted;
// the number of rules for one that is not there.
func Order(name string) int {
	for i, r := range Rules {
		if r.Name == name {
			return i
		}
	}
	return len(Rules)
}

type checker struct {
	s     Subject
	found []Finding
	texts map[form.Place]bool // cells that hold text; nil until asked for
}

func (c *checker) add(f Finding) { c.found = append(c.found, f) }
