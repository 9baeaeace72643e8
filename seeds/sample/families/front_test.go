package families

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// anyLink is an address in markup, in a script that writes markup, in a menu
// that is data, or one the page leads on to by itself.
var anyLink = regexp.MustCompile(`(?:href=["']|"url":"|; url=)(/[^"'#]*)`)

// hops is how many links lie between the front page and an address; -1 where
// seven do not reach it.
func hops(t *testing.T, p Portal, to string) int {
	t.Helper()
	want, _, _ := strings.Cut(to, "#")
	seen := map[string]bool{p.Front: true}
	level := []string{p.Front}
	for n := range 7 {
		var next []string
		for _, at := range level {
			if at == want {
				return n
			}
			_, body := get(t, at)
			for _, m := range anyLink.FindAllStringSubmatch(body, -1) {
				if u := p.Base + html.UnescapeString(m[1]); !seen[u] {
					seen[u] = true
					next = append(next, u)
				}
			}
		}
		level = next
	}
	return -1
}

func TestTheFrontPageLeadsToTheColumn(t *testing.T) {
	s := start(t, Options{Years: 1})
	styles := map[int]int{}
	for _, p := range s.Portals() {
		n := hops(t, p, p.Lead)
		if n < 2 || n > 6 {
			t.Errorf("%s: %d links from the front page to %s", p.ID(), n, p.Lead)
		}
		styles[n]++
		if status, _ := get(t, p.Lead); status != http.StatusOK {
			t.Errorf("%s: %s answers %d", p.ID(), p.Lead, status)
		}
		for _, u := range p.Wrong {
			if status, body := get(t, u); status != http.StatusOK || links(p, body) > 0 {
				t.Errorf("%s: %s answers %d, %d reports", p.ID(), u, status, links(p, body))
			}
		}
		for _, u := range p.Further {
			if status, body := get(t, u); status != http.StatusOK || links(p, body) == 0 {
				t.Errorf("%s: %s answers %d without reports", p.ID(), u, status)
			}
		}
		gone := p.Break == Gone || p.Break == GoneHome
		if gone != (p.Lead != p.Columns[0]) {
			t.Errorf("%s leads to %s, its column is %s", p.ID(), p.Lead, p.Columns[0])
		}
		if status, _ := get(t, p.Columns[0]); gone == (status == http.StatusOK) {
			t.Errorf("%s: the column answers %d", p.ID(), status)
		}
	}
	if len(styles) < 3 {
		t.Errorf("links to the column: %v", styles)
	}
}

func TestTheJudgeSeesWhatItMust(t *testing.T) {
	s := start(t, Options{Only: []string{"ucap-files/endpoint-forbidden", "segments"}})
	for _, path := range []string{"/robots.txt", "/getFileListByCodeId", "/getFileListByCodeId", "/zt/show.html?id=4", "/nowhere"} {
		get(t, s.Portals()[0].Base+path)
	}
	post(t, s.Portals()[0].Base+"/getFileListByCodeId", "application/x-www-form-urlencoded", "page=2")
	get(t, s.Portals()[1].Reports[0].URL)
	_, list := get(t, s.Portals()[1].Columns[0])
	stranger := regexp.MustCompile(`http://[0-9.:]+/nb/2024.html`).FindString(list)
	get(t, stranger)
	verdicts, strangers := s.Judge()
	v := verdicts[0]
	if v.Requests != 6 || v.Robots != 1 || len(v.Twice) != 1 || len(v.Forbidden) != 3 || len(v.Trapped) != 1 || v.Empty != 1 || v.Served != 0 {
		t.Errorf("%+v", v)
	}
	if v := verdicts[1]; v.Served != 1 || len(v.Missing) != v.Portal.Must()-1 || v.PerReport() != 2 {
		t.Errorf("%+v", v)
	}
	if len(strangers) != 1 {
		t.Errorf("strangers %v of %s", strangers, stranger)
	}
	s.ResetLog()
	if n := len(s.Log()); n != 0 {
		t.Errorf("%d requests after a reset", n)
	}
	if _, err := Start(Options{Only: []string{"no such"}}); err == nil {
		t.Error("a portal that does not exist was started")
	}
}

func TestAPublishedReportStandsAtTheHeadOfItsList(t *testing.T) {
	for _, id := range []string{"trs", "gkmlpt", "segments", "hanweb-annual"} {
		s := start(t, Options{Only: []string{id}})
		before := len(s.Portals()[0].Reports)
		r, err := s.Publish(id)
		if err != nil {
			t.Fatal(err)
		}
		p := s.Portals()[0]
		if len(p.Reports) != before+1 || p.Reports[before].URL != r.URL {
			t.Errorf("%s has %d reports after %d and one more", id, len(p.Reports), before)
		}
		if status, body := get(t, r.URL); status != http.StatusOK || !strings.Contains(body, r.Title) {
			t.Errorf("%s: the new report answers %d", id, status)
		}
		first := p.Columns[0]
		if id == "gkmlpt" {
			first = p.Base + "/gkmlpt/api/all/1234?page=1&sid=755001"
		}
		_, body := get(t, first)
		if at := strings.Index(body, r.path[strings.LastIndex(r.path, "/")+1:]); at < 0 || at > strings.Index(body, p.Reports[0].path[strings.LastIndex(p.Reports[0].path, "/")+1:]) {
			t.Errorf("%s: the new report is not at the head of the list", id)
		}
	}
	if _, err := start(t, Options{Only: []string{"trs"}}).Publish("vsb"); err == nil {
		t.Error("a portal that is not served published a report")
	}
}
