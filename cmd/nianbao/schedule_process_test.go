//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"nianbao/cmd/nianbao/notify"
	"nianbao/crawler/news"
	"nianbao/seeds/sample"
)

// service is schedule as a process.
type service struct {
	t   *testing.T
	cmd *exec.Cmd
	mu  sync.Mutex
	log bytes.Buffer
	end chan struct{}
}

func (s *service) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.Write(p)
}

func (s *service) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// scheduled starts schedule in a folder.
func scheduled(t *testing.T, dir string, env []string, args ...string) *service {
	t.Helper()
	s := &service{t: t, cmd: command(context.Background(), dir, append([]string{"schedule"}, args...)...), end: make(chan struct{})}
	s.cmd.Env = append(s.cmd.Env, env...)
	s.cmd.Stderr = s
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = s.cmd.Wait() // its code is looked at by those who end it
		close(s.end)
	}()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		<-s.end
	})
	return s
}

// await waits for a line of the log that has all the words.
func (s *service) await(words ...string) string {
	s.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		for line := range strings.Lines(s.said()) {
			if containsAll(line, words...) {
				return line
			}
		}
		select {
		case <-s.end:
			s.t.Fatalf("it ended with %d before it said %q:\n%s", s.cmd.ProcessState.ExitCode(), words, s.said())
		default:
		}
	}
	s.t.Fatalf("it never said %q:\n%s", words, s.said())
	return ""
}

// terminate sends a signal, and expects it to end with a code in two seconds.
func (s *service) terminate(sig os.Signal, code int) {
	s.t.Helper()
	began := time.Now()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
	select {
	case <-s.end:
	case <-time.After(30 * time.Second):
		s.t.Fatalf("it does not end:\n%s", s.said())
	}
	if took := time.Since(began); took > 2*time.Second {
		s.t.Errorf("it took %v to end on %v", took, sig)
	}
	if got := s.cmd.ProcessState.ExitCode(); got != code {
		s.t.Errorf("exit %d on %v, want %d:\n%s", got, sig, code, s.said())
	}
}

// hook is a webhook that keeps what it is told; the first so many posts fail.
type hook struct {
	*httptest.Server
	mu     sync.Mutex
	fail   int
	nights []news.Night
	bodies [][]byte
	ids    []string
}

func newHook(t *testing.T, fail int) *hook { return newHookAt(t, "127.0.0.1:0", fail) }

// newHookAt is newHook at an address.
func newHookAt(t *testing.T, addr string, fail int) *hook {
	t.Helper()
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	h := &hook{fail: fail}
	h.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var n news.Night
		if err != nil || json.Unmarshal(body, &n) != nil {
			t.Errorf("posted %.200s, %v", body, err)
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.fail > 0 {
			h.fail--
			http.Error(rw, "not now", http.StatusBadGateway)
			return
		}
		h.nights, h.bodies = append(h.nights, n), append(h.bodies, body)
		h.ids = append(h.ids, r.Header.Get(notify.DeliveryHeader))
	}))
	_ = h.Listener.Close() // its own
	h.Listener = listener
	h.Start()
	t.Cleanup(h.Close)
	return h
}

// await waits until it was told of so many nights.
func (h *hook) await(s *service, n int) []news.Night {
	s.t.Helper()
	for range 3000 {
		h.mu.Lock()
		nights := h.nights
		h.mu.Unlock()
		if len(nights) >= n {
			return nights
		}
		time.Sleep(20 * time.Millisecond)
	}
	s.t.Fatalf("not told of %d nights:\n%s", n, s.said())
	return nil
}

// configure puts a config beside the sample portal's seeds. never is a time that
// no test meets.
const never = "0 0 1 1 *"

func configure(t *testing.T, dir, more string) {
	t.Helper()
	write(t, dir, "config.yaml", `user_agent: "nianbao-test/1.0 (+http://127.0.0.1/; test@localhost.invalid)"
network: {allow: [127.0.0.0/8]}
`+more)
}

func metric(t *testing.T, addr, name string) string {
	t.Helper()
	res, err := http.Get("http://" + addr + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%d, %v", res.StatusCode, err)
	}
	for line := range strings.Lines(string(body)) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// freeAddr is an address nobody listens on.
func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// hangup sends SIGHUP and awaits what comes of it.
func (s *service) hangup(words ...string) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		s.t.Fatal(err)
	}
	s.await(words...)
}

// awaitMore waits until a portal was asked so many times more.
func awaitMore(t *testing.T, server *sample.Server, n int) {
	t.Helper()
	awaitRequests(t, server, len(server.Log())+n)
}
