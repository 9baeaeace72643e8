package discover

import (
	"fmt"
	"slices"
	"strconv"

	"nianbao/crawler/portal"
	"nianbao/extract"
)

// Some columns name their reports by the year alone, by the agency alone, or by
// titles that are all cut short. Such names prove nothing: one of them is asked
// for and read.

const (
	// leastAgencies is how many links named by agencies alone, or cut short, a list
	// has at least: menus have some.
	leastAgencies = 3
	// mostCut is how many of the titles cut short are read: among reports there are
	// notices.
	mostCut = 2
)

// bare are the links of a list that may be reports by their place.
type bare struct {
	links   map[string]portal.Entry
	samples []portal.Entry // the likeliest to be read, at most mostCut
	how     string         // they are named
}

// addNamed notes the links of a list without titles of reports that may be
// reports by their place, and has the likeliest one read: before what else there
// is to look into where first says so.
func (s *Search) addNamed(c *candidate, from *lead, l portal.Listing, first bool) {
	named, ok := s.bareNames(l)
	if !ok || c.parted >= maxParts {
		return
	}
	c.parted++
	var parts []*lead
	for _, e := range named.samples {
		name := e.Title
		if e.Year != 0 && portal.OnlyYear(name) {
			name = strconv.Itoa(e.Year)
		}
		parts = append(parts, &lead{
			request: portal.Request{URL: e.URL}, column: e.URL, name: named.how + "; that of " + name + " was read", role: roleProbe, score: probeScore,
			from: from.request.URL, of: c, hops: from.hops, depth: from.depth + 1, named: named.links, where: c.where,
		})
	}
	if first {
		c.parts = append(parts, c.parts...)
		return
	}
	c.parts = append(c.parts, parts...)
}

// bareNames are the links of a list that are named by years alone, else those by
// agencies alone, else those whose titles are cut short.
func (s *Search) bareNames(l portal.Listing) (bare, bool) {
	years := bare{how: "named by their year alone", links: map[string]portal.Entry{}}
	agencies := bare{how: "named by their agency alone", links: map[string]portal.Entry{}}
	cut := bare{how: "with titles cut short", links: map[string]portal.Entry{}}
	for _, e := range l.Entries {
		switch {
		case e.Verdict != portal.Undecided || !s.own(e.URL) || turned.MatchString(pathAndQuery(e.URL)):
		case portal.OnlyYear(e.Title):
			years.take(e)
		case portal.OnlyAgency(e.Title):
			agencies.take(e)
		case portal.IsCut(e.Title):
			cut.take(e)
		}
	}
	switch {
	case len(years.links) > 0:
		return years.most(1), true
	case len(agencies.links) >= leastAgencies:
		return agencies.most(1), true
	}
	return cut.most(mostCut), len(cut.links) >= leastAgencies
}

// take adds a link.
func (b *bare) take(e portal.Entry) {
	b.links[e.URL] = e
	b.samples = append(b.samples, e)
}

// most keeps n samples, of the newest years.
func (b bare) most(n int) bare {
	slices.SortStableFunc(b.samples, func(x, y portal.Entry) int { return y.Year - x.Year })
	b.samples = b.samples[:min(n, len(b.samples))]
	return b
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
		s.next(c, cause)
		return
	}
	c.links, c.sample = l.named, title
	c.where = joined(l.where, l.name)
	s.prove(c)
}

// joined are the parts of where evidence stands.
func joined(where, how string) string {
	if where == "" {
		return how
	}
	return where + ", " + how
}
