package crawler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"nianbao/seeds"
	"nianbao/seeds/urls"
	"nianbao/store"
)

// Move is what became of a column.
type Move string

// What can become of one.
const (
	Redirected Move = "redirected" // its address leads elsewhere
	Vanished   Move = "gone"       // 404, 410, a redirect to the front page, or a page that says so
	Emptied    Move = "emptied"    // the page is there, and links to no report any more
)

// MovedColumn is a column that is not what it was. Its old captures stay.
type MovedColumn struct {
	Portal string    `json:"portal"`
	URL    string    `json:"url"`
	File   string    `json:"file"` // the seed file; "" where the seeds have the column no more
	Line   int       `json:"line"` // of the column in it; 0 likewise
	What   Move      `json:"what"`
	To     string    `json:"to"`     // where it leads now; "" but for redirected
	Since  time.Time `json:"since"`  // when it was first seen so
	New    bool      `json:"is_new"` // no run before said so
	Front  string    `json:"front"`  // front page of its portal: `nianbao discover` finds the new column from it
}

// FrontOf is the front page of the portal that an address belongs to.
func FrontOf(canonical string) string { return urls.Authority(canonical) + "/" }

// seenColumn is how a column's first page answered when it was asked last.
type seenColumn struct {
	What  Move      `json:"w,omitempty"` // "" where it is as it should be
	To    string    `json:"t,omitempty"`
	SHA   string    `json:"s,omitempty"` // of its body
	Has   int       `json:"n,omitempty"` // what that links to, or what it is fed with
	Fed   bool      `json:"f,omitempty"` // its list stands elsewhere: an endpoint or a frame
	On    bool      `json:"o,omitempty"` // all that Has counts is further pages of the list
	Had   bool      `json:"h,omitempty"` // it led to more than those once
	Aside string    `json:"x,omitempty"` // what is said of lists of its years that stand outside its folder
	Rule  int       `json:"r,omitempty"` // by which Has was counted
	Since time.Time `json:"a,omitzero"`  // of What
}

// had says whether a column led to reports, or to what may hold them, once.
func (c seenColumn) had() bool {
	return c.Rule == countRule && (c.Had || c.Has > 0 && !c.On)
}

// maxRedirectsOfColumn bounds the redirects that a column is looked for behind.
const maxRedirectsOfColumn = 5

// columnKey is where it is noted how a column was seen last.
func columnKey(url string) []byte {
	h := store.Hash(url)
	return append([]byte("column/"), h[:]...)
}

// columnsLook looks at the columns a run asked, at its end.
type columnsLook struct {
	archive *store.Archive
	run     uint32
	now     time.Time
	moved   []MovedColumn
	closed  []UnreadPage // columns that nothing could be read of
	mute    string       // why nothing could be of the column looked at; "" where something was
	ops     []store.Op
}

// lookAtColumns looks at the columns of a run: those that are not what they
// were, and those that nothing could be read of. It notes how they are.
func lookAtColumns(ctx context.Context, a *store.Archive, portals []seeds.Portal, run uint32, now time.Time) (*columnsLook, error) {
	l := &columnsLook{archive: a, run: run, now: now.UTC(), moved: []MovedColumn{}}
	for _, p := range portals {
		for _, c := range p.Columns {
			if err := errors.Join(ctx.Err(), l.column(ctx, p, c)); err != nil {
				return l, fmt.Errorf("look at column %s: %w", c.URL, err)
			}
		}
	}
	if len(l.ops) == 0 {
		return l, nil
	}
	if _, err := a.Apply(ctx, store.Envelope{Ops: l.ops}); err != nil {
		return l, fmt.Errorf("note columns: %w", err)
	}
	return l, nil
}

// loadColumn is how a column was seen last; known is false where it never was.
func loadColumn(r getter, url string) (was seenColumn, known bool, err error) {
	b, err := r.Get(store.Notes, columnKey(url))
	if err != nil {
		return was, false, fmt.Errorf("read note on column %s: %w", url, err)
	}
	if b == nil || json.Unmarshal(b, &was) != nil {
		return seenColumn{}, false, nil
	}
	return was, true, nil
}

