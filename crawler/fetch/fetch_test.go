package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gocolly/colly/v2"
	"github.com/google/go-cmp/cmp"

	"nianbao/store"
)

func TestCaptureTellsWhatWentOverTheWire(t *testing.T) {
	body := report()
	var got http.Header
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		got.Set("Host", r.Host)
		w.Header().Set("Content-Type", `text/html; charset=GB2312`)
		w.Header().Set("ETag", `"a1"`)
		w.Header().Set("Last-Modified", "Fri, 17 Jan 2025 01:02:03 GMT")
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		fmt.Fprint(w, body)
	})
	now := time.Date(2025, 2, 1, 18, 0, 0, 0, time.FixedZone("CST", 8*3600))
	f := newFetcher(t, func(o *Options) { o.Now = func() time.Time { return now } })
	x := f.Fetch(context.Background(), Request{URL: s.URL + "/a.html", Referrer: "http://x.example/"})

	sum := sha256.Sum256([]byte(body))
	want := store.Capture{
		URL: s.URL + "/a.html", At: now.UTC(), Method: "GET", Outcome: store.OK, Status: 200,
		MediaType: "text/html", Bytes: int64(len(body)), WireBytes: int64(len(body)),
		RawSHA256: hex.EncodeToString(sum[:]), ETag: `"a1"`, LastModified: "Fri, 17 Jan 2025 01:02:03 GMT",
		Referrer: "http://x.example/", RemoteAddr: s.Listener.Addr().String(),
		RequestHeaders: got, ResponseHeaders: x.Capture.ResponseHeaders,
	}
	if diff := cmp.Diff(want, x.Capture); diff != "" {
		t.Errorf("capture (-want +got):\n%s", diff)
	}
	if got.Get("Referer") != "" || got.Get("User-Agent") != testAgent || got.Get("Accept-Encoding") != acceptEncodings {
		t.Errorf("sent %v", got)
	}
	if x.Charset != "gb2312" || string(x.Body) != body || x.Capture.ResponseHeaders.Get("Etag") != `"a1"` {
		t.Errorf("charset %q, body of %d bytes, headers %v", x.Charset, len(x.Body), x.Capture.ResponseHeaders)
	}
}

// answered is an answer whose length is told as it is.
func answered(status, headers, body string) string {
	return fmt.Sprintf("HTTP/1.1 %s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s", status, headers, len(body), body)
}

const asHTML = "Content-Type: text/html; charset=utf-8\r\n"

var somePage = "<html><body>" + strings.Repeat("信息公开", 300) + "</body></html>"

