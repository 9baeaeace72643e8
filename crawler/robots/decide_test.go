package robots

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const self = "nianbao/1.0 (+https://example.org/crawler; me@example.org)"

// file joins the lines of a robots.txt.
func file(lines ...string) string { return strings.Join(lines, "\n") + "\n" }

// checks: paths that must be allowed and refused to an agent.
type checks struct {
	name, file    string
	agent         string // nianbao if empty
	allowed, deny []string
}

func (c checks) run(t *testing.T) {
	t.Run(c.name, func(t *testing.T) {
		agent := c.agent
		if agent == "" {
			agent = self
		}
		r := Parse([]byte(c.file))
		for _, path := range c.allowed {
			if d := r.Allowed(agent, path); !d.Allowed {
				t.Errorf("%s is refused by line %d %q", path, d.Line, d.Rule)
			}
		}
		for _, path := range c.deny {
			if d := r.Allowed(agent, path); d.Allowed {
				t.Errorf("%s is allowed by line %d %q", path, d.Line, d.Rule)
			}
		}
	})
}

func TestGroupsAreFoundByProductToken(t *testing.T) {
	simple := file( // RFC 9309 §5.1
		"User-Agent: *", "Disallow: *.gif$", "Disallow: /example/", "Allow: /publications/",
		"", "User-Agent: foobot", "Disallow:/", "Allow:/example/page.html", "Allow:/example/allowed.gif",
		"", "User-Agent: barbot", "User-Agent: bazbot", "Disallow: /example/page.html",
		"", "User-Agent: quxbot")
	groups := file("allow: /before/", "", "user-agent: one", "disallow: /", "allow: /x/",
		"user-agent: two", "disallow: /", "allow: /y/", "", "", "allow: /w/",
		"user-agent: three", "", "user-agent: one", "allow: /z/", "disallow: /")
	for _, c := range []checks{
		{name: "§5.1, everyone", file: simple, agent: "other", allowed: []string{"/", "/publications/a", "/a.gif?b", "/a.gifs"}, deny: []string{"/a.gif", "/b/c.gif", "/example/a"}},
		{name: "§5.1, foobot", file: simple, agent: "foobot", allowed: []string{"/example/page.html", "/example/allowed.gif"}, deny: []string{"/", "/publications/", "/example/"}},
		{name: "§5.1, barbot", file: simple, agent: "BarBot/2.0", allowed: []string{"/", "/a.gif", "/example/page.htm"}, deny: []string{"/example/page.html", "/example/page.html?x"}},
		{name: "§5.1, bazbot", file: simple, agent: "bazbot", deny: []string{"/example/page.html"}},
		{name: "§5.1, a last group without rules", file: simple, agent: "quxbot", allowed: []string{"/", "/example/", "/a.gif"}},
		{name: "merged groups", file: groups, agent: "one", allowed: []string{"/x/b", "/z/d"}, deny: []string{"/y/c", "/before/", "/w/a"}},
		{name: "blank lines end no group", file: groups, agent: "two", allowed: []string{"/y/c", "/w/a"}, deny: []string{"/z/d", "/before/"}},
		{name: "agents in a row share rules", file: groups, agent: "three", allowed: []string{"/z/d"}, deny: []string{"/before/", "/x/b"}},
		{name: "without a group for it or all", file: groups, agent: "four", allowed: []string{"/", "/before/"}},
		{name: "its own group replaces the one for all", file: file("User-agent: *", "Disallow: /", "User-agent: Nianbao", "Disallow: /b"), allowed: []string{"/a"}, deny: []string{"/b"}},
		{name: "own group first in the file", file: file("User-agent: NIANBAO", "Disallow: /b", "User-agent: *", "Disallow: /"), allowed: []string{"/a"}, deny: []string{"/b"}},
		{name: "an empty Disallow is a rule and ends the agents", file: file("User-agent: nianbao", "Disallow:", "User-agent: *", "Disallow: /"), allowed: []string{"/a"}},
		{name: "a longer name is another agent", file: file("User-agent: nianbao-news", "Disallow: /"), allowed: []string{"/"}},
		{name: "a shorter name is another agent", file: file("User-agent: nian", "Disallow: /"), allowed: []string{"/"}},
		{name: "version behind the name", file: file("User-agent: nianbao/2.1", "Disallow: /"), deny: []string{"/"}},
		{name: "words behind the name", file: file("User-agent: nianbao images", "Disallow: /", "User-agent: *", "Disallow:"), deny: []string{"/"}},
		{name: "words behind the star", file: file("User-agent: * (all)", "Disallow: /"), deny: []string{"/"}},
		{name: "a star within a name is no star", file: file("User-agent: *bot", "Disallow: /"), allowed: []string{"/"}},
		{name: "an agent without a name", file: file("User-agent:", "Disallow: /"), allowed: []string{"/"}},
		{name: "a browser's disguise", file: file("User-agent: ExampleBot", "Disallow: /"), agent: "Mozilla/5.0 (compatible; ExampleBot/0.1; https://www.example.com/bot.html)", deny: []string{"/"}},
		{name: "no agent at all obeys what is for all", file: file("User-agent: *", "Disallow: /a"), agent: "1", deny: []string{"/a"}},
		{name: "a Sitemap between agents ends nothing (§2.2.4)", file: file("User-agent: nianbao", "Sitemap: http://a/", "User-agent: b", "Disallow: /"), deny: []string{"/"}},
		{name: "nor does a Crawl-delay", file: file("User-agent: nianbao", "Crawl-delay: 5", "User-agent: b", "Disallow: /"), deny: []string{"/"}},
		{name: "nor does the unknown", file: file("User-agent: nianbao", "Clean-param: a b", "User-agent: b", "Disallow: /"), deny: []string{"/"}},
	} {
		c.run(t)
	}
}

