package web_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"nianbao/cmd/nianbao/web"
	"nianbao/cmd/nianbao/web/webtest"
	"nianbao/seeds/sample"
	"nianbao/store"
)

const token = "correct-horse-battery"

// TestATokenIsNeeded asks with and without one, in each of the ways there are.
func TestATokenIsNeeded(t *testing.T) {
	s := serve(t, web.Options{Token: token, AnyHost: true})
	basic := func(password string) string {
		r, err := http.NewRequest(http.MethodGet, s.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth("anybody", password)
		return r.Header.Get("Authorization")
	}
	for _, path := range []string{"/", "/search?q=公开", "/api/reports", "/api/openapi.json", "/raw/" + store.ID(webtest.URL(s.truths[0])), "/export?format=csv", "/static/style.css", "/nowhere"} {
		for name, headers := range map[string][]string{
			"nothing": nil, "a wrong bearer": {"Authorization", "Bearer " + token + "x"}, "an empty bearer": {"Authorization", "Bearer "},
			"a wrong password": {"Authorization", basic("x")}, "the token as cookie": {"Cookie", "nianbao_session=" + token},
		} {
			if a := s.get(path, headers...); a.code != http.StatusUnauthorized || a.header.Get("WWW-Authenticate") == "" || strings.Contains(a.body, "青溪") {
				t.Errorf("%s with %s: status %d", path, name, a.code)
			}
		}
		want := http.StatusOK
		if path == "/nowhere" {
			want = http.StatusNotFound
		}
		for name, headers := range map[string][]string{"bearer": {"Authorization", "Bearer " + token}, "password": {"Authorization", basic(token)}} {
			if a := s.get(path, headers...); a.code != want {
				t.Errorf("%s with %s: status %d", path, name, a.code)
			}
		}
	}
	if a := s.get("/api/reports?limit=1&token=" + token); a.code != http.StatusOK {
		t.Errorf("token in the address of the API: status %d", a.code)
	}
}

// TestATokenInTheAddressIsPutAway logs in as a browser does.
func TestATokenInTheAddressIsPutAway(t *testing.T) {
	s := serve(t, web.Options{Token: token, AnyHost: true})
	a := s.get("/search?q=%E5%85%AC&token=" + token)
	cookie := a.header.Get("Set-Cookie")
	if a.code != http.StatusSeeOther || a.header.Get("Location") != "/search?q=%E5%85%AC" || strings.Contains(cookie, token) ||
		!strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Strict") {
		t.Fatalf("status %d, Location %s, Set-Cookie %s", a.code, a.header.Get("Location"), cookie)
	}
	if a := s.get("//evil.example/x?token=" + token); strings.HasPrefix(a.header.Get("Location"), "//") {
		t.Errorf("it leads away: %s", a.header.Get("Location"))
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Jar: jar}
	res, err := client.Get(s.url + "/?token=" + token)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || strings.Contains(string(body), token) || res.Request.URL.RawQuery != "" {
		t.Errorf("status %d at %s, %v", res.StatusCode, res.Request.URL, err)
	}
}

// testOnlyOwnNamesAreAnsweredOnLoopback asks under names that were pointed
// here.
func testOnlyOwnNamesAreAnsweredOnLoopback(t *testing.T, s *site) {
	for host, want := range map[string]int{
		"localhost": 200, "LOCALHOST:8917": 200, "127.0.0.1:1": 200, "[::1]:8917": 200, "127.8.8.8": 200, "nianbao.localhost": 200, "localhost.": 200,
		"evil.example": 421, "evil.example:8917": 421, "10.0.0.1": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example": 421, "0.0.0.0": 421,
	} {
		if a := s.get("/api/rules", "Host", host); a.code != want {
			t.Errorf("%s: status %d, want %d", host, a.code, want)
		}
	}
}

// testEveryAnswerIsGuarded looks at the headers of each kind of answer.
func testEveryAnswerIsGuarded(t *testing.T, s *site) {
	id := store.ID(webtest.URL(s.truths[0]))
	for _, path := range []string{"/", "/reports/" + id, "/api/reports", "/nowhere", "/static/style.css", "/export?format=jsonl", "/export?format=no"} {
		h := s.get(path).header
		policy := h.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") ||
			!strings.Contains(policy, "frame-ancestors 'none'") || !strings.Contains(policy, "base-uri 'none'") {
			t.Errorf("%s: %s", path, policy)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Access-Control-Allow-Origin": ""} {
			if h.Get(name) != want {
				t.Errorf("%s: %s: %s", path, name, h.Get(name))
			}
		}
	}
	a := s.get("/raw/" + id)
	policy := a.header.Get("Content-Security-Policy")
	for _, want := range []string{"sandbox;", "default-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'self'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("archived page: no %s in %s", want, policy)
		}
	}
	if strings.Contains(policy, "allow-") || strings.Contains(policy, "http") || a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("archived page: %v", a.header)
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch, "PROPFIND", http.MethodOptions} {
		if a := s.do(method, "/api/reports"); a.code != http.StatusMethodNotAllowed || a.header.Get("Allow") == "" {
			t.Errorf("%s: status %d", method, a.code)
		}
	}
}

