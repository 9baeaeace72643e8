//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestScheduleCatchesUpTellsAndEnds follows one service from an archive that
// never ran over its first run, a change, a bad config and SIGTERM.
func TestScheduleCatchesUpTellsAndEnds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server := portal(t, dir, "5ms")
	h := newHook(t, 2)
	told := fmt.Sprintf("notify: {webhook: {url: %q}}\n", h.URL)
	configure(t, dir, "politeness: {delay: 5ms}\nrecheck: 0s\nschedule: \""+never+"\"\n"+told)
	addr := freeAddr(t)
	s := scheduled(t, dir, nil, "--metrics", addr)
	first := h.await(s, 1)[0] // two posts failed
	if first.Why != "first" || !first.OK || first.New.Count < 40 || first.NextRun == nil || first.Run != 1 {
		t.Errorf("the first night: %+v", first)
	}
	s.await("waiting", "next_run")
	validate(t, "night", h.bodies[0])
	must(t, dir, "stats")   // nothing holds the archive between runs
	must(t, dir, "reparse") // it writes
	for name, want := range map[string]string{
		`nianbao_runs_total{result="ok"}`: "1", `nianbao_reports_total{what="new"}`: fmt.Sprint(first.New.Count),
		"nianbao_run_in_progress": "0", "nianbao_config_last_reload_successful": "1", `nianbao_notifications_total{channel="webhook",result="ok"}`: "1",
	} {
		if got := metric(t, addr, name); got != want {
			t.Errorf("%s is %q, want %s", name, got, want)
		}
	}
	for _, name := range []string{
		`nianbao_requests_total{outcome="ok"}`, "nianbao_request_gap_seconds_count", "nianbao_commit_seconds_count", "nianbao_archive_bytes",
		"nianbao_disk_free_bytes", `nianbao_last_run_timestamp_seconds{result="ok"}`, "nianbao_next_run_timestamp_seconds", `nianbao_frontier_urls{state="known"}`,
	} {
		if got := metric(t, addr, name); got == "" || got == "0" || got == "-1" {
			t.Errorf("%s is %q", name, got)
		}
	}

	// A bad config is refused, the old one holds; a good one that makes a run due
	// is taken.
	configure(t, dir, "politeness: {delay: 5ms}\nschedule: \"often\"\n")
	s.hangup("config refused", "config.yaml:4: schedule:")
	if got := metric(t, addr, "nianbao_config_last_reload_successful"); got != "0" {
		t.Errorf("config_last_reload_successful is %s", got)
	}
	server.Remove(server.Documents()[0].Path, 404)
	configure(t, dir, "politeness: {delay: 5ms}\nrecheck: 0s\nschedule: \"* * * * *\"\n"+told)
	s.hangup("config read again", "* * * * *")
	second := h.await(s, 2)[1]
	if second.Why != "scheduled" || second.Gone.Count != 1 || second.New.Count != 0 || second.Run != 2 {
		t.Errorf("the second night: why %s, run %d, %d gone, %d new", second.Why, second.Run, second.Gone.Count, second.New.Count)
	}
	s.terminate(syscall.SIGTERM, exitDone)
}

// TestScheduleGoesOnAfterBeingKilled kills the service in a run, and looks at
// what the next one asks.
func TestScheduleGoesOnAfterBeingKilled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server := portal(t, dir, "50ms")
	h := newHook(t, 0)
	configure(t, dir, fmt.Sprintf("politeness: {delay: 50ms}\nschedule: %q\nnotify: {webhook: {url: %q}}\n", never, h.URL))
	s := scheduled(t, dir, nil)
	awaitRequests(t, server, 40)
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-s.end
	s = scheduled(t, dir, nil, "--log-format", "json")
	awaitMore(t, server, 20)
	s.terminate(syscall.SIGTERM, exitDone) // in the middle, too: it is no account's end
	s = scheduled(t, dir, nil)
	night := h.await(s, 1)[0]
	if night.Why != "resumed" || !night.Resumed || night.Run != 1 || night.New.Count < 40 || night.Totals.New >= night.New.Count {
		t.Errorf("the night: %s, run %d, %d new in all, %d in its last part", night.Why, night.Run, night.New.Count, night.Totals.New)
	}
	asked := map[string]int{}
	for _, r := range server.Log() {
		asked[r.Host+r.Path]++
	}
	again := 0
	for path, n := range asked {
		if !strings.HasSuffix(path, "/robots.txt") {
			again += n - 1
		}
	}
	if limit := 2 * len(server.Hosts()); again > limit {
		t.Errorf("%d requests were made again after a kill and an end, at most %d were in flight", again, limit)
	}
	s.terminate(syscall.SIGINT, exitInterrupted)
}

