package sample

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	itemLink  = regexp.MustCompile(`<li><a href="([^"]+)"[^>]* target="_blank">`)
	nextLink  = regexp.MustCompile(`<a href="([^"]+)">下一页</a>`)
	pageCalls = regexp.MustCompile(`createPageHTML\((\d+), (\d+), "index", "(\w+)"\);`)
)

// walk collects the links of a column's pages, found as a browser would.
func walk(t *testing.T, column string) []string {
	t.Helper()
	var links []string
	for at, n := column, 0; at != ""; n++ {
		resp, body := get(t, at)
		if resp.StatusCode != http.StatusOK || n > 9 {
			t.Fatalf("page %d of %s: status %d", n, column, resp.StatusCode)
		}
		base, err := url.Parse(at)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range itemLink.FindAllSubmatch(body, -1) {
			if u, err := base.Parse(string(m[1])); err == nil {
				links = append(links, u.String())
			}
		}
		at = ""
		if m := nextLink.FindSubmatch(body); m != nil {
			if u, err := base.Parse(string(m[1])); err == nil {
				at = u.String()
			}
		}
		m := pageCalls.FindSubmatch(body)
		if m != nil && string(m[2]) != strconv.Itoa(n) {
			t.Errorf("page %d of %s calls itself %s", n, column, m[2])
		}
		if m != nil && string(m[1]) != strconv.Itoa(n+1) {
			at = column + "index_" + strconv.Itoa(n+1) + "." + string(m[3])
		}
	}
	return links
}

func TestEveryReportIsReachedFromItsColumn(t *testing.T) {
	s := start(t)
	linked := map[string]bool{}
	columns := append(s.Columns(), s.URL("/zfxxgk/zfxxgknb/xz/"))
	for _, c := range columns {
		for _, l := range walk(t, c) {
			linked[l] = true
		}
	}
	moved := s.URL("/zwgk/nb/2020.html")
	if resp, _ := get(t, moved); !linked[moved] || resp.StatusCode != http.StatusMovedPermanently {
		t.Errorf("the moved report: linked %v, status %d", linked[moved], resp.StatusCode)
	} else if target, err := resp.Location(); err == nil {
		linked[target.String()] = true
	}
	for _, d := range s.Documents() {
		if at := s.URL(d.Path); !linked[at] {
			t.Errorf("%s is on no list", at)
		}
	}
}

func TestListedLinksAnswerAsTheyShould(t *testing.T) {
	s := start(t)
	special := map[string]int{GonePath: http.StatusNotFound, "/zwgk/nb/2020.html": http.StatusMovedPermanently}
	for _, c := range s.Columns() {
		for _, l := range walk(t, c) {
			u, err := url.Parse(l)
			if err != nil || u.Host == "" || strings.HasSuffix(u.Host, "example.gov.cn") || u.Scheme != "http" {
				continue
			}
			want := http.StatusOK
			if n, ok := special[u.Path]; ok {
				want = n
			}
			if resp, body := get(t, l); resp.StatusCode != want || len(body) == 0 {
				t.Errorf("%s: status %d with %d bytes, want %d", l, resp.StatusCode, len(body), want)
			}
		}
	}
	if _, body := get(t, s.URL(SoftGonePath)); !strings.Contains(string(body), "您访问的页面不存在") {
		t.Error("the soft 404 does not say so")
	}
}

func TestPoliteHostHasFewPages(t *testing.T) {
	s := start(t)
	_, robots := get(t, "http://"+s.Hosts()[yanping]+"/robots.txt")
	if !strings.Contains(string(robots), "Crawl-delay: 1") || !strings.Contains(string(robots), "Disallow: /zfxxgk/internal/") {
		t.Errorf("robots.txt = %q", robots)
	}
	links := walk(t, s.Columns()[len(s.Columns())-2])
	if len(links) > 6 {
		t.Errorf("%d links beside robots.txt, list and attachment", len(links))
	}
	if resp, _ := get(t, "http://"+s.Hosts()[songwu]+"/robots.txt"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("robots.txt of the second host: status %d, want 404", resp.StatusCode)
	}
}
