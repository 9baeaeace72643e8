package crawler

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"nianbao/crawler/frontier"
	"nianbao/crawler/portal"
	"nianbao/crawler/reading"
	"nianbao/seeds/urls"
	"nianbao/store"
)

// maxBarren is how many list pages without a single entry, or with those of
// another page again, are walked through in a row: lists are mixed with news,
// but some servers make up pages for any number asked for.
const maxBarren = 20

// readList makes candidates of what a list page links to.
func (t *turn) readList(ctx context.Context, rec frontier.Record, p page, e *frontier.Ending) error {
	if err := t.bringShell(ctx, rec, &p); err != nil {
		return err
	}
	listing, err := readListing(rec, p)
	if err != nil {
		e.Cause = err.Error()
		return nil
	}
	t.left += listing.Counted
	found := t.entries(rec, listing)
	fresh, err := t.compare(ctx, found)
	if err != nil {
		return err
	}
	if tried(rec) {
		if ok, err := t.belongs(ctx, rec, found); err != nil || !ok {
			e.Cause = "tried as the next page of the list: it brings no report of it"
			return errors.Join(err, t.tryNext(ctx, rec, e))
		}
	}
	repeated, err := t.repeats(rec, listing.Mark, e)
	if err != nil {
		return err
	}
	barren, err := t.barren(rec, listing, e)
	if err != nil {
		return err
	}
	if len(listing.Entries) == 0 && !portal.Endpoint(rec.URL) {
		t.readColumnReport(ctx, rec, p, e, len(listing.Columns) > 0)
	} else if len(listing.Entries)+listing.Counted == 0 && listing.Total > rec.Before {
		e.Cause = fmt.Sprintf("it lists nothing, though it says that the list has %d rows and %d came before", listing.Total, rec.Before)
	}
	bare, err := t.barely(rec, listing)
	if err != nil {
		return err
	}
	revisit := fresh || bare || t.run.sweeps[rec.Context.Column]
	e.Found = append(e.Found, found...)
	columns, err := t.columns(ctx, rec, listing)
	if err := errors.Join(err, t.mindedColumns(rec, listing, e)); err != nil {
		return err
	}
	e.Found = append(e.Found, columns...)
	if repeated {
		return nil
	}
	if err := t.minded(ctx, rec, &listing, e); err != nil {
		return err
	}
	next, err := t.paging(ctx, rec, listing, barren, revisit)
	if err != nil {
		return err
	}
	e.Found = append(e.Found, next...)
	return t.guess(ctx, rec, listing, revisit, e)
}

// rereadList walks on from a list page that has not changed: in a sweep the
// pages behind it are asked too, whatever it says itself.
func (t *turn) rereadList(ctx context.Context, rec frontier.Record, e *frontier.Ending) error {
	body, err := t.run.opts.Archive.Blob(rec.Good.RawSHA256)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	p := page{body: body}
	if unread, err := t.try(ctx, rec, p, e); err != nil || unread {
		return err
	}
	return t.readList(ctx, rec, p, e)
}

// readListing reads a list page. A column that was redirected has its folder
// where it went.
func readListing(rec frontier.Record, p page) (l portal.Listing, err error) {
	column := cmp.Or(rec.Context.Column, rec.URL)
	if rec.Hops > 0 && !portal.Endpoint(rec.URL) {
		_, category, _ := strings.Cut(column, "#")
		column = strings.TrimSuffix(rec.URL+"#"+category, "#")
	}
	page := portal.Page{
		URL: rec.URL, Method: rec.Method, Request: rec.Body, Body: p.body, Charset: p.charset, Column: column,
		Shell: rec.Referrer, ShellBody: p.shell, Before: rec.Before, Guess: rec.Class == frontier.Lists && rec.Maybe,
	}
	err = reading.Guard(func() error {
		l = portal.Read(page)
		return nil
	})
	return l, err
}

// entries are the candidates of a listing's accepted and undecided links: what
// is known to be a report goes first.
func (t *turn) entries(rec frontier.Record, l portal.Listing) (found []frontier.Candidate) {
	for _, link := range l.Entries {
		if link.Verdict == portal.Rejected {
			continue
		}
		c, ok := t.candidate(rec, link.URL, frontier.Reports, rec.Depth+1)
		if !ok {
			continue
		}
		c.Maybe = link.Verdict == portal.Undecided
		c.Context.LinkTitle, c.Context.LinkDate = link.Title, link.Date
		found = append(found, c)
	}
	slices.SortStableFunc(found, func(a, b frontier.Candidate) int {
		switch {
		case a.Maybe == b.Maybe:
			return 0
		case b.Maybe:
			return -1
		}
		return 1
	})
	return found
}

