package crawler_test

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"nianbao/crawler"
	"nianbao/seeds"
	"nianbao/store"
)

// cms is a portal of one content system: a column of reports, size to a page.
type cms struct {
	t        testing.TB
	n, size  int
	column   string             // path, query and fragment
	address  func(i int) string // of a report
	list     func(*cms, http.ResponseWriter, *http.Request) bool
	fails    string                   // what the URI or body of requests holds that are answered with 500
	served   func(page, last int) int // which page is served for one that was asked for
	total    int                      // how many rows are said to be there, where that is not how many are
	robots   string
	server   *httptest.Server
	mu       sync.Mutex
	requests []string // method, URI and body
}

func (c *cms) start(t testing.TB) {
	t.Helper()
	c.t = t
	if c.n == 0 {
		c.n, c.size = 31, 8
	}
	c.server = httptest.NewServer(c)
	t.Cleanup(c.server.Close)
}

func (c *cms) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		c.t.Error(err)
	}
	c.mu.Lock()
	c.requests = append(c.requests, strings.TrimSpace(r.Method+" "+r.URL.RequestURI()+" "+string(body)))
	c.mu.Unlock()
	if r.URL.Path == "/robots.txt" {
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprint(w, c.robots)
		return
	}
	for i := range c.n {
		if r.URL.RequestURI() == c.address(i) {
			report(agency(i))(w, r)
			return
		}
	}
	if c.fails != "" && strings.Contains(r.URL.RequestURI()+string(body), c.fails) {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	form, err := url.ParseQuery(string(body))
	if err == nil {
		r.PostForm = form
	}
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if !c.list(c, w, r) {
		http.NotFound(w, r)
	}
}

func agency(i int) string { return fmt.Sprintf("青溪区第%d局", i) }

func title(i int) string { return agency(i) + "2024年政府信息公开工作年度报告" }

func day(i int) string { return fmt.Sprintf("2025-01-%02d", 1+i%28) }

// rows are the items of a page, counted from 1, as HTML.
func (c *cms) rows(page int) []string {
	return c.rowsFrom((c.page(page)-1)*c.size, c.size)
}

// page is which page is served for one that was asked for.
func (c *cms) page(n int) int {
	if c.served == nil {
		return n
	}
	return c.served(n, (c.n+c.size-1)/c.size)
}

func (c *cms) rowsFrom(from, n int) []string {
	var out []string
	for i := from; i < min(from+n, c.n) && i >= 0; i++ {
		out = append(out, fmt.Sprintf(`<li><a href="%s" title="%s">%s</a><span>%s</span></li>`, html.EscapeString(c.address(i)), title(i), title(i), day(i)))
	}
	return out
}

// count is how many rows the portal says it has.
func (c *cms) count() int { return max(c.n, c.total) }

func (c *cms) pages() int { return (c.count() + c.size - 1) / c.size }

// shell is a column's page around what is given.
func shell(w io.Writer, inside string) {
	fmt.Fprint(w, `<!DOCTYPE html><html><head><title>政府信息公开年报</title></head><body><div class="header"><a href="/">首页</a><a href="/zwgk/">政务公开</a></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; 政府信息公开年报</div><div class="main">`+inside+`</div><div class="footer"><a href="http://www.gov.cn/">中国政府网</a></div></body></html>`)
}

func (c *cms) ul(page int) string { return "<ul>" + strings.Join(c.rows(page), "\n") + "</ul>" }

func number(text string, otherwise int) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return otherwise
	}
	return n
}

// datastore is the XML of dataproxy.jsp and its like.
func datastore(total, pages int, rows []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<datastore><nextgroup><![CDATA[]]></nextgroup><totalrecord>%d</totalrecord><totalpage>%d</totalpage><recordset>", total, pages)
	for _, r := range rows {
		b.WriteString("<record><![CDATA[" + r + "]]></record>")
	}
	return b.String() + "</recordset></datastore>"
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// options crawl the column.
func (c *cms) options(a *store.Archive) crawler.Options {
	o := options(a, []seeds.Portal{{Name: "青溪区", Columns: []seeds.Column{{URL: c.server.URL + c.column}}}})
	o.Policy.Delay = time.Millisecond
	return o
}

// asked are the requests since the last call, robots.txt left out; one made
// twice is an error.
func (c *cms) asked() []string {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	seen := map[string]bool{}
	for _, r := range c.requests {
		if strings.HasPrefix(r, "GET /robots.txt") {
			continue
		}
		if seen[r] {
			c.t.Errorf("asked twice: %s", r)
		}
		seen[r] = true
		out = append(out, r)
	}
	c.requests = nil
	return out
}

// missing are the reports that a crawl of all did not find.
func (c *cms) missing(a *store.Archive) []string {
	c.t.Helper()
	got := reports(c.t, a)
	var out []string
	for i := range c.n {
		if got[c.address(i)] == nil {
			out = append(out, c.address(i))
		}
	}
	return out
}

// lists are the requests that were not for reports.
func (c *cms) lists(requests []string) []string {
	own := map[string]bool{}
	for i := range c.n {
		own["GET "+c.address(i)] = true
	}
	var out []string
	for _, r := range requests {
		if !own[r] {
			out = append(out, r)
		}
	}
	return out
}

// publish adds reports at the top of the list.
func (c *cms) publish(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.address
	c.address = func(i int) string { return old((i + 1000 - n) % 1000) }
	c.n += n
}

func gbk(text string) string {
	b, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		return err.Error()
	}
	return b
}
