package main

import (
	"strings"
	"testing"
)

func containsAll(s string, words ...string) bool {
	for _, w := range words {
		if !strings.Contains(s, w) {
			return false
		}
	}
	return true
}

const (
	contact   = "user_agent: \"test/1.0 (+http://127.0.0.1/; me@localhost.invalid)\"\n"
	oneColumn = "portals:\n  - name: 甲\n    columns:\n      - url: http://127.0.0.1:9/nb/\n"
)

// TestBadConfigAndSeedsAreRefusedWithFileLineAndKey holds that a mistake in a
// file ends with code 2 and says where it is.
func TestBadConfigAndSeedsAreRefusedWithFileLineAndKey(t *testing.T) {
	for name, c := range map[string]struct {
		config, seeds string
		want          []string
	}{
		"unknown key":             {contact + "colour: red\n", oneColumn, []string{"config.yaml:2", "colour"}},
		"unknown nested key":      {contact + "limits:\n  max_hots: 3\n", oneColumn, []string{"config.yaml:3", "max_hots"}},
		"wrong type":              {contact + "limits:\n  max_hosts: many\n", oneColumn, []string{"config.yaml:3", "max_hosts"}},
		"bad duration":            {contact + "politeness:\n  delay: soon\n", oneColumn, []string{"config.yaml:3", "delay"}},
		"no contact":              {"user_agent: \"bot/1.0\"\n", oneColumn, []string{"config.yaml:1", "user_agent"}},
		"placeholder":             {"archive: a.db\n", oneColumn, []string{"config.yaml", "user_agent", "your.site"}},
		"second document":         {contact + "---\narchive: b.db\n", oneColumn, []string{"config.yaml:"}},
		"no yaml":                 {"{{{\n", oneColumn, []string{"config.yaml:1"}},
		"unknown key in seeds":    {contact, oneColumn + "    colour: red\n", []string{"one.yaml:5", "colour"}},
		"duplicate column":        {contact, oneColumn + "      - url: HTTP://127.0.0.1:9/x/../nb/\n", []string{"one.yaml:5", "url"}},
		"column without address":  {contact, "portals:\n  - name: 甲\n    columns:\n      - agency: 乙\n", []string{"one.yaml:4", "url"}},
		"address of another kind": {contact, "portals:\n  - name: 甲\n    columns:\n      - url: ftp://x/\n", []string{"one.yaml:4", "url"}},
		"short delay off loopback": {contact + "politeness:\n  delay: 10ms\n",
			"portals:\n  - name: 甲\n    columns:\n      - url: http://www.example.gov.cn/nb/\n", []string{"config.yaml:3", "delay"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "config.yaml", c.config)
			write(t, dir, "seeds/one.yaml", c.seeds)
			r := nianbao(t, dir, "crawl")
			if r.code != exitUsage || !containsAll(r.errout, c.want...) {
				t.Errorf("exit %d, %q, want code 2 and %q", r.code, r.errout, c.want)
			}
			if strings.Count(strings.TrimSpace(r.errout), "\n") > 0 {
				t.Errorf("more than one line: %q", r.errout)
			}
		})
	}
}

func TestWrongUsageExitsWith2(t *testing.T) {
	for _, args := range [][]string{
		{"frobnicate"}, {"export", "--format", "docx"}, {"export", "--what", "dreams"}, {"export", "extra"}, {"check"}, {"import"},
		{"--lang", "fr", "stats"}, {"check", "--fail-on", "never", "x.txt"}, {"export", "--since", "yesterday"}, {"stats", "--nope"},
		{"import", "a.txt", "b.txt", "--year", "2024"}, {"crawl", "--max-time", "soon"}, {"try-page", "page.html"},
	} {
		if r := nianbao(t, t.TempDir(), args...); r.code != exitUsage {
			t.Errorf("%v: exit %d, want 2: %s", args, r.code, r.errout)
		}
	}
}

func TestEveryVerbHasHelpWithAnExample(t *testing.T) {
	for _, verb := range []string{"demo", "crawl", "import", "export", "check", "stats", "why", "try-page"} {
		r := nianbao(t, t.TempDir(), verb, "--help")
		if r.code != exitDone || !strings.Contains(r.out, "Examples:\n  nianbao "+verb) {
			t.Errorf("%s: exit %d, no example: %s", verb, r.code, r.out)
		}
	}
}
