package crawler

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"nianbao/crawler/frontier"
	"nianbao/crawler/portal"
	"nianbao/seeds"
	"nianbao/seeds/urls"
	"nianbao/store"
)

// Links of a column that are named by a year alone are asked for as reports,
// unless they stand in the column's own folder: some lead to lists, which a crawl
// does not follow. They are named, to be added to the seeds.

const (
	// maxYears bounds how many such links of one column are looked at.
	maxYears = 40
	// maxAside is how many of the lists are named.
	maxAside = 5
)

// aside names the lists that a column's years lead to outside of its folder and
// that are no columns themselves; "" where there is none.
func (f *feed) aside(l portal.Listing, columns []seeds.Column) (string, error) {
	var lists []string
	years := 0
	for _, e := range l.Entries {
		if e.Verdict != portal.Undecided || !portal.OnlyYear(e.Title) || !slices.Contains(f.hosts, urls.Host(e.URL)) {
			continue
		}
		if slices.ContainsFunc(columns, func(c seeds.Column) bool { return c.URL == e.URL }) {
			continue
		}
		if years++; years > maxYears {
			break
		}
		is, err := f.listsReports(e.URL)
		if err != nil {
			return "", err
		}
		if is {
			lists = append(lists, e.URL)
		}
	}
	more := ""
	switch n := len(lists); {
	case n == 0:
		return "", nil
	case n > maxAside:
		lists, more = lists[:maxAside], fmt.Sprintf(" and %d more", n-maxAside)
	}
	return "lists of its years stand outside its folder and are not followed: add them to the seeds: " + strings.Join(lists, " ") + more, nil
}

// listsReports says whether a page that the archive has, which is no report,
// links to some.
func (f *feed) listsReports(url string) (bool, error) {
	page, known, err := f.look.archive.PageOf(url)
	if errors.Is(err, store.ErrNotFound) || err == nil && (!known || page.RawSHA256 == "" || page.Read != nil && page.Read.Kind != notAReport) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	list, ok, err := f.read(frontier.Record{URL: url, Good: frontier.Good{RawSHA256: page.RawSHA256}}, url, nil)
	return ok && slices.ContainsFunc(list.Entries, func(e portal.Entry) bool {
		return e.Verdict == portal.Accepted && slices.Contains(f.hosts, urls.Host(e.URL))
	}), err
}