// TestScheduleEndsInTimeWhateverItDoes sends SIGTERM while requests, a post and
// a mail hang.
func TestScheduleEndsInTimeWhateverItDoes(t *testing.T) {
	hang := func() *httptest.Server {
		s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // then the server sees that its client is gone
			<-r.Context().Done()
		}))
		t.Cleanup(s.Close)
		return s
	}
	for name, tc := range map[string]struct{ page, post bool }{"a request": {page: true}, "a post": {post: true}} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			site := httptest.NewServer(http.NotFoundHandler())
			t.Cleanup(site.Close)
			if tc.page {
				site = hang()
			}
			write(t, dir, "seeds/one.yaml", "portals:\n  - name: 甲\n    columns:\n      - url: "+site.URL+"/nb/\n")
			more := "politeness: {delay: 5ms}\nschedule: \"" + never + "\"\n"
			if tc.post {
				more += fmt.Sprintf("notify: {webhook: {url: %q, timeout: 1h}}\n", hang().URL)
			}
			configure(t, dir, more)
			s := scheduled(t, dir, nil, "--listen", freeAddr(t))
			if tc.page {
				s.await("run begins")
			} else {
				s.await("run ended")
			}
			s.terminate(syscall.SIGTERM, exitDone)
			if _, err := os.Lstat(filepath.Join(dir, "archive.db.sock")); err == nil {
				t.Error("the socket is still there")
			}
			must(t, dir, "verify")
		})
	}
}

// TestScheduleThatListensHoldsTheArchive tries to write beside it, and to read.
func TestScheduleThatListensHoldsTheArchive(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	portal(t, dir, "5ms")
	configure(t, dir, "politeness: {delay: 5ms}\nschedule: \""+never+"\"\n")
	addr := freeAddr(t)
	s := scheduled(t, dir, nil, "--listen", addr)
	s.await("waiting")
	if r := nianbao(t, dir, "crawl"); r.code != exitFailed || !containsAll(r.errout, "held by another process", "schedule", fmt.Sprint(s.cmd.Process.Pid)) {
		t.Errorf("a second writer: exit %d, %s", r.code, r.errout)
	}
	if r := nianbao(t, dir, "schedule", "--listen", freeAddr(t)); r.code != exitFailed || !containsAll(r.errout, "held by another process") {
		t.Errorf("a second scheduler: exit %d, %s", r.code, r.errout)
	}
	if reports := lines(t, must(t, dir, "export")); len(reports) < 30 {
		t.Errorf("%d reports through the scheduler", len(reports))
	}
	res, err := http.Get("http://" + addr + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	validate(t, "health", body)
	var health Health
	if err := json.Unmarshal(body, &health); err != nil || res.StatusCode != http.StatusOK || health.Status != "ok" || health.NextRun == nil {
		t.Errorf("healthz %d: %s, %v", res.StatusCode, body, err)
	}
	for path, want := range map[string]int{"/": 200, "/api/reports?limit=1": 200, "/metrics": 200, "/nothing": 404} {
		res, err := http.Get("http://" + addr + path)
		if err != nil {
			t.Fatal(err)
		}
		if res.Body.Close(); res.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, res.StatusCode, want)
		}
	}
	rebound, err := http.NewRequest(http.MethodGet, "http://"+addr+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	rebound.Host = "evil.example"
	if res, err := http.DefaultClient.Do(rebound); err != nil || res.StatusCode != http.StatusForbidden {
		t.Errorf("under another name: %v, %v", res, err)
	}
	configure(t, dir, "politeness: {delay: 5ms}\nrecheck: 0s\nschedule: \"* * * * *\"\n")
	s.hangup("config read again", "* * * * *")
	if line := s.await("run ended", "run=2", "why=scheduled"); !containsAll(line, "not_modified=") || containsAll(line, "not_modified=0 ") {
		t.Errorf("the second run on the archive that is held: %s", line)
	}
	configure(t, dir, "archive: other.db\npoliteness: {delay: 5ms}\n")
	s.hangup("config refused", "config.yaml:3: archive: is held")
	s.terminate(syscall.SIGTERM, exitDone)
}

// TestScheduleTellsSystemd plays the service manager.
func TestScheduleTellsSystemd(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	portal(t, dir, "5ms")
	configure(t, dir, "politeness: {delay: 5ms}\nschedule: \""+never+"\"\n")
	socket := filepath.Join(dir, "notify")
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer manager.Close()
	heard := make(chan string, 1000)
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := manager.Read(buf)
			if err != nil {
				return
			}
			heard <- string(buf[:n])
		}
	}()
	await := func(what string) {
		t.Helper()
		for timeout := time.After(time.Minute); ; {
			select {
			case said := <-heard:
				if strings.HasPrefix(said, what) {
					return
				}
			case <-timeout:
				t.Fatalf("never told %s", what)
			}
		}
	}
	s := scheduled(t, dir, []string{"NOTIFY_SOCKET=" + socket, "WATCHDOG_USEC=200000"})
	await("READY=1")
	await("STATUS=next run at")
	await("WATCHDOG=1")
	if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	await("RELOADING=1\nMONOTONIC_USEC=")
	await("READY=1")
	s.terminate(syscall.SIGTERM, exitDone)
	await("STOPPING=1")
}

