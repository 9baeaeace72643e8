package exporttest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"sync"
	"time"

	"nianbao/extract"
	"nianbao/store"
)

// FirstSeen is when report n was first seen.
func FirstSeen(n int) time.Time {
	return time.Date(2025, 1, 17, 14, 3, n%60, 0, time.UTC)
}

// line is a report line, its fields written here once more, so that a name
// that changed shows.
type line struct {
	Schema      string    `json:"schema"`
	ID          string    `json:"id"`
	URL         string    `json:"url"`
	Portal      string    `json:"portal"`
	Region      string    `json:"region"`
	FetchedAt   time.Time `json:"fetched_at"`
	FirstSeen   time.Time `json:"first_seen"`
	ChangedAt   time.Time `json:"changed_at"`
	GoneAt      *string   `json:"gone_at"`
	Versions    int       `json:"versions"`
	Status      int       `json:"status"`
	MediaType   string    `json:"media_type"`
	RawSHA256   string    `json:"raw_sha256"`
	DuplicateOf *string   `json:"duplicate_of"`
	*extract.Report
}

// ID is the id of the report at URL(n) in these lines; an archive gives its own.
func ID(n int) string { return fmt.Sprintf("%016x", n) }

// Line is report n as a line.
func Line(n int) (store.ReportLine, error) {
	at := FirstSeen(n)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(line{Schema: store.Schema, ID: ID(n), URL: URL(n), Portal: "第一门户", Region: Region(n), FetchedAt: at.Add(time.Hour),
		FirstSeen: at, ChangedAt: at, Versions: 1, Status: 200, MediaType: "text/html", RawSHA256: fmt.Sprintf("%064x", n), Report: Report(n)})
	return store.ReportLine{ID: ID(n), JSON: bytes.TrimSpace(b.Bytes())}, err
}

// Lines are the first n reports.
func Lines(n int) iter.Seq2[store.ReportLine, error] {
	return func(yield func(store.ReportLine, error) bool) {
		for i := range n {
			if !yield(Line(i)) {
				return
			}
		}
	}
}

// Fill puts the first n reports into an archive.
func Fill(ctx context.Context, a *store.Archive, n int) error {
	next := make(chan int)
	errs := make(chan error, 1)
	var callers sync.WaitGroup
	for range 64 {
		callers.Go(func() {
			for i := range next {
				if err := put(ctx, a, i); err != nil {
					select {
					case errs <- err:
					default: // the first is enough
					}
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	callers.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

func put(ctx context.Context, a *store.Archive, n int) error {
	reading, err := store.ReadingOf(Report(n))
	if err != nil {
		return err
	}
	_, err = a.Apply(ctx, store.Envelope{
		Capture: &store.Capture{URL: URL(n), Run: 1, At: FirstSeen(n), Method: "GET", Outcome: store.OK, Status: 200, MediaType: "text/html",
			Context: store.Context{Portal: "第一门户", Region: Region(n)}},
		Body:    fmt.Appendf(nil, "page %d", n),
		Reading: reading,
	})
	return err
}
