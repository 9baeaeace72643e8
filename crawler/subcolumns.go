package crawler

import (
	"context"
	"sync"

	"nianbao/crawler/frontier"
	"nianbao/crawler/portal"
)

const (
	// maxSubColumns is how many sub-columns of a column are asked in every run,
	// each by one request; those past it are asked once every recheck. A county
	// has some forty departments and twenty townships.
	maxSubColumns = 100
	// liveYears is how many years' sub-columns are asked in every run, the newest
	// first: reports on a year are posted in the one after it, some later.
	liveYears = 2
)

// subColumns counts the known sub-columns that a run asks of each column.
type subColumns struct {
	mu    sync.Mutex
	asked map[string]int // by the column's URL
}

// take says whether one more may be asked, and counts it.
func (s *subColumns) take(column string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked[column] >= maxSubColumns {
		return false
	}
	if s.asked == nil {
		s.asked = map[string]int{}
	}
	s.asked[column]++
	return true
}

// over says whether a sub-column is of a year long over.
func over(link portal.Entry, newest int) bool {
	return link.Year != 0 && link.Year <= newest-liveYears
}

// live says whether a sub-column that the archive knows is asked in every run,
// as the column itself is: a list that was there when it was asked last (what
// failed has its own rhythm), not one of a year long over, nor a page that holds
// a report, which is asked as reports are.
func (t *turn) live(ctx context.Context, rec frontier.Record, link portal.Entry, newest int) (bool, error) {
	if over(link, newest) {
		return false, nil
	}
	known, is, err := t.run.queue.Lookup(ctx, link.URL)
	if err != nil || !is || known.Class != frontier.Lists || known.State != frontier.Done || known.Run == t.run.info.ID {
		return false, err
	}
	page, is, err := t.run.opts.Archive.PageOf(link.URL)
	if err != nil || is && page.Read != nil && page.Read.Kind != notAReport {
		return false, err
	}
	return t.run.subs.take(rec.Context.Column), nil
}

// columns are the candidates of sub-columns, and of frames that hold the list
// of a page that is a shell. Of known ones all are asked again in a sweep, in
// any other run those that are live.
func (t *turn) columns(ctx context.Context, rec frontier.Record, l portal.Listing) (found []frontier.Candidate, err error) {
	for _, link := range l.Columns {
		c, ok := t.candidate(rec, link.URL, frontier.Lists, rec.Depth+1)
		if !ok {
			continue
		}
		if c.Refuse == "" {
			if c.Revisit = t.run.sweeps[rec.Context.Column]; !c.Revisit {
				if c.Revisit, err = t.live(ctx, rec, link, l.Newest); err != nil {
					return nil, err
				}
			}
		}
		found = append(found, c)
	}
	for _, frame := range l.Frames {
		if c, ok := t.candidate(rec, frame, frontier.Lists, rec.Depth+1); ok {
			c.Revisit = c.Refuse == "" // the shell never changes
			found = append(found, c)
		}
	}
	return found, nil
}
