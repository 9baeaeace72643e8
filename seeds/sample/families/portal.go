package families

import (
	"nianbao/seeds/sample"
)

// Break is what is wrong with a portal.
type Break string

// The breaks. Each portal has one at most.
const (
	Sound       Break = ""                    // nothing
	WrongCount  Break = "wrong-count"         // says there are twice as many pages: those behind the last are missing, or empty
	Failing     Break = "page-2-fails"        // the second page answers 500, always
	Forbidden   Break = "endpoint-forbidden"  // robots.txt forbids the endpoint
	PostOnly    Break = "post-only"           // the endpoint answers to POST alone, with any of the usual refusals to GET
	PostsBack   Break = "posts-back"          // further pages come only for a form of the page that is posted back; a number in the query is ignored
	BareYears   Break = "bare-years"          // one body's reports, each named by nothing but its year: 2024年度
	FirstAgain  Break = "first-page-for-ever" // says there are 500 pages; any behind the last is the first again
	LastAgain   Break = "last-page-for-ever"  // the same with the last
	EmptySecond Break = "page-2-empty"        // the second page lists nothing
	Framed      Break = "framed"              // the column is a shell with the list in a frame of the same host
	Hollow      Break = "hollow"              // the shell has no data and names no endpoint
	Gone        Break = "column-gone"         // the column answers 404; it is elsewhere now
	GoneHome    Break = "column-gone-home"    // the column redirects to the front page; it is elsewhere now
)

// Portal is one portal as it is served, and what must come of it.
type Portal struct {
	Name    string // of the site, unique
	Region  string
	Family  string
	Break   Break
	Base    string   // http://host:port
	Front   string   // URL of the front page
	Columns []string // URLs of the columns a seed names; usually one
	Lead    string   // URL of the column that the front page leads to; not one of Columns where that has moved
	Further []string // URLs of columns that discovery may propose beside: sub-columns, departments
	Wrong   []string // URLs of columns that look alike and must not be proposed
	Reports []Report // every report the portal has
	Note    string   // what is hard here, in one line
}

// Report is one report of a portal. Its document is not to be changed.
type Report struct {
	URL       string
	Title     string // as on its own page
	Agency    string
	Year      int
	Published string // YYYY-MM-DD, as lists print it
	Must      bool   // must be found; else it may be, where the break leaves a way
	Document  sample.Document

	path   string // with its query
	column int    // index of the list it stands in
}

// Must counts the reports that have to be found.
func (p Portal) Must() int {
	n := 0
	for _, r := range p.Reports {
		if r.Must {
			n++
		}
	}
	return n
}

// ID names the portal by family and break.
func (p Portal) ID() string {
	if p.Break == Sound {
		return p.Family
	}
	return p.Family + "/" + string(p.Break)
}