func TestTheMatchWithMostOctetsWinsAndAllowOnATie(t *testing.T) {
	for _, c := range []checks{
		{name: "§5.2", file: file("User-Agent: nianbao", "Allow: /example/page/", "Disallow: /example/page/disallowed.gif"), allowed: []string{"/example/page/", "/example/page/a.gif"}, deny: []string{"/example/page/disallowed.gif"}},
		{name: "longer Disallow", file: file("User-agent: *", "disallow: /x/page.html", "allow: /x/"), allowed: []string{"/x/"}, deny: []string{"/x/page.html"}},
		{name: "longer Allow", file: file("User-agent: *", "allow: /x/page.html", "disallow: /x/"), allowed: []string{"/x/page.html"}, deny: []string{"/x/"}},
		{name: "tie, Disallow first", file: file("User-agent: *", "disallow: /", "allow: /"), allowed: []string{"/x"}},
		{name: "tie, Allow first", file: file("User-agent: *", "allow: /folder", "disallow: /folder"), allowed: []string{"/folder/page"}},
		{name: "tie across merged groups", file: file("User-agent: *", "disallow: /x", "User-agent: b", "User-agent: *", "allow: /x"), allowed: []string{"/x"}},
		{name: "tie of two spellings", file: file("User-agent: *", "disallow: /%7ea", "allow: /~a"), allowed: []string{"/~a", "/%7Ea"}},
		{name: "both empty", file: file("User-agent: *", "disallow:", "allow:"), allowed: []string{"/x"}},
		{name: "slash at the end", file: file("User-agent: *", "disallow: /x", "allow: /x/"), allowed: []string{"/x/"}, deny: []string{"/x", "/xy"}},
		{name: "a longer wildcard", file: file("User-agent: *", "allow: /page", "disallow: /*.html"), allowed: []string{"/page"}, deny: []string{"/page.html"}},
		{name: "a shorter wildcard", file: file("User-agent: *", "allow: /x/page.", "disallow: /*.html"), allowed: []string{"/x/page.html"}, deny: []string{"/x/y.html"}},
		{name: "wildcards count as octets", file: file("User-agent: *", "allow: /page", "disallow: /*.ph"), allowed: []string{"/page.ph"}, deny: []string{"/pag.ph"}},
		{name: "end mark", file: file("User-agent: *", "allow: /$", "disallow: /"), allowed: []string{"/", ""}, deny: []string{"/page.html", "/?a"}},
		{name: "Allow below a Disallow of all", file: file("User-agent: *", "Disallow: /", "Allow: /p"), allowed: []string{"/page"}, deny: []string{"/q"}},
		{name: "paths have case", file: file("User-agent: *", "Disallow: /X/"), allowed: []string{"/x/y"}, deny: []string{"/X/y"}},
		{name: "index.html is not its folder", file: file("User-agent: *", "Allow: /a/index.html", "Disallow: /"), allowed: []string{"/a/index.html"}, deny: []string{"/a/"}},
		{name: "robots.txt itself", file: file("User-agent: *", "Disallow: /", "Disallow: /robots.txt"), allowed: []string{"/robots.txt"}, deny: []string{"/robots.txt.bak", "/a/robots.txt"}},
		{name: "fragments are no part", file: file("User-agent: *", "Disallow: /a#b", "Disallow: /c$"), deny: []string{"/a", "/c#d"}},
	} {
		c.run(t)
	}
}

