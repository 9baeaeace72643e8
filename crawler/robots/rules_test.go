package robots

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

func TestLinesAreReadAsPeopleWriteThem(t *testing.T) {
	for _, c := range []checks{
		{name: "empty", file: "", allowed: []string{"/"}},
		{name: "names in any case", file: "uSeR-aGeNt: nianbao\nAlLoW: /x/\ndIsAlLoW: /\n", allowed: []string{"/x/y"}, deny: []string{"/a/b"}},
		{name: "LF", file: "User-agent: *\nDisallow: /a\n", deny: []string{"/a"}},
		{name: "CRLF", file: "User-agent: *\r\nDisallow: /a\r\n", deny: []string{"/a"}},
		{name: "CR", file: "User-agent: *\rDisallow: /a\r", deny: []string{"/a"}},
		{name: "no last line end", file: "User-agent: *\nDisallow: /a", deny: []string{"/a"}},
		{name: "byte order mark", file: "\xef\xbb\xbfUser-agent: *\nDisallow: /a\n", deny: []string{"/a"}},
		{name: "half a byte order mark", file: "\xef\xbbUser-agent: *\nDisallow: /a\n", deny: []string{"/a"}},
		{name: "a broken byte order mark spoils the line", file: "\xef\x11\xbfUser-agent: *\nDisallow: /a\n", allowed: []string{"/a"}},
		{name: "a byte order mark within spoils its line", file: "User-agent: *\n\xef\xbb\xbfDisallow: /a\nDisallow: /b\n", allowed: []string{"/a"}, deny: []string{"/b"}},
		{name: "UTF-16, little-endian", file: utf16File(binary.LittleEndian, "User-agent: *\r\nDisallow: /年报\r\n"), deny: []string{"/%E5%B9%B4%E6%8A%A5"}},
		{name: "UTF-16, big-endian", file: utf16File(binary.BigEndian, "User-agent: *\r\nDisallow: /a\r\n"), deny: []string{"/a"}},
		{name: "comments", file: "# Disallow: /c\nUser-agent: * # all\nDisallow: /a#b\n#\nDisallow: /d # e\n", allowed: []string{"/c"}, deny: []string{"/a", "/d"}},
		{name: "indented", file: "  User-agent: *\n\tDisallow:\t/a  \n", deny: []string{"/a"}},
		{name: "space before the colon", file: "User-agent : *\nDisallow : /a\n", deny: []string{"/a"}},
		{name: "no space", file: "User-agent:*\nDisallow:/a\n", deny: []string{"/a"}},
		{name: "no colon", file: "user-agent nianbao\ndisallow /a\n", deny: []string{"/a/b"}},
		{name: "no colon, too many words", file: "User-agent: *\nDisallow /a /b\n", allowed: []string{"/a", "/b"}},
		{name: "full-width colon and space", file: "User-agent：*\nDisallow：　/a\n", deny: []string{"/a"}},
		{name: "other names say nothing", file: "foo: nianbao\nbar: /\n", allowed: []string{"/"}},
		{name: "empty Disallow", file: "User-agent: *\nDisallow:\n", allowed: []string{"/"}},
		{name: "empty name", file: "User-agent: *\n: /\n:\n", allowed: []string{"/"}},
		{name: "useragent", file: "useragent: *\nDisallow: /a\n", deny: []string{"/a"}},
		{name: "user agent", file: "user agent: *\nDisallow: /a\n", deny: []string{"/a"}},
		{name: "dissallow", file: "User-agent: *\ndissallow: /a\n", deny: []string{"/a"}},
		{name: "dissalow", file: "User-agent: *\ndissalow: /a\n", deny: []string{"/a"}},
		{name: "disalow", file: "User-agent: *\nDISALOW: /a\n", deny: []string{"/a"}},
		{name: "diasllow", file: "User-agent: *\ndiasllow: /a\n", deny: []string{"/a"}},
		{name: "disallaw", file: "User-agent: *\ndisallaw: /a\n", deny: []string{"/a"}},
		{name: "disallowed", file: "User-agent: *\ndisallowed: /a\n", deny: []string{"/a"}},
		{name: "Sitemap and Host are passed over", file: "Sitemap: http://a/b\nUser-agent: *\nHost: a\nDisallow: /a\nSitemap: /c\nDisallow: /d\n", deny: []string{"/a", "/d"}},
		{name: "not a text at all", file: "\x89PNG\r\n\x1a\n\x00\x00\x00", allowed: []string{"/"}},
		{name: "one bad line does not spoil the file", file: "User-agent: *\nCrawl-delay: soon\nDisallow: /a\n", deny: []string{"/a"}},
	} {
		c.run(t)
	}
}

