package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"nianbao/cmd/nianbao/web/search"
	"nianbao/extract/audit"
	"nianbao/store"
)

// Page is a page of results. NextCursor is null on the last one.
type Page[T any] struct {
	Items      []T     `json:"items"`
	NextCursor *string `json:"next_cursor"`
	Complete   bool    `json:"complete"` // the search index had everything the archive has
}

func pageOf[T any](items []T, next string, complete bool) Page[T] {
	p := Page[T]{Items: items, Complete: complete}
	if p.Items == nil {
		p.Items = []T{}
	}
	if next != "" {
		p.NextCursor = &next
	}
	return p
}

// endpoint is one address of the API: what it takes, what it gives, and who
// answers. The OpenAPI description is made of these.
type endpoint struct {
	path, id, summary string
	params            []parameter
	result            map[string]any // JSON Schema of the answer
	answer            func(q *request) (any, error)
}

// parameter is one value an endpoint takes.
type parameter struct {
	name, in, about string
	schema          map[string]any
	example         any
}

func inPath(name, about string, example any) parameter {
	return parameter{name, "path", about, text(), example}
}

func inQuery(name, about string, schema map[string]any, example any) parameter {
	return parameter{name, "query", about, schema, example}
}

func text() map[string]any  { return map[string]any{"type": "string"} }
func truth() map[string]any { return map[string]any{"type": "boolean"} }
func whole() map[string]any { return map[string]any{"type": "integer", "minimum": 1} }
func cursors() parameter    { return inQuery("cursor", "next_cursor of the page before", text(), nil) }
func limits(n int) parameter {
	return inQuery("limit", fmt.Sprintf("items on a page; %d if not said", n), limitSchema(), 2)
}

func limitSchema() map[string]any {
	return map[string]any{"type": "integer", "minimum": 1, "maximum": maxPage}
}

// filterParams are the filters of lists and downloads.
func filterParams() []parameter {
	return []parameter{
		inQuery("q", "words, all of which must stand in the report; -word must not; quotes hold words together", text(), "公开"),
		inQuery("year", "report year; repeatable, or several with commas between; 0 = unknown", map[string]any{"type": "array", "items": map[string]any{"type": "string", "pattern": "^[0-9]{1,4}(,[0-9]{1,4})*$"}}, "2024"),
		inQuery("region", "path of a region, and all that lies in it", text(), "岚海省"),
		inQuery("agency", "the agency's name, in full", text(), nil),
		inQuery("form", "version of the form", map[string]any{"type": "string", "enum": []string{"2021", "2019", "2014", "local", "unknown"}}, "2021"),
		inQuery("finding", "reports with a finding of this rule", text(), "cell.blank"),
		inQuery("severity", "reports with a finding of this severity", map[string]any{"type": "string", "enum": []string{"info", "warning", "error"}}, "info"),
		inQuery("host", "reports of this host", text(), nil),
		inQuery("content_sha256", "reports of this content", text(), nil),
		inQuery("since", "changed at or after this time (RFC 3339, or a day)", text(), "2025-01-01"),
		inQuery("no_duplicates", "leave out reports that repeat another one", truth(), "true"),
		inQuery("all_kinds", "also pages that are no report", truth(), "true"),
	}
}

// api adds every endpoint to a mux.
func (s *Server) api(mux *http.ServeMux) {
	all := s.endpoints()
	for _, e := range all {
		mux.HandleFunc("GET "+e.path, func(w http.ResponseWriter, r *http.Request) { s.call(w, r, e) })
	}
	description := openAPI(all)
	mux.HandleFunc("GET /api/openapi.json", func(w http.ResponseWriter, r *http.Request) {
		if err := answer(w, r, description); err != nil {
			s.fail(w, r, err)
		}
	})
	mux.HandleFunc("GET /api/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, fmt.Errorf("%w; /api/openapi.json lists what there is", errNoPage))
	})
}

// call answers a request to an endpoint. A parameter it does not take is told,
// not passed over: it would have meant something.
func (s *Server) call(w http.ResponseWriter, r *http.Request, e endpoint) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		s.fail(w, r, fmt.Errorf("%w: the query cannot be read", errRequest))
		return
	}
	for name := range values {
		if name != "token" && !slices.ContainsFunc(e.params, func(p parameter) bool { return p.in == "query" && p.name == name }) {
			s.fail(w, r, fmt.Errorf("%w: there is no parameter %.40q; there are: %s", errRequest, name, e.names()))
			return
		}
	}
	q := &request{Request: r, lang: s.options.Language}
	v, err := e.answer(q)
	if err == nil {
		err = answer(w, r, v)
	}
	if err != nil {
		s.fail(w, r, err)
	}
}