var answers = []struct {
	name    string
	answer  string
	outcome store.Outcome
	kept    bool
	cause   string
}{
	{"a page", answered("200 OK", asHTML, somePage), store.OK, true, ""},
	{"an error page", answered("404 Not Found", asHTML, somePage), store.HTTPError, true, "404 Not Found"},
	{"turned away", answered("403 Forbidden", asHTML, "<title>安全验证</title>"), store.HTTPError, true, "403"},
	{"a server error", answered("503 Service Unavailable", asHTML+"Retry-After: 120\r\n", somePage), store.HTTPError, true, "503"},
	{"an odd status", answered("799 Odd", asHTML, somePage), store.HTTPError, true, "799"},
	{"a redirect", answered("302 Found", "Location: /b\r\n", "moved"), store.Redirect, true, ""},
	{"a redirect with a cut body", "HTTP/1.1 301 Moved\r\nLocation: /b\r\nContent-Length: 99\r\n\r\nmo", store.Redirect, false, "ended after 2 bytes"},
	{"a redirect to itself", answered("302 Found", "Location: /x#top\r\n", ""), store.RedirectLoop, false, "itself"},
	{"a redirect without a place", answered("302 Found", "", ""), store.HTTPError, false, "without a Location"},
	{"a redirect net/http cannot read", answered("302 Found", "Location: http://[::1/\r\n", ""), store.Redirect, false, ""},
	{"not modified, unasked", "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n", store.HTTPError, false, "unconditional"},
	{"a part", answered("206 Partial Content", asHTML, somePage), store.Incomplete, false, "206"},
	{"a wall", answered("412 Precondition Failed", asHTML, "<script>$_ts=1</script>"), store.Challenge, true, "412"},
	{"another wall", answered("521 ", asHTML, "<script>document.cookie='__jsl=1';location.reload()</script>"), store.Challenge, true, "521"},
	{"a missing page", answered("200 OK", asHTML, "<title>页面不存在</title><p>页面不存在"), store.Soft404, true, "页面不存在"},
	{"nothing", answered("200 OK", asHTML, ""), store.Soft404, false, "empty"},
	{"a body longer than said", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabcdef", store.OK, true, ""},
	{"a short body", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc", store.Incomplete, false, "ended after 3 bytes"},
	{"chunks that end early", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n", store.Incomplete, false, "ended after 5"},
	{"a broken chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", store.Incomplete, false, ""},
	{"a body to the end of the connection", "HTTP/1.0 200 OK\r\n" + asHTML + "\r\n" + somePage, store.OK, true, ""},
	{"an unknown coding", answered("200 OK", asHTML+"Content-Encoding: zebra\r\n", somePage), store.DecodeError, false, "zebra"},
	{"a coding it is not in", answered("200 OK", asHTML+"Content-Encoding: gzip\r\n", somePage), store.DecodeError, false, "gzip"},
	{"a charset for a coding", answered("200 OK", asHTML+"Content-Encoding: UTF-8\r\n", somePage), store.OK, true, ""},
	{"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", store.ConnectionError, false, ""},
	{"no HTTP", "SSH-2.0-OpenSSH_9.0\r\n", store.ConnectionError, false, "malformed"},
	{"nothing at all", "", store.ConnectionError, false, "EOF"},
	{"switching protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", store.HTTPError, false, "101"},
}

func TestOutcomeOfEveryAnswer(t *testing.T) {
	for _, tt := range answers {
		t.Run(tt.name, func(t *testing.T) {
			s := serveRaw(t, saying(tt.answer))
			x := get(t, newFetcher(t, nil), s.url+"/x")
			c := x.Capture
			if c.Outcome != tt.outcome || !strings.Contains(c.Error, tt.cause) {
				t.Errorf("outcome %q, error %q; want %q, %q", c.Outcome, c.Error, tt.outcome, tt.cause)
			}
			if kept := x.Body != nil; kept != tt.kept || kept != (c.RawSHA256 != "") {
				t.Errorf("body kept: %v (sha %q), want %v", kept, c.RawSHA256, tt.kept)
			}
			if n := len(s.seen()); n != 1 {
				t.Errorf("server saw %d requests", n)
			}
			if x.Interrupted {
				t.Error("marked interrupted")
			}
		})
	}
}

func TestRetryAfterIsHandedOn(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "Fri, 17 Jan 2025 01:02:03 GMT")
		w.WriteHeader(429)
	})
	if x := get(t, newFetcher(t, nil), s.URL); x.RetryAfter != "Fri, 17 Jan 2025 01:02:03 GMT" || x.Capture.Outcome != store.HTTPError {
		t.Errorf("got %q, %q", x.RetryAfter, x.Capture.Outcome)
	}
}

func TestConditionalRequestIsAnsweredByNotModified(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `W/"7"` && r.Header.Get("If-Modified-Since") == "yesterday" {
			w.WriteHeader(http.StatusNotModified)
		}
	})
	f := newFetcher(t, nil)
	x := f.Fetch(context.Background(), Request{URL: s.URL, ETag: `W/"7"`, LastModified: "yesterday"})
	if x.Capture.Outcome != store.NotModified || x.Body != nil || x.Capture.Error != "" {
		t.Errorf("got %q, %q", x.Capture.Outcome, x.Capture.Error)
	}
}

func TestValidatorThatCannotStandInAHeaderIsLeftOut(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, report(), r.Header.Get("If-None-Match")) })
	x := newFetcher(t, nil).Fetch(context.Background(), Request{URL: s.URL, ETag: "a\r\nX-Evil: 1"})
	if x.Capture.Outcome != store.OK {
		t.Errorf("got %q, %q", x.Capture.Outcome, x.Capture.Error)
	}
}

