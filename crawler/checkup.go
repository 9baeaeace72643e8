package crawler

import (
	"context"
	"fmt"
	"sync"
	"time"

	"nianbao/crawler/discover"
	"nianbao/crawler/robots"
	"nianbao/seeds"
	"nianbao/store"
)

// ColumnCheck is how a column of the seeds was found: whether its page can be
// had, whether robots.txt lets it be asked for, and what its list is. Nothing
// is crawled for it: its first page is asked for, and what that draws its list
// from.
type ColumnCheck struct {
	Portal    string        `json:"portal"`
	URL       string        `json:"url"`
	File      string        `json:"file"`
	Line      int           `json:"line"`
	OK        bool          `json:"ok"`      // it lists reports, or is one
	Problem   string        `json:"problem"` // why it is not; "" if it is
	Outcome   store.Outcome `json:"outcome"` // of its page, or why it was not asked for
	Status    int           `json:"status"`  // 0 without an answer
	LeadsTo   string        `json:"leads_to"`
	Robots    robots.State  `json:"robots"`      // "" where it was not asked
	Allowed   bool          `json:"allowed"`     // by robots.txt
	Rule      string        `json:"rule"`        // of robots.txt about it, with its line; "" for none
	Delay     float64       `json:"crawl_delay"` // seconds that robots.txt asks for; 0: none
	Family    string        `json:"family"`      // content system by its list; "" where its page was not read
	Links     int           `json:"links"`       // to reports, on its first page
	Where     string        `json:"where"`       // they stand, if not on the page itself
	Years     []int         `json:"years"`
	Sample    string        `json:"sample"`
	Source    string        `json:"source"`
	Verified  string        `json:"verified"` // as the seeds say it; "" for no
	CheckedAt time.Time     `json:"checked_at"`
}

// mostOfColumn bounds the requests for one column, robots.txt included.
const mostOfColumn = 12

// CheckColumns looks at the columns of portals, of so many portals at the same
// time, and returns what it saw in the order of the seeds. done is told of each
// column, from one goroutine at a time. With an error (of CheckColumn) it is
// what was seen until then.
func CheckColumns(ctx context.Context, v *Visitor, portals []seeds.Portal, workers int, done func()) ([]ColumnCheck, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	seen := make([][]ColumnCheck, len(portals))
	next := make(chan int)
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range max(min(workers, len(portals)), 1) {
		wait.Go(func() {
			for i := range next {
				for _, c := range portals[i].Columns {
					k, err := CheckColumn(ctx, v, portals[i], c)
					if err != nil {
						stop(err)
						break
					}
					mu.Lock()
					seen[i] = append(seen[i], k)
					done()
					mu.Unlock()
				}
			}
		})
	}
	for i := range portals {
		next <- i
	}
	close(next)
	wait.Wait()
	out := []ColumnCheck{}
	for _, of := range seen {
		out = append(out, of...)
	}
	return out, context.Cause(ctx)
}

// CheckColumn looks at one column of a portal. The error is ctx's or the
// archive's.
func CheckColumn(ctx context.Context, v *Visitor, p seeds.Portal, c seeds.Column) (ColumnCheck, error) {
	out := ColumnCheck{
		Portal: p.Name, URL: c.URL, File: p.File, Line: c.Line, Years: []int{}, Source: c.Source, Verified: c.Verified,
		CheckedAt: v.opts.Now().UTC(),
	}
	s := discover.NewCheck(c.URL, p.AllHosts())
	first := true
	_, err := search(ctx, v, s, mostOfColumn, func(_ string, got Visit, a discover.Answer) {
		if first {
			out.page(got)
		}
		if out.LeadsTo == "" && first {
			out.LeadsTo = a.Location
		}
		first = false
	})
	if err != nil {
		return out, fmt.Errorf("check column %s: %w", c.URL, err)
	}
	r := s.Result()
	for _, found := range r.Columns {
		out.OK, out.Family, out.Links, out.Where, out.Years, out.Sample = true, found.Family, found.Links, found.Where, found.Years, found.Sample
	}
	for _, u := range r.Unproven {
		out.Family, out.Problem = u.Family, u.Cause
	}
	if !out.OK && out.Problem == "" {
		out.Problem = "nothing was seen of it"
	}
	return out, nil
}

// page notes how the column's own page answered.
func (c *ColumnCheck) page(v Visit) {
	c.Outcome, c.Status = v.Skipped, v.Capture.Status
	if v.Asked {
		c.Outcome = v.Capture.Outcome
	}
	c.Robots, c.Allowed, c.Delay = v.Robots, v.Decision.Allowed, v.CrawlDelay.Seconds()
	if v.Decision.Line > 0 {
		c.Rule = fmt.Sprintf("line %d: %s", v.Decision.Line, v.Decision.Rule)
	}
}
