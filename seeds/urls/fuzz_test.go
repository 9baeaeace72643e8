package urls

import (
	"net/url"
	"testing"
)

// FuzzCanonical holds what everything else relies on: a canonical URL is its
// own canonical form under any charset, and net/url, which writes the request
// line, gives it back unchanged.
func FuzzCanonical(f *testing.F) {
	for _, raw := range []string{
		"http://a.gov.cn/x?y#z", "../a;jsessionid=1/..", `\\b\c`, "http:x", "//h:80", "?年=报", "/%2e%2E/%zz",
		"http://[::1%25]/", "http://政务.中国:8080/a b", "HTTPS://A..B/", "%", "/.%2e", "/a/..;jsessionid=/.",
	} {
		f.Add(raw, "http://www.example.gov.cn/nb/index.html?p=1", "gbk")
		f.Add(raw, "https://[::1]:8443//x/", "big5")
	}
	f.Fuzz(func(t *testing.T, raw, base, charset string) {
		from, err := url.Parse(base)
		if err != nil {
			return
		}
		for _, form := range []func(string, *url.URL, string) (string, error){Canonical, CanonicalColumn} {
			got, err := form(raw, from, charset)
			if err != nil {
				if got != "" {
					t.Fatalf("%q beside the error %v", got, err)
				}
				continue
			}
			again, err := form(got, nil, "gb18030")
			if err != nil || again != got {
				t.Fatalf("%q: canonical %q becomes %q, %v", raw, got, again, err)
			}
			u, err := url.Parse(got)
			if err != nil || u.String() != got {
				t.Fatalf("%q: net/url reads %q as %v, %v", raw, got, u, err)
			}
			if u.Hostname() != Host(got) || Host(got) == "" {
				t.Fatalf("Host(%q) = %q", got, Host(got))
			}
			Trap(got)
		}
	})
}
