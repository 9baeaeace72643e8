package fetch

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"nianbao/store"
)

func TestProxyIsAskedForTheExactURLAndGuardedHere(t *testing.T) {
	proxy := serveRaw(t, saying("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"))
	f := newFetcher(t, func(o *Options) {
		o.Allow, o.Proxy = nil, proxy.url // the proxy itself need not be allowed
		o.Resolver = resolver{"a.gov.cn": {"61.1.1.1"}, "inside.gov.cn": {"10.0.0.1"}}
	})
	for url, want := range map[string]store.Outcome{
		"http://a.gov.cn/x?q=%b1&r=5%":    store.OK,
		"http://a.gov.cn/x%":              store.OK,
		"http://a.gov.cn//y|z":            store.OK,
		"http://inside.gov.cn/":           store.ForbiddenAddress,
		"http://169.254.169.254/latest/":  store.ForbiddenAddress,
		"https://inside.gov.cn/":          store.ForbiddenAddress,
		"http://unknown.gov.cn/":          store.DNSError,
		"http://[64:ff9b::7f00:1]/secret": store.ForbiddenAddress,
	} {
		before := len(proxy.seen())
		x := get(t, f, url)
		if x.Capture.Outcome != want {
			t.Errorf("%s: %q, %q", url, x.Capture.Outcome, x.Capture.Error)
		}
		asked := strings.Join(proxy.seen()[before:], "")
		if line := "GET " + url + " HTTP/1.1\r\n"; want == store.OK && !strings.HasPrefix(asked, line) {
			t.Errorf("%s: proxy was asked %q", url, asked)
		}
		if want != store.OK && asked != "" {
			t.Errorf("%s: proxy was asked %q", url, asked)
		}
	}
}

func TestProxyOfTheEnvironmentIsNotUsed(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	t.Setenv("http_proxy", "http://127.0.0.1:1")
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, report()) })
	if x := get(t, newFetcher(t, nil), s.URL); x.Capture.Outcome != store.OK {
		t.Errorf("got %q, %q", x.Capture.Outcome, x.Capture.Error)
	}
}
