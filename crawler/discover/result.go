package discover

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"nianbao/crawler/portal"
)

// Result is what a search found.
type Result struct {
	Front    string     `json:"front"`
	Site     string     `json:"site"`     // what the portal calls itself; "" if it does not say
	Requests int        `json:"requests"` // made for it, robots.txt too; set by who makes them
	Columns  []Column   `json:"columns"`
	Unproven []Unproven `json:"unproven"` // what looked like a column and is not proposed
	Tried    []Tried    `json:"tried"`    // the pages asked for, in order, the first two hundred
}

// Column is a column that was found, with its evidence.
type Column struct {
	URL      string `json:"url"` // with its fragment
	Agency   string `json:"agency"`
	Name     string `json:"name"` // what the portal's menu calls it
	From     string `json:"from"` // the page that links to it
	Family   string `json:"family"`
	Links    int    `json:"links"`    // to reports, on its first page
	Where    string `json:"where"`    // they stand, if not on the page itself
	Years    []int  `json:"years"`    // they are of, ascending
	Sample   string `json:"sample"`   // title of one of them
	Fallback bool   `json:"fallback"` // no menu calls it a column: it is the page with most reports
}

// Unproven is a page that is called a column and showed no report.
type Unproven struct {
	URL    string `json:"url"`
	Name   string `json:"name"`
	From   string `json:"from"`
	Family string `json:"family"` // "" where its page was not read
	Cause  string `json:"cause"`
}

// Tried is a page that was asked for.
type Tried struct {
	URL  string `json:"url"`
	Name string `json:"name"` // what it was called where it was found
	What string `json:"what"` // why there is no page; "" if there is one
}

// Result is what was found so far.
func (s *Search) Result() Result {
	r := s.result
	r.Front, r.Site = s.front, s.site
	r.Columns = []Column{}
	found := s.found
	if len(found) == 0 && s.spare != nil {
		found = []*candidate{s.spare}
	}
	for _, c := range found {
		col := c.column()
		col.Fallback = len(s.found) == 0
		r.Columns = append(r.Columns, col)
	}
	r.Unproven, r.Tried = slices.Clone(r.Unproven), slices.Clone(r.Tried)
	if r.Unproven == nil {
		r.Unproven = []Unproven{}
	}
	if r.Tried == nil {
		r.Tried = []Tried{}
	}
	return r
}

// column tells a candidate's evidence.
func (c *candidate) column() Column {
	col := Column{URL: c.lead.column, Name: c.lead.name, From: c.lead.from, Family: c.family, Links: len(c.links), Where: c.where, Years: []int{}, Sample: c.sample}
	if c.printed {
		col.Where = "the page is a report itself"
	}
	years := map[int]bool{}
	agency := c.lead.agency != ""
	for _, e := range slices.SortedFunc(maps.Values(c.links), newest) {
		if col.Sample == "" {
			col.Sample = e.Title
		}
		if e.Year != 0 {
			years[e.Year] = true
		}
		agency = agency && namesWhole(e.Title, c.lead.agency)
	}
	if agency && len(c.links) > 0 {
		col.Agency = c.lead.agency
	}
	col.Years = append(col.Years, slices.Sorted(maps.Keys(years))...)
	return col
}

// newest sorts the newest report first.
func newest(a, b portal.Entry) int {
	if a.Year != b.Year {
		return b.Year - a.Year
	}
	return strings.Compare(a.URL, b.URL)
}

// namesWhole tells a title that names an agency just so: a menu's 区财政局 is
// short for what the title says, and a seed's agency goes before that.
func namesWhole(title, agency string) bool {
	before, _, found := strings.Cut(title, agency)
	last, _ := utf8.DecodeLastRuneInString(before)
	return found && (!unicode.Is(unicode.Han, last) || strings.ContainsRune("年度于", last))
}
