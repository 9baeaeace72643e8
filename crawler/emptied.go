package crawler

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"nianbao/crawler/frontier"
	"nianbao/crawler/portal"
	"nianbao/crawler/reading"
	"nianbao/seeds"
	"nianbao/seeds/urls"
	"nianbao/store"
)

const (
	// countRule is how what a column leads to is counted. Notes by an earlier
	// rule, which took an endpoint for something to lead to, are not compared
	// with.
	countRule = 1
	// maxFeeds bounds the answers that one column's list is looked for in.
	maxFeeds = 12
)

// list looks at what a list page links to, or is fed with, unless it is the one
// seen last.
func (l *columnsLook) list(ctx context.Context, p seeds.Portal, url string, page store.Page, was seenColumn) (seenColumn, error) {
	now := seenColumn{SHA: page.RawSHA256, Has: was.Has, Had: was.Had, Rule: countRule}
	same := page.RawSHA256 == was.SHA && was.Rule == countRule && !was.Fed && !was.On && was.Aside == "" && (was.Has > 0 || was.What == Emptied)
	switch {
	case page.RawSHA256 == "":
		return was, nil
	case same && was.What == Emptied:
		return was, nil
	case same:
		return now, nil // it is back, as it was
	}
	f := feed{look: l, hosts: p.AllHosts()}
	rec := frontier.Record{URL: url, Good: frontier.Good{RawSHA256: page.RawSHA256}}
	list, ok, err := f.read(rec, url, nil)
	if err != nil || !ok {
		return was, err
	}
	if now.Aside, err = f.aside(list, p.Columns); err != nil {
		return was, err
	}
	l.mute = now.Aside
	now.Has, now.Fed = f.leadsOn(list)
	if now.Fed {
		if now.Has, ok, err = f.follow(ctx, list, url, page.RawSHA256); err != nil || !ok {
			return was, err
		}
	}
	now.Had = was.had()
	if now.On = f.on; now.On && now.Had {
		leads, err := f.walk(ctx, list)
		if err != nil {
			return was, err
		}
		if !leads {
			now.Has, now.On = 0, false
		}
	}
	if now.Has > 0 || page.Read != nil && page.Read.Kind != notAReport {
		return now, nil
	}
	if (now.Had || was.What == Emptied) && page.Read == nil {
		now.What = Emptied
	} else if f.seen == 0 {
		l.mute = f.muteOf(list, now.Fed)
	}
	return now, nil
}

// What is said of a column that nothing could be read of.
const (
	noList    = "it links to no report, and shows no way to a list of them"
	drawnList = "it is drawn by scripts alone, from an address that its page does not name: the column cannot be read"
	fedList   = "its list stands in what its page asks for or frames, and that has no report"
)

// muteOf is why nothing could be read of a column.
func (f *feed) muteOf(l portal.Listing, fed bool) string {
	switch {
	case f.away != "":
		return fmt.Sprintf("all it links to is off the portal's hosts, on %s: if that is the portal's, add it to its hosts in the seeds", f.away)
	case fed:
		return fedList
	case l.Drawn:
		return drawnList
	}
	return noList
}

// feed looks for the list of a column whose page has none in the answers of
// this run.
type feed struct {
	look  *columnsLook
	hosts []string // of the portal
	looks int
	on    bool   // the page read last leads to further pages of its list, and to nothing else
	seen  int    // links met that a crawl follows
	away  string // host of an entry that is not the portal's; "" where none was met
}

// read reads a page as it was answered last; ok is false where it cannot be.
func (f *feed) read(rec frontier.Record, column string, shell []byte) (list portal.Listing, ok bool, err error) {
	body, err := f.look.archive.Blob(rec.Good.RawSHA256)
	if errors.Is(err, store.ErrNotFound) {
		return list, false, nil
	}
	if err != nil {
		return list, false, err
	}
	if !portal.Endpoint(rec.URL) {
		column = rec.URL
	}
	page := portal.Page{
		URL: rec.URL, Method: rec.Method, Request: rec.Body, Body: body, Column: column,
		Shell: rec.Referrer, ShellBody: shell, Before: rec.Before,
	}
	err = reading.Guard(func() error {
		list = portal.Read(page)
		return nil
	})
	return list, err == nil, nil // a page that is hostile says nothing; the run told of it
}