func utf16File(order binary.AppendByteOrder, text string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune("\uFEFF" + text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

func TestLineNumbersCountEveryKindOfLineEnd(t *testing.T) {
	for name, body := range map[string]string{
		"LF":    "User-agent: a\nAllow: /b\nUser-agent: nianbao\n\n\nDisallow: /\n",
		"CRLF":  "User-agent: a\r\nAllow: /b\r\nUser-agent: nianbao\r\n\r\n\r\nDisallow: /\r\n",
		"CR":    "User-agent: a\rAllow: /b\rUser-agent: nianbao\r\r\rDisallow: /\r",
		"mixed": "User-agent: a\nAllow: /b\r\nUser-agent: nianbao\n\r\n\nDisallow: /",
	} {
		if d := Parse([]byte(body)).Allowed(self, "/"); d.Line != 6 || d.Allowed {
			t.Errorf("%s: %+v, want line 6", name, d)
		}
	}
}

func TestOnlyTheFirst500KiBAreReadAndNoCutLine(t *testing.T) {
	head := "User-agent: *\nDisallow: /first\n"
	fill := func(n int) string { return strings.Repeat("#", n-1) + "\n" }
	for _, tt := range []struct {
		name, body    string
		allowed, deny string
	}{
		{"just fits", head + fill(Limit-len(head)-len("Disallow: /last\n")) + "Disallow: /last\n", "/other", "/last"},
		{"fits but for its line end", head + fill(Limit-len(head)-len("Disallow: /last")) + "Disallow: /last\nDisallow: /beyond\n", "/beyond", "/last"},
		{"cut within a pattern", head + fill(Limit-len(head)-len("Disallow: /la")) + "Disallow: /last\n", "/last", "/first"},
		{"starts beyond", head + fill(Limit-len(head)) + "Disallow: /last\n", "/last", "/first"},
		{"one endless line", strings.Repeat("Disallow: /", 100_000), "/", ""},
		{"a long pattern that fits", "User-agent: *\nDisallow: /" + strings.Repeat("a", 100_000) + "\n", "/a", "/" + strings.Repeat("a", 100_001)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := Parse([]byte(tt.body))
			if !r.Allowed(self, tt.allowed).Allowed {
				t.Errorf("%s is refused", tt.allowed)
			}
			if tt.deny != "" && r.Allowed(self, tt.deny).Allowed {
				t.Errorf("%.20s is allowed", tt.deny)
			}
		})
	}
}

func TestThousandsOfAgentsOverThousandsOfRulesStaySmall(t *testing.T) {
	body := []byte(strings.Repeat("User-agent: nianbao\nUser-agent: a\n", 7000) + strings.Repeat("Allow: /\n", 25_000) + "Disallow: /a\n")
	allocations := testing.AllocsPerRun(1, func() { Parse(body) })
	if allocations > 200_000 {
		t.Errorf("%v allocations", allocations)
	}
	r := Parse(body)
	if r.temoto != nil {
		t.Error("temoto was asked about a file that takes gigabytes in it")
	}
	if r.Allowed(self, "/a").Allowed {
		t.Error("/a is allowed")
	}
}

func TestCrawlDelayIsKeptAsSeconds(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"5": 5 * time.Second, "0.5": 500 * time.Millisecond, "2.5": 2500 * time.Millisecond,
		"10s": 10 * time.Second, "10 s": 10 * time.Second, "10 seconds": 10 * time.Second, "10秒": 10 * time.Second,
		"1,5": 1500 * time.Millisecond, "5.": 5 * time.Second, "1.5.2": time.Second, "007": 7 * time.Second,
		"2m": 2 * time.Minute, "1 min": time.Minute, "500ms": 500 * time.Millisecond, "1h": time.Hour, "2分钟": 2 * time.Minute,
		"10-20": 10 * time.Second, "1e3": 1000 * time.Second, "1e9": 1e9 * time.Second, "1e": time.Second, "0": 0,
		"１０": 10 * time.Second, "１．５": 1500 * time.Millisecond, "1e999": longestDelay,
		"99999999999":             longestDelay,
		strings.Repeat("9", 400):  longestDelay,
		"20 # be gentle":          20 * time.Second,
		"86400":                   24 * time.Hour,
		strings.Repeat("0", 9000): 0,
	} {
		got, ok := Parse([]byte("User-agent: *\nCrawl-delay: " + value + "\n")).CrawlDelay(self)
		if !ok || got != want {
			t.Errorf("Crawl-delay: %.30s is %v, %v, want %v", value, got, ok, want)
		}
	}
	for _, value := range []string{"", "soon", "-1", "+5", ".5", "NaN", "Inf", "五"} {
		if got, ok := Parse([]byte("User-agent: *\nCrawl-delay: " + value + "\n")).CrawlDelay(self); ok {
			t.Errorf("Crawl-delay: %s is %v", value, got)
		}
	}
}

