package crawler

import (
	"context"
	"errors"
	"strings"

	"nianbao/crawler/frontier"
	"nianbao/crawler/portal"
	"nianbao/seeds/urls"
	"nianbao/store"
)

// Some lists show no way to their second page. Its address is then tried: the
// few names that portals use, one after the other, each once for ever, since a
// known URL is not asked again. What is accepted is a list page like any other.

// tried says whether a URL is an address that is tried as the next page of a
// list, and was not accepted as one before.
func tried(rec frontier.Record) bool {
	return rec.Class == frontier.Lists && rec.Maybe && rec.Good.RawSHA256 == ""
}

// guess tries the next address that may be the second page of a list, or goes
// on with the one that was accepted.
func (t *turn) guess(ctx context.Context, rec frontier.Record, l portal.Listing, revisit bool, e *frontier.Ending) error {
	for _, g := range l.Guesses {
		known, is, err := t.run.queue.Lookup(ctx, g.URL)
		if err != nil {
			return err
		}
		if is && (known.Class != frontier.Lists || known.State == frontier.Gone || known.State == frontier.Refused || known.Outcome == store.Redirect || known.Cause != "") {
			continue
		}
		c, ok := t.candidate(rec, g.URL, frontier.Lists, rec.Depth)
		if !ok || c.Refuse != "" {
			continue
		}
		c.Maybe, c.Before, c.Revisit = true, g.Before, is && known.State == frontier.Done && revisit
		e.Found = append(e.Found, c)
		return nil
	}
	t.untold(rec, l, e)
	return nil
}

// tryNext tries the address after one that was none.
func (t *turn) tryNext(ctx context.Context, rec frontier.Record, e *frontier.Ending) error {
	from, listing, err := t.origin(ctx, rec)
	if err != nil {
		return err
	}
	for i, g := range listing.Guesses {
		if g.URL == rec.URL {
			listing.Guesses = listing.Guesses[i+1:]
			return t.guess(ctx, from, listing, false, e)
		}
	}
	return nil
}

// origin is the list page that a tried one was made up from.
func (t *turn) origin(ctx context.Context, rec frontier.Record) (frontier.Record, portal.Listing, error) {
	from, known, err := t.run.queue.Lookup(ctx, rec.Referrer)
	if err != nil || !known || from.Good.RawSHA256 == "" {
		return from, portal.Listing{}, err
	}
	body, err := t.run.opts.Archive.Blob(from.Good.RawSHA256)
	if errors.Is(err, store.ErrNotFound) {
		return from, portal.Listing{}, nil
	}
	if err != nil {
		return from, portal.Listing{}, err
	}
	listing, err := readListing(from, page{body: body})
	if err != nil { // it was read before: then it says nothing
		return from, portal.Listing{}, nil //nolint:nilerr // the page is hostile, the run goes on
	}
	return from, listing, nil
}

// untried ends a tried address that was no page.
func (t *turn) untried(ctx context.Context, rec frontier.Record, p page, e *frontier.Ending) error {
	c := e.Envelope.Capture
	v := judge(c.Outcome, c.Status)
	if v.again {
		return nil
	}
	if c.Outcome == store.Redirect {
		e.Location = c.Location
	}
	if v.gone {
		if err := t.noticeMissing(rec, p, e); err != nil {
			return err
		}
	}
	return t.tryNext(ctx, rec, e)
}

// bringShell finds the page whose script asked for a file that says where the
// list is: what else the list's request needs stands there.
func (t *turn) bringShell(ctx context.Context, rec frontier.Record, p *page) error {
	if !portal.NeedsShell(rec.URL) {
		return nil
	}
	from, known, err := t.run.queue.Lookup(ctx, rec.Referrer)
	if err != nil || !known || from.Good.RawSHA256 == "" {
		return err
	}
	p.shell, err = t.run.opts.Archive.Blob(from.Good.RawSHA256)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// skip goes on behind a page of a list that failed for good: one, since there
// may be none behind it.
func (t *turn) skip(l frontier.Lease, e *frontier.Ending) {
	rec := l.Record
	if t.instead || rec.Class != frontier.Lists || rec.Barren > 0 || e.State != frontier.Failed {
		return
	}
	next, ok := portal.After(portal.Request{URL: rec.URL, Method: rec.Method, Body: rec.Body, ContentType: rec.ContentType, Before: rec.Before})
	if !ok {
		return
	}
	if c, ok := t.candidate(rec, next.URL, frontier.Lists, rec.Depth); ok {
		c = withRequest(c, next)
		c.Barren, c.Referrer = rec.Barren+1, rec.Referrer
		e.Found = append(e.Found, c)
	}
}

// belongs says whether a tried page continues the list: it brings a report that
// was not known, at an address that begins as those of the list's page do.
func (t *turn) belongs(ctx context.Context, rec frontier.Record, found []frontier.Candidate) (bool, error) {
	_, listing, err := t.origin(ctx, rec)
	if err != nil {
		return false, err
	}
	begins := map[string]bool{}
	for _, entry := range listing.Entries {
		begins[beginning(entry.URL)] = true
	}
	for _, c := range found {
		if c.Maybe || !begins[beginning(c.URL)] {
			continue
		}
		known, err := t.run.queue.Familiar(ctx, c.URL)
		if err != nil {
			return false, err
		}
		if known[0] == frontier.Unknown {
			return true, nil
		}
	}
	return false, nil
}

// beginning is the host and the first folder of an address.
func beginning(canonical string) string {
	host := urls.Authority(canonical)
	folder, _, _ := strings.Cut(strings.TrimPrefix(canonical[len(host):], "/"), "/")
	return host + "/" + folder
}

// drawn says whether a page that looks empty is one whose list scripts ask for.
func drawn(rec frontier.Record, p page) bool {
	if rec.Class != frontier.Lists {
		return false
	}
	listing, err := readListing(rec, p)
	return err == nil && (listing.Shell || portal.Endpoint(rec.URL) && len(listing.Entries) > 0)
}
