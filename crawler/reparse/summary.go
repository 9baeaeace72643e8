package reparse

import (
	"strconv"
	"strings"

	"nianbao/extract"
)

// Bounds of what a summary shows: it is the same however large the archive is.
const (
	maxExamples = 3   // of each field and table
	maxNamed    = 200 // reports that read worse, and pages that failed; the log has all
)

// Summary is what a run did, earlier parts of it included.
type Summary struct {
	Parser  string `json:"parser"`
	DryRun  bool   `json:"dry_run"` // nothing was stored
	Stale   bool   `json:"stale"`   // only what an older parser read
	Resumed bool   `json:"resumed"` // the run was interrupted and gone on with

	DurationSeconds   float64 `json:"duration_seconds"`
	VersionsPerSecond float64 `json:"versions_per_second"`

	Pages      int `json:"pages"`       // read again
	Versions   int `json:"versions"`    // of these pages, read again
	UpToDate   int `json:"up_to_date"`  // pages left out: today's parser read them
	Changed    int `json:"changed"`     // reports that say something else in their latest version
	NewReports int `json:"new_reports"` // pages that were no report
	NoReports  int `json:"no_reports"`  // pages that are no report any more
	Skipped    int `json:"skipped"`     // pages that changed meanwhile
	Failed     int `json:"failed"`      // pages that could not be read again

	Fields   map[string]*FieldChanges `json:"fields"`   // but for tables and findings
	Tables   map[string]*TableChanges `json:"tables"`   // cells with another number, by table
	Findings map[string]*Counts       `json:"findings"` // by rule

	Worse        int       `json:"worse"`         // reports with fewer numbers, or none where one was
	WorseReports []Worse   `json:"worse_reports"` // of these, the first
	Failures     []Failure `json:"failures"`      // likewise
}

// FieldChanges counts the reports in which a field differs.
type FieldChanges struct {
	Reports  int            `json:"reports"`
	Examples []FieldExample `json:"examples"`
}

// FieldExample is one of them.
type FieldExample struct {
	ID  string `json:"id"`
	URL string `json:"url"`
	Change
}

// TableChanges counts what changed in a table.
type TableChanges struct {
	Reports int `json:"reports"`
	CellChanges
	Examples []TableExample `json:"examples"`
}

// TableExample is one cell.
type TableExample struct {
	ID  string `json:"id"`
	URL string `json:"url"`
	CellExample
}

// Worse is a report in which numbers were lost.
type Worse struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Lost   int    `json:"lost"`   // cells that had a number and have none
	Before int    `json:"before"` // numbers in tables
	Now    int    `json:"now"`
}

// Failure is a page that could not be read again.
type Failure struct {
	ID    string `json:"id"`
	URL   string `json:"url"`
	Error string `json:"error"`
}

func newSummary(o Options) Summary {
	return Summary{
		Parser: extract.Parser, DryRun: o.DryRun, Stale: o.Stale,
		Fields: map[string]*FieldChanges{}, Tables: map[string]*TableChanges{}, Findings: map[string]*Counts{},
		WorseReports: []Worse{}, Failures: []Failure{},
	}
}

// add takes in what became of one page.
func (s *Summary) add(out *outcome) {
	switch {
	case out.err != nil:
		s.Failed++
		if len(s.Failures) < maxNamed {
			s.Failures = append(s.Failures, Failure{out.id, out.url, out.err.Error()})
		}
		return
	case out.versions == 0:
		if out.read {
			s.UpToDate++
		}
		return
	}
	s.Pages++
	s.Versions += out.versions
	if out.diff.Empty() {
		return
	}
	s.Changed++
	if out.diff.New {
		s.NewReports++
	}
	if out.diff.Gone {
		s.NoReports++
	}
	s.addFields(out)
	s.addTables(out)
	for rule, n := range out.diff.Findings {
		if s.Findings[rule] == nil {
			s.Findings[rule] = &Counts{}
		}
		s.Findings[rule].Gained += n.Gained
		s.Findings[rule].Lost += n.Lost
	}
	if w, yes := out.worse(); yes {
		s.Worse++
		if len(s.WorseReports) < maxNamed {
			s.WorseReports = append(s.WorseReports, w)
		}
	}
}

func (s *Summary) addFields(out *outcome) {
	for name, c := range out.diff.Fields {
		f := s.Fields[name]
		if f == nil {
			f = &FieldChanges{}
			s.Fields[name] = f
		}
		f.Reports++
		if len(f.Examples) < maxExamples {
			f.Examples = append(f.Examples, FieldExample{out.id, out.url, c})
		}
	}
}

func (s *Summary) addTables(out *outcome) {
	for name, c := range out.diff.Cells {
		t := s.Tables[name]
		if t == nil {
			t = &TableChanges{Examples: []TableExample{}}
			s.Tables[name] = t
		}
		t.Reports++
		t.Gained += c.Gained
		t.Lost += c.Lost
		t.Changed += c.Changed
	}
	for _, e := range out.diff.Examples {
		if t := s.Tables[e.Table]; len(t.Examples) < maxExamples {
			t.Examples = append(t.Examples, TableExample{out.id, out.url, e})
		}
	}
}

// worse says whether a report reads worse now: it lost numbers.
func (out *outcome) worse() (Worse, bool) {
	if out.diff == nil {
		return Worse{}, false
	}
	w := Worse{ID: out.id, URL: out.url, Lost: out.diff.lost(), Before: out.diff.Before, Now: out.diff.Now}
	return w, w.Lost > 0
}

// older says whether a parser's version (2026.11.1) comes before another. One
// that is none comes before all.
func older(a, b string) bool {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(x), len(y)) {
		m, n := part(x, i), part(y, i)
		if m != n {
			return m < n
		}
	}
	return false
}

func part(parts []string, i int) int {
	if i >= len(parts) {
		return -1
	}
	n, err := strconv.Atoi(parts[i])
	if err != nil || n < 0 {
		return -1
	}
	return n
}
