package web

import (
	"cmp"
	"context"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"nianbao/cmd/nianbao/web/search"
	"nianbao/extract/audit"
	"nianbao/store"
)

// Overview is what the archive holds, in numbers.
type Overview struct {
	Reports  int            `json:"reports"`
	Pages    int            `json:"pages"` // that something was read off, reports or not
	Hosts    int            `json:"hosts"`
	Kinds    map[string]int `json:"kinds"`
	Years    map[int]int    `json:"years"` // 0 = unknown
	Forms    map[string]int `json:"forms"`
	Findings []RuleCount    `json:"findings"` // findings, not reports with any
	Runs     []store.Run    `json:"runs"`     // the last ones, newest first

	store.Counts
	ArchiveBytes uint64 `json:"archive_bytes"` // the file with its free space; 0 where it cannot be looked at

	Index search.Progress `json:"index"`

	tally search.Tally
}

// RuleCount is a rule with how often it reported.
type RuleCount struct {
	Rule     string         `json:"rule"`
	Severity audit.Severity `json:"severity"`
	Count    int            `json:"count"`
}

// shownRuns is how many runs an overview lists.
const shownRuns = 10

// Requests is how many were made in all.
func (o *Overview) Requests() (n uint64) {
	for _, of := range o.Captures {
		n += of
	}
	return n
}

// overview counts, or takes what was counted a moment ago, and reads the
// counters of requests, which move while the index does not.
func (s *Server) overview(ctx context.Context) (*Overview, error) {
	counted, err := s.tallied(ctx)
	if err != nil {
		return nil, err
	}
	o := *counted
	if o.Counts, err = s.archive.Counts(); err != nil {
		return nil, err
	}
	if info, err := os.Stat(s.archive.Path()); err == nil {
		o.ArchiveBytes = uint64(max(info.Size(), 0))
	}
	return &o, nil
}

// tallied is an overview of what the index counts.
func (s *Server) tallied(ctx context.Context) (*Overview, error) {
	s.fresh(ctx)
	s.views.mu.Lock()
	defer s.views.mu.Unlock()
	progress := s.index.Progress()
	if v := s.views.value; v != nil && (s.views.fed == progress.Fed || time.Since(s.views.at) < keepView) {
		return v, nil
	}
	tally, err := s.index.Tally(ctx)
	if err != nil {
		return nil, err
	}
	o := &Overview{Kinds: tally.Kinds, Years: map[int]int{}, Forms: tally.Forms, Hosts: len(tally.Hosts), Index: progress, tally: tally}
	for _, n := range tally.Kinds {
		o.Pages += n
	}
	for _, by := range tally.Regions {
		for y, n := range by {
			o.Years[y] += n
			o.Reports += n
		}
	}
	o.Findings = ruleCounts(tally.Findings)
	runs, err := s.archive.Runs()
	if err != nil {
		return nil, err
	}
	slices.Reverse(runs)
	o.Runs = runs[:min(len(runs), shownRuns)]
	s.views.value, s.views.at, s.views.fed = o, time.Now(), progress.Fed
	return o, nil
}

// ruleCounts orders findings: the hardest first, then the most frequent.
func ruleCounts(counts map[string]int) []RuleCount {
	out := []RuleCount{}
	for rule, n := range counts {
		one := RuleCount{Rule: rule, Severity: audit.Info, Count: n}
		for _, r := range audit.Rules {
			if r.Name == rule {
				one.Severity = r.Severity
			}
		}
		out = append(out, one)
	}
	slices.SortFunc(out, func(a, b RuleCount) int {
		hard := func(r RuleCount) int {
			if r.Severity.AtLeast(audit.Error) {
				return 0
			} else if r.Severity.AtLeast(audit.Warning) {
				return 1
			}
			return 2
		}
		return cmp.Or(hard(a)-hard(b), b.Count-a.Count, cmp.Compare(a.Rule, b.Rule))
	})
	return out
}

// Coverage is how many reports there are of each region and year.
type Coverage struct {
	Region string        `json:"region"` // what the rows lie in; "" = everything
	Years  []int         `json:"years"`  // newest first
	Rows   []CoverageRow `json:"rows"`
}

