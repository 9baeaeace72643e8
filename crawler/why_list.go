package crawler

import (
	"context"
	"errors"
	"slices"

	"nianbao/crawler/frontier"
	"nianbao/seeds"
	"nianbao/store"
)

// When a page of a column's list is asked again that has no time of its own.
const (
	EveryRun     = "every_run"     // a sub-column, or a frame that holds the list, which is asked as the column is
	EveryRecheck = "every_recheck" // with all pages of the column
)

// explainList says when a list page that is not the column itself is asked again,
// by how the page that it was found on links to it: EveryRun or EveryRecheck; ""
// for what is no list, is not there, or whose column the seeds have no more.
func explainList(ctx context.Context, r Explained, url string, portals []seeds.Portal) (asked string, err error) {
	for range maxListDepth {
		rec, known, err := frontier.Lookup(ctx, r, url)
		if err != nil || !known || rec.Class != frontier.Lists || rec.State != frontier.Done {
			return "", err
		}
		if rec.URL == rec.Context.Column {
			return asked, nil
		}
		if _, _, seeded := seeded(rec.Context.Column, portals); !seeded {
			return "", nil
		}
		page, known, err := r.PageOf(url)
		if err != nil || known && page.Read != nil && page.Read.Kind != notAReport {
			return "", err // a report, asked as reports are
		}
		every, err := linkedAsLive(ctx, r, rec)
		if err != nil || !every {
			return EveryRecheck, err
		}
		asked, url = EveryRun, rec.Referrer
	}
	return EveryRecheck, nil
}

// maxListDepth bounds how far a list page is traced back to its column.
const maxListDepth = 32

// linkedAsLive says whether the page that a list was found on has it asked as
// often as itself.
func linkedAsLive(ctx context.Context, r Explained, rec frontier.Record) (bool, error) {
	from, known, err := frontier.Lookup(ctx, r, rec.Referrer)
	if err != nil || !known || from.Good.RawSHA256 == "" {
		return false, err
	}
	body, err := r.Blob(from.Good.RawSHA256)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	list, err := readListing(from, page{body: body})
	if err != nil {
		return false, nil // it cannot be read: nothing is told of it
	}
	if slices.Contains(list.Frames, rec.URL) {
		return true, nil
	}
	live := 0
	for _, link := range list.Columns {
		if over(link, list.Newest) {
			continue
		}
		if live++; link.URL == rec.URL {
			return live <= maxSubColumns, nil
		}
	}
	return false, nil
}