// TestOtherOriginsReadTheAPIOnlyWhereSaid names an origin and asks from it and
// others.
func TestOtherOriginsReadTheAPIOnlyWhereSaid(t *testing.T) {
	s := serve(t, web.Options{CORS: "https://a.example"})
	for origin, want := range map[string]string{"https://a.example": "https://a.example", "https://b.example": "", "null": ""} {
		if got := s.get("/api/rules", "Origin", origin).header.Get("Access-Control-Allow-Origin"); got != want {
			t.Errorf("%s: %q", origin, got)
		}
		if got := s.get("/", "Origin", origin).header.Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("a page, %s: %q", origin, got)
		}
	}
	if a := s.do(http.MethodOptions, "/api/rules", "Origin", "https://a.example", "Access-Control-Request-Method", "GET"); a.code != http.StatusNoContent {
		t.Errorf("preflight: status %d", a.code)
	}
}

// testUnreadableAddressesAreRefused sends what is no UTF-8, and half an escape,
// to each kind of page.
func testUnreadableAddressesAreRefused(t *testing.T, s *site) {
	for _, path := range []string{
		"/?region=%ff", "/search?%", "/search?q=%f", "/agency?name=%ff%fe", "/agencies?%c0%af=1", "/api/coverage?region=%ff", "/hosts/%ff",
		"/export?format=csv&q=%ed%a0%80", "/raw/0123456789abcdef?v=%ff", "/static/%ff", "/nowhere?x=%ff",
	} {
		if a := s.get(path); a.code != http.StatusBadRequest || !utf8.ValidString(a.body) {
			t.Errorf("%s: status %d", path, a.code)
		}
	}
	for _, path := range []string{"/static/..%2f..%2fetc%2fpasswd", "/static/%2e%2e", "/raw/..%2f..", "/raw/%2e%2e/files/%2e%2e", "/hosts/..%2f..", "/reports/%00"} {
		if a := s.get(path); a.code != http.StatusNotFound || strings.Contains(a.body, "root:") {
			t.Errorf("%s: status %d", path, a.code)
		}
	}
	a := s.get("/?lang=zh%0d%0aSet-Cookie:%20x=1")
	if a.code != 200 || a.header.Get("Set-Cookie") != "" {
		t.Errorf("a language with a line of a header: status %d, %v", a.code, a.header)
	}
}

// TestFilesAreSavedNotShown stores bodies of types that a browser might run.
func TestFilesAreSavedNotShown(t *testing.T) {
	s := serve(t, web.Options{})
	for i, c := range []struct{ media, sent, shown string }{
		{"image/svg+xml", "application/octet-stream", "attachment"}, {"application/javascript", "application/octet-stream", "attachment"},
		{"application/pdf", "application/pdf", "attachment"}, {"text/xml", "application/octet-stream", "attachment"}, {"image/png", "image/png", "inline"},
		{"TEXT/HTML", "text/html; charset=utf-8", "inline"}, {"text/plain", "text/plain; charset=utf-8", "inline"}, {"x\r\ny", "application/octet-stream", "attachment"},
	} {
		address := fmt.Sprintf("http://www.files.example/%d", i)
		webtest.PutMedia(t, s.archive, address, c.media, []byte("<script>1</script>"))
		a := s.get("/raw/" + store.ID(address))
		if a.code != 200 || a.header.Get("Content-Type") != c.sent || !strings.HasPrefix(a.header.Get("Content-Disposition"), c.shown) ||
			!strings.HasPrefix(a.header.Get("Content-Security-Policy"), "sandbox;") {
			t.Errorf("%q: status %d, %v", c.media, a.code, a.header)
		}
	}
}

