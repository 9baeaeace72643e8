package web

import (
	"context"
	"errors"
	"time"

	"nianbao/cmd/nianbao/web/search"
	"nianbao/store"
)

const (
	// maxLooked bounds how many reports one request looks at where the index
	// alone does not decide.
	maxLooked = 1000
	// lookTime bounds how long it looks at them. A page that has not what was
	// asked for by then says where to go on.
	lookTime = 2 * time.Second
	// freshness is how long a list waits for the index to have what the
	// archive has. One that is far behind is told to be.
	freshness = 3 * time.Second
)

// found is a report that was found.
type found struct {
	line store.ReportLine // empty where only what a list shows was asked for
	*search.Document
}

// results is a page of them.
type results struct {
	found    []found
	next     int64 // where the next page goes on; 0 = there is none
	looked   int   // how many the index named of them
	progress search.Progress
}

// find reads a page of results, newest year first: for a list, or with the whole
// line of each.
func (s *Server) find(ctx context.Context, f Filters, whole bool) (out results, err error) {
	s.fresh(ctx)
	after, until := f.After, time.Now().Add(lookTime)
	for {
		want := f.Limit - len(out.found) + 1
		hits, err := s.index.Find(ctx, f.Query, after, want)
		if err != nil {
			return out, err
		}
		for i, h := range hits {
			if len(out.found) == f.Limit || out.looked >= maxLooked || out.looked > 0 && time.Now().After(until) {
				out.next = after
				out.progress = s.index.Progress()
				return out, nil
			}
			after = h.Row
			out.looked++
			if err := s.take(&out, f, hits[i], whole); err != nil {
				return out, err
			}
		}
		if len(hits) < want {
			out.progress = s.index.Progress()
			return out, nil
		}
	}
}

// fresh waits for the index, where that is worth it.
func (s *Server) fresh(ctx context.Context) {
	s.index.Settle(ctx, freshness)
}

// take adds a report the index named, if it is what was asked for.
func (s *Server) take(out *results, f Filters, h search.Hit, whole bool) error {
	b, line, err := s.open(h.ID, whole)
	if errors.Is(err, store.ErrNotFound) {
		return nil // it was there a moment ago
	}
	if err != nil {
		return err
	}
	d := b.document
	if !f.Exact() && !f.Holds(b.texts()) || f.NoDuplicates && d.DuplicateOf != nil {
		return nil
	}
	if !f.Since.IsZero() {
		if at, err := time.Parse(time.RFC3339, d.ChangedAt); err == nil && at.Before(f.Since) {
			return nil
		}
	}
	out.found = append(out.found, found{line, d})
	return nil
}

// Brief is a report in a list.
type Brief struct {
	ID          string         `json:"id"`
	URL         string         `json:"url"`
	Title       string         `json:"title"`
	Agency      *string        `json:"agency"`
	Year        *int           `json:"year"`
	Region      string         `json:"region"`
	Portal      string         `json:"portal"`
	Kind        string         `json:"kind"`
	Template    *string        `json:"template"`
	PublishedOn *string        `json:"published_on"`
	ChangedAt   string         `json:"changed_at"`
	GoneAt      *string        `json:"gone_at"`
	DuplicateOf *string        `json:"duplicate_of"`
	Versions    int            `json:"versions"`
	Findings    map[string]int `json:"findings"` // by severity
	Snippet     string         `json:"snippet"`
	Pieces      []search.Piece `json:"-"`
}

func brief(f found, q *search.Query) Brief {
	d := f.Document
	b := Brief{ID: d.ID, URL: d.URL, Title: d.Title, Agency: d.Agency, Year: d.Year, Region: d.Region, Portal: d.Portal, Kind: d.Kind,
		Template: d.Template, PublishedOn: d.PublishedOn, ChangedAt: d.ChangedAt, GoneAt: d.GoneAt, DuplicateOf: d.DuplicateOf,
		Versions: d.Versions, Findings: map[string]int{}, Pieces: q.Snippet(d.Texts()...)}
	for _, p := range b.Pieces {
		b.Snippet += p.Text
	}
	for _, n := range d.Findings {
		b.Findings[n.Severity]++
	}
	return b
}
