package robots

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/temoto/robotstxt"
)

// theirs is temoto's answer to one question, asked as anyone would: with the
// product token, of the file as we read it. ok is false for a rejected file.
func theirs(r *Rules, token, path string) (allowed, ok bool) {
	data, err := robotstxt.FromString(r.source + "\n")
	if err != nil {
		return false, false
	}
	return data.TestAgent(path, token), true
}

func TestUsualFilesAreDecidedTogetherWithTemoto(t *testing.T) {
	for name, body := range map[string]string{
		"everything":       "User-agent: *\nAllow: /\n",
		"nothing":          "User-agent: *\r\nDisallow: /\r\n",
		"empty Disallow":   "User-agent: *\nDisallow:",
		"admin and search": "# robots.txt\nUser-agent: *\nDisallow: /admin/\nDisallow: /search\nDisallow: /module/ # scripts\nAllow: /module/a/\nCrawl-delay: 2.5\nSitemap: http://www.example.gov.cn/sitemap.xml\n",
		"search engines":   "User-agent: Baiduspider\nUser-agent: 360Spider\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n",
		"own group":        "\xef\xbb\xbfUser-agent: *\nDisallow: /\n\nUser-agent: nianbao\nDisallow: /b\n",
		"empty":            "",
		"comments only":    "# nothing here\n",
	} {
		t.Run(name, func(t *testing.T) {
			r := Parse([]byte(body))
			if r.temoto == nil {
				t.Fatalf("temoto has no say: %v", r.Disagreements())
			}
			for _, path := range []string{"/", "/a", "/admin/x", "/module/a/b", "/module/b", "/b?c=d"} {
				if found := r.disagreesOn("nianbao", path); len(found) > 0 {
					t.Errorf("%s: temoto has no say: %v", path, found)
				}
			}
		})
	}
}