// testEveryFormatIsDownloaded saves what a page shows in each of them.
func testEveryFormatIsDownloaded(t *testing.T, s *site) {
	id := store.ID(webtest.URL(s.truths[0]))
	for format, begins := range map[string]string{
		"jsonl": `{"schema":"nianbao.report/1"`, "csv": "\ufeffid,", "xlsx": "PK", "parquet": "PAR1", "sqlite": "SQLite format 3", "warc": "\x1f\x8b",
	} {
		for _, query := range []string{"", "&q=教育局", "&year=2023&region=岚海省", "&id=" + id} {
			a := s.get("/export?format=" + format + query)
			if a.code != 200 || !strings.HasPrefix(a.body, begins) || !strings.Contains(a.header.Get("Content-Disposition"), "attachment; filename=nianbao-") {
				t.Errorf("%s%s: status %d, %.40q, %s", format, query, a.code, a.body, a.header.Get("Content-Disposition"))
			}
		}
	}
	var page listed
	s.json("/api/reports?limit=100&q="+url.QueryEscape("教育局"), &page)
	rows, err := csv.NewReader(strings.NewReader(s.page("/export?format=csv&q=教育局"))).ReadAll()
	if err != nil || len(rows) != len(page.Items)+1 || len(rows) < 3 {
		t.Errorf("%d rows, %v; the API lists %d", len(rows), err, len(page.Items))
	}
	if first, last := s.page("/export?format=jsonl&v=1&id="+id), s.page("/export?format=jsonl&id="+id); strings.Contains(first, "罕见龘字") || !strings.Contains(last, "罕见龘字") {
		t.Errorf("version 1: %.300s\nlatest: %.300s", first, last)
	}
	lines := strings.Count(s.page("/export?format=jsonl"), "\n")
	if lines != len(s.truths) {
		t.Errorf("%d lines of %d reports", lines, len(s.truths))
	}
}

// testPagesAreSentCompressed asks as browsers do.
func testPagesAreSentCompressed(t *testing.T, s *site) {
	plain := s.page("/")
	a := s.get("/", "Accept-Encoding", "br;q=1.0, gzip;q=0.8")
	z, err := gzip.NewReader(bytes.NewReader([]byte(a.body)))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil || string(body) != plain || len(a.body) > len(plain)/2 {
		t.Errorf("%d bytes for %d, %v", len(a.body), len(plain), err)
	}
	if a := s.get("/", "Accept-Encoding", "gzip;q=0"); a.header.Get("Content-Encoding") != "" {
		t.Error("it was compressed all the same")
	}
}

// TestReportsAreHostileToo shows a report whose every text is markup.
func TestReportsAreHostileToo(t *testing.T) {
	s := serve(t, web.Options{})
	evil := `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	address := "http://www.evil.example/t.html"
	d := sample.Documents()[0].Document
	d.Title += evil
	d.Sections[0].Heading += evil
	d.Sections[0].Paragraphs = append(d.Sections[0].Paragraphs, "我局2024年主动公开"+evil+"政府信息12条。")
	for i := range d.Sections {
		for _, table := range d.Sections[i].Tables {
			table.Rows[0].Cells[0].Text = evil
		}
	}
	webtest.Put(t, s.archive, address, evil, 2, sample.Render(d, sample.Clean))
	id := store.ID(address)
	for _, path := range []string{"/reports/" + id, "/search?agency=" + url.QueryEscape(evil), "/search?q=" + url.QueryEscape(evil), "/agency?name=" + url.QueryEscape(evil), "/agencies", "/?region=" + url.QueryEscape(evil), "/hosts/" + url.PathEscape(evil)} {
		if text := s.get(path).body; strings.Contains(text, "<script>alert") || strings.Contains(text, "<img src=x") || len(text) < 500 {
			t.Errorf("%s: it is markup, or nothing: %.300s", path, text)
		}
	}
	if text := s.page("/reports/" + id); strings.Count(text, "&lt;script&gt;alert(1)") < 5 {
		t.Errorf("the report is not shown: %s", s.page("/api/reports/"+id))
	}
}

// TestAnEndlessReportIsCut shows one that is longer than any page may be.
func TestAnEndlessReportIsCut(t *testing.T) {
	s := serve(t, web.Options{})
	d := sample.Documents()[0].Document
	for range 3000 {
		d.Sections[0].Paragraphs = append(d.Sections[0].Paragraphs, strings.Repeat("我局依法主动公开政府信息，", 100))
	}
	address := "http://www.endless.example/t.html"
	webtest.Put(t, s.archive, address, "某局", 2, sample.Render(d, sample.Clean))
	if body := s.page("/reports/" + store.ID(address)); len(body) > 3<<20 || !strings.Contains(body, "too long to be shown whole") {
		t.Errorf("%d bytes", len(body))
	}
	if body := s.page("/api/reports/" + store.ID(address)); len(body) < 10<<20 {
		t.Errorf("the API has %d bytes of it", len(body))
	}
}

// TestBorrowedPassagesAreMarkedInPlace looks for the passages that the sample's
// reports share.
func TestBorrowedPassagesAreMarkedInPlace(t *testing.T) {
	s := serve(t, web.Options{})
	marked := 0
	for _, d := range s.truths {
		for _, f := range d.Across {
			if f.Rule != "text.borrowed" {
				continue
			}
			body := s.page("/reports/" + store.ID(webtest.URL(d)))
			if at := strings.Index(body, `class="passage"`); at < 0 || !strings.Contains(body[at:], `href="/reports/`) {
				t.Errorf("%s: no passage is marked", d.Path)
			}
			marked++
		}
	}
	if marked == 0 {
		t.Error("the sample has no borrowed passage")
	}
}
