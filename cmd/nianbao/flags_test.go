package main

import (
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"nianbao/crawler"
)

// silent is the address of a port on which nobody answers.
func silent(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestStrictExits1WhereAHostFailed(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "config.yaml", contact+"politeness: {delay: 10ms, max_delay: 50ms}\nnetwork: {allow: [127.0.0.0/8]}\n")
	write(t, dir, "seeds/one.yaml", "portals:\n  - name: 甲\n    columns:\n      - url: http://"+silent(t)+"/nb/\n")
	if r := nianbao(t, dir, "crawl", "-a", "mild.db"); r.code != exitDone || !containsAll(r.errout, "127.0.0.1", "connection refused") {
		t.Errorf("without --strict: exit %d, %s", r.code, r.errout)
	}
	if r := nianbao(t, dir, "crawl", "-a", "strict.db", "--strict"); r.code != exitFailed || !containsAll(r.errout, "hosts failed: 127.0.0.1") {
		t.Errorf("with --strict: exit %d, %s", r.code, r.errout)
	}
}

func TestPortalNamesWhoIsCrawled(t *testing.T) {
	dir := t.TempDir()
	server := portal(t, dir, "5ms")
	write(t, dir, "seeds/other.yaml", "portals:\n  - name: 别处\n    columns:\n      - url: http://127.0.0.77:9/nb/\n")
	r := nianbao(t, dir, "crawl", "--portal", "别处", "--json")
	if r.code != exitDone || len(server.Log()) != 0 || !strings.Contains(r.out, "127.0.0.77") {
		t.Errorf("exit %d, %d requests to others: %s", r.code, len(server.Log()), r.out)
	}
	if r := nianbao(t, dir, "crawl", "--portal", "无此门户"); r.code != exitUsage || !containsAll(r.errout, "无此门户") {
		t.Errorf("an unknown one: exit %d, %s", r.code, r.errout)
	}
}

func TestMaxTimeEndsTheCrawlWith0(t *testing.T) {
	dir := t.TempDir()
	portal(t, dir, "300ms")
	begin := time.Now()
	r := nianbao(t, dir, "crawl", "--max-time", "1s", "--json")
	if took := time.Since(begin); r.code != exitDone || took > 8*time.Second || !strings.Contains(r.out, `"time_up": true`) && !strings.Contains(r.out, `"time_up":true`) {
		t.Errorf("exit %d after %v: %s", r.code, took, r.out)
	}
}

func TestOutsideTheWindowTheCrawlSaysWhenItOpensAndExits0(t *testing.T) {
	dir := t.TempDir()
	server := portal(t, dir, "10ms")
	now := time.Now().UTC()
	window := now.Add(2*time.Hour).Format("15:04") + "-" + now.Add(3*time.Hour).Format("15:04")
	write(t, dir, "config.yaml", fmt.Sprintf("%spoliteness: {delay: 10ms, window: %q, timezone: UTC}\nnetwork: {allow: [127.0.0.0/8]}\n", contact, window))
	r := nianbao(t, dir, "crawl")
	opens := now.Add(2 * time.Hour).Truncate(time.Minute).Local().Format(time.DateTime)
	if r.code != exitDone || !containsAll(r.errout, "outside the window", opens) || len(server.Log()) != 0 {
		t.Errorf("exit %d, %d requests: %s", r.code, len(server.Log()), r.errout)
	}
}

func TestWaitStaysUntilTheWindowOpens(t *testing.T) {
	dir := t.TempDir()
	server := portal(t, dir, "10ms")
	now := time.Now().UTC()
	window := now.Add(2*time.Hour).Format("15:04") + "-" + now.Add(3*time.Hour).Format("15:04")
	write(t, dir, "config.yaml", fmt.Sprintf("%spoliteness: {delay: 10ms, window: %q, timezone: UTC}\nnetwork: {allow: [127.0.0.0/8]}\n", contact, window))
	cmd := command(t.Context(), dir, "crawl", "--wait")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		t.Errorf("it did not wait: %v", err)
	case <-time.After(1500 * time.Millisecond): // without --wait it ends in a tenth of that
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		<-ended
	}
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || len(server.Log()) != 0 {
		t.Errorf("exit %d, %d requests", code, len(server.Log()))
	}
}

func TestTheBarTellsHowARunStands(t *testing.T) {
	p := crawler.Progress{
		Totals: crawler.Counts{New: 7, Changed: 1, NotModified: 40, Failed: 2},
		Active: 3, Ready: 1, Snoozed: 20, Parked: 4, ETA: 62*time.Minute + 300*time.Millisecond,
	}
	for _, tt := range []struct{ lang, want, paused string }{
		{"en", "7 new, 1 changed, 40 unchanged, 2 failed; hosts: 3 asked, 1 ready, 20 waiting, 4 parked; 1h2m0s to go", "; paused: disk nearly full"},
		{"zh", "新 7，变更 1，未变 40，失败 2；站点：抓取中 3，就绪 1，等待 20，搁置 4；尚需 1h2m0s", "；暂停：disk nearly full"},
	} {
		a := newApp(nil, nil, nil)
		a.lang = tt.lang
		if got := a.standing(p); got != tt.want {
			t.Errorf("%s: %s", tt.lang, got)
		}
		halted := p
		halted.Paused = "disk nearly full"
		if got := a.standing(halted); !strings.HasSuffix(got, tt.paused) {
			t.Errorf("%s: %s", tt.lang, got)
		}
	}
}