func TestPostSendsItsBodyOnce(t *testing.T) {
	n := 0
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n++
		b, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %s %d %s", r.Method, r.Header.Get("Content-Type"), r.Header.Get("Referer"), r.ContentLength, b)
	})
	f := newFetcher(t, nil)
	x := f.Fetch(context.Background(), Request{
		URL: s.URL + "/q", Method: "POST", Body: []byte("page=2&q=%C4%EA"), ContentType: "application/x-www-form-urlencoded",
		Referrer: "http://x.example/list", SendReferer: true,
	})
	want := "POST application/x-www-form-urlencoded http://x.example/list 15 page=2&q=%C4%EA"
	if string(x.Body) != want || n != 1 || x.Capture.Method != "POST" {
		t.Errorf("server saw %q (%d requests), method %q", x.Body, n, x.Capture.Method)
	}
	x = f.Fetch(context.Background(), Request{URL: s.URL + "/q", Method: "POST"})
	if !strings.HasPrefix(string(x.Body), "POST") || !strings.HasSuffix(string(x.Body), " 0 ") || n != 2 {
		t.Errorf("server saw %q (%d requests)", x.Body, n)
	}
}

func TestHeadHasNoBodyAndNoLimit(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Length", "99999999999")
	})
	x := newFetcher(t, nil).Fetch(context.Background(), Request{URL: s.URL, Method: "HEAD"})
	if x.Capture.Outcome != store.OK || x.Capture.Bytes != 0 {
		t.Errorf("got %q, %q", x.Capture.Outcome, x.Capture.Error)
	}
}

func TestOtherMethodsAndSchemesAreRefused(t *testing.T) {
	f := newFetcher(t, nil)
	for _, r := range []Request{{URL: "http://127.0.0.1:1/", Method: "DELETE"}, {URL: "ftp://127.0.0.1/x"}, {URL: "file:///etc/passwd"}, {URL: "http:///x"}, {URL: ""}} {
		x := f.Fetch(context.Background(), r)
		if x.Capture.Outcome != store.ConnectionError || x.Capture.Error == "" || x.Capture.RemoteAddr != "" {
			t.Errorf("%s %q: %q, %q", r.Method, r.URL, x.Capture.Outcome, x.Capture.Error)
		}
	}
}

