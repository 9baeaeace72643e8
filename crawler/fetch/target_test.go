package fetch

import (
	"strings"
	"testing"
)

func TestSameAddress(t *testing.T) {
	tests := []struct {
		a, b string
		same bool
	}{
		{"http://h.cn/a", "HTTP://H.CN:80/a#x", true},
		{"https://h.cn/", "https://h.cn:443", true},
		{"http://h.cn/a", "https://h.cn/a", false},
		{"http://h.cn/a", "http://h.cn/a/", false},
		{"http://h.cn/a?x", "http://h.cn/a?X", false},
		{"http://h.cn/%C4", "http://h.cn/%c4", false},
		{"ftp://h.cn/", "ftp://h.cn/", false},
	}
	for _, tt := range tests {
		if got := sameAddress(tt.a, tt.b); got != tt.same {
			t.Errorf("sameAddress(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}

func TestUserInfoIsNotSent(t *testing.T) {
	to, err := parseTarget("http://user:secret@h.cn/a", false)
	if err != nil || to.url.User != nil || to.text != "http://h.cn/a" {
		t.Errorf("got %+v, %v", to, err)
	}
}

func FuzzTarget(f *testing.F) {
	for _, s := range []string{"http://h.cn/a?b#c", "http://[::1]:80//x%", "https://h.cn?%zz\xff", "http://h:99999/", "HTTP://H/\x00 |"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		to, err := parseTarget(raw, false)
		if err != nil {
			return
		}
		line := to.url.RequestURI()
		if strings.ContainsFunc(line, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			t.Errorf("%q writes %q on the request line", raw, line)
		}
		if !strings.HasSuffix(to.text, strings.TrimPrefix(line, to.url.Scheme+"://"+to.url.Host)) {
			t.Errorf("%q: %q is not the end of %q", raw, line, to.text)
		}
	})
}
