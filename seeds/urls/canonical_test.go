package urls

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

func mustParse(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestCanonicalHasOneFormForOnePage(t *testing.T) {
	const base = "http://www.example.gov.cn/zfxxgk/nb/index_1.html?x=1"
	tests := []struct{ name, raw, charset, want string }{
		{"scheme and host fold, path does not", "HTTP://WWW.Example.GOV.cn/ZFXXGK/", "", "http://www.example.gov.cn/ZFXXGK/"},
		{"default port", "http://a.gov.cn:80/x", "", "http://a.gov.cn/x"},
		{"default port of https", "https://a.gov.cn:0443/x", "", "https://a.gov.cn/x"},
		{"another port stays", "http://a.gov.cn:8080/x", "", "http://a.gov.cn:8080/x"},
		{"https port on http stays", "http://a.gov.cn:443/", "", "http://a.gov.cn:443/"},
		{"http and https differ", "https://www.example.gov.cn/", "", "https://www.example.gov.cn/"},
		{"empty port", "http://a.gov.cn:/x", "", "http://a.gov.cn/x"},
		{"user info", "http://me:p@ss@a.gov.cn/x", "", "http://a.gov.cn/x"},
		{"fragment", "t1.html#top", "", "http://www.example.gov.cn/zfxxgk/nb/t1.html"},
		{"fragment alone is the page", "#top", "", "http://www.example.gov.cn/zfxxgk/nb/index_1.html?x=1"},
		{"nothing is the page", " ", "", "http://www.example.gov.cn/zfxxgk/nb/index_1.html?x=1"},
		{"query alone", "?page=2", "", "http://www.example.gov.cn/zfxxgk/nb/index_1.html?page=2"},
		{"empty query stays", "a.jsp?", "", "http://www.example.gov.cn/zfxxgk/nb/a.jsp?"},
		{"no path", "http://a.gov.cn", "", "http://a.gov.cn/"},
		{"no path with query", "http://a.gov.cn?id=1", "", "http://a.gov.cn/?id=1"},
		{"root's dot in the name", "http://a.gov.cn./x", "", "http://a.gov.cn/x"},
		{"session", "/a.jsp;jsessionid=0A1B.node1?id=3", "", "http://www.example.gov.cn/a.jsp?id=3"},
		{"session in any case, other parameters stay", "/a;v=1;JSESSIONID=7;w=2/b", "", "http://www.example.gov.cn/a;v=1;w=2/b"},
		{"session hiding dots", "/a/..;jsessionid=1/b", "", "http://www.example.gov.cn/b"},
		{"session in a query is the query's", "/a?;jsessionid=1", "", "http://www.example.gov.cn/a?;jsessionid=1"},
		{"dots", "../../202501/./t1.html", "", "http://www.example.gov.cn/202501/t1.html"},
		{"more dots than folders", "../../../../t1.html", "", "http://www.example.gov.cn/t1.html"},
		{"escaped dots", "%2e%2E/x", "", "http://www.example.gov.cn/zfxxgk/x"},
		{"dots at the end", "./a/..", "", "http://www.example.gov.cn/zfxxgk/nb/"},
		{"empty segments stay", "/a//b/", "", "http://www.example.gov.cn/a//b/"},
		{"escapes in upper case", "/%e5%b9%b4%2f", "", "http://www.example.gov.cn/%E5%B9%B4%2F"},
		{"a percent sign alone", "/100%/x%zz", "", "http://www.example.gov.cn/100%25/x%25zz"},
		{"space inside", "/a b.pdf", "", "http://www.example.gov.cn/a%20b.pdf"},
		{"line breaks and tabs", "\n\t /a/\r\n b.html \n", "", "http://www.example.gov.cn/a/%20b.html"},
		{"backslashes", `\zfxxgk\nb\t1.html?p=a\b`, "", `http://www.example.gov.cn/zfxxgk/nb/t1.html?p=a\b`},
		{"backslashes before the host", `http:\\a.gov.cn\x`, "", "http://a.gov.cn/x"},
		{"scheme of the page", "//b.gov.cn/x", "", "http://b.gov.cn/x"},
		{"too many slashes", "http:////b.gov.cn/x", "", "http://b.gov.cn/x"},
		{"scheme without slashes is relative", "http:t1.html", "", "http://www.example.gov.cn/zfxxgk/nb/t1.html"},
		{"other scheme without slashes is not", "https:b.gov.cn/t1.html", "", "https://b.gov.cn/t1.html"},
		{"raw path is UTF-8 on any page", "/年报/2024年.html", "gb2312", "http://www.example.gov.cn/%E5%B9%B4%E6%8A%A5/2024%E5%B9%B4.html"},
		{"raw query on a UTF-8 page", "?q=年报", "utf-8", "http://www.example.gov.cn/zfxxgk/nb/index_1.html?q=%E5%B9%B4%E6%8A%A5"},
		{"raw query on a GBK page", "?q=年报", "GBK", "http://www.example.gov.cn/zfxxgk/nb/index_1.html?q=%C4%EA%B1%A8"},
		{"gb2312 means GB18030", "?q=㐀", "gb2312", "http://www.example.gov.cn/zfxxgk/nb/index_1.html?q=%819%EE9"},
		{"raw query on a Big5 page", "?q=年报", "big5", "http://www.example.gov.cn/zfxxgk/nb/index_1.html?q=%A6~%26%2325253%3B"},
		{"query bytes and order", "/s?b=%c4%ea&a=%E5+1&&c", "", "http://www.example.gov.cn/s?b=%c4%ea&a=%E5+1&&c"},
		{"query percent sign", "/s?a=5%", "", "http://www.example.gov.cn/s?a=5%"},
		{"IDN host", "http://政务.中国/a", "", "http://xn--zfr164b.xn--fiqs8s/a"},
		{"full-width host", "http://Ａ。gov。cn/a", "", "http://a.gov.cn/a"},
		{"underscore in host", "http://a_b.gov.cn/a", "", "http://a_b.gov.cn/a"},
		{"address", "http://61.150.65.235:8080/zfxxgk/", "", "http://61.150.65.235:8080/zfxxgk/"},
		{"IPv6", "http://[0:0::1]:80/", "", "http://[::1]/"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Canonical(tt.raw, mustParse(t, base), tt.charset)
			if err != nil || got != tt.want {
				t.Errorf("Canonical(%q) = %q, %v; want %q", tt.raw, got, err, tt.want)
			}
		})
	}
}

