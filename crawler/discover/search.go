package discover

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"nianbao/crawler/portal"
	"nianbao/extract"
	"nianbao/seeds/urls"
)

// Ask is one page that is to be asked for.
type Ask struct {
	portal.Request
	Referrer string // the page that led to it; sent where the page is an endpoint
	lead     *lead
}

// Answer is what came of it.
type Answer struct {
	Body      []byte // content-encoding undone; nil where there is no page
	Charset   string // parameter of Content-Type, a claim
	MediaType string // without parameters
	Location  string // where it redirects to, as it came; "" if it does not
	Cause     string // why there is no page; "" if there is one
	Sitemaps  []string
}

// lead is a link that may be followed.
type lead struct {
	request  portal.Request
	column   string // its address with its fragment
	name     string
	role     role
	score    int
	order    int
	depth    int
	hops     int    // redirects that led to it
	from     string // the page it stands on
	agency   string // whose page it was found below; "" for the portal's own
	of       *candidate
	finished bool
	named    map[string]portal.Entry // of a candidate: this page and its like may be reports of it; nil: it is something else
	where    string                  // these links stand
}

// Bounds of one search: hostile pages may link to no end.
const (
	maxLeads     = 5000
	maxRedirects = 5
	maxKept      = 4 << 20 // bytes of one page that is kept, to be judged again as a column
	maxTold      = 200     // lines on what was tried
)

// Search looks for the columns of one portal. Its methods must not be called
// at the same time.
type Search struct {
	front  string
	zone   string          // host name that all hosts of the portal end in
	hosts  map[string]bool // those of a known portal; nil: all of the zone
	single bool            // only the one column is looked at
	site   string
	leads  map[string]*lead // by address, the best one
	queue  []*lead
	pages  map[string]Answer // what was answered, by request
	count  int
	mapped bool // a site map was looked for unasked
	found  []*candidate
	spare  *candidate // the best page that is no column by name
	result Result
}

// New begins a search at a page of a portal, usually its front page. The error
// says that front is no address of a page.
func New(front string) (*Search, error) {
	canonical, err := urls.Canonical(front, nil, "")
	if err != nil {
		return nil, fmt.Errorf("discover %s: %w", front, cause(err))
	}
	s := &Search{front: canonical, zone: zoneOf(urls.Host(canonical)), leads: map[string]*lead{}, pages: map[string]Answer{}}
	s.add(&lead{request: portal.Request{URL: canonical}, column: canonical, role: roleFront, score: probeScore + 1})
	if home := urls.Authority(canonical) + "/"; home != canonical {
		s.add(&lead{request: portal.Request{URL: home}, column: home, role: roleFront, score: probeScore - 1, from: canonical})
	}
	return s, nil
}

// NewCheck begins a look at one known column (canonical, with its fragment) on
// the hosts of its portal: the search follows nothing but what the column's list
// stands in. Its result has the column, or says why it is unproven.
func NewCheck(column string, hosts []string) *Search {
	page, _, _ := strings.Cut(column, "#")
	s := &Search{front: column, hosts: map[string]bool{}, single: true, mapped: true, leads: map[string]*lead{}, pages: map[string]Answer{}}
	for _, h := range hosts {
		s.hosts[h] = true
	}
	s.add(&lead{request: portal.Request{URL: page}, column: column, role: roleColumn, score: probeScore})
	return s
}

// cause is the innermost error: what stands around it names the address again.
func cause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// zoneOf is what all hosts of a portal end in: its own name without www.
func zoneOf(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	return strings.TrimPrefix(host, "www.")
}

// own says whether an address is on the portal's hosts.
func (s *Search) own(canonical string) bool {
	host := urls.Host(canonical)
	if s.hosts != nil {
		return s.hosts[host]
	}
	return host == s.zone || strings.HasSuffix(host, "."+s.zone)
}

