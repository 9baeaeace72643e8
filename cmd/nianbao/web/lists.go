package web

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"nianbao/cmd/nianbao/web/search"
	"nianbao/crawler"
	"nianbao/crawler/frontier"
	"nianbao/extract/audit"
	"nianbao/seeds/urls"
)

// searchView is the page of results.
type searchView struct {
	Filters
	Items    []Brief
	Next     string // address of the next page
	Count    int
	More     bool // there are more than were counted
	Index    search.Progress
	Rules    []audit.Rule
	Download template.URL // filters as an address
	YearList string
}

func (s *Server) searchPage(q *request) (*screen, error) {
	v := q.URL.Query()
	v.Del(languageName)
	f, err := parseFilters(v)
	if err != nil {
		return nil, err
	}
	found, err := s.find(q.Context(), f, false)
	if err != nil {
		return nil, err
	}
	view := &searchView{Filters: f, Index: found.progress, Rules: audit.Rules, Download: template.URL(f.Values().Encode())}
	for _, one := range found.found {
		view.Items = append(view.Items, brief(one, &f.Query))
	}
	if view.Count, view.More, err = s.count(q.Context(), f, found); err != nil {
		return nil, err
	}
	if found.next != 0 {
		view.Next = "/search?" + f.With("cursor", cursor(found.next))
	}
	var years []string
	for _, y := range f.Years {
		years = append(years, strconv.Itoa(y))
	}
	view.YearList = strings.Join(years, ",")
	return &screen{template: "search.html", Title: q.say("Search", "搜索"), Query: f.Text, Data: view}, nil
}

// count is how many reports there are: exactly where all of them are on the
// page, else as the index has it. Those of a first page are counted already.
func (s *Server) count(ctx context.Context, f Filters, r results) (int, bool, error) {
	if f.After == 0 && r.next == 0 {
		return len(r.found), false, nil
	}
	counted, from := 0, int64(0)
	if f.After == 0 {
		counted, from = r.looked, r.next
	}
	n, more, err := s.index.Count(ctx, f.Query, from)
	if counted += n; counted > search.CountUpTo {
		counted, more = search.CountUpTo, true // as on every page
	}
	return counted, more || !f.Exact() || f.NoDuplicates || !f.Since.IsZero(), err
}

// agentCursor and afterAgent are cursors of the list of agencies.
func agentCursor(a search.Agent) string {
	return base64.RawURLEncoding.EncodeToString([]byte(a.Agency + "\x00" + a.Region))
}

