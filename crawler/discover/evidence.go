package discover

import (
	"cmp"
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"

	"nianbao/crawler/portal"
	"nianbao/seeds/urls"
)

// candidate is a page that may be a column, while it is looked into.
type candidate struct {
	lead    *lead
	family  string
	where   string // the part of it that the evidence stands in; "" for the page itself
	links   map[string]portal.Entry
	parts   []*lead // still to be looked into
	parted  int
	also    []string // sub-columns that it has, and reports named by their year
	cause   string   // why nothing was seen
	printed bool     // the page is a report itself
	sample  string   // title of a report that was read; "" for that of a link
}

// maxParts bounds what is asked for one candidate beside its page.
const maxParts = 5

// weigh looks for evidence on a candidate's page.
func (s *Search) weigh(c *candidate, page portal.Page) {
	l := portal.Read(page)
	c.family = l.Family
	for _, sub := range l.Columns {
		c.also = append(c.also, sub.URL)
	}
	s.collect(c, l)
	if len(c.links) > 0 {
		s.prove(c)
		return
	}
	if _, is := printed(page); is {
		c.printed = true
		s.prove(c)
		return
	}
	c.cause = "it links to no report"
	switch {
	case l.Shell:
		c.cause = "its list is asked for by a script, which brings no report"
	case l.Drawn:
		c.cause = "it is drawn by scripts alone, from an address that its page does not name"
	}
	s.addParts(c, c.lead, l)
	s.addNamed(c, c.lead, l, !l.Shell && len(l.Columns)+len(l.Frames) == 0)
	if !s.single {
		s.links(c.lead, portal.Outlined(page).Links, []role{roleColumn, roleBody})
	}
	s.next(c, "")
}

// addParts notes where else a candidate's list may stand: its endpoint, its
// frames, its sub-columns.
func (s *Search) addParts(c *candidate, from *lead, l portal.Listing) {
	add := func(r portal.Request, where string) {
		if s.own(r.URL) && c.parted < maxParts && (portal.Endpoint(r.URL) || !turned.MatchString(pathAndQuery(r.URL))) {
			c.parted++
			c.parts = append(c.parts, &lead{
				request: r, column: c.lead.column, name: where, role: roleProbe, score: probeScore, from: from.request.URL, of: c, hops: from.hops, depth: from.depth + 1,
			})
		}
	}
	asked := l.Next
	if len(asked) > 0 && portal.Endpoint(asked[0].URL) {
		asked = slices.Concat(asked[:1], l.Instead)
	}
	for _, r := range asked[:min(len(asked), 3)] {
		where := "a further page of it"
		if portal.Endpoint(r.URL) {
			where = "what its script asks for"
		}
		add(r, where)
	}
	for _, f := range l.Frames {
		add(portal.Request{URL: f}, "its frame")
	}
	for _, sub := range l.Columns[:min(len(l.Columns), 2)] {
		add(portal.Request{URL: sub.URL}, "its sub-column "+sub.Title)
	}
}

// next looks into the next part of a candidate, or gives it up.
func (s *Search) next(c *candidate, cause string) {
	if cause != "" {
		c.cause = cause
	}
	if len(c.parts) == 0 {
		s.unproven(c, c.cause)
		return
	}
	part := c.parts[0]
	c.parts = c.parts[1:]
	s.add(part)
}

// probed reads a part of a candidate.
func (s *Search) probed(l *lead, r Answer) {
	c := l.of
	if l.named != nil {
		s.probedNamed(l, r)
		return
	}
	if r.Cause != "" || len(r.Body) == 0 {
		s.next(c, pathOf(l.request.URL)+", "+l.name+": "+cmp.Or(r.Cause, "nothing"))
		return
	}
	page := portal.Page{
		URL: l.request.URL, Body: r.Body, Charset: r.Charset, Column: c.lead.column,
		Method: l.request.Method, Request: l.request.Body, Before: l.request.Before, Shell: l.from,
	}
	if !portal.Endpoint(page.URL) {
		page.Column, page.Shell = page.URL, ""
	}
	list := portal.Read(page)
	c.where = l.name
	s.collect(c, list)
	if len(c.links) > 0 {
		s.prove(c)
		return
	}
	if portal.Endpoint(l.request.URL) {
		before := *l
		before.request.URL = l.from // scripts of a page ask on behalf of that page
		s.addParts(c, &before, portal.Listing{Next: list.Next})
	}
	s.addNamed(c, l, list, true)
	s.next(c, "")
}