// CoverageRow is one region with all that lies in it.
type CoverageRow struct {
	Region  string      `json:"region"` // path; "" where none is known
	Name    string      `json:"name"`   // its last step
	Below   bool        `json:"below"`  // there are regions in it
	Reports int         `json:"reports"`
	Years   map[int]int `json:"years"`
	Found   map[int]int `json:"with_findings"`
}

// coverage adds the counts up to the steps below a region.
func coverage(t *search.Tally, region string) Coverage {
	c := Coverage{Region: region}
	rows := map[string]*CoverageRow{}
	years := map[int]bool{}
	each := func(by map[string]map[int]int, add func(row *CoverageRow, year, n int)) {
		for path, counts := range by {
			step, below, in := stepBelow(path, region)
			if !in {
				continue
			}
			row := rows[step]
			if row == nil {
				row = &CoverageRow{Region: step, Name: step[strings.LastIndexByte(step, '/')+1:], Years: map[int]int{}, Found: map[int]int{}}
				rows[step] = row
			}
			row.Below = row.Below || below
			for y, n := range counts {
				add(row, y, n)
			}
		}
	}
	each(t.Regions, func(row *CoverageRow, y, n int) {
		row.Years[y] += n
		row.Reports += n
		years[y] = years[y] || n > 0
	})
	each(t.Found, func(row *CoverageRow, y, n int) { row.Found[y] += n })
	for _, row := range rows {
		if row.Reports > 0 {
			c.Rows = append(c.Rows, *row)
		}
	}
	slices.SortFunc(c.Rows, func(a, b CoverageRow) int { return cmp.Or(b.Reports-a.Reports, cmp.Compare(a.Region, b.Region)) })
	c.Years = slices.SortedFunc(maps.Keys(years), func(a, b int) int { return b - a })
	return c
}

// stepBelow is the step of a path right below a region; the region itself for
// what lies in no step of it.
func stepBelow(path, region string) (step string, below, in bool) {
	if region == "" {
		step, _, below = strings.Cut(path, "/")
		return step, below, true
	}
	if path == region {
		return region, false, true
	}
	rest, in := strings.CutPrefix(path, region+"/")
	if !in {
		return "", false, false
	}
	name, _, below := strings.Cut(rest, "/")
	return region + "/" + name, below, true
}

const (
	// heatRows and heatYears bound the table of the overview: every cell is a
	// link, and the page is to stay small.
	heatRows  = 30
	heatYears = 12
)

// heatMap is the table of the overview.
type heatMap struct {
	Coverage
	More      int // regions that are not shown
	Earlier   bool
	Crumbs    []crumb
	MaxInCell int
}

type crumb struct{ Name, Region string }

// Heat is how much stands in a cell, from 0 for nothing to 5 for the most.
func (h *heatMap) Heat(n int) int {
	if n <= 0 || h.MaxInCell == 0 {
		return 0
	}
	return min(5, 1+int(4*math.Sqrt(float64(n)/float64(h.MaxInCell))))
}

func (s *Server) overviewPage(q *request) (*screen, error) {
	o, err := s.overview(q.Context())
	if err != nil {
		return nil, err
	}
	v := q.URL.Query()
	region := strings.Trim(v.Get("region"), "/")
	h := &heatMap{Coverage: coverage(&o.tally, region), Earlier: v.Get("years") == "all"}
	if len(h.Rows) > heatRows && v.Get("rows") != "all" {
		h.More = len(h.Rows) - heatRows
		h.Rows = h.Rows[:heatRows]
	}
	if len(h.Years) <= heatYears {
		h.Earlier = true
	} else if !h.Earlier {
		h.Years = h.Years[:heatYears]
	}
	for _, row := range h.Rows {
		for _, y := range h.Years {
			h.MaxInCell = max(h.MaxInCell, row.Years[y])
		}
	}
	for i, step := range strings.Split(region, "/") {
		if step != "" {
			h.Crumbs = append(h.Crumbs, crumb{step, strings.Join(strings.Split(region, "/")[:i+1], "/")})
		}
	}
	return &screen{template: "overview.html", Title: q.say("Overview", "概览"), Data: map[string]any{"Overview": o, "Heat": h}}, nil
}
