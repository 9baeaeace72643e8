package crawler

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/crawler/pace"
	"nianbao/crawler/robots"
	"nianbao/seeds"
	"nianbao/seeds/urls"
	"nianbao/store"
)

// Why is what holds a host, or one URL of it, and when it is asked next. It is
// read off the archive, also while a crawl holds it.
type Why struct {
	Host string         `json:"host"`
	Line *frontier.Line `json:"url"` // nil where a host was asked about, or the URL is not known

	Clock    pace.Clock       `json:"clock"`    // of the host
	Addrs    []netip.Addr     `json:"addrs"`    // it had when it was asked last: their clocks hold it, too
	FreeAt   time.Time        `json:"free_at"`  // when its clocks and the window let a request start
	FreeWhy  pace.Reason      `json:"free_why"` // what that waits for; "" if for nothing
	Parked   bool             `json:"parked"`   // that is too far away to stay in a run
	TooSlow  bool             `json:"too_slow"` // robots.txt asks for more than max_crawl_delay
	Left     *LeftHost        `json:"left"`     // why the last run left it; nil if it did not
	Robots   []RobotsLine     `json:"robots"`   // of each authority of the host that was asked
	Decision *robots.Decision `json:"decision"` // of robots.txt about the URL; nil where it is not known yet
	NextAt   *time.Time       `json:"next_at"`  // when it is asked next, at the earliest; nil: not by itself

	Column bool `json:"column,omitempty"` // the URL is a column of the seeds: it is asked in every run

	List string `json:"list,omitempty"` // when the list page at this URL, a further one of a column of the seeds, is asked: EveryRun or EveryRecheck

	File string `json:"file,omitempty"` // why the file at this URL was not read: a fault of store.Words, or "pending"

	Moved *MovedColumn `json:"moved_column"` // what became of the column at this URL; nil where it is as it was, or none

	Closed string `json:"closed"` // why the column at this URL cannot be read, or not wholly; "" where it can, or is none

	MissingPages []MissingPage `json:"missing_pages"` // what the host is known to show in place of pages it does not have
}

// MissingPage is a page that a host shows for missing ones, though its status
// does not say so.
type MissingPage struct {
	Title  string    `json:"title"`
	URLs   []string  `json:"urls"`   // where it stood when it was learnt
	Status int       `json:"status"` // with which it was met first
	Learnt time.Time `json:"learnt"`
}

// LeftHost is why a run left a host.
type LeftHost struct {
	Run     uint32        `json:"run"`
	Outcome store.Outcome `json:"outcome"`
	Cause   string        `json:"cause"`
	Until   *time.Time    `json:"until"`
}

// RobotsLine is what is kept of one robots.txt.
type RobotsLine struct {
	Authority string       `json:"authority"` // scheme://host:port
	State     robots.State `json:"state"`
	Note      string       `json:"note"`
	Fetched   time.Time    `json:"fetched"`
	Expires   time.Time    `json:"expires"`
	Hop       string       `json:"hop"` // a redirect that is still to be followed
}

// Question is what Explain is asked.
type Question struct {
	Subject   string // canonical URL, of a column with its fragment, or the name of a host
	Now       time.Time
	Policy    pace.Policy
	UserAgent string
	Portals   []seeds.Portal // of the seeds, to say where a column stands in them; may be nil
}

// Explain says what holds a URL or a host. One the archive does not know has
// neither a line nor a clock.
func Explain(ctx context.Context, r Explained, q Question) (Why, error) {
	w := Why{Host: q.Subject, Addrs: []netip.Addr{}, Robots: []RobotsLine{}, MissingPages: []MissingPage{}}
	isURL := strings.Contains(q.Subject, "://")
	if isURL {
		w.Host = frontier.Host(q.Subject)
	}
	if err := w.explainHost(ctx, r, q); err != nil || !isURL {
		return w, err
	}
	return w, w.explainURL(ctx, r, q)
}

// explainHost reads the host's clock, its addresses' and the note of why it
// was left.
func (w *Why) explainHost(ctx context.Context, r frontier.Reader, q Question) error {
	addrs, err := lastAddrs(r, w.Host)
	if err != nil {
		return err
	}
	all, err := loadClocks(r, w.Host, addrs, q.Now)
	if err != nil {
		return err
	}
	host, policy := all.host, atLeast(q.Policy, addrs)
	w.Clock, w.Addrs = host, append(w.Addrs, addrs...)
	w.FreeAt, w.FreeWhy = all.next(q.Now, policy)
	w.Parked, w.TooSlow = policy.Parks(q.Now, w.FreeAt, w.FreeWhy), host.TooSlow(policy)
	if w.Host == "" {
		return nil
	}
	left, err := frontier.LeftOf(ctx, r, w.Host)
	if err != nil {
		return err
	}
	if left != nil {
		w.Left = &LeftHost{Run: left.Run, Outcome: left.Outcome, Cause: left.Cause}
		if !left.Until.IsZero() {
			w.Left.Until = &left.Until
		}
	}
	for _, scheme := range []string{"http://", "https://"} {
		err = errors.Join(err, w.explainRobots(r, scheme+w.Host))
	}
	return errors.Join(err, w.explainMissing(r))
}

