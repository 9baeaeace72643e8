package crawler_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/fetch"
	"nianbao/crawler/pace"
	pages "nianbao/crawler/portal"
	"nianbao/seeds"
	"nianbao/seeds/sample/families"
)

// agentOf is what tests call themselves.
const agentOf = "nianbao/1.0 (+https://crawler.example; crawler@example.org)"

func loopback() []netip.Prefix { return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }

// visitor is one that may ask loopback.
func visitor(t *testing.T) *crawler.Visitor {
	t.Helper()
	v, err := crawler.NewVisitor(crawler.VisitOptions{
		Policy: pace.Policy{Delay: time.Millisecond, MaxDelay: 20 * time.Millisecond},
		Fetch:  fetch.Options{UserAgent: agentOf, Timeout: 5 * time.Second, Allow: loopback()},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

// mostRequests is what discovery may take of a portal.
const mostRequests = 40

// unseen are breaks that leave nothing to see of the column: no evidence, no
// proposal.
func unseen(p families.Portal) bool {
	return p.Break == families.Hollow || p.Break == families.Forbidden && p.Must() == 0
}

func TestDiscoveryFindsTheColumnOfEveryFamily(t *testing.T) {
	t.Parallel()
	s, err := families.Start(families.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	v := visitor(t)
	var rows []string
	for _, p := range s.Portals() {
		r, err := crawler.Discover(t.Context(), v, p.Front, mostRequests, nil)
		if err != nil {
			t.Fatal(err)
		}
		lead, further, wrong := 0, 0, []string{}
		for _, c := range r.Columns {
			switch {
			case c.URL == p.Lead:
				lead++
			case slices.Contains(p.Further, c.URL) || slices.Contains(p.Columns, c.URL):
				further++
			default:
				wrong = append(wrong, c.URL)
			}
		}
		if want := !unseen(p); want != (lead == 1) || len(wrong) > 0 || r.Requests > mostRequests {
			t.Errorf("%s: %s proposed %d times, %d others wrong: %v, %d requests\nunproven: %v\ntried: %v", p.ID(), p.Lead, lead, len(wrong), wrong, r.Requests, r.Unproven, r.Tried)
		}
		rows = append(rows, fmt.Sprintf("| %s | %d | %d | %d | %d |", p.ID(), lead, further, len(wrong), r.Requests))
	}
	verdicts, strangers := s.Judge()
	if len(strangers) > 0 {
		t.Errorf("hosts of others were asked: %v", strangers)
	}
	for _, j := range verdicts {
		if len(j.Forbidden)+len(j.Trapped)+len(j.Twice) > 0 {
			t.Errorf("%s: forbidden %v, traps %v, twice %v", j.Portal.ID(), j.Forbidden, j.Trapped, j.Twice)
		}
	}
	for i, p := range s.Portals() {
		rows[i] += fmt.Sprintf(" %d |", breadthFirst(t, p))
	}
	t.Logf("| portal | lead | further | wrong | requests | breadth first |\n|---|---|---|---|---|---|\n%s", strings.Join(rows, "\n"))
}

// breadthFirst is how many requests it takes to come to the column by following
// every link in the order they are met, as a mirroring program does.
func breadthFirst(t *testing.T, p families.Portal) int {
	t.Helper()
	want, _, _ := strings.Cut(p.Lead, "#")
	queue, seen := []string{p.Front}, map[string]bool{p.Front: true}
	for n := 0; n < len(queue) && n < 1000; n++ {
		if queue[n] == want {
			return n + 1
		}
		resp, err := http.Get(queue[n])
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err := errors.Join(err, resp.Body.Close()); err != nil {
			t.Fatal(err)
		}
		out := pages.Outlined(pages.Page{URL: queue[n], Body: body})
		links := append(out.Links, pages.Link{URL: out.Refresh})
		for _, l := range links {
			at, _, _ := strings.Cut(l.URL, "#")
			if strings.HasPrefix(at, p.Base+"/") && !seen[at] {
				seen[at] = true
				queue = append(queue, at)
			}
		}
	}
	return len(queue)
}

func TestAColumnIsCheckedWithoutACrawl(t *testing.T) {
	t.Parallel()
	s, err := families.Start(families.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	portals, err := seeds.Parse(s.Seeds(), "seeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	checks, err := crawler.CheckColumns(t.Context(), visitor(t), portals, 8, func() {})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range s.Portals() {
		gone := p.Break == families.Gone || p.Break == families.GoneHome
		for _, c := range portals[i].Columns {
			k := checks[0]
			if checks = checks[1:]; k.URL != c.URL {
				t.Fatalf("%s stands where %s should", k.URL, c.URL)
			}
			if want := !unseen(p) && !gone; k.OK != want || (k.Problem == "") != want || !k.Allowed || k.Family == "" && !gone {
				t.Errorf("%s: %+v", p.ID(), k)
			}
			if gone && k.Status != 404 && k.Status != 302 {
				t.Errorf("%s: %d", p.ID(), k.Status)
			}
		}
	}
	verdicts, strangers := s.Judge()
	if len(strangers) > 0 {
		t.Errorf("hosts of others were asked: %v", strangers)
	}
	for _, j := range verdicts {
		if most := 6 * len(j.Portal.Columns); len(j.Forbidden)+len(j.Trapped)+len(j.Twice) > 0 || j.Requests > most || j.Served > len(j.Portal.Columns) {
			t.Errorf("%s: %d requests, %d reports, forbidden %v, traps %v, twice %v", j.Portal.ID(), j.Requests, j.Served, j.Forbidden, j.Trapped, j.Twice)
		}
	}
}