func TestWildcardsStandForAnythingAndPatternsStartAtTheFirstOctet(t *testing.T) {
	only := func(pattern string) string { return file("user-agent: nianbao", "disallow: /", "allow: "+pattern) }
	for _, c := range []checks{
		{name: "/fish", file: only("/fish"), allowed: []string{"/fish", "/fish.html", "/fish/salmon.html", "/fishheads", "/fishheads/yummy.html", "/fish.html?id=anything"}, deny: []string{"/Fish.asp", "/catfish", "/?id=fish"}},
		{name: "/fish*", file: only("/fish*"), allowed: []string{"/fish", "/fish.html", "/fish/salmon.html", "/fishheads"}, deny: []string{"/Fish.bar", "/catfish", "/?id=fish"}},
		{name: "/fish/", file: only("/fish/"), allowed: []string{"/fish/", "/fish/salmon", "/fish/?salmon"}, deny: []string{"/fish", "/fish.html", "/Fish/Salmon.html"}},
		{name: "/*.php", file: only("/*.php"), allowed: []string{"/a.php", "/b/a.php?c", "//b/any.php.file.html", "/a.php/", "/index?f=a.php/"}, deny: []string{"/php/", "/index?php", "/windows.PHP"}},
		{name: "/*.php$", file: only("/*.php$"), allowed: []string{"/a.php", "/b/a.php", "/a.php.php"}, deny: []string{"/a.php?p", "/a.php/", "/a.php5", "/aaaphpaaa", "/windows.PHP"}},
		{name: "/fish*.php", file: only("/fish*.php"), allowed: []string{"/fish.php", "/fishheads/catfish.php?p"}, deny: []string{"/Fish.PHP", "/fish", "/a/fish.php"}},
		{name: "star in the middle", file: only("/foo/*/qux"), allowed: []string{"/foo/bar/qux", "/foo//qux", "/foo/a/b/qux/c"}, deny: []string{"/foo/qux", "/foo/bar/quz"}},
		{name: "stars that overlap", file: only("/*aab*aab$"), allowed: []string{"/aabaab", "/aaabxaaab"}, deny: []string{"/aab", "/aabaabb", "/aabab"}},
		{name: "many stars are one", file: only("/a***b"), allowed: []string{"/ab", "/axb"}, deny: []string{"/a"}},
		{name: "end mark alone after a star", file: only("/a*$"), allowed: []string{"/a", "/abc"}, deny: []string{"/b"}},
		{name: "a dollar in the middle is a dollar", file: only("/a$b"), allowed: []string{"/a$b", "/a%24bc"}, deny: []string{"/a", "/ab"}},
		{name: "only the last of two dollars is the end", file: only("/a$$"), allowed: []string{"/a$"}, deny: []string{"/a", "/a$$"}},
		{name: "star without a slash", file: only("*.gif$"), allowed: []string{"/a.gif"}, deny: []string{"/a.gifs"}},
		{name: "no slash, no match", file: only("fish"), deny: []string{"/fish", "/a/fish"}},
		{name: "a whole URL is no path", file: only("http://example.org/fish"), deny: []string{"/fish"}},
		{name: "a star alone", file: file("user-agent: *", "disallow: *"), deny: []string{"/", "/a?b"}},
		{name: "a dollar alone matches nothing", file: file("user-agent: *", "disallow: $"), allowed: []string{"/", "/$"}},
	} {
		c.run(t)
	}
}