// leadsOn counts what a list page leads to: reports on the portal's hosts, and
// what may hold them. fed says that the list, if there is one, stands elsewhere.
func (f *feed) leadsOn(l portal.Listing) (n int, fed bool) {
	n = len(l.Columns)
	f.seen += n
	for _, e := range l.Entries {
		switch host := urls.Host(e.URL); {
		case !slices.Contains(f.hosts, host):
			f.away = host
			continue
		case e.Verdict == portal.Accepted:
			n++
		}
		f.seen++
	}
	if n > 0 {
		return n, false
	}
	if fed = len(l.Frames) > 0 || len(l.Next) > 0 && portal.Endpoint(l.Next[0].URL); !fed {
		n = len(l.Next)
		f.seen += n
		f.on = n > 0
	}
	return n, fed
}

// follow counts what a list leads to that stands in what a page asks for or
// frames. ok is false where that did not answer in this run: it says nothing of
// the list then.
func (f *feed) follow(ctx context.Context, l portal.Listing, column, shell string) (n int, ok bool, err error) {
	body, err := f.look.archive.Blob(shell)
	if err != nil {
		return 0, false, err
	}
	var parts []portal.Request
	for _, r := range l.Next {
		if portal.Endpoint(r.URL) {
			parts = append(parts, r)
		}
	}
	for _, at := range l.Frames {
		parts = append(parts, portal.Request{URL: at})
	}
	ok = true
	for _, r := range parts {
		rec, answered, err := f.answer(ctx, r)
		if err != nil {
			return 0, false, err
		}
		if f.looks++; !answered || f.looks > maxFeeds {
			ok = false
			continue
		}
		list, read, err := f.read(rec, column, body)
		if err != nil {
			return 0, false, err
		}
		has, fed := f.leadsOn(list)
		if fed && len(list.Entries) == 0 {
			if has, read, err = f.follow(ctx, list, column, shell); err != nil {
				return 0, false, err
			}
		}
		n, ok = n+has, ok && read
	}
	return n, ok || n > 0, nil
}

// walk says whether the further pages of a list whose first page has nothing any
// more, as they were answered last, still lead to something: a report, what may
// be one, or a page that was not asked for yet. One that shows what the first
// does leads to nothing.
func (f *feed) walk(ctx context.Context, first portal.Listing) (bool, error) {
	next, met := first.Next, map[string]bool{first.Mark: true}
	asked := map[string]bool{}
	for len(next) > 0 {
		r := next[0]
		next = next[1:]
		if key := r.Method + r.URL + string(r.Body); asked[key] {
			continue
		} else if asked[key] = true; len(asked) > maxFeeds {
			return true, nil
		}
		rec, known, err := frontier.LookupRequest(ctx, f.look.archive, r.Method, r.URL, r.Body)
		switch {
		case err != nil:
			return true, err
		case known && rec.State == frontier.Gone:
			continue
		case !known || rec.State != frontier.Done || rec.Good.RawSHA256 == "":
			return true, nil
		}
		list, ok, err := f.read(rec, rec.Context.Column, nil)
		if err != nil || !ok || len(list.Entries)+len(list.Columns) > 0 {
			return true, err
		}
		if !met[list.Mark] {
			met[list.Mark] = true
			next = append(next, list.Next...)
		}
	}
	return false, nil
}

// barely says whether a column's first page has nothing any more though it had:
// its further pages are asked again then, to tell whether they have.
func (t *turn) barely(rec frontier.Record, l portal.Listing) (bool, error) {
	if rec.URL != rec.Context.Column || len(l.Entries)+len(l.Columns) > 0 {
		return false, nil
	}
	was, known, err := loadColumn(t.run.opts.Archive, rec.URL)
	return known && was.What == "" && was.had() && !was.On && !was.Fed, err
}

// answer is the record of a request, or of the POST that was made instead, that
// was answered in this run.
func (f *feed) answer(ctx context.Context, r portal.Request) (rec frontier.Record, ok bool, err error) {
	for _, r := range append([]portal.Request{r}, postedOf(r)...) {
		rec, known, err := frontier.LookupRequest(ctx, f.look.archive, r.Method, r.URL, r.Body)
		if err != nil {
			return rec, false, err
		}
		if known && rec.Run == f.look.run && rec.State == frontier.Done && rec.Good.RawSHA256 != "" {
			return rec, true, nil
		}
	}
	return rec, false, nil
}

// postedOf is the POST that may stand for a GET.
func postedOf(r portal.Request) []portal.Request {
	if posted, ok := portal.Posted(r); ok {
		return []portal.Request{posted}
	}
	return nil
}