func (e *endpoint) names() string {
	var names []string
	for _, p := range e.params {
		if p.in == "query" {
			names = append(names, p.name)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// apiReports lists reports: as export writes them, or in brief.
func (s *Server) apiReports(q *request) (any, error) {
	v := q.URL.Query()
	form := v.Get("view")
	if form != "" && form != "full" && form != "brief" {
		return nil, fmt.Errorf("%w: view=%.20q: must be full or brief", errRequest, form)
	}
	f, err := parseFilters(v)
	if err != nil {
		return nil, err
	}
	r, err := s.find(q.Context(), f, form != "brief")
	if err != nil {
		return nil, err
	}
	if form == "brief" {
		items := []Brief{}
		for _, one := range r.found {
			items = append(items, brief(one, &f.Query))
		}
		return pageOf(items, cursor(r.next), r.progress.Complete()), nil
	}
	items := []json.RawMessage{}
	for _, one := range r.found {
		items = append(items, one.line.JSON)
	}
	return pageOf(items, cursor(r.next), r.progress.Complete()), nil
}

func (s *Server) apiReport(q *request) (any, error) {
	line, _, err := s.readReport(q.PathValue("id"), 0)
	return json.RawMessage(line.JSON), err
}

func (s *Server) apiVersions(q *request) (any, error) {
	id := q.PathValue("id")
	_, r, err := s.readReport(id, 0)
	if err != nil {
		return nil, err
	}
	editions, err := s.editions(id, int(r.Versions))
	return pageOf(editions, "", true), err
}

func (s *Server) apiVersion(q *request) (any, error) {
	n, err := versionOf(q.PathValue("n"))
	if err != nil {
		return nil, err
	}
	line, _, err := s.readReport(q.PathValue("id"), n)
	return json.RawMessage(line.JSON), err
}

func (s *Server) apiDiff(q *request) (any, error) {
	return s.compared(q.PathValue("id"), q.URL.Query().Get)
}

func (s *Server) apiOverview(q *request) (any, error) { return s.overview(q.Context()) }

func (s *Server) apiCoverage(q *request) (any, error) {
	o, err := s.tallied(q.Context())
	if err != nil {
		return nil, err
	}
	c := coverage(&o.tally, strings.Trim(q.URL.Query().Get("region"), "/"))
	if c.Rows == nil {
		c.Rows = []CoverageRow{}
	}
	return c, nil
}

func (s *Server) apiRuns(*request) (any, error) {
	runs, err := s.archive.Runs()
	if err != nil {
		return nil, err
	}
	slices.Reverse(runs)
	return pageOf[store.Run](runs, "", true), nil
}

// limitOf reads the limit of a list without filters.
func limitOf(q *request) (int, error) {
	text := q.URL.Query().Get("limit")
	if text == "" {
		return pageSize, nil
	}
	n, err := between(text, 1, maxPage)
	if err != nil {
		return 0, fmt.Errorf("%w: limit: %w", errRequest, err)
	}
	return n, nil
}

func (s *Server) apiAgencies(q *request) (any, error) {
	limit, err := limitOf(q)
	if err != nil {
		return nil, err
	}
	agents, next, err := s.agencies(q.Context(), q.URL.Query().Get("cursor"), limit)
	return pageOf[search.Agent](agents, next, s.index.Progress().Complete()), err
}

func (s *Server) apiAgency(q *request) (any, error) {
	v := q.URL.Query()
	if v.Get("name") == "" {
		return nil, fmt.Errorf("%w: name an agency with ?name=", errRequest)
	}
	return s.agencyYears(q.Context(), v.Get("name"), v.Get("region"))
}

func (s *Server) apiHosts(q *request) (any, error) {
	limit, err := limitOf(q)
	if err != nil {
		return nil, err
	}
	items, next, err := s.hosts(q.Context(), q.URL.Query().Get("cursor"), limit)
	return pageOf(items, next, s.index.Progress().Complete()), err
}

func (s *Server) apiHost(q *request) (any, error) { return s.host(q.Context(), q.PathValue("host")) }

func (s *Server) apiURLs(q *request) (any, error) {
	limit, err := limitOf(q)
	if err != nil {
		return nil, err
	}
	v := q.URL.Query()
	items, next, err := s.urlsOf(q.Context(), q.PathValue("host"), v.Get("cursor"), v.Get("state"), limit)
	return pageOf(items, next, true), err
}

// RuleLine is a rule in the list of rules.
type RuleLine struct {
	Rule     string         `json:"rule"`
	Severity audit.Severity `json:"severity"`
	About    string         `json:"about"`
}

func (s *Server) apiRules(*request) (any, error) {
	items := []RuleLine{}
	for _, r := range audit.Rules {
		items = append(items, RuleLine{r.Name, r.Severity, r.Doc})
	}
	return pageOf(items, "", true), nil
}