// paging are the candidates of a list's further pages. Of known ones the
// nearest that is there is asked again where revisit says so, and leads on if it
// brings news; in a sweep all are. Where the page is a shell they are the list's
// first.
func (t *turn) paging(ctx context.Context, rec frontier.Record, l portal.Listing, barren int, revisit bool) (found []frontier.Candidate, err error) {
	if barren > maxBarren {
		return nil, nil
	}
	all := l.Shell || t.run.sweeps[rec.Context.Column]
	for _, next := range l.Next {
		if next, err = t.asPosted(ctx, next); err != nil {
			return nil, err
		}
		c, ok := t.candidate(rec, next.URL, frontier.Lists, rec.Depth)
		if !ok {
			continue
		}
		c = withRequest(c, next)
		c.Maybe = next.Guess
		c.Revisit, c.Barren = (all || revisit) && c.Refuse == "", barren
		if revisit && !all {
			gone, err := t.gone(ctx, c)
			if err != nil {
				return nil, err
			}
			c.Revisit, revisit = !gone, gone
		}
		if portal.Endpoint(rec.URL) {
			c.Referrer = rec.Referrer // the page whose script asks
		}
		found = append(found, c)
	}
	return found, nil
}

// gone says whether a page of a list is known to be none.
func (t *turn) gone(ctx context.Context, c frontier.Candidate) (bool, error) {
	if c.Method != "" {
		return false, nil
	}
	rec, known, err := t.run.queue.Lookup(ctx, c.URL)
	return known && rec.State == frontier.Gone, err
}

// candidate is a link to what may belong to the column: on the portal's hosts.
// All others are counted by the listing, not kept. A trap and one that lies
// too deep are kept with the cause, and not followed.
func (t *turn) candidate(rec frontier.Record, link string, class frontier.Class, depth int) (frontier.Candidate, bool) {
	if !t.run.scope.allows(rec.Context.Portal, link) {
		t.left++
		return frontier.Candidate{}, false
	}
	c := frontier.Candidate{URL: link, Class: class, Context: rec.Context, Depth: depth, Referrer: rec.URL}
	if limit := t.run.opts.Limits.MaxDepth; depth > limit {
		c.Refuse, c.Cause = store.OverBudget, fmt.Sprintf("max_depth of %d reached", limit)
	}
	if cause, yes := urls.Trap(link); yes {
		c.Refuse, c.Cause = store.Trap, cause
	}
	return c, true
}

// compare says whether one of the candidates was never met before this run:
// lists overlap, so that one was met on the page before is news all the same.
// Those that were too deep where they were met first, and are not here, get
// their turn.
func (t *turn) compare(ctx context.Context, found []frontier.Candidate) (fresh bool, err error) {
	links := make([]string, len(found))
	for i, c := range found {
		links[i] = c.URL
	}
	known, err := t.run.queue.Familiar(ctx, links...)
	if err != nil {
		return false, err
	}
	for i, k := range known {
		fresh = fresh || k == frontier.Unknown || k == frontier.Fresh
		if k == frontier.TooDeep && found[i].Refuse == "" {
			found[i].Revisit = true
		}
	}
	return fresh, nil
}

// repeats says whether another page of the column listed the very same in this
// run: some servers answer any page number with the last page, or the first.
// It notes what is listed for the pages to come.
func (t *turn) repeats(rec frontier.Record, listed string, e *frontier.Ending) (bool, error) {
	if portal.Endpoint(rec.URL) && rec.Before == 0 {
		return false, nil // the shell may show the same rows
	}
	h := store.Hash(rec.Context.Column + "\n" + listed)
	key := append([]byte("listing/"), h[:]...)
	b, err := t.run.opts.Archive.Get(store.Notes, key)
	if err != nil {
		return false, err
	}
	mark := strconv.FormatUint(uint64(t.run.info.ID), 10) + " "
	own := mark + rec.Method + rec.URL + string(rec.Body)
	if was := string(b); strings.HasPrefix(was, mark) {
		return was != own, nil
	}
	e.Envelope.Ops = append(e.Envelope.Ops, store.Op{Bucket: store.Notes, Key: key, Value: []byte(own)})
	return false, nil
}

// barren counts the list pages in a row that bring nothing: no entry, or those
// of another page again, whatever else there is on them.
func (t *turn) barren(rec frontier.Record, l portal.Listing, e *frontier.Ending) (int, error) {
	same := len(l.Entries)+len(l.Columns) == 0
	if !same {
		var rows strings.Builder
		for _, entry := range slices.Concat(l.Entries, l.Columns) {
			rows.WriteString("row " + entry.URL + "\n")
		}
		var err error
		if same, err = t.repeats(rec, rows.String(), e); err != nil {
			return 0, err
		}
	}
	if same {
		return rec.Barren + 1, nil
	}
	return 0, nil
}
