package export

import (
	"encoding/json"
	"fmt"
	"iter"
	"runtime"
	"time"

	"nianbao/extract"
	"nianbao/store"
	"nianbao/store/ordered"
)

// Report is a report line taken apart: the archive's own fields, and what was
// read off the page.
type Report struct {
	ID          string     `json:"id"`
	URL         string     `json:"url"`
	Portal      string     `json:"portal"`
	Region      string     `json:"region"`
	FetchedAt   *time.Time `json:"fetched_at"`
	FirstSeen   *time.Time `json:"first_seen"`
	ChangedAt   *time.Time `json:"changed_at"`
	GoneAt      *time.Time `json:"gone_at"`
	Versions    int32      `json:"versions"`
	Status      int32      `json:"status"`
	MediaType   string     `json:"media_type"`
	RawSHA256   string     `json:"raw_sha256"`
	DuplicateOf *string    `json:"duplicate_of"`
	extract.Report
}

// aheadPerCore is how many reports each core may be ahead of the one that is
// written: enough that none waits for a large one, few enough to hold.
const aheadPerCore = 8

// Decode takes report lines apart, in their order, on all cores. Reports that
// are read ahead are few: memory does not grow with the archive.
func Decode(lines iter.Seq2[store.ReportLine, error]) iter.Seq2[*Report, error] {
	return ordered.Map(lines, aheadPerCore*runtime.GOMAXPROCS(0), func(line store.ReportLine) (*Report, error) {
		r := new(Report)
		if err := json.Unmarshal(line.JSON, r); err != nil {
			return nil, fmt.Errorf("read report %s: %w; run verify", line.ID, err)
		}
		return r, nil
	})
}

// Of makes rows of reports: those that fn yields for each.
func Of[T any](reports iter.Seq2[*Report, error], fn func(r *Report, yield func(T) bool) bool) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for r, err := range reports {
			if err != nil {
				var none T
				if !yield(none, err) {
					return
				}
				continue
			}
			if !fn(r, func(row T) bool { return yield(row, nil) }) {
				return
			}
		}
	}
}