func TestURLReachesTheWireUnchanged(t *testing.T) {
	s := serveRaw(t, saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"))
	tests := []struct{ sent, line string }{
		{"/a?q=%C4%EA%B1%A8&x=%b1%ea", "/a?q=%C4%EA%B1%A8&x=%b1%ea"},
		{"/%E5%B9%B4/b%2Fc;v=1?a=b&a=&&c", "/%E5%B9%B4/b%2Fc;v=1?a=b&a=&&c"},
		{"/x?rate=100%&y=%zz", "/x?rate=100%&y=%zz"},
		{"/x%/y", "/x%/y"},
		{"/a|b\"{c}", "/a|b\"{c}"},
		{"/?{\"pageNo\":1}|'", "/?{\"pageNo\":1}|'"},
		{"/dir//double/../%2e%2e/x", "/dir//double/../%2e%2e/x"},
		{"/a\\b", "/a\\b"},
		{"?x=1", "/?x=1"},
		{"/x?", "/x?"},
		{"", "/"},
		{"/gkmlpt/index#1234", "/gkmlpt/index"},
		{"/\xc4\xea b?\xb1\xa8", "/%C4%EA%20b?%B1%A8"},
		{"//double/first", "//double/first"},
		{"//double|first", s.url + "//double|first"},
	}
	f := newFetcher(t, nil)
	for i, tt := range tests {
		x := get(t, f, s.url+tt.sent)
		if x.Capture.Outcome != store.OK {
			t.Errorf("%q: %q, %q", tt.sent, x.Capture.Outcome, x.Capture.Error)
		}
		heads := s.seen()
		if len(heads) != i+1 {
			t.Fatalf("%q: server saw %d requests, want %d", tt.sent, len(heads), i+1)
		}
		line, _, _ := strings.Cut(heads[i], "\r\n")
		if want := "GET " + tt.line + " HTTP/1.1"; line != want {
			t.Errorf("%q: request line %q, want %q", tt.sent, line, want)
		}
	}
}

func TestBodyIsUntouchedAndCollySeesTheSame(t *testing.T) {
	gz := gzipped([]byte(report()))
	tests := []struct {
		name, path, contentType string
		body                    []byte
	}{
		{"a charset that is Korean to net/html", "/a.html", "text/html; charset=gb2312", []byte("\xc4\xea\xb1\xa8" + strings.Repeat("\xb9\xab\xbf\xaa", 400))},
		{"a malformed charset", "/a.html", "text/htmlcharset=gbk", []byte(strings.Repeat("\xc4\xea", 900))},
		{"a gzip media type", "/a.tgz", "application/gzip", gz},
		{"a gzip name", "/sitemap.xml.gz", "text/xml", gz},
		{"a gzip name over no gzip", "/sitemap.xml.gz", "text/xml; charset=gbk", []byte("<x>\xc4\xea</x>")},
		{"no type", "/a", "", []byte("%PDF-1.4 \xff\xfe")},
		{"an UTF-16 claim", "/a", "text/plain; charset=utf-16", []byte("abc")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = nil
				if tt.contentType != "" {
					w.Header().Set("Content-Type", tt.contentType)
				}
				_, _ = w.Write(tt.body)
			})
			f := newFetcher(t, nil)
			var seen []byte
			f.onResponse = func(r *colly.Response) { seen = r.Body }
			x := get(t, f, s.URL+tt.path)
			if !bytes.Equal(x.Body, tt.body) {
				t.Errorf("kept %d bytes, %q, want %d; %q", len(x.Body), x.Capture.Error, len(tt.body), x.Capture.Outcome)
			}
			if !bytes.Equal(seen, tt.body) {
				t.Errorf("colly saw %d bytes, want %d", len(seen), len(tt.body))
			}
			if got := x.Capture.ResponseHeaders.Get("Content-Type"); got != tt.contentType {
				t.Errorf("recorded type %q, want %q", got, tt.contentType)
			}
		})
	}
}

func TestCollySeesEveryWholeAnswer(t *testing.T) {
	for _, status := range []int{200, 202, 301, 302, 304, 307, 404, 412, 500, 521} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://[::1/") // net/http fails on it, given the chance
			w.WriteHeader(status)
		})
		f := newFetcher(t, nil)
		seen := 0
		f.onResponse = func(r *colly.Response) { seen = r.StatusCode }
		x := get(t, f, s.URL)
		if seen != status || x.Capture.Status != status {
			t.Errorf("status %d: colly saw %d, capture %d", status, seen, x.Capture.Status)
		}
	}
}

func TestLocationIsResolved(t *testing.T) {
	tests := []struct{ base, location, want string }{
		{"http://h.cn/a/b?x=1", "../c", "http://h.cn/c"},
		{"http://h.cn/a/b", "?p=2", "http://h.cn/a/b?p=2"},
		{"http://h.cn/a/b", "//o.cn/x", "http://o.cn/x"},
		{"https://h.cn/a/b", "http://o.cn:8080/%C4%EA?q=%b1", "http://o.cn:8080/%C4%EA?q=%b1"},
		{"http://h.cn/a/b", "/\xc4\xea/x y", "http://h.cn/%C4%EA/x%20y"},
		{"http://h.cn/a/b", "/100%", "http://h.cn/100%25"},
		{"http://h.cn/a/b", "  /c ", "http://h.cn/c"},
		{"http://h.cn/a/b", "", ""},
		{"http://h.cn/a%/b", "c", "http://h.cn/c"},
	}
	for _, tt := range tests {
		if got := resolve(tt.base, tt.location); got != tt.want {
			t.Errorf("resolve(%q, %q) = %q, want %q", tt.base, tt.location, got, tt.want)
		}
	}
}