func TestCrawlDelayIsThatOfTheAgentsGroup(t *testing.T) {
	for _, tt := range []struct {
		name, file string
		want       time.Duration
		ok         bool
	}{
		{"for all", file("User-agent: *", "Crawl-delay: 5"), 5 * time.Second, true},
		{"its own", file("User-agent: *", "Crawl-delay: 5", "Disallow:", "User-agent: nianbao", "Crawl-delay: 9", "Disallow:"), 9 * time.Second, true},
		{"not for all where it has a group", file("User-agent: *", "Crawl-delay: 5", "Disallow:", "User-agent: nianbao", "Disallow: /a"), 0, false},
		{"another's", file("User-agent: b", "Crawl-delay: 5"), 0, false},
		{"outside any group", file("Crawl-delay: 5", "User-agent: *", "Disallow:"), 0, false},
		{"the longest of several", file("User-agent: *", "Crawl-delay: 5", "Crawl-delay: 9", "Crawl-delay: 7"), 9 * time.Second, true},
		{"the longest of merged groups", file("User-agent: *", "Crawl-delay: 9", "Disallow:", "User-agent: *", "Crawl-delay: 5"), 9 * time.Second, true},
		{"written crawldelay", file("User-agent: *", "crawldelay: 5"), 5 * time.Second, true},
		{"after the rules", file("User-agent: *", "Disallow: /a", "Crawl-delay: 5"), 5 * time.Second, true},
		{"none", file("User-agent: *", "Disallow: /a"), 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, ok := Parse([]byte(tt.file)).CrawlDelay(self); got != tt.want || ok != tt.ok {
				t.Errorf("CrawlDelay = %v, %v, want %v, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
	if d, ok := (*Rules)(nil).CrawlDelay(self); ok {
		t.Errorf("no rules ask for %v", d)
	}
}

func TestTokenIsTheProductTokenOfAUserAgent(t *testing.T) {
	for agent, want := range map[string]string{
		self: "nianbao", "nianbao": "nianbao", "Foo-Bar_Baz/1": "foo-bar_baz", "": "", "1bot": "", " nianbao": "nianbao",
		"Mozilla/5.0 (compatible; Nianbao/1.0; +https://example.org)": "nianbao",
		"Mozilla/5.0 (X11; Linux x86_64)":                             "mozilla",
		"nianbao/1.0 (compatible; other/2.0)":                         "nianbao",
		"nianbao,other":                                               "nianbao",
	} {
		if got := Token(agent); got != want {
			t.Errorf("Token(%q) = %q, want %q", agent, got, want)
		}
	}
}

func TestStoredRulesAreReadBackAsTheyWere(t *testing.T) {
	for _, body := range []string{
		"", "User-agent: *\r\nDisallow: /\xc4\xea\r\n", "\xef\xbb\xbf\xef\xbb\xbfUser-agent: *\nDisallow: /\n",
		"\xef\xff\xfeU\x00", utf16File(binary.LittleEndian, "User-agent: *\nDisallow: /年报\n"),
	} {
		r := Parse([]byte(body))
		stored, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back Rules
		if err := json.Unmarshal(stored, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(fmt.Sprint(r.blocks, r.agents, r.disagreements), fmt.Sprint(back.blocks, back.agents, back.disagreements)); diff != "" || back.source != r.source {
			t.Errorf("%q: %s", body, diff)
		}
	}
	if err := new(Rules).UnmarshalJSON([]byte(`"not base64!"`)); err == nil {
		t.Error("a spoilt store was read without an error")
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"User-agent: *\nDisallow: /\n", "user agent nianbao\rdisalow : /a#b\r\ncrawl-delay: 1.5s", "\xef\xbb\xbfAllow:/\n",
		"\xff\xfeU\x00s\x00", "User-agent：*\nDisallow：/年报*$\n", ":\n::\n%%%\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r := Parse(body)
		if d, ok := r.CrawlDelay(self); d < 0 || d > longestDelay || !ok && d != 0 {
			t.Fatalf("Crawl-delay %v, %v", d, ok)
		}
		stored, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back Rules
		if err := json.Unmarshal(stored, &back); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/", "/a", "/%2A?b=%2F"} {
			d, again := r.Allowed(self, path), back.Allowed(self, path)
			if d != again {
				t.Fatalf("%s: %+v, read back %+v", path, d, again)
			}
			if count := 1 + strings.Count(r.source, "\n") + strings.Count(r.source, "\r"); d.Line > count || !d.Allowed && d.Line == 0 {
				t.Fatalf("%s: %+v of %d lines", path, d, count)
			}
		}
	})
}
