package portal

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
)

// Page is one list page as it was answered.
type Page struct {
	URL     string // canonical, of the page itself
	Body    []byte // content-encoding undone, charset untouched
	Charset string // charset parameter of Content-Type; a claim, not a fact
	Column  string // the column's URL, whose folder bounds sub-columns; "" = URL

	Method    string // the request's; "" is GET
	Request   []byte // body of the request
	Shell     string // of what a script asks for: the page it belongs to; "" = Column
	ShellBody []byte // of that page, where NeedsShell says so
	Before    int    // rows of the list on the pages before it; of a guess, on the list's first page
	Guess     bool   // it was tried as the next page, without the portal saying so
}

// Verdict says whether a title is that of an annual report.
type Verdict int

// The verdicts. Undecided is the zero value: what cannot be told from a title
// is looked at, where the list says it belongs to it.
const (
	Undecided Verdict = iota
	Accepted
	Rejected
)

// String is the verdict in one word.
func (v Verdict) String() string {
	switch v {
	case Accepted:
		return "accepted"
	case Rejected:
		return "rejected"
	default:
		return "undecided"
	}
}

// Entry is one link of a list.
type Entry struct {
	URL     string // canonical; on any host
	Title   string // link text, or the title attribute where the text is cut
	Date    string // beside the link, YYYY-MM-DD; "" if none
	Verdict Verdict
	Year    int // reported on, by the title; 0 if it names none
}

// Listing is what one list page links to. Everything is in order of the page,
// and no URL stands in it twice.
type Listing struct {
	Family  string    // content system by its paging, "plain" where none is known
	Entries []Entry   // accepted anywhere, undecided inside the list area; never rejected
	Columns []Entry   // sub-columns under the column's own path
	Newest  int       // year of the newest sub-column that is named by its year, this page among them; 0 if none is
	Next    []Request // further pages of the list, nearest first; never this page
	Instead []Request // pages to ask where those of Next may not be
	Guesses []Request // what may be the second page of a list that shows no way to it, the likeliest first
	Total   int       // rows of the whole list as an endpoint says; 0 where it does not
	Untold  Untold    // how the list goes on where nothing says how to ask for its further pages; "" where something does, or it ends
	Mark    string    // tells pages with the same links from others, whatever else is on them
	Shell   bool      // the page has no list of its own: the first of Next is where it begins
	Frames  []string  // framed pages on the same host that may hold the list of a page that is a shell, the likeliest first
	Drawn   bool      // the page has neither a list nor a way to one, but a place that a script of it draws into
	Counted int       // links seen and not kept
	Cut     int       // of these, entries past MaxEntries
	Charset string    // what the body was read as
}

// Bounds of one page. A real list page has under a thousand links; where a
// page has more than MaxLinks, the rest is counted unread.
const (
	MaxEntries = 5000
	MaxColumns = 1000
	MaxNext    = 500
	MaxLinks   = 60000
)

// Read reads a list page. It never fails: a page that is no list yields none.
// Time and memory are linear in the body.
func Read(p Page) Listing {
	d := open(p)
	kind := recognise(d)
	if kind.records != nil && !d.endpoint {
		d.add(kind.records(d))
	}
	d.finish()
	if kind.only != nil {
		kind.only(d)
	}
	out := Listing{Family: kind.name, Charset: d.charset}
	next(d, kind, &out)
	sort(d, &out)
	if p.Guess && len(out.Next) == 0 && len(out.Entries) > 0 {
		out.Next = d.guessOn()
	} else if !p.Guess && len(out.Next) == 0 && !d.endpoint {
		out.Guesses = d.guesses(kind, &out)
	}
	if d.endpoint {
		out.Total = d.told.total
	} else if !p.Guess {
		out.Untold = d.untold(&out)
	}
	out.Mark = d.markOf()
	if len(out.Entries) == 0 && !out.Shell {
		out.Frames = d.likelyFrames()
	}
	if !d.endpoint && len(out.Entries)+len(out.Columns)+len(out.Next)+len(out.Frames) == 0 {
		out.Drawn = d.isDrawn()
	}
	return out
}

// markOf is a hash of where the page's links lead, those to other pages of the
// list left out.
func (d *document) markOf() string {
	h := sha256.New()
	for i := range d.links {
		if l := &d.links[i]; !l.paging && l.url != d.url {
			_, _ = io.WriteString(h, l.url+"\n") // a hash takes everything
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// sort decides what each link is: paging, a sub-column, an entry, or counted.
func sort(d *document, out *Listing) {
	kept := map[string]int{d.url: -1, d.column: -1}
	for _, r := range out.Next {
		kept[r.URL] = -1
	}
	columns := map[string]bool{}
	left := map[string]int{}
	list := listArea(d)
	for i := range d.links {
		l := &d.links[i]
		if l.year > out.Newest && onlyYear.MatchString(fold(l.title)) && (l.url == d.url || l.url == d.column || d.isColumn(l)) {
			out.Newest = l.year
		}
		if at, known := kept[l.url]; known {
			if at >= 0 {
				out.Entries[at] = better(out.Entries[at], l.entry())
			}
			continue
		}
		if columns[l.url] {
			continue
		}
		switch {
		case l.paging:
			left[l.url]++
		case d.isColumn(l) && len(out.Columns) < MaxColumns:
			columns[l.url] = true
			out.Columns = append(out.Columns, l.entry())
		case l.verdict == Rejected || l.verdict == Undecided && !list[l.node]:
			left[l.url]++
		case len(out.Entries) >= MaxEntries:
			left[l.url]++
			out.Cut++
		default:
			kept[l.url] = len(out.Entries)
			out.Entries = append(out.Entries, l.entry())
		}
	}
	out.Counted = d.unread
	for u, times := range left {
		// A page linked by a picture first and by its title later is kept.
		if _, known := kept[u]; !known && !columns[u] {
			out.Counted += times
		}
	}
}

func (l *link) entry() Entry {
	return Entry{URL: l.url, Title: l.title, Date: l.date, Verdict: l.verdict, Year: l.year}
}

// better is the one of two links to the same page that says more: lists link a
// picture and a title, or the title once cut and once whole.
func better(a, b Entry) Entry {
	if b.Verdict == Accepted && a.Verdict != Accepted || b.Verdict == a.Verdict && len(b.Title) > len(a.Title) {
		a, b = b, a
	}
	if a.Date == "" {
		a.Date = b.Date
	}
	return a
}