func TestDeadKeepAliveIsNotRepeated(t *testing.T) {
	// The connection is closed only when the second request has arrived on
	// it: net/http would send that again at once, on its own.
	s := serveRaw(t, func(c net.Conn, nth int) bool {
		if nth == 2 {
			return false
		}
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		return true
	})
	f := newFetcher(t, nil)
	want := []store.Outcome{store.OK, store.ConnectionError, store.OK}
	for i, outcome := range want {
		x := get(t, f, s.url)
		if x.Capture.Outcome != outcome {
			t.Errorf("request %d: %q, %q; want %q", i+1, x.Capture.Outcome, x.Capture.Error, outcome)
		}
		if n := len(s.seen()); n != i+1 {
			t.Errorf("server saw %d requests after %d", n, i+1)
		}
	}
	for _, head := range s.seen() {
		if strings.Contains(head, "Transfer-Encoding") || strings.Contains(head, "Content-Length") {
			t.Errorf("a GET shows a body:\n%s", head)
		}
	}
}

func TestIdleConnectionClosedByTheServerIsReplaced(t *testing.T) {
	s := serveRaw(t, func(c net.Conn, _ int) bool {
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		return false
	})
	f := newFetcher(t, nil)
	for i := range 3 {
		if x := get(t, f, s.url); x.Capture.Outcome != store.OK {
			t.Errorf("request %d: %q, %q", i+1, x.Capture.Outcome, x.Capture.Error)
		}
		time.Sleep(50 * time.Millisecond) // the hang-up must have arrived
	}
	if n := len(s.seen()); n != 3 {
		t.Errorf("server saw %d requests, want 3", n)
	}
}

func TestPooledConnectionToAnotherAddressIsNotUsed(t *testing.T) {
	l, err := net.Listen("tcp4", ":0")
	if err != nil {
		t.Skip(err)
	}
	var peers []string
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peers = append(peers, r.Context().Value(http.LocalAddrContextKey).(net.Addr).(*net.TCPAddr).IP.String())
		fmt.Fprint(w, "ok")
	})}
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	url := fmt.Sprintf("http://portal.example:%d/", l.Addr().(*net.TCPAddr).Port)
	f := newFetcher(t, nil)
	for _, a := range []string{"127.0.0.1", "127.0.0.1", "127.0.0.2"} {
		x := f.Fetch(context.Background(), Request{URL: url, Addrs: []netip.Addr{netip.MustParseAddr(a)}})
		if x.Capture.Outcome != store.OK || !strings.HasPrefix(x.Capture.RemoteAddr, a+":") {
			t.Errorf("%s: %q, %q, peer %s", a, x.Capture.Outcome, x.Capture.Error, x.Capture.RemoteAddr)
		}
	}
	if diff := cmp.Diff([]string{"127.0.0.1", "127.0.0.1", "127.0.0.2"}, peers); diff != "" {
		t.Errorf("server's log (-want +got):\n%s", diff)
	}
}

func TestConnectionIsReused(t *testing.T) {
	s := serveRaw(t, func(c net.Conn, _ int) bool {
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		return true
	})
	f := newFetcher(t, nil)
	for range 3 {
		get(t, f, s.url)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conns != 1 {
		t.Errorf("%d connections for 3 requests", s.conns)
	}
}

func TestCookiesAreNotKept(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") != "" {
			t.Error("a cookie came back")
		}
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
	})
	f := newFetcher(t, nil)
	get(t, f, s.URL)
	x := get(t, f, s.URL)
	if x.Capture.ResponseHeaders.Get("Set-Cookie") == "" {
		t.Error("Set-Cookie is not recorded")
	}
}

func TestCollyEnvironmentIsRefused(t *testing.T) {
	t.Setenv("COLLY_USER_AGENT", "else")
	_, err := New(Options{UserAgent: testAgent})
	if err == nil || !strings.Contains(err.Error(), "COLLY_USER_AGENT") {
		t.Errorf("got %v", err)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for name, o := range map[string]Options{
		"no agent":       {},
		"agent breaks":   {UserAgent: "a\nb"},
		"negative":       {UserAgent: "a", MaxBody: -1},
		"invalid prefix": {UserAgent: "a", Allow: []netip.Prefix{{}}},
		"proxy scheme":   {UserAgent: "a", Proxy: "gopher://h"},
		"proxy host":     {UserAgent: "a", Proxy: "http:"},
	} {
		if f, err := New(o); err == nil {
			t.Errorf("%s: accepted", name)
			f.Close()
		}
	}
}
