package robots

import (
	"regexp"
	"strings"
	"testing"
)

// slowMatch says what match should say, by way of a regular expression.
func slowMatch(pattern, path string) bool {
	pattern, whole := strings.CutSuffix(pattern, "$")
	expr := `(?s)\A` + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, `.*`)
	if whole {
		expr += `\z`
	}
	return regexp.MustCompile(expr).MatchString(path)
}

func TestNormalForm(t *testing.T) {
	for _, tt := range []struct {
		in            string
		path, pattern string
	}{
		{"/a/b?c=d", "/a/b?c=d", "/a/b?c=d"},
		{"/%aa%2f?%2f%3a%26", "/%AA%2F?/:%26", "/%AA%2F?/:%26"},
		{"/%62%7e%5F", "/b~_", "/b~_"},
		{"/á", "/%C3%A1", "/%C3%A1"},
		{"/*$*$", "/%2A%24%2A%24", "/*%24*$"},
		{"/%2a%24", "/%2A%24", "/%2A%24"},
		{"/ \"<>\\^`{|}\x00", "/%20%22%3C%3E%5C%5E%60%7B%7C%7D%00", "/%20%22%3C%3E%5C%5E%60%7B%7C%7D%00"},
		{"/%", "/%25", "/%25"},
		{"/%4", "/%254", "/%254"},
		{"/%zz%%34", "/%25zz%254", "/%25zz%254"},
	} {
		if got := normal(tt.in, form{query: true}); got != tt.path {
			t.Errorf("path %q = %q, want %q", tt.in, got, tt.path)
		}
		if got := normal(tt.in, form{query: true, pattern: true}); got != tt.pattern {
			t.Errorf("pattern %q = %q, want %q", tt.in, got, tt.pattern)
		}
	}
}

func FuzzAllowed(f *testing.F) {
	for _, seed := range [][2]string{
		{"/a*b$", "/axxb"}, {"/*.php", "/a.php?b"}, {"/a%2Fb?c=%3a", "/a/b?c=:"}, {"*", "/"}, {"/年*报$", "/%E5%B9%B4x%E6%8A%A5"},
		{"/a$$", "/a$"}, {"/%%34", "/%4"}, {"**a*$", "/aa"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, path string) {
		if len(pattern) > 500 || len(path) > 2000 {
			return
		}
		path = requestPath(path)
		asPath, asPattern := form{query: true}, form{query: true, pattern: true}
		full, rule := normal(path, asPath), normal(pattern, asPattern)
		if again := normal(full, asPath); again != full {
			t.Fatalf("normal form of %q: %q, then %q", path, full, again)
		}
		if again := normal(rule, asPattern); again != rule {
			t.Fatalf("normal form of %q: %q, then %q", pattern, rule, again)
		}
		if got, want := match(rule, full), slowMatch(rule, full); got != want {
			t.Fatalf("match(%q, %q) = %v", rule, full, got)
		}
		r := Parse([]byte("User-agent: *\nDisallow: " + pattern))
		d := r.Allowed("nianbao", path)
		if escaped := r.Allowed("nianbao", full); escaped.Allowed != d.Allowed {
			t.Fatalf("%q: %q is %v, but written %q it is %v", pattern, path, d.Allowed, full, escaped.Allowed)
		}
		// A path refused is refused with anything behind it, but for "$".
		if !d.Allowed && !strings.HasSuffix(rule, "$") && !strings.HasSuffix(path, "%") && r.Allowed("nianbao", path+"-").Allowed {
			t.Fatalf("%q refuses %q but not what is below", pattern, path)
		}
	})
}
