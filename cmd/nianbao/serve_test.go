package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

var servedAt = regexp.MustCompile(`http://[0-9.:]+/`)

// served starts serve in a folder and waits until it says where.
func served(t *testing.T, dir string, args ...string) (cmd *exec.Cmd, url string) {
	t.Helper()
	cmd = command(t.Context(), dir, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	errout, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	r := bufio.NewReader(errout)
	for {
		line, err := r.ReadString('\n')
		if at := servedAt.FindString(line); at != "" {
			go func() { _, _ = io.Copy(io.Discard, r) }()
			return cmd, strings.TrimSuffix(at, "/")
		}
		if err != nil {
			t.Fatalf("serve did not say where: %v: %s", err, line)
		}
	}
}

func fetched(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// TestServeFollowsACrawl looks at an archive while a crawl holds it, until the
// crawl has ended, and what was found is there to be searched.
func TestServeFollowsACrawl(t *testing.T) {
	dir := t.TempDir()
	server := portal(t, dir, "5ms")
	must(t, dir, "crawl", "--max-time", "1s") // an archive to open
	server.ResetLog()
	crawl := command(t.Context(), dir, "crawl")
	if err := crawl.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- crawl.Wait() }()
	serve, url := served(t, dir)
	for crawling := true; crawling; {
		for _, path := range []string{"/", "/search?q=公开", "/api/overview", "/hosts/" + server.Hosts()[0]} {
			if code, body := fetched(t, url+path); code != http.StatusOK && !strings.HasPrefix(path, "/hosts/") {
				t.Errorf("%s: status %d: %.300s", path, code, body)
			}
		}
		select {
		case err := <-done:
			if crawling = false; err != nil {
				t.Fatal(err)
			}
		default:
		}
	}
	want := len(lines(t, must(t, dir, "export")))
	var overview struct {
		Reports int            `json:"reports"`
		Kinds   map[string]int `json:"kinds"`
	}
	for deadline := time.Now().Add(time.Minute); overview.Reports != want && time.Now().Before(deadline); {
		code, body := fetched(t, url+"/api/overview")
		if err := json.Unmarshal([]byte(body), &overview); err != nil || code != http.StatusOK {
			t.Fatalf("status %d, %v: %s", code, err, body)
		}
	}
	if overview.Reports != want || want < 50 {
		t.Errorf("%d reports shown, %d in the archive", overview.Reports, want)
	}
	if code, body := fetched(t, url+"/hosts/"+server.Hosts()[0]); code != http.StatusOK || !strings.Contains(body, "done (") {
		t.Errorf("host page: status %d: %.500s", code, body)
	}
	_ = serve.Process.Kill()
}

// TestServeEndsInTimeOnASignal ends it while a browser keeps a connection open:
// with 0 where a service manager says so, with 130 on Ctrl-C.
func TestServeEndsInTimeOnASignal(t *testing.T) {
	dir := t.TempDir()
	portal(t, dir, "5ms")
	must(t, dir, "crawl", "--max-time", "1s")
	for _, c := range []struct {
		signal os.Signal
		code   int
	}{{syscall.SIGTERM, exitDone}, {syscall.SIGINT, exitInterrupted}} {
		serve, url := served(t, dir)
		if code, _ := fetched(t, url+"/"); code != http.StatusOK {
			t.Fatalf("status %d", code)
		}
		half, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(half, "GET / HTTP/1.1\r\nHost: loc") // a request that never ends
		begin := time.Now()
		if err := serve.Process.Signal(c.signal); err != nil {
			t.Fatal(err)
		}
		_ = serve.Wait() // its code is looked at below
		if code, took := serve.ProcessState.ExitCode(), time.Since(begin); code != c.code || took > 2*time.Second {
			t.Errorf("%v: exit %d after %v, want %d within two seconds", c.signal, code, took, c.code)
		}
		half.Close()
	}
}

// TestServeIsPrivateUnlessSaidOtherwise gives addresses and tokens that must be
// refused, with the code of usage and what to do.
func TestServeIsPrivateUnlessSaidOtherwise(t *testing.T) {
	dir := t.TempDir()
	portal(t, dir, "5ms")
	must(t, dir, "crawl", "--max-time", "1s")
	write(t, dir, "short", "12345\n")
	write(t, dir, "none", "\n")
	write(t, dir, "token", "a-token-long-enough\n")
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--listen", "0.0.0.0:0"}, "--public"},
		{[]string{"--listen", ":0"}, "--public"},
		{[]string{"--listen", "[::]:0"}, "--token-file"},
		{[]string{"--listen", "nonsense"}, "host:port"},
		{[]string{"--token-file", "short"}, "16 characters"},
		{[]string{"--token-file", "none"}, "empty"},
		{[]string{"--token-file", "missing"}, "missing"},
		{[]string{"--token-file", "token", "--public"}, "choose one"},
		{[]string{"--cors", "example.org"}, "origin"},
		{[]string{"--index", "archive.db"}, "the archive"},
	} {
		if r := nianbao(t, dir, append([]string{"serve"}, c.args...)...); r.code != exitUsage || !strings.Contains(r.errout, c.says) {
			t.Errorf("%v: exit %d: %s", c.args, r.code, r.errout)
		}
	}
	_, url := served(t, dir, "--token-file", "token")
	if code, _ := fetched(t, url+"/"); code != http.StatusUnauthorized {
		t.Errorf("without the token: status %d", code)
	}
	if code, _ := fetched(t, url+"/api/overview?token=a-token-long-enough"); code != http.StatusOK {
		t.Errorf("with the token: status %d", code)
	}
}
