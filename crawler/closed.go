package crawler

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"nianbao/crawler/frontier"
	"nianbao/crawler/portal"
	"nianbao/crawler/robots"
	"nianbao/seeds/urls"
	"nianbao/store"
)

// A column is closed where its list, or a part of it, cannot be asked for:
// robots.txt forbids what the list is read from, nothing says how its further
// pages are asked for, or the page shows nothing of a list. The summary names it,
// and so does why.

// closedNote is kept of a column that was closed in a run.
type closedNote struct {
	Run   uint32 `json:"r"`
	Cause string `json:"c"`
}

// closedKey is where it is noted.
func closedKey(column string) []byte {
	h := store.Hash(column)
	return append([]byte("closed/"), h[:]...)
}

// shut notes that the column a page belongs to is closed. The first cause that
// a turn comes upon stands.
func (t *turn) shut(rec frontier.Record, cause string) {
	if t.closed == nil {
		t.closed = &UnreadPage{URL: rec.Context.Column, Cause: cause}
	}
}

// closedOp stores why a column was closed in a run.
func closedOp(run uint32, c UnreadPage) (store.Op, error) {
	b, err := json.Marshal(closedNote{Run: run, Cause: c.Cause})
	if err != nil {
		return store.Op{}, fmt.Errorf("encode note on column %s: %w", c.URL, err)
	}
	return store.Op{Bucket: store.Notes, Key: closedKey(c.URL), Value: b}, nil
}

// closedBy is why a column was closed in a run; "" where it was not.
func closedBy(r getter, column string, run uint32) (string, error) {
	b, err := r.Get(store.Notes, closedKey(column))
	if err != nil {
		return "", fmt.Errorf("read note on column %s: %w", column, err)
	}
	var n closedNote
	if b == nil || json.Unmarshal(b, &n) != nil || n.Run != run {
		return "", nil
	}
	return n.Cause, nil
}

// forbidden is what robots.txt says of an address it forbids, in words; "" where
// it allows it, or is not known yet.
func (t *turn) forbidden(canonical string) (string, error) {
	authority := urls.Authority(canonical)
	known, is := t.known[authority]
	if !is {
		rec, err := loadRobots(t.run.opts.Archive, authority)
		if err != nil {
			return "", err
		}
		if t.known == nil {
			t.known = map[string]robots.Entry{}
		}
		known, t.known[authority] = rec.Entry, rec.Entry
	}
	d := known.Verdict.Allowed(t.run.agent, pathAndQuery(canonical))
	if known.Fetched.IsZero() || d.Allowed {
		return "", nil
	}
	return fmt.Sprintf("robots.txt line %d (%s) forbids %s", d.Line, d.Rule, pathOf(canonical)), nil
}

// What is left of a column that is closed.
const (
	nothingLeft = ": the column cannot be read"
	pageLeft    = ": only what this page shows of the column is read"
)

// minded notes where robots.txt keeps crawlers from what a list is read from,
// and has the pages asked that show the same without it. The requests are kept
// as refused ones.
func (t *turn) minded(ctx context.Context, rec frontier.Record, l *portal.Listing, e *frontier.Ending) error {
	left := pageLeft
	if len(l.Entries) == 0 && len(l.Columns) == 0 {
		left = nothingLeft
	}
	switch {
	case len(l.Next) > 0 && portal.Endpoint(l.Next[0].URL):
		return t.mindedEndpoint(ctx, rec, l, left, e)
	case len(l.Next) > 0 && !l.Next[0].Guess:
		cause, err := t.forbidden(l.Next[0].URL)
		if cause != "" {
			e.Cause = cause + ", the next page of its list" + left
			t.shut(rec, e.Cause)
		}
		return err
	case len(l.Frames) > 0:
		last := ""
		for _, frame := range l.Frames {
			cause, err := t.forbidden(frame)
			if err != nil || cause == "" {
				return err // one that may be asked may hold the list
			}
			last = cause
		}
		e.Cause = last + ", the frame its list stands in" + left
		t.shut(rec, e.Cause)
	}
	return nil
}