func afterAgent(text string) (a search.Agent, err error) {
	if text == "" {
		return a, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	name, region, ok := strings.Cut(string(b), "\x00")
	if err != nil || !ok || len(text) > maxValue {
		return a, fmt.Errorf("%w: not a cursor of this server", errRequest)
	}
	return search.Agent{Agency: name, Region: region}, nil
}

// agencies reads a page of agencies.
func (s *Server) agencies(ctx context.Context, after string, limit int) (agents []search.Agent, next string, err error) {
	s.fresh(ctx)
	from, err := afterAgent(after)
	if err != nil {
		return nil, "", err
	}
	if agents, err = s.index.Agencies(ctx, from, limit+1); err != nil {
		return nil, "", err
	}
	if len(agents) > limit {
		agents = agents[:limit]
		next = agentCursor(agents[limit-1])
	}
	return agents, next, nil
}

func (s *Server) agenciesPage(q *request) (*screen, error) {
	agents, next, err := s.agencies(q.Context(), q.URL.Query().Get("cursor"), listSize)
	if err != nil {
		return nil, err
	}
	return &screen{template: "agencies.html", Title: q.say("Agencies", "机关"), Data: map[string]any{"Items": agents, "Next": next}}, nil
}

// HostCount is a host with its reports.
type HostCount struct {
	Host    string `json:"host"`
	Reports int    `json:"reports"`
}

// hosts lists the hosts with reports behind one, in order of names.
func (s *Server) hosts(ctx context.Context, after string, limit int) (out []HostCount, next string, err error) {
	o, err := s.tallied(ctx)
	if err != nil {
		return nil, "", err
	}
	out = []HostCount{}
	names := slices.Sorted(maps.Keys(o.tally.Hosts))
	from, _ := slices.BinarySearch(names, after)
	for _, name := range names[from:] {
		if name == after || o.tally.Hosts[name] == 0 {
			continue
		}
		if len(out) == limit {
			return out, out[limit-1].Host, nil
		}
		out = append(out, HostCount{name, o.tally.Hosts[name]})
	}
	return out, "", nil
}

func (s *Server) hostsPage(q *request) (*screen, error) {
	items, next, err := s.hosts(q.Context(), q.URL.Query().Get("cursor"), 2*listSize)
	if err != nil {
		return nil, err
	}
	return &screen{template: "hosts.html", Title: q.say("Hosts", "站点"), Data: map[string]any{"Items": items, "Next": next}}, nil
}

// HostState is what is known of a host: what holds it, as `why` says, and how
// its URLs stand.
type HostState struct {
	crawler.Why
	Reports int            `json:"reports"`
	URLs    map[string]int `json:"urls"` // known to the crawler, by state
	More    bool           `json:"more"` // there are more URLs than were counted
}

// maxCounted bounds how many URLs of a host are counted.
const maxCounted = 20_000

// host explains a host; ErrNotFound where the archive knows none of that name.
func (s *Server) host(ctx context.Context, name string) (h HostState, err error) {
	name, err = hostName(name)
	if err != nil {
		return h, err
	}
	h.Why, err = crawler.Explain(ctx, s.archive, crawler.Question{Subject: name, Now: s.options.Now(), Policy: s.options.Policy, UserAgent: s.options.UserAgent})
	if err != nil {
		return h, err
	}
	h.URLs = map[string]int{}
	n := 0
	for line, err := range frontier.All(ctx, s.archive, name) {
		if err != nil {
			return h, err
		}
		if n++; n > maxCounted {
			h.More = true
			break
		}
		h.URLs[string(line.State)]++
	}
	o, err := s.tallied(ctx)
	if err != nil {
		return h, err
	}
	if h.Reports = o.tally.Hosts[name]; h.Reports == 0 && n == 0 {
		return h, fmt.Errorf("%w: the archive knows no host %.60q", errNoPage, name)
	}
	return h, nil
}

// hostName is a host as the archive has it: in lower case, without its port.
func hostName(name string) (string, error) {
	u, err := url.Parse("//" + strings.ToLower(name))
	if err != nil || u.Hostname() == "" || u.Path != "" || u.RawQuery != "" || u.User != nil || len(name) > 255 {
		return "", fmt.Errorf("%w: %.60q is no host", errNoPage, name)
	}
	return u.Hostname(), nil
}

// urlsOf reads a page of the URLs known of a host, in the frontier's order.
func (s *Server) urlsOf(ctx context.Context, name, after, state string, limit int) (out []frontier.Line, next string, err error) {
	out = []frontier.Line{}
	if name, err = hostName(name); err != nil {
		return nil, "", err
	}
	passed := after == ""
	n := 0
	for line, err := range frontier.All(ctx, s.archive, name) {
		if err != nil {
			return nil, "", err
		}
		if n++; n > maxCounted {
			break
		}
		switch {
		case !passed:
			passed = urlCursor(line.URL) == after
		case state != "" && string(line.State) != state:
		case len(out) == limit:
			return out, urlCursor(out[limit-1].URL), nil
		default:
			out = append(out, line)
		}
	}
	if !passed {
		return nil, "", fmt.Errorf("%w: the cursor is of another list", errRequest)
	}
	return out, "", nil
}

func urlCursor(u string) string { return urls.ID(u) }

func (s *Server) hostPage(q *request) (*screen, error) {
	name := q.PathValue("host")
	h, err := s.host(q.Context(), name)
	if err != nil {
		return nil, err
	}
	v := q.URL.Query()
	lines, next, err := s.urlsOf(q.Context(), name, v.Get("cursor"), v.Get("state"), listSize)
	if err != nil {
		return nil, err
	}
	states := slices.SortedFunc(maps.Keys(h.URLs), func(a, b string) int { return cmp.Or(h.URLs[b]-h.URLs[a], cmp.Compare(a, b)) })
	return &screen{template: "host.html", Title: h.Host, Data: map[string]any{
		"Host": h, "URLs": lines, "Next": next, "State": v.Get("state"), "States": states,
	}}, nil
}

func (s *Server) aboutPage(q *request) (*screen, error) {
	return &screen{template: "about.html", Title: q.say("About", "说明"), Data: map[string]any{"Rules": audit.Rules}}, nil
}
