package search

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"nianbao/extract"
	"nianbao/store"
)

// Document is the part of a report line that is searched, and what a list of
// reports shows of it.
type Document struct {
	ID          string  `json:"id"`
	URL         string  `json:"url"`
	Portal      string  `json:"portal"`
	Region      string  `json:"region"`
	ChangedAt   string  `json:"changed_at"`
	GoneAt      *string `json:"gone_at"`
	DuplicateOf *string `json:"duplicate_of"`
	Versions    int     `json:"versions"`
	Content     *string `json:"content_sha256"`
	Kind        string  `json:"kind"`
	Title       string  `json:"title"`
	Agency      *string `json:"agency"`
	Year        *int    `json:"year"`
	PublishedOn *string `json:"published_on"`
	Template    *string `json:"template"`
	Sections    []struct {
		Heading string `json:"heading"`
		Text    string `json:"text"`
	} `json:"sections"`
	Attachments []struct {
		Name string `json:"name"`
	} `json:"attachments"`
	Findings []struct {
		Rule     string `json:"rule"`
		Severity string `json:"severity"`
	} `json:"findings"`
}

// Decode reads the document off a report line.
func Decode(line store.ReportLine) (*Document, error) {
	d := new(Document)
	if err := json.Unmarshal(line.JSON, d); err != nil {
		return nil, fmt.Errorf("read report %s: %w; run verify", line.ID, err)
	}
	return d, nil
}

// Texts is everything that words are looked for in: the narrative first.
func (d *Document) Texts() []string {
	var out []string
	for _, s := range d.Sections {
		out = append(out, s.Text, s.Heading)
	}
	out = append(out, d.Title, value(d.Agency), d.Portal)
	for _, a := range d.Attachments {
		out = append(out, a.Name)
	}
	return out
}

// entry is what the index keeps of a report.
type entry struct {
	row                       int64 // 0 where it has none yet
	id, kind                  string
	year                      int
	region, agency, form      string
	host, title, content, url string
	findings                  string // rule:count, in order of rules, with spaces between
	tokens                    string
}

// entryOf makes the index's entry of a report.
func entryOf(d *Document) entry {
	e := entry{
		id: d.ID, kind: d.Kind, region: d.Region, agency: value(d.Agency), form: value(d.Template),
		title: d.Title, content: value(d.Content), url: d.URL,
	}
	if d.Year != nil && *d.Year > 0 && *d.Year <= lastYear {
		e.year = *d.Year
	}
	if host, err := store.HostOf(d.URL); err == nil {
		e.host = host
	}
	counts := map[string]int{}
	severities := map[string]bool{}
	for _, f := range d.Findings {
		counts[f.Rule]++
		severities[f.Severity] = true
	}
	var rules []string
	for rule, n := range counts {
		rules = append(rules, fmt.Sprintf("%s:%d", rule, n))
	}
	sort.Strings(rules)
	e.findings = strings.Join(rules, " ")
	g := grams{seen: map[[2]rune]bool{}}
	for _, f := range e.facets(counts, severities) {
		g.out.WriteString(f)
		g.out.WriteByte(' ')
	}
	for _, t := range d.Texts() {
		g.add(t)
	}
	e.tokens = g.out.String()
	return e
}

func (e *entry) facets(rules map[string]int, severities map[string]bool) []string {
	out := []string{facet(facetAll, ""), facet(facetYear, fmt.Sprint(e.year))}
	if e.listed() {
		out = append(out, facet(facetReport, ""))
	}
	for _, f := range []struct {
		kind  rune
		value string
	}{{facetAgency, e.agency}, {facetForm, e.form}, {facetHost, e.host}, {facetContent, e.content}} {
		if f.value != "" {
			out = append(out, facet(f.kind, f.value))
		}
	}
	for _, step := range steps(e.region) {
		out = append(out, facet(facetRegion, step))
	}
	for rule := range rules {
		out = append(out, facet(facetFinding, rule))
	}
	for s := range severities {
		out = append(out, facet(facetSeverity, s))
	}
	sort.Strings(out)
	return out
}

func (e *entry) listed() bool { return e.kind != string(extract.NotAReport) }

// steps lists a region and all it lies in.
func steps(region string) []string {
	var out []string
	for i, r := range region {
		if r == '/' && i > 0 {
			out = append(out, region[:i])
		}
	}
	if region != "" {
		out = append(out, region)
	}
	return out
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
