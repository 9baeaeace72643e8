package discover

import (
	"fmt"
	"strconv"

	"nianbao/crawler/portal"
	"nianbao/extract"
)

// Some columns name their reports by the year alone, or by the agency alone.
// Such names prove nothing: one of them is asked for and read.

// leastAgencies is how many links named by agencies alone a list has at least:
// menus have some.
const leastAgencies = 3

// addNamed notes the links of a list without titles of reports that may be
// reports by their place, and has the likeliest one read.
func (s *Search) addNamed(c *candidate, from *lead, l portal.Listing) {
	years, agencies := map[string]portal.Entry{}, map[string]portal.Entry{}
	var best, first portal.Entry
	for _, e := range l.Entries {
		switch {
		case e.Verdict != portal.Undecided || !s.own(e.URL) || turned.MatchString(pathAndQuery(e.URL)):
		case portal.OnlyYear(e.Title):
			years[e.URL] = e
			if e.Year > best.Year {
				best = e
			}
		case portal.OnlyAgency(e.Title):
			agencies[e.URL] = e
			if first.URL == "" {
				first = e
			}
		}
	}
	named, where := years, "named by their year alone; that of "+strconv.Itoa(best.Year)+" was read"
	if len(years) == 0 {
		named, best, where = agencies, first, "named by their agency alone; that of "+first.Title+" was read"
	}
	if len(named) == 0 || len(years) == 0 && len(named) < leastAgencies || c.parted >= maxParts {
		return
	}
	c.named = named
	c.parted++
	c.parts = append(c.parts, &lead{
		request: portal.Request{URL: best.URL}, column: best.URL, name: where, role: roleProbe, score: probeScore,
		from: from.request.URL, of: c, hops: from.hops, depth: from.depth + 1, named: true,
	})
}

// probedNamed reads the page that a link of a candidate leads to.
func (s *Search) probedNamed(l *lead, r Answer) {
	c := l.of
	title, is := "", false
	if r.Cause == "" && len(r.Body) > 0 {
		title, is = printed(portal.Page{URL: l.request.URL, Body: r.Body, Charset: r.Charset})
		is = is || extract.MediaType(r.Body) != "" // a file
	}
	if !is {
		cause := ""
		if r.Cause != "" {
			cause = fmt.Sprintf("its links name no report, and %s: %s", pathOf(l.request.URL), r.Cause)
		}
		c.named = nil
		s.next(c, cause)
		return
	}
	c.links, c.sample = c.named, title
	c.where = joined(c.where, l.name)
	s.prove(c)
}

// joined are the parts of where evidence stands.
func joined(where, how string) string {
	if where == "" {
		return how
	}
	return where + ", " + how
}