// Should the two differ over a plain file, the stricter one is right.
func TestTemotoCanRefuseButNotAllow(t *testing.T) {
	r := Parse([]byte("User-agent: *\nDisallow: /a\n"))
	var err error
	if r.temoto, err = robotstxt.FromString("User-agent: *\nDisallow: /b\n"); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{"/a": false, "/b": false, "/c": true} {
		if got := r.Allowed(self, path).Allowed; got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

// No name is on the list for nothing: for each there is a file that the two
// read differently, and the list has no other excuse for it than those named.
func TestEveryDisagreementIsReal(t *testing.T) {
	for _, tt := range []struct {
		name       Disagreement
		also       []Disagreement
		file, path string
	}{
		{Characters, nil, "User-agent: *\nAllow: /y\nfoo: a\vDisallow\v/x\n", "/x"},
		{OddLine, nil, "User-agent: *\nDisallow : /x\n", "/x"},
		{OddLine, nil, "User-agent: *\nAllow: /y\nfoo bar Disallow /x\n", "/x"},
		{OddLine, []Disagreement{Escapes}, "User-agent: *\nDisallow: /a b\n", "/a"},
		{GluedComment, nil, "User-agent: *\nDisallow: /a#b\n", "/a"},
		{Misspelt, nil, "User-agent: *\nDisalow: /a\n", "/a"},
		{OutsideGroup, nil, "Disallow: /b\nUser-agent: *\nDisallow: /a\n", "/a"},
		{OddDelay, nil, "User-agent: *\nCrawl-delay: 10s\nDisallow: /a\n", "/a"},
		{DelayInHeader, nil, "User-agent: nianbao\nCrawl-delay: 10\nUser-agent: b\nDisallow: /a\n", "/a"},
		{EmptyGroup, nil, "User-agent: *\nDisallow: /a\nUser-agent: nianbao\n", "/a"},
		{Slashless, nil, "User-agent: *\nDisallow: admin\n", "/admin"},
		{Wildcard, []Disagreement{Slashless}, "User-agent: *\nDisallow: *\n", "/a"},
		{Wildcard, nil, "User-agent: *\nDisallow: /a*.x\n", "/b/a.x"},
		{Wildcard, nil, "User-agent: *\nAllow: /page\nDisallow: /*.x\n", "/page.x"},
		{Escapes, nil, "User-agent: *\nDisallow: /a%62c\n", "/abc"},
		{Tie, nil, "User-agent: *\nDisallow: /a\nAllow: /a\n", "/a"},
		{AgentPrefix, nil, "User-agent: nian\nDisallow: /a\n", "/a"},
		{AgentPrefix, nil, "User-agent: nianbao/1.0\nDisallow: /a\n", "/a"},
		{PathEscapes, nil, "User-agent: *\nDisallow: /abc\n", "/%61bc"},
		{RobotsPath, nil, "User-agent: *\nDisallow: /\n", "/robots.txt"},
	} {
		t.Run(string(tt.name), func(t *testing.T) {
			r := Parse([]byte(tt.file))
			found := append(r.Disagreements(), r.disagreesOn("nianbao", requestPath(tt.path))...)
			for _, d := range found {
				if d != tt.name && !slices.Contains(tt.also, d) {
					t.Errorf("excused by %s as well", d)
				}
			}
			if !slices.Contains(found, tt.name) {
				t.Errorf("excused by %v", found)
			}
			allowed, ok := theirs(r, "nianbao", requestPath(tt.path))
			if ok && allowed == r.decide("nianbao", requestPath(tt.path)).Allowed {
				t.Error("both say the same")
			}
		})
	}
}

// What the two take from a file beside decisions, or with how much memory,
// cannot show in a decision.
func TestDisagreementsThatNoDecisionShows(t *testing.T) {
	several := []byte("User-agent: *\nCrawl-delay: 9\nCrawl-delay: 5\n")
	data, err := robotstxt.FromBytes(several)
	if err != nil {
		t.Fatal(err)
	}
	r := Parse(several)
	if ours, _ := r.CrawlDelay(self); ours == data.FindGroup("nianbao").CrawlDelay || !slices.Contains(r.Disagreements(), SeveralDelays) {
		t.Errorf("several Crawl-delays: %v, excused by %v", ours, r.Disagreements())
	}
	wide := Parse([]byte(strings.Repeat("User-agent: a\n", 300) + strings.Repeat("Allow: /\n", 300)))
	if got := wide.Disagreements(); !slices.Equal(got, []Disagreement{TooWide}) {
		t.Errorf("a wide file is excused by %v", got)
	}
	large := Parse(append(bytes.Repeat([]byte("#\n"), Limit/2), "User-agent: *\nDisallow: /\n"...))
	if got := large.Disagreements(); !slices.Equal(got, []Disagreement{TooLarge}) {
		t.Errorf("a large file is excused by %v", got)
	}
}

// agree fails if the two part over anything that is not on the list.
func agree(t *testing.T, body []byte, path string) (together bool) {
	t.Helper()
	path = requestPath(path)
	r := Parse(body)
	if len(r.Disagreements()) > 0 {
		return false
	}
	allowed, ok := theirs(r, "nianbao", path)
	if !ok {
		t.Fatalf("temoto rejects %q, and nothing on the list says why", body)
	}
	if len(r.disagreesOn("nianbao", path)) > 0 {
		return false
	}
	if d := r.decide("nianbao", path); d.Allowed != allowed {
		t.Fatalf("%q of %q: %+v, temoto says %v, and nothing on the list says why", path, body, d, allowed)
	}
	ours, _ := r.CrawlDelay("nianbao")
	if delay := r.temoto.FindGroup("nianbao").CrawlDelay; ours != delay {
		t.Fatalf("Crawl-delay of %q: %v, temoto says %v, and nothing on the list says why", body, ours, delay)
	}
	return true
}

// Files thrown together from what stands in real ones; most must be plain, or
// the comparison would say nothing.
func TestRandomFilesAgreeWithTemoto(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	lines := []string{
		"User-agent: *", "User-agent: nianbao", "User-Agent: NianBao", "user-agent: Baiduspider", "User-agent: nian", "Useragent:*",
		"Disallow: /", "Disallow: /a", "Disallow:/a/b", "Disallow: /a/b/", "Disallow:", "disallow: /c?d=e # no",
		"Allow: /", "Allow: /a", "Allow: /a/b/c", "ALLOW: /c?", "Crawl-delay: 5", "Crawl-delay: 1.5", "Crawl-delay: 10s",
		"Sitemap: http://a/b", "", "# comment", "\t", "Disallow: /*.php", "foo: bar", "Host: a",
	}
	paths := []string{"/", "/a", "/a/b", "/a/b/", "/a/b/c", "/c?d=e", "/c", "/x.php", "/%61"}
	together := 0
	for range 3000 {
		picked := []string{"User-agent: *"}
		for range rng.IntN(8) {
			picked = append(picked, lines[rng.IntN(len(lines))])
		}
		if agree(t, []byte(strings.Join(picked, "\n")), paths[rng.IntN(len(paths))]) {
			together++
		}
	}
	if together < 600 {
		t.Errorf("only %d of 3000 files were plain", together)
	}
}

// The same with files broken at random: keys, colons, spaces and line ends in
// any order. Few are plain, but those are the edge of what plain means.
func TestBrokenFilesAgreeWithTemoto(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	pieces := []string{
		"User-agent:", "User-agent: *\n", "User-agent: nianbao\n", "Disallow:", "Disallow: /", "Allow:", "Crawl-delay:", "Disallow",
		"\n", "\n", "\r\n", " ", "\t", ":", "#", " # ", "/", "/a", "a", "nian", "*", "5", "1.", "foo:", "foo",
	}
	together := 0
	for range 30_000 {
		var body strings.Builder
		for range 3 + rng.IntN(12) {
			body.WriteString(pieces[rng.IntN(len(pieces))])
		}
		if agree(t, []byte(body.String()), "/a") {
			together++
		}
	}
	if together < 1000 {
		t.Errorf("only %d of 30000 files were plain", together)
	}
}

func FuzzAgreesWithTemoto(f *testing.F) {
	for _, seed := range []struct{ body, path string }{
		{"User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b"},
		{"User-agent: nianbao\nUser-agent: b\nDisallow: /\nCrawl-delay: 2.5\n", "/"},
		{"User-agent: *\nDisallow:\n\nUser-agent: nian\nDisallow: /", "/x?y=z"},
		{"\xef\xbb\xbfuseragent:*\rDisallow:/a # b\r\rSitemap: http://a:80/b\r", "/a"},
		{"User-agent: *\nDisallow : /x\nCrawl-delay: 10s\nAllow: /*$", "/x"},
		{"foo\nUser-agent: *\nbar: baz\nDisallow: /", "/robots.txt"},
	} {
		f.Add([]byte(seed.body), seed.path)
	}
	f.Fuzz(func(t *testing.T, body []byte, path string) { agree(t, body, path) })
}