// add enters a lead, unless its address has a better one.
func (s *Search) add(l *lead) {
	if len(s.leads) >= maxLeads && l.role != roleProbe {
		return
	}
	if l.role == roleProbe {
		l.order, s.count = s.count, s.count+1
		s.queue = append(s.queue, l)
		return
	}
	page, _, _ := strings.Cut(l.column, "#")
	key := page + category.FindString(l.column)
	old := s.leads[key]
	if old != nil && (old.score >= l.score || old.role == roleColumn) {
		return
	}
	if old != nil {
		old.finished = true
	}
	l.order, s.count = s.count, s.count+1
	s.leads[key] = l
	s.queue = append(s.queue, l)
}

// category is the fragment of an address in which some systems keep what a
// page lists.
var category = regexp.MustCompile(`#[0-9]+$`)

// addressOf tells addresses apart.
func addressOf(column string) string {
	page, _, _ := strings.Cut(column, "#")
	for _, name := range []string{"index.html", "index.htm", "index.shtml"} {
		if cut, found := strings.CutSuffix(page, "/"+name); found {
			page = cut + "/"
		}
	}
	return page + category.FindString(column)
}

// least is the score below which a lead is not followed any more.
func (s *Search) open(l *lead) bool {
	if l.finished {
		return false
	}
	if len(s.found) == 0 {
		return true
	}
	switch l.role {
	case roleColumn, roleProbe, roleBodies, roleBody:
		return true
	}
	return false
}

// Next is the page to ask for next; ok is false when there is none.
func (s *Search) Next() (a Ask, ok bool) {
	for {
		best := s.best()
		if best == nil && !s.mapped && len(s.found) == 0 {
			s.mapped = true
			at := urls.Authority(s.front) + "/sitemap.xml"
			s.add(&lead{request: portal.Request{URL: at}, column: at, role: roleSitemap, score: guessScore, from: s.front})
			continue
		}
		if best == nil {
			return Ask{}, false
		}
		best.finished = true
		if known, was := s.pages[keyOf(best.request)]; was {
			s.read(best, known)
			continue
		}
		return Ask{Request: best.request, Referrer: best.from, lead: best}, true
	}
}

func (s *Search) best() *lead {
	var best *lead
	kept := s.queue[:0]
	for _, l := range s.queue {
		if l.finished {
			continue
		}
		kept = append(kept, l)
		if s.open(l) && (best == nil || l.score > best.score || l.score == best.score && l.order < best.order) {
			best = l
		}
	}
	s.queue = kept
	return best
}

func keyOf(r portal.Request) string {
	page, _, _ := strings.Cut(r.URL, "#")
	return r.Method + " " + page + "\n" + string(r.Body)
}

// Take takes in what came of a page that Next named.
func (s *Search) Take(a Ask, r Answer) {
	for _, at := range r.Sitemaps {
		if s.single {
			break
		}
		if canonical, err := urls.Canonical(at, nil, ""); err == nil && s.own(canonical) {
			s.mapped = true
			s.add(&lead{request: portal.Request{URL: canonical}, column: canonical, role: roleSitemap, score: sitemapScore, from: s.front})
		}
	}
	s.tell(a.lead, r)
	kept := r
	if len(kept.Body) > maxKept {
		kept.Body, kept.Cause = nil, "longer than is looked at"
	}
	s.pages[keyOf(a.Request)] = kept
	s.read(a.lead, r)
}

// tell notes what was asked.
func (s *Search) tell(l *lead, r Answer) {
	if len(s.result.Tried) >= maxTold {
		return
	}
	what := r.Cause
	if r.Location != "" {
		what = "leads to " + r.Location
	}
	s.result.Tried = append(s.result.Tried, Tried{URL: l.request.URL, Name: l.name, What: what})
}