// TestScheduleOutlivesFailingRuns has another process hold the archive, and a
// run meet a file in place of it.
func TestScheduleOutlivesFailingRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server := portal(t, dir, "300ms")
	h := newHook(t, 0)
	configure(t, dir, fmt.Sprintf("politeness: {delay: 300ms}\nschedule: %q\nnotify: {webhook: {url: %q}}\n", never, h.URL))
	other := command(t.Context(), dir, "crawl")
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = other.Process.Kill()
		_ = other.Wait()
	}()
	awaitRequests(t, server, 10)
	s := scheduled(t, dir, nil)
	s.await("tried again later", "held by another process")
	if n := h.await(s, 1)[0]; n.OK || n.Why != "resumed" || !strings.Contains(n.Error, "held by another process") {
		t.Errorf("told: %+v", n)
	}
	validate(t, "night", h.bodies[0])
	s.terminate(syscall.SIGTERM, exitDone)
}

func TestScheduleRefusesWhatCannotWork(t *testing.T) {
	dir := t.TempDir()
	portal(t, dir, "5ms")
	write(t, dir, "text.db", "hello")
	good := "politeness: {delay: 5ms}\n"
	for _, tc := range []struct {
		name, config string
		args         []string
		code         int
		want         []string
	}{
		{"no contact", "", []string{"-c", "none.yaml"}, exitUsage, []string{"none.yaml"}},
		{"a bad expression", good + "schedule: \"61 * * * *\"\n", nil, exitUsage, []string{"config.yaml:4: schedule:", "minute"}},
		{"a secret that is not there", good + "notify: {webhook: {url: \"http://127.0.0.1:1/\", secret_file: gone.key}}\n", nil, exitUsage, []string{"notify.webhook.secret_file", "gone.key"}},
		{"an address without a port", good, []string{"--metrics", "localhost"}, exitUsage, []string{"--metrics localhost", "must be host:port"}},
		{"an address of others", good, []string{"--metrics", "192.0.2.1:9"}, exitFailed, []string{"--metrics 192.0.2.1:9"}},
		{"everybody may read", good, []string{"--listen", "0.0.0.0:0"}, exitUsage, []string{"--listen 0.0.0.0:0", "--public"}},
		{"flags of serving", good, []string{"--public"}, exitUsage, []string{"--public", "--listen"}},
		{"no archive", good, []string{"-a", "text.db"}, exitFailed, []string{"text.db", "not an archive"}},
		{"no folder", good, []string{"-a", "gone/archive.db"}, exitFailed, []string{"folder does not exist"}},
	} {
		configure(t, dir, tc.config)
		if r := nianbao(t, dir, append([]string{"schedule"}, tc.args...)...); r.code != tc.code || !containsAll(r.errout, tc.want...) || strings.Count(r.errout, "\n") != 1 {
			t.Errorf("%s: exit %d, %s", tc.name, r.code, r.errout)
		}
	}
}

// TestScheduleGoesOnWhereTheWindowCutItOff has the window shut on a run at the
// next full minute, and then opens another. It takes about a minute.
func TestScheduleGoesOnWhereTheWindowCutItOff(t *testing.T) {
	if os.Getenv("NIANBAO_FULL") == "" {
		t.Skip("NIANBAO_FULL=1 runs it; the crawler's own test cuts a run off by a clock of its own")
	}
	t.Parallel()
	dir := t.TempDir()
	server := portal(t, dir, "5s")
	h := newHook(t, 0)
	shuts := time.Now().UTC().Add(70 * time.Second).Truncate(time.Minute)
	with := func(politeness string) {
		configure(t, dir, fmt.Sprintf("politeness: {%s}\nschedule: %q\nnotify: {webhook: {url: %q}}\n", politeness, never, h.URL))
	}
	with(fmt.Sprintf("delay: 5s, timezone: UTC, window: %q", shuts.Add(-2*time.Hour).Format("15:04")+"-"+shuts.Format("15:04")))
	s := scheduled(t, dir, nil)
	one := h.await(s, 1)[0]
	if !one.CutOff || !one.OK || one.Why != "first" || one.NextRun == nil || one.NextRun.Before(shuts.Add(21*time.Hour)) || one.Ended.Before(shuts.Add(-6*time.Second)) {
		t.Errorf("cut off at %v: %+v", time.Now(), one)
	}
	for _, r := range server.Log() {
		if !r.Arrived.Before(shuts) {
			t.Errorf("%s was asked at %v, after %v", r.Path, r.Arrived, shuts)
		}
	}
	s.await("waiting", "why=resumed")
	with("delay: 5ms")
	two := h.await(s, 2)[1]
	if two.CutOff || two.Why != "resumed" || two.Run != one.Run || !two.Resumed || one.New.Count+two.New.Count < 40 {
		t.Errorf("gone on with: %+v", two)
	}
	s.terminate(syscall.SIGTERM, exitDone)
}
