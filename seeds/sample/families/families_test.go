package families

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func start(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func ask(t *testing.T, r *http.Request, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	return ask(t, r, err)
}

func post(t *testing.T, address, media, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, address, strings.NewReader(body))
	if err == nil {
		r.Header.Set("Content-Type", media)
	}
	return ask(t, r, err)
}

// one starts a single portal.
func one(t *testing.T, id string) Portal {
	t.Helper()
	return start(t, Options{Only: []string{id}}).Portals()[0]
}

func TestEveryReportIsServedUnderItsAddress(t *testing.T) {
	s := start(t, Options{})
	names, urls := map[string]bool{}, map[string]bool{}
	for _, p := range s.Portals() {
		if names[p.Name] {
			t.Errorf("two portals are called %s", p.Name)
		}
		names[p.Name] = true
		if len(p.Reports) == 0 || len(p.Columns) == 0 {
			t.Errorf("%s has %d reports and %d columns", p.ID(), len(p.Reports), len(p.Columns))
		}
		for _, r := range p.Reports {
			if urls[r.URL] {
				t.Errorf("%s: two reports at %s", p.ID(), r.URL)
			}
			urls[r.URL] = true
			status, body := get(t, r.URL)
			if strings.HasPrefix(p.Family, "vsb") || p.Family == "hanweb-old" {
				text, err := simplifiedchinese.GB18030.NewDecoder().String(body)
				if err != nil {
					t.Fatal(err)
				}
				body = text
			}
			if failing := p.Break == Failing && !r.Must; !failing && (status != http.StatusOK || !strings.Contains(body, r.Title)) {
				t.Errorf("%s: %s answers %d without its title", p.ID(), r.URL, status)
			}
		}
		if status, _ := get(t, p.Front); status != http.StatusOK {
			t.Errorf("%s: the front page answers %d", p.ID(), status)
		}
	}
}

func TestASoundPortalHasAsManyPagesAsAReaderNeedsToTurn(t *testing.T) {
	for _, sys := range systems() {
		p := one(t, sys.family)
		if n := len(p.Reports); n < 24 {
			t.Errorf("%s has %d reports", sys.family, n)
		}
		if p.Must() != len(p.Reports) {
			t.Errorf("%s: %d of %d reports must be found", sys.family, p.Must(), len(p.Reports))
		}
	}
}

// links counts the reports of a portal that a text links, written in any way.
func links(p Portal, text string) int {
	n := 0
	for _, r := range p.Reports {
		if strings.Contains(text, r.path[strings.LastIndex(r.path, "/")+1:]) {
			n++
		}
	}
	return n
}

func TestHanwebMindsWhatItsReleasesMind(t *testing.T) {
	for _, c := range []struct{ id, query string }{{"hanweb", "columnid=61490&unitid=247686"}, {"hanweb-fixed", "columnid=1229012&unitid=530114"}, {"hanweb-old", "columnid=981&unitid=926"}} {
		p := one(t, c.id)
		path := map[string]string{"hanweb": "/module/web/jpage/dataproxy.jsp", "hanweb-fixed": "/module/web/jpage/dataproxy.jsp", "hanweb-old": "/module/jpage/dataproxy.jsp"}[c.id]
		base := p.Base + path + "?webid=39&appid=1&" + c.query
		for _, q := range []struct {
			more string
			want map[string]int // lines, decoys too
		}{
			{"&page=2", map[string]int{"hanweb": 10, "hanweb-fixed": 10, "hanweb-old": 10}},
			{"&page=1&perpage=100&startrecord=21&endrecord=40", map[string]int{"hanweb": 32, "hanweb-fixed": 10, "hanweb-old": 12}},
			{"&page=1&perpage=100&startrecord=1&endrecord=100", map[string]int{"hanweb": 32, "hanweb-fixed": 10, "hanweb-old": 20}},
			{"&page=99", map[string]int{"hanweb": 0, "hanweb-fixed": 0, "hanweb-old": 10}},
		} {
			_, body := get(t, base+q.more)
			if got := strings.Count(body, "<record>"); got != q.want[c.id] {
				t.Errorf("%s%s: %d records, want %d", c.id, q.more, got, q.want[c.id])
			}
		}
		if _, body := get(t, p.Base+path+"?webid=39&appid=1&columnid=1&unitid=1"); links(p, body) != 0 {
			t.Errorf("%s gives another column's records", c.id)
		}
		form := url.Values{"columnid": {strings.Split(strings.Split(c.query, "&")[0], "=")[1]}, "unitid": {strings.Split(c.query, "unitid=")[1]}, "webid": {"39"}}
		if _, body := post(t, p.Base+path, "application/x-www-form-urlencoded", form.Encode()); links(p, body) == 0 {
			t.Errorf("%s does not answer a form", c.id)
		}
	}
}

func TestEndpointsRefuseWhatTheirSystemsRefuse(t *testing.T) {
	p := one(t, "truecms")
	_, shell := get(t, p.Columns[0])
	id := regexp.MustCompile(`columnId:'([^']+)'`).FindStringSubmatch(shell)[1]
	at := p.Base + "/truecms/messageController/getMessage.do?startrecord=11&endrecord=20&perpage=10&callback=cb&columnId=" + id
	if status, _ := get(t, at); status != http.StatusNotFound {
		t.Errorf("without Referer: %d", status)
	}
	r, err := http.NewRequest(http.MethodGet, at, nil)
	if err == nil {
		r.Header.Set("Referer", p.Columns[0])
	}
	status, body := ask(t, r, err)
	inner, found := strings.CutPrefix(body, "cb(")
	var answer struct{ Result string }
	if err := json.Unmarshal([]byte(strings.TrimSuffix(inner, ");")), &answer); status != http.StatusOK || !found || err != nil || links(p, answer.Result) < 9 {
		t.Errorf("with Referer: %d, %v, %d reports", status, err, links(p, answer.Result))
	}

	p = one(t, "gkmlpt")
	if _, body := get(t, p.Base+"/gkmlpt/api/all/1234?page=1&sid=2"); links(p, body) != 0 {
		t.Error("gkmlpt answers another site's sid")
	}
	total := 0
	for page := range 4 {
		_, body := get(t, p.Base+"/gkmlpt/api/all/1234?sid=755001&page="+string(rune('0'+page)))
		if page > 0 {
			total += links(p, body)
		}
	}
	if total != len(p.Reports) {
		t.Errorf("gkmlpt lists %d of %d reports", total, len(p.Reports))
	}

	p = one(t, "jpaas")
	_, shell = get(t, p.Columns[0])
	data := regexp.MustCompile(`queryData="([^"]+)"`).FindStringSubmatch(shell)[1]
	var query map[string]string
	if err := json.Unmarshal([]byte(strings.ReplaceAll(data, "'", `"`)), &query); err != nil {
		t.Fatal(err)
	}
	values := url.Values{}
	for k, v := range query {
		values.Set(k, v)
	}
	base := p.Base + "/api-gateway/jpaas-publish-server/front/page/build/unit?" + values.Encode()
	_, first := get(t, base)
	_, bare := get(t, base+"&pageNo=2")
	_, second := get(t, base+"&paramJson="+url.QueryEscape(`{"pageNo":2,"pageSize":"10"}`))
	if first != bare || first == second {
		t.Error("jpaas turns the page by a bare number, or not by paramJson")
	}
}