// mindedEndpoint does so where the list comes from an endpoint.
func (t *turn) mindedEndpoint(ctx context.Context, rec frontier.Record, l *portal.Listing, left string, e *frontier.Ending) error {
	cause, err := t.forbidden(l.Next[0].URL)
	if err != nil || cause == "" {
		return err
	}
	later, err := t.isLater(ctx, rec)
	if err != nil {
		return err
	}
	if later { // one of the pages asked instead
		l.Next = append(l.Next, l.Instead...)
		return nil
	}
	e.Cause = cause + ", which its list is read from" + left
	if len(l.Instead) > 0 {
		e.Cause = cause + ", which its list is read from: the column's own pages are asked instead"
		l.Next = append(l.Next, l.Instead...)
		return nil
	}
	t.shut(rec, e.Cause)
	return nil
}

// isLater says whether a page for people is a further one of a list.
func (t *turn) isLater(ctx context.Context, rec frontier.Record) (bool, error) {
	if rec.Referrer == "" || rec.Hops > 0 || portal.Endpoint(rec.URL) {
		return false, nil
	}
	from, known, err := t.run.queue.Lookup(ctx, rec.Referrer)
	return known && from.Class == frontier.Lists && from.Depth == rec.Depth, err
}

// mindedColumns notes that robots.txt forbids sub-columns.
func (t *turn) mindedColumns(rec frontier.Record, l portal.Listing, e *frontier.Ending) error {
	first, n := "", 0
	for _, link := range l.Columns {
		if !t.run.scope.allows(rec.Context.Portal, link.URL) {
			continue
		}
		cause, err := t.forbidden(link.URL)
		if err != nil {
			return err
		}
		if cause != "" {
			if n++; first == "" {
				first = cause
			}
		}
	}
	switch {
	case n == 0:
		return nil
	case n > 1:
		first += fmt.Sprintf(" and %d more", n-1)
	}
	e.Cause = first + ", sub-columns of it: they are not read"
	t.shut(rec, e.Cause)
	return nil
}

// turnedDown notes that a list is refused by a robots.txt that was not looked at
// when it was found: that of another authority than its page's.
func (t *turn) turnedDown(rec frontier.Record, cause string) {
	if rec.Class == frontier.Lists && !rec.Maybe && urls.Authority(rec.URL) != urls.Authority(rec.Referrer) {
		t.shut(rec, fmt.Sprintf("%s forbids %s: the column is not read, or not wholly", cause, pathOf(rec.URL)))
	}
}

// untold notes that nothing says how a list's further pages are asked for. At
// the list's own page that is its cause.
func (t *turn) untold(rec frontier.Record, l portal.Listing, e *frontier.Ending) {
	cause := ""
	switch l.Untold {
	case "":
		return
	case portal.ByPostback:
		cause = "its further pages are turned by posting back a form of the page, which is not asked for"
	case portal.ByScript:
		cause = "its further pages are turned by a script that names no address"
	case portal.ByCount:
		cause = "it says that it has more pages than it shows a way to"
	}
	cause += pageLeft
	t.shut(rec, cause)
	if c := e.Envelope.Capture; c != nil && c.URL == rec.URL && e.Cause == "" {
		e.Cause = cause
	}
}

// closedColumn reads why the column at a line is closed; "" where it is none, or
// is not.
func closedColumn(ctx context.Context, r frontier.Reader, line frontier.Line) (string, error) {
	rec, known, err := frontier.Lookup(ctx, r, line.URL)
	if err != nil || !known || rec.Context.Column != line.URL {
		return "", err
	}
	return closedBy(r, line.URL, rec.Run)
}

// pathOf is the path of a canonical URL.
func pathOf(canonical string) string {
	p, _, _ := strings.Cut(pathAndQuery(canonical), "?")
	return p
}