func TestEscapesAreComparedInNormalForm(t *testing.T) {
	only := func(pattern string) string { return file("user-agent: nianbao", "disallow: /", "allow: "+pattern) }
	for _, c := range []checks{
		{name: "reserved characters stay", file: only("/foo/bar?qux=taz&baz=http://foo.bar?tar&par"), allowed: []string{"/foo/bar?qux=taz&baz=http://foo.bar?tar&par"}},
		{name: "escaped reserved data in a query", file: only("/foo?baz=https://foo.bar"), allowed: []string{"/foo?baz=https%3A%2F%2Ffoo.bar", "/foo?baz=https%3a//foo.bar"}},
		{name: "the other way round", file: only("/foo?baz=https%3A%2F%2Ffoo.bar"), allowed: []string{"/foo?baz=https://foo.bar"}},
		{name: "a wildcard may hide the question mark", file: only("/*%2Fb"), allowed: []string{"/a?c=%2Fb", "/a%2fb"}, deny: []string{"/a/b"}},
		{name: "an escaped slash in a path is no slash", file: only("/a%2Fb"), allowed: []string{"/a%2fb"}, deny: []string{"/a/b"}},
		{name: "an escaped ampersand is data", file: only("/a?b=%26"), allowed: []string{"/a?b=%26"}, deny: []string{"/a?b=&"}},
		{name: "raw UTF-8 in the rule", file: only("/foo/年报"), allowed: []string{"/foo/%E5%B9%B4%E6%8A%A5", "/foo/年报", "/foo/%e5%b9%b4%e6%8a%a5/1"}, deny: []string{"/foo/"}},
		{name: "escaped UTF-8 in the rule", file: only("/foo/%E3%83%84"), allowed: []string{"/foo/ツ", "/foo/%e3%83%84"}},
		{name: "raw GBK in the rule", file: only("/\xc4\xea"), allowed: []string{"/%C4%EA", "/%c4%ea"}},
		{name: "needless escapes", file: only("/foo/bar/%62%61%7A"), allowed: []string{"/foo/bar/baz", "/foo/bar/%62%61%7A", "/foo/bar/ba%7a"}},
		{name: "needless escapes in the URL", file: only("/~baz"), allowed: []string{"/%7Ebaz", "/~%62az"}},
		{name: "an escaped star is a star", file: only("/file-with-a-%2A.html"), allowed: []string{"/file-with-a-*.html", "/file-with-a-%2a.html"}, deny: []string{"/file-with-a-b.html"}},
		{name: "an escaped dollar is a dollar", file: only("/foo-%24"), allowed: []string{"/foo-$", "/foo-%24x"}, deny: []string{"/foo-"}},
		{name: "a space", file: only("/a b"), allowed: []string{"/a%20b"}, deny: []string{"/a"}},
		{name: "a stray percent sign", file: only("/100%"), allowed: []string{"/100%25", "/100%", "/100%x"}},
		{name: "a percent sign does not swallow what follows", file: only("/%%34"), allowed: []string{"/%254", "/%4"}, deny: []string{"/41", "/A"}},
	} {
		c.run(t)
	}
}

func TestADecisionQuotesItsLine(t *testing.T) {
	r := Parse([]byte("# rules\r\n\r\nUser-agent: *\r\n  Disallow: /module/ # scripts\r\nAllow: /module/a\r\nUser-agent: nianbao\r\nDisallow: /b\r\n"))
	for _, tt := range []struct {
		agent, path string
		want        Decision
	}{
		{"other", "/module/x", Decision{Allowed: false, Line: 4, Rule: "Disallow: /module/", Group: "*"}},
		{"other", "/module/a", Decision{Allowed: true, Line: 5, Rule: "Allow: /module/a", Group: "*"}},
		{"other", "/", Decision{Allowed: true, Group: "*"}},
		{self, "/b", Decision{Allowed: false, Line: 7, Rule: "Disallow: /b", Group: "nianbao"}},
		{self, "/module/x", Decision{Allowed: true, Group: "nianbao"}},
	} {
		if diff := cmp.Diff(tt.want, r.Allowed(tt.agent, tt.path)); diff != "" {
			t.Errorf("%s %s: %s", tt.agent, tt.path, diff)
		}
	}
	var none *Rules
	if d := none.Allowed(self, "/x"); !d.Allowed {
		t.Errorf("no rules refuse something: %+v", d)
	}
}

// A hostile file is decided upon in bounded time, whatever its patterns.
func TestStarsDoNotMultiply(t *testing.T) {
	stars := "Disallow: /" + strings.Repeat("*a", 1000) + "b\n"
	body := []byte("User-agent: *\n" + strings.Repeat(stars, 200))
	path := "/" + strings.Repeat("a", 8000)
	started := time.Now()
	if d := Parse(body).Allowed(self, path); !d.Allowed {
		t.Errorf("refused by line %d", d.Line)
	}
	if took := time.Since(started); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}