// explainMissing reads what the host is known to show for missing pages.
func (w *Why) explainMissing(r frontier.Reader) error {
	known, err := loadMissing(r, w.Host)
	for _, s := range known.Shapes {
		if !s.Learnt.IsZero() {
			w.MissingPages = append(w.MissingPages, MissingPage{Title: s.Title, URLs: s.URLs, Status: s.Status, Learnt: s.Learnt})
		}
	}
	return err
}

// explainRobots reads what is kept of the robots.txt of an authority, on any
// port.
func (w *Why) explainRobots(r frontier.Reader, authority string) error {
	return r.Scan(store.Robots, []byte(authority), nil, func(k, _ []byte) (bool, error) {
		rest := strings.TrimPrefix(string(k), authority)
		if rest != "" && rest[0] != ':' {
			return true, nil // of a longer name
		}
		rec, err := loadRobots(r, string(k))
		if err != nil {
			return false, err
		}
		w.Robots = append(w.Robots, RobotsLine{
			Authority: string(k), State: rec.Entry.Verdict.State, Note: rec.Entry.Verdict.Note,
			Fetched: rec.Entry.Fetched, Expires: rec.Entry.Expires, Hop: rec.Hop,
		})
		return true, nil
	})
}

// postedLine is the line of an address that is only ever asked with a body: the
// first of its pages, or one that has not gone well.
func postedLine(ctx context.Context, r frontier.Reader, subject string) (found frontier.Line, known bool, err error) {
	for l, err := range frontier.All(ctx, r, frontier.Host(subject)) {
		if err != nil {
			return frontier.Line{}, false, err
		}
		if l.URL == subject && (!known || l.Cause != "" && found.Cause == "") {
			found, known = l, true
		}
	}
	return found, known, nil
}

// explainURL reads the URL's own record and what robots.txt says of it.
func (w *Why) explainURL(ctx context.Context, r Explained, q Question) error {
	line, known, err := frontier.LineOf(ctx, r, q.Subject)
	if page, _, cut := strings.Cut(q.Subject, "#"); err == nil && !known && cut {
		q.Subject = page
		line, known, err = frontier.LineOf(ctx, r, page)
	}
	if err == nil && !known {
		line, known, err = postedLine(ctx, r, q.Subject)
	}
	if err != nil || !known {
		return err
	}
	w.Line = &line
	_, _, w.Column = seeded(line.URL, q.Portals)
	if w.List, err = explainList(ctx, r, line.URL, q.Portals); err != nil {
		return err
	}
	if w.File, err = explainFile(ctx, r, line.URL); err != nil {
		return err
	}
	if w.Moved, err = explainColumn(r, line, q.Portals); err != nil {
		return err
	}
	if w.Closed, err = closedColumn(ctx, r, line); err != nil {
		return err
	}
	rec, err := loadRobots(r, urls.Authority(q.Subject))
	if err != nil {
		return err
	}
	if s := rec.Entry.Verdict.State; s == robots.AllowAll || s == robots.Ruled {
		d := rec.Entry.Verdict.Allowed(robots.Token(q.UserAgent), pathAndQuery(q.Subject))
		w.Decision = &d
	}
	if line.NextAt != nil {
		at := *line.NextAt
		if w.FreeAt.After(at) {
			at = w.FreeAt
		}
		w.NextAt = &at
	}
	return nil
}

// explainColumn reads what became of a column; nil where nothing did. File and
// line are those of the seeds it stands in.
func explainColumn(r getter, line frontier.Line, portals []seeds.Portal) (*MovedColumn, error) {
	was, known, err := loadColumn(r, line.URL)
	if err != nil || !known || was.What == "" || was.Since.IsZero() {
		return nil, err
	}
	m := &MovedColumn{Portal: line.Portal, URL: line.URL, What: was.What, To: was.To, Since: was.Since, Front: FrontOf(line.URL)}
	m.File, m.Line, _ = seeded(line.URL, portals)
	return m, nil
}

// seeded is where a column stands in the seeds.
func seeded(url string, portals []seeds.Portal) (file string, line int, found bool) {
	for _, p := range portals {
		for _, c := range p.Columns {
			if c.URL == url {
				file, line, found = p.File, c.Line, true
			}
		}
	}
	return file, line, found
}
