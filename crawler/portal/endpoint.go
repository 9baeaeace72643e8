package portal

import (
	"html"

	"nianbao/seeds/urls"
)

const (
	// maxAsked bounds the lists of one page that are asked for.
	maxAsked = 5
	// maxNumber is the last page of a list that is asked for.
	maxNumber = 2000
)

// resolve makes an address of a script canonical. It has to be on the page's
// own host: a list that another host keeps is a portal of its own.
func (d *document) resolve(address string) (string, bool) {
	if address == "" {
		return "", false
	}
	canonical, err := urls.Canonical(html.UnescapeString(address), d.base, "utf-8")
	return canonical, err == nil && urls.Host(canonical) == urls.Host(d.base.String())
}

// listed is how many rows of a list of reports the page itself shows.
func (d *document) listed() int {
	n := 0
	for i := range d.links {
		l := &d.links[i]
		if l.verdict == Accepted && !l.paging {
			n++
		}
	}
	return n
}

// from says where an endpoint is to be asked on from: at the second page, with
// the rows before it, where the page shows a full first one of so many rows; at
// the first where it shows none, or only some in a margin; not at all where it
// shows as many as there are.
func (d *document) from(size int) (page, before int, needed bool) {
	shown := d.listed()
	if d.told.total == 0 && d.told.pages == 0 {
		d.countPages()
	}
	t := d.told
	switch {
	case shown > 0 && (t.total > 0 && t.total <= shown || t.total == 0 && t.pages == 1):
		return 0, 0, false
	case shown >= size:
		return 2, shown, true
	}
	return 1, 0, true
}

// askedBy returns what the page's scripts ask for.
func (d *document) askedBy(kind family, out *Listing) []Request {
	if kind.ask == nil {
		return nil
	}
	requests := d.unseen(kind.ask(d))
	if len(requests) == 0 {
		return nil
	}
	d.paged = true
	out.Shell = d.listed() == 0 && requests[0].Before == 0
	if kind.instead != nil {
		out.Instead = d.unseen(kind.instead(d))
	}
	return requests
}

// unseen drops repeats and the pages there were already.
func (d *document) unseen(list []Request) []Request {
	seen := map[string]bool{d.asked.key(): true, get(d.url).key(): true, get(d.column).key(): true}
	var out []Request
	for _, r := range list {
		if r.Method == "GET" {
			r.Method = ""
		}
		if !seen[r.key()] && len(out) < MaxNext {
			seen[r.key()] = true
			out = append(out, r)
		}
	}
	return out
}

// following returns the request after one that an endpoint answered. What it
// says of the whole list is believed as long as rows come; a size it did not
// keep to is replaced by its own.
func (d *document) following(kind family) []Request {
	if kind.answer != nil && isScriptFile(d.url) {
		return d.unseen(kind.answer(d))
	}
	rows := d.told.rows
	if rows == 0 {
		rows = d.rowLinks()
	}
	if rows == 0 {
		return nil
	}
	r, done := d.asked, d.asked.Before+rows
	number, numbered := r.number(kind.page)
	start, started := r.number(kind.rows[0])
	if !numbered && !started || number >= maxNumber || start >= maxTotal {
		return nil
	}
	t := d.told
	if t.total < rows { // it is the number of something else
		t.total = 0
	}
	switch {
	case t.total > 0 && done < t.total:
	case t.pages > 0 && numbered && number < t.pages && t.total == 0:
	case t.total > 0 || t.pages > 0:
		return nil
	}
	size, sized := r.number(kind.rows[2])
	if sized && rows < size && r.Before == 0 {
		size = rows
		r = r.with(kind.rows[2], size)
	}
	if numbered {
		r = r.with(kind.page, number+1)
	}
	if started {
		r = r.with(kind.rows[0], done+1).with(kind.rows[1], done+max(size, 1))
	}
	r.Before = done
	r.ContentType = typeOf(r.Body)
	return d.unseen([]Request{r})
}

// After is the request after one that brought no answer, by its number alone;
// ok is false for one that has none. A list page that fails does not hide those
// behind it.
func After(r Request) (next Request, ok bool) {
	f := endpointFamily(r.URL)
	if f == nil {
		return r, false
	}
	number, numbered := r.number(f.page)
	start, started := r.number(f.rows[0])
	end, _ := r.number(f.rows[1])
	if !numbered && !started || r.Before == 0 || number >= maxNumber {
		return r, false
	}
	size, sized := r.number(f.rows[2])
	if !sized { // the pages before it say how many rows one has
		size = r.Before / max(number-1, 1)
	}
	if numbered {
		r = r.with(f.page, number+1)
	}
	if started {
		r = r.with(f.rows[0], start+size).with(f.rows[1], end+size)
	}
	r.Before += size
	return r, true
}

// rowLinks counts the rows of a list that says no number: links to reports, or
// with a day beside them; in an answer, which is all list, also those that may
// be one.
func (d *document) rowLinks() int {
	n := 0
	seen := map[string]bool{}
	for i := range d.links {
		l := &d.links[i]
		row := l.verdict == Accepted || l.date != "" || d.endpoint && l.verdict == Undecided
		if row && !l.paging && !seen[l.url] {
			seen[l.url] = true
			n++
		}
	}
	return n
}

// typeOf is the type a body of ours was sent with.
func typeOf(body []byte) string {
	switch {
	case len(body) == 0:
		return ""
	case body[0] == '{':
		return jsonType
	}
	return formType
}