func TestCanonicalRefusesWhatIsNoPage(t *testing.T) {
	base := mustParse(t, "http://a.gov.cn/x/")
	tests := []struct {
		name, raw string
		base      *url.URL
		want      error
	}{
		{"script", "javascript:void(0)", base, ErrScheme},
		{"script with a break in its name", "java\nscript:alert(1)", base, ErrScheme},
		{"mail", "mailto:a@b.cn", base, ErrScheme},
		{"data", "data:text/html,x", base, ErrScheme},
		{"ftp", "ftp://a.gov.cn/x", base, ErrScheme},
		{"page that is none itself", "x.html", &url.URL{Scheme: "file", Path: "/a"}, ErrScheme},
		{"relative without base", "x.html", nil, ErrNoBase},
		{"network path without base", "//a.gov.cn/", nil, ErrNoBase},
		{"no host", "http://", base, ErrHost},
		{"host of dots", "http://../", base, ErrHost},
		{"space in host", "http://a b/", base, ErrHost},
		{"markup in host", "http://a%3cb/", base, ErrHost},
		{"number as host", "http://2130706433/", base, ErrHost},
		{"hex as host", "http://0x7f.1/", base, ErrHost},
		{"octal as host", "http://0177.0.0.1/", base, ErrHost},
		{"IPv6 with zone", "http://[fe80::1%25eth0]/", base, ErrHost},
		{"long host", "http://" + strings.Repeat("a", 300) + ".cn/", base, ErrHost},
		{"port zero", "http://a.gov.cn:0/", base, ErrPort},
		{"port out of range", "http://a.gov.cn:65536/", base, ErrPort},
		{"port of letters", "http://a.gov.cn:8o/", base, ErrPort},
		{"long", "/" + strings.Repeat("a", MaxLength), base, ErrTooLong},
		{"long once escaped", "/" + strings.Repeat(" a", MaxLength/3), base, ErrTooLong},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Canonical(tt.raw, tt.base, "")
			if got != "" || !errors.Is(err, tt.want) {
				t.Errorf("Canonical = %q, %v; want error %v", got, err, tt.want)
			}
		})
	}
}

func TestColumnKeepsItsFragment(t *testing.T) {
	tests := []struct{ raw, want string }{
		{"http://A.gov.cn/gkmlpt/index#3012", "http://a.gov.cn/gkmlpt/index#3012"},
		{"http://a.gov.cn/x#/年 报?a=1", "http://a.gov.cn/x#/%E5%B9%B4%20%E6%8A%A5?a=1"},
		{"http://a.gov.cn/x#", "http://a.gov.cn/x"},
		{"http://a.gov.cn/x#a#b", "http://a.gov.cn/x#a%23b"},
	}
	for _, tt := range tests {
		got, err := CanonicalColumn(tt.raw, nil, "")
		if err != nil || got != tt.want {
			t.Errorf("CanonicalColumn(%q) = %q, %v; want %q", tt.raw, got, err, tt.want)
		}
	}
}

func TestIDIsTheStartOfTheHash(t *testing.T) {
	// printf 'http://a.gov.cn/' | sha256sum
	const want = "32bd40da6688c5be"
	if got := ID("http://a.gov.cn/"); got != want {
		t.Errorf("ID = %q, want %q", got, want)
	}
	if h := Hash8("http://a.gov.cn/"); h[0] != 0x32 {
		t.Errorf("Hash8 starts with %x", h[0])
	}
}

func TestHostAndAuthority(t *testing.T) {
	tests := []struct{ canonical, host, authority string }{
		{"http://a.gov.cn/x?u=http://b/", "a.gov.cn", "http://a.gov.cn"},
		{"https://a.gov.cn:8443/", "a.gov.cn", "https://a.gov.cn:8443"},
		{"http://[::1]:8080/x", "::1", "http://[::1]:8080"},
		{"file:x/y", "", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		if got := Host(tt.canonical); got != tt.host {
			t.Errorf("Host(%q) = %q, want %q", tt.canonical, got, tt.host)
		}
		if got := Authority(tt.canonical); got != tt.authority {
			t.Errorf("Authority(%q) = %q, want %q", tt.canonical, got, tt.authority)
		}
	}
}

func BenchmarkCanonical(b *testing.B) {
	base := mustParse(b, "http://www.example.gov.cn/zfxxgk/nb/index_1.html")
	for b.Loop() {
		if _, err := Canonical("../202501/t20250117_123456.html", base, "utf-8"); err != nil {
			b.Fatal(err)
		}
	}
}