func pathOf(canonical string) string {
	p, _, _ := strings.Cut(pathAndQuery(canonical), "?")
	return p
}

// collect notes the links of a list that titles of reports stand on.
func (s *Search) collect(c *candidate, l portal.Listing) {
	for _, e := range l.Entries {
		if e.Verdict == portal.Accepted && s.own(e.URL) {
			if c.links == nil {
				c.links = map[string]portal.Entry{}
			}
			c.links[e.URL] = e
		}
	}
}

// prove makes a candidate a find, unless another one is the same list.
func (s *Search) prove(c *candidate) {
	for _, f := range s.found {
		if len(c.links) > 0 && maps.EqualFunc(c.links, f.links, func(a, b portal.Entry) bool { return a.URL == b.URL }) || addressOf(f.lead.column) == addressOf(c.lead.column) {
			return
		}
		if slices.Contains(f.also, c.lead.request.URL) {
			return // the crawl follows it from there
		}
	}
	s.found = append(s.found, c)
	for _, l := range s.queue { // its reports are no columns, and the crawl follows its sub-columns from it
		if _, own := c.links[l.column]; own || l.role == roleColumn && slices.Contains(c.also, l.request.URL) {
			l.finished = true
		}
	}
}

// unproven notes a candidate without evidence.
func (s *Search) unproven(c *candidate, why string) {
	u := Unproven{URL: c.lead.column, Name: c.lead.name, From: c.lead.from, Family: c.family, Cause: cmp.Or(why, "it links to no report")}
	same := func(o Unproven) bool { return addressOf(o.URL) == addressOf(u.URL) }
	if len(s.result.Unproven) < maxTold && !slices.ContainsFunc(s.result.Unproven, same) {
		s.result.Unproven = append(s.result.Unproven, u)
	}
}

// leastFallback is how many reports a page must link to that no menu calls a
// column.
const leastFallback = 3

// fallback remembers the page on the way that links to most reports: where no
// column is found, it is the best there is.
func (s *Search) fallback(l *lead, page portal.Page) {
	list := portal.Read(page)
	c := &candidate{lead: l, family: list.Family}
	s.collect(c, list)
	if len(c.links) >= leastFallback && 2*len(c.links) >= len(list.Entries) && (s.spare == nil || len(c.links) > len(s.spare.links)) {
		s.spare = c
	}
}

var (
	location = regexp.MustCompile(`(?is)<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{1,1000})`)
	isIndex  = regexp.MustCompile(`(?i)<sitemapindex`)
)

// maxLocations bounds what is read of one site map.
const maxLocations = 20000

// readSitemap enters what the addresses in a site map promise.
func (s *Search) readSitemap(l *lead, r Answer) {
	text := string(r.Body)
	maps := isIndex.MatchString(text[:min(len(text), 2000)])
	for i, m := range location.FindAllStringSubmatch(text, maxLocations) {
		canonical, err := urls.Canonical(html.UnescapeString(m[1]), nil, "")
		switch {
		case err != nil || !s.own(canonical):
		case maps && i < 3 && l.depth < 2:
			s.add(&lead{request: portal.Request{URL: canonical}, column: canonical, role: roleSitemap, score: sitemapScore, from: l.request.URL, depth: l.depth + 1})
		case !maps:
			s.links(l, []portal.Link{{URL: canonical}}, nil)
		}
	}
}