func (l *columnsLook) column(ctx context.Context, p seeds.Portal, c seeds.Column) error {
	page, known, err := l.archive.PageOf(c.URL)
	if err != nil || !known || page.LastRun != l.run {
		return err
	}
	was, seen, err := loadColumn(l.archive, c.URL)
	if err != nil {
		return err
	}
	l.mute = ""
	now, err := l.look(ctx, p, c.URL, page, was)
	if err := errors.Join(err, l.shut(c.URL)); err != nil {
		return err
	}
	now.Since = was.Since
	changed := now.What != was.What || now.To != was.To
	if changed {
		now.Since = l.now
	}
	// A column that always led elsewhere, or never listed anything, has not moved.
	if now.What == Redirected && !seen {
		now.Since = time.Time{}
	}
	if now.What != "" && !now.Since.IsZero() {
		l.moved = append(l.moved, MovedColumn{
			Portal: p.Name, URL: c.URL, File: p.File, Line: c.Line, What: now.What, To: now.To,
			Since: now.Since, New: changed, Front: FrontOf(c.URL),
		})
	}
	if seen && now == was {
		return nil
	}
	b, err := json.Marshal(now)
	if err != nil {
		return fmt.Errorf("encode note on column %s: %w", c.URL, err)
	}
	l.ops = append(l.ops, store.Op{Bucket: store.Notes, Key: columnKey(c.URL), Value: b})
	return nil
}

// look says how a column answered. An answer that says nothing of it, such as
// an outage, leaves what was known.
func (l *columnsLook) look(ctx context.Context, p seeds.Portal, url string, page store.Page, was seenColumn) (seenColumn, error) {
	gone := was
	gone.What, gone.To = Vanished, ""
	switch page.LastOutcome {
	case store.Redirect:
		c, err := l.archive.LatestOf(ctx, url)
		if to := c.Location; err != nil || to != FrontOf(to) || url == FrontOf(url) {
			away := was
			away.What, away.To = Redirected, to
			return away, errors.Join(err, l.behind(ctx, p, to))
		}
		return gone, nil
	case store.Soft404:
		return gone, nil
	case store.HTTPError:
		last, err := l.last(ctx, url)
		if last.Status == 404 || last.Status == 410 {
			return gone, err
		}
		l.mute = unanswered(last)
		return was, err
	case store.OK, store.NotModified:
		return l.list(ctx, p, url, page, was)
	}
	last, err := l.last(ctx, url)
	l.mute = unanswered(last)
	return was, err
}

// unanswered says that a column brought no page.
func unanswered(last store.Capture) string {
	said := string(last.Outcome)
	if last.Error != "" {
		said += ": " + last.Error
	}
	return "it was not read: " + said
}

// behind looks at the page that a column was redirected to, as it was answered
// in this run.
func (l *columnsLook) behind(ctx context.Context, p seeds.Portal, to string) error {
	for range maxRedirectsOfColumn {
		page, known, err := l.archive.PageOf(to)
		if err != nil || !known || page.LastRun != l.run {
			return err
		}
		switch page.LastOutcome {
		case store.OK, store.NotModified:
			_, err := l.list(ctx, p, to, page, seenColumn{})
			return err
		case store.Redirect:
			c, err := l.archive.LatestOf(ctx, to)
			if err != nil {
				return err
			}
			to = c.Location
		default:
			return nil
		}
	}
	return nil
}

// shut names and notes a column that nothing could be read of, unless the run
// came upon a cause itself.
func (l *columnsLook) shut(column string) error {
	if l.mute == "" {
		return nil
	}
	known, err := closedBy(l.archive, column, l.run)
	if err != nil || known != "" {
		return err
	}
	op, err := closedOp(l.run, UnreadPage{URL: column, Cause: l.mute})
	if err != nil {
		return err
	}
	l.closed, l.ops = append(l.closed, UnreadPage{URL: column, Cause: l.mute}), append(l.ops, op)
	return nil
}

// last is the last answer.
func (l *columnsLook) last(ctx context.Context, url string) (last store.Capture, err error) {
	for c, err := range l.archive.CapturesOf(ctx, url) {
		if err != nil {
			return last, err
		}
		last = c
	}
	return last, nil
}
