package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nianbao/seeds"
	"nianbao/seeds/sample/families"
)

// fronts starts portals of content systems, with a config that may ask them.
func fronts(t *testing.T, dir string, ids ...string) *families.Server {
	t.Helper()
	s, err := families.Start(families.Options{Only: ids, Years: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	write(t, dir, "config.yaml", `user_agent: "nianbao-test/1.0 (+http://127.0.0.1/; test@localhost.invalid)"
politeness: {delay: 2ms}
network: {allow: [127.0.0.0/8]}
seeds: [seeds/*.yaml]
`)
	return s
}

func TestDiscoverPrintsASeedFileThatTheLoaderReads(t *testing.T) {
	dir := t.TempDir()
	s := fronts(t, dir, "trs", "gkmlpt", "hanweb")
	args := []string{"discover"}
	want := map[string]string{}
	for _, p := range s.Portals() {
		args = append(args, p.Front)
		want[p.Name] = p.Lead
	}
	out := must(t, dir, args...)
	portals, err := seeds.Parse([]byte(out), "found.yaml")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, p := range portals {
		if len(p.Columns) == 0 || p.Columns[0].URL != want[p.Name] || p.Columns[0].Source == "" || p.Columns[0].Verified == "" {
			t.Errorf("%s: %+v, want %s", p.Name, p.Columns, want[p.Name])
		}
		delete(want, p.Name)
	}
	if len(want) > 0 {
		t.Errorf("not found: %v\n%s", want, out)
	}
	for _, evidence := range []string{"links to reports of 2023 to 2024", "trs:", "gkmlpt:", "what its script asks for", "called "} {
		if !strings.Contains(out, evidence) {
			t.Errorf("no evidence %q in\n%s", evidence, out)
		}
	}
	must(t, dir, append(args, "--write", "found.yaml")...)
	again := nianbao(t, dir, append(args, "--write", "found.yaml")...)
	if again.code != exitUsage || !strings.Contains(again.errout, "found.yaml") {
		t.Errorf("a file was written over: exit %d, %s", again.code, again.errout)
	}
	if text := read(t, filepath.Join(dir, "found.yaml")); text != out {
		t.Errorf("written %s, printed %s", text, out)
	}
	must(t, dir, append(args, "--write", "found.yaml", "--force")...)
	if _, err := os.Stat(filepath.Join(dir, "archive.db")); err == nil {
		t.Error("an archive was made")
	}
}

func TestDiscoverSaysWhatItTriedInVain(t *testing.T) {
	dir := t.TempDir()
	s := fronts(t, dir, "frame/hollow")
	r := nianbao(t, dir, "discover", s.Portals()[0].Front)
	last := strings.TrimSpace(r.errout)
	last = last[strings.LastIndexByte(last, '\n')+1:]
	if r.code != exitFailed || r.out != "" || !strings.Contains(last, s.Portals()[0].Lead) || !strings.Contains(last, "/zwgk/") {
		t.Errorf("exit %d, %q, %s", r.code, r.out, r.errout)
	}
}

func TestDiscoverKeepsTheArchivesClocks(t *testing.T) {
	dir := t.TempDir()
	s := fronts(t, dir, "trs")
	p := s.Portals()[0]
	write(t, dir, "seeds/a.yaml", string(s.Seeds()))
	must(t, dir, "crawl", "--max-time", "1s")
	before := must(t, dir, "export", "--what", "captures")
	must(t, dir, "discover", p.Front)
	if after := must(t, dir, "export", "--what", "captures"); after != before {
		t.Error("discover kept captures")
	}
	robots := 0
	for _, r := range s.Log() {
		if r.Path == "/robots.txt" {
			robots++
		}
	}
	if robots != 1 {
		t.Errorf("robots.txt was asked for %d times", robots)
	}
}

func TestDiscoverRefusesWrongUse(t *testing.T) {
	dir := t.TempDir()
	fronts(t, dir, "trs")
	for _, args := range [][]string{
		{"discover"}, {"discover", "www.example.gov.cn"}, {"discover", "ftp://a.gov.cn/"},
		{"discover", "http://127.0.0.1/", "--max-requests", "0"}, {"discover", "http://www.example.gov.cn/"},
	} {
		if r := nianbao(t, dir, args...); r.code != exitUsage {
			t.Errorf("%v: exit %d, %s", args, r.code, r.errout)
		}
	}
	write(t, dir, "config.yaml", "politeness: {delay: 2s}\n")
	if r := nianbao(t, dir, "discover", "http://www.example.gov.cn/"); r.code != exitUsage || !strings.Contains(r.errout, "user_agent") {
		t.Errorf("without a contact: exit %d, %s", r.code, fmt.Sprint(r.errout))
	}
}

func TestCrawlNamesAMovedColumnAndTheCommandThatFindsIt(t *testing.T) {
	dir := t.TempDir()
	s := fronts(t, dir, "trs/column-gone")
	p := s.Portals()[0]
	write(t, dir, "seeds/a.yaml", string(s.Seeds()))
	r := nianbao(t, dir, "crawl")
	command := "nianbao discover " + p.Front
	if r.code != exitDone || !strings.Contains(r.errout, p.Columns[0]) || !strings.Contains(r.errout, "a.yaml:") || !strings.Contains(r.errout, command) {
		t.Errorf("exit %d: %s", r.code, r.errout)
	}
	summary := must(t, dir, "crawl", "--json")
	validate(t, "crawl", []byte(summary))
	if !strings.Contains(summary, `"what": "gone"`) && !strings.Contains(summary, `"what":"gone"`) {
		t.Errorf("summary: %s", summary)
	}
	if why := must(t, dir, "why", p.Columns[0]); !strings.Contains(why, command) {
		t.Errorf("why: %s", why)
	}
	validate(t, "why", []byte(must(t, dir, "why", "--json", p.Columns[0])))
	if found := must(t, dir, strings.Fields(command)[1:]...); !strings.Contains(found, p.Lead) {
		t.Errorf("found: %s, want %s", found, p.Lead)
	}
}

func TestSeedsCheckPrintsEachColumn(t *testing.T) {
	dir := t.TempDir()
	s := fronts(t, dir, "trs", "trs/column-gone", "jpaas/endpoint-forbidden")
	write(t, dir, "seeds/a.yaml", string(s.Seeds()))
	out := must(t, dir, "seeds", "check")
	rows := strings.Split(strings.TrimSpace(out), "\n")
	if len(rows) != 4 {
		t.Fatalf("%d rows:\n%s", len(rows), out)
	}
	for i, want := range []string{"ok 200", "http_error 404", "robots_denied"} {
		if !strings.Contains(rows[1+i], want) || !strings.Contains(rows[1+i], s.Portals()[i].Columns[0]) {
			t.Errorf("no %q in %s", want, rows[1+i])
		}
	}
	if r := nianbao(t, dir, "seeds", "check", "--strict"); r.code != exitFailed || !strings.Contains(r.errout, "2 of 3") {
		t.Errorf("--strict: exit %d, %s", r.code, r.errout)
	}
	one := must(t, dir, "seeds", "check", "--strict", "--json", "--portal", s.Portals()[0].Name)
	validate(t, "seeds_check", []byte(one))
	if _, err := os.Stat(filepath.Join(dir, "archive.db")); err == nil {
		t.Error("an archive was made")
	}
	if r := nianbao(t, dir, "seeds", "check", "--portal", "nobody"); r.code != exitUsage {
		t.Errorf("a portal that is not there: exit %d", r.code)
	}
	write(t, dir, "seeds/a.yaml", "portals: [{name: a, column: []}]\n")
	if r := nianbao(t, dir, "seeds", "check"); r.code != exitUsage || !strings.Contains(r.errout, "a.yaml:1") {
		t.Errorf("a mistake in the seeds: exit %d, %s", r.code, r.errout)
	}
}