// read follows what an answer leads to.
func (s *Search) read(l *lead, r Answer) {
	switch {
	case r.Location != "":
		s.redirected(l, r.Location)
	case l.role == roleProbe:
		s.probed(l, r)
	case r.Cause != "" || len(r.Body) == 0:
		if l.role == roleColumn {
			s.unproven(&candidate{lead: l}, r.Cause)
		}
	case l.role == roleSitemap:
		s.readSitemap(l, r)
	case isPage(r.MediaType):
		s.readPage(l, r)
	}
}

func isPage(media string) bool {
	return media == "" || strings.Contains(media, "html") || strings.HasPrefix(media, "text/")
}

// redirected follows a redirect with what its lead promised.
func (s *Search) redirected(l *lead, location string) {
	to, err := urls.CanonicalColumn(location, nil, "")
	if err == nil && l.role == roleFront && l.hops < maxRedirects && !s.own(to) && strings.HasSuffix(urls.Host(to), ".gov.cn") {
		s.zone = zoneOf(urls.Host(to)) // the portal has another name now
	}
	switch {
	case err != nil || l.hops >= maxRedirects || !s.own(to):
		if l.of != nil {
			s.next(l.of, "leads to "+location)
		} else if l.role == roleColumn {
			s.unproven(&candidate{lead: l}, "leads to "+location)
		}
		return
	case l.role == roleColumn && pathAndQuery(to) == "/":
		s.unproven(&candidate{lead: l}, "leads to the front page")
		return
	}
	moved := *l
	moved.finished, moved.hops = false, l.hops+1
	moved.request, moved.column = portal.Request{URL: to}, to
	if _, fragment, found := strings.Cut(l.column, "#"); found && !strings.Contains(to, "#") {
		moved.column = to + "#" + fragment
	}
	s.add(&moved)
}

// readPage reads a page for people: what it is, and where it leads.
func (s *Search) readPage(l *lead, r Answer) {
	page := portal.Page{URL: l.request.URL, Body: r.Body, Charset: r.Charset, Column: l.column}
	out := portal.Outlined(page)
	if s.site == "" {
		s.site = out.Site
	}
	if out.Refresh != "" && s.own(out.Refresh) && l.hops < maxRedirects {
		s.redirected(l, out.Refresh)
	}
	if l.role == roleColumn {
		s.weigh(&candidate{lead: l}, page)
		return
	}
	for _, f := range out.Frames {
		if !turned.MatchString(pathAndQuery(f)) {
			s.follow(l, portal.Link{URL: f}, rolePath, frameScore)
		}
	}
	s.fallback(l, page)
	s.links(l, out.Links, nil)
}

// links enters what a page links to; only says which roles, nil: all.
func (s *Search) links(l *lead, list []portal.Link, only []role) {
	for _, link := range list {
		r, score, ok := judge(link, l.role)
		if !ok {
			continue
		}
		wanted := only == nil
		for _, o := range only {
			wanted = wanted || o == r
		}
		if wanted {
			s.follow(l, link, r, score)
		}
	}
}

// follow enters one link of a page.
func (s *Search) follow(l *lead, link portal.Link, r role, score int) {
	if !s.own(link.URL) {
		if r == roleColumn || score >= namedScore {
			s.unproven(&candidate{lead: &lead{column: link.URL, name: link.Title, from: l.request.URL}}, "is on another host: discover it by itself")
		}
		return
	}
	next := &lead{column: link.URL, name: link.Title, role: r, score: score - perHop*l.depth, depth: l.depth + 1, from: l.request.URL, agency: l.agency}
	page, _, _ := strings.Cut(link.URL, "#")
	next.request = portal.Request{URL: page}
	if !category.MatchString(link.URL) {
		next.column = page
	}
	if r == roleBody {
		next.agency = link.Title
	}
	s.add(next)
}

// printed says whether a page is itself a report, and how that is called.
func printed(p portal.Page) (title string, is bool) {
	r := extract.Read(extract.Page{Body: p.Body, URL: p.URL, MediaType: "text/html", Charset: p.Charset})
	return r.Title, r.Kind == extract.AnnualReport || r.Kind == extract.LegalTableOnly
}
