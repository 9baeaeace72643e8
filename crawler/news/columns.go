package news

import (
	"context"
	"encoding/json"
	"errors"

	"nianbao/crawler/portal"
	"nianbao/seeds"
	"nianbao/store"
)

// seenColumn is how a column's first page answered when it was asked last.
type seenColumn struct {
	What Move   `json:"w,omitempty"` // "" where it is as it should be
	To   string `json:"t,omitempty"`
	SHA  string `json:"s,omitempty"` // of its body
	Has  int    `json:"n,omitempty"` // what that links to
}

// columnKey is where it is noted how a column was seen last.
func columnKey(url string) []byte {
	h := store.Hash(url)
	return append([]byte("news/column/"), h[:]...)
}

// columns names the columns that are not what they were the last time.
func (a *account) columns(ctx context.Context) error {
	for _, p := range a.Portals {
		for _, c := range p.Columns {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := a.column(ctx, p, c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *account) column(ctx context.Context, p seeds.Portal, c seeds.Column) error {
	page, known, err := a.Archive.PageOf(c.URL)
	if err != nil || !known || page.LastRun != a.Summary.Run {
		return err
	}
	key := columnKey(c.URL)
	var was seenColumn
	b, err := a.Archive.Get(store.Notes, key)
	if err != nil {
		return err
	}
	first := b == nil || json.Unmarshal(b, &was) != nil
	now, err := a.look(ctx, c.URL, page, was)
	if err != nil || !first && now == was {
		return err
	}
	// A column that always led elsewhere, or never listed anything, has not moved.
	if now.What != "" && (now.What != was.What || now.To != was.To) && (!first || now.What == Vanished) {
		a.night.Moved = append(a.night.Moved, Column{Portal: p.Name, URL: c.URL, File: p.File, Line: c.Line, What: now.What, To: now.To})
	}
	return a.note(key, now)
}

// look says how a column answered. An answer that says nothing of it, such as
// an outage, leaves what was known.
func (a *account) look(ctx context.Context, url string, page store.Page, was seenColumn) (seenColumn, error) {
	switch page.LastOutcome {
	case store.Redirect:
		c, err := a.Archive.LatestOf(ctx, url)
		return seenColumn{What: Redirected, To: c.Location}, err
	case store.Soft404:
		return seenColumn{What: Vanished}, nil
	case store.HTTPError:
		status, err := a.lastStatus(ctx, url)
		if status == 404 || status == 410 {
			return seenColumn{What: Vanished}, err
		}
		return was, err
	case store.OK, store.NotModified:
		return a.list(url, page, was)
	}
	return was, nil
}

// lastStatus is the status of the last answer.
func (a *account) lastStatus(ctx context.Context, url string) (status int, err error) {
	for c, err := range a.Archive.CapturesOf(ctx, url) {
		if err != nil {
			return 0, err
		}
		status = c.Status
	}
	return status, nil
}

// list looks at what a list page links to, unless it is the one seen last.
func (a *account) list(url string, page store.Page, was seenColumn) (seenColumn, error) {
	now := seenColumn{SHA: page.RawSHA256, Has: was.Has}
	if page.RawSHA256 == "" || page.RawSHA256 == was.SHA {
		return was, nil
	}
	body, err := a.Archive.Blob(page.RawSHA256)
	if errors.Is(err, store.ErrNotFound) {
		return was, nil
	}
	if err != nil {
		return was, err
	}
	l := portal.Read(portal.Page{URL: url, Body: body, Column: url})
	now.Has = len(l.Entries) + len(l.Columns) + len(l.Frames) + len(l.Next)
	if now.Has == 0 && (was.Has > 0 || was.What == Emptied) && page.Read == nil {
		now.What = Emptied
	}
	return now, nil
}
