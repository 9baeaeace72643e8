//go:build unix

package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"nianbao/cmd/nianbao/notify/mailtest"
)

// waiting lists the messages that wait beside the archive of a folder.
func waiting(t *testing.T, dir string) []string {
	t.Helper()
	names, err := fs.Glob(os.DirFS(dir), "archive.db"+outboxSuffix+"/*")
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestWhatWasNotToldIsToldByTheNextProgram makes a run while the receiver is
// down, ends the service or kills it, and starts it again with the receiver up.
func TestWhatWasNotToldIsToldByTheNextProgram(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*service){
		"ended": func(s *service) { s.terminate(syscall.SIGTERM, exitDone) },
		"killed": func(s *service) {
			if err := s.cmd.Process.Kill(); err != nil {
				s.t.Fatal(err)
			}
			<-s.end
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			portal(t, dir, "5ms")
			addr := freeAddr(t)
			configure(t, dir, fmt.Sprintf("politeness: {delay: 5ms}\nschedule: %q\nnotify: {webhook: {url: \"http://%s/\", tries: 5}}\n", never, addr))
			s := scheduled(t, dir, nil)
			s.await("run ended")
			s.await("waiting", "next_run")
			end(s) // between two tries
			if names := waiting(t, dir); len(names) != 1 {
				t.Fatalf("%v waits", names)
			}
			h := newHookAt(t, addr, 0)
			s = scheduled(t, dir, nil)
			night := h.await(s, 1)[0]
			line := s.await("told", "run=1", "channel=webhook")
			if night.Run != 1 || night.Why != "first" || night.New.Count < 40 {
				t.Errorf("told of run %d, %s, %d new", night.Run, night.Why, night.New.Count)
			}
			validate(t, "night", h.bodies[0])
			if id := h.ids[0]; len(id) != 32 || !strings.Contains(line, id) {
				t.Errorf("delivered as %q; the log: %s", id, line)
			}
			s.terminate(syscall.SIGTERM, exitDone)
			if names := waiting(t, dir); len(names) != 0 {
				t.Errorf("%v still waits", names)
			}
			s = scheduled(t, dir, nil)
			s.await("waiting", "next_run")
			s.terminate(syscall.SIGTERM, exitDone)
			if h.mu.Lock(); len(h.nights) != 1 {
				t.Errorf("told %d times", len(h.nights))
			}
			h.mu.Unlock()
			must(t, dir, "verify")
		})
	}
}

// TestScheduleMailsOverTLS has the program hand its mail to a server that wants
// STARTTLS and a login, under a certificate of an authority the system trusts;
// then to the same without such a certificate, which gets nothing.
func TestScheduleMailsOverTLS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server := portal(t, dir, "5ms")
	secure, _ := mailtest.Certified(t)
	write(t, dir, "ca.pem", string(mailtest.PEM(secure)))
	write(t, dir, "mail.key", "geheim\n")
	write(t, dir, "none/empty", "")
	trusting := []string{"SSL_CERT_FILE=" + filepath.Join(dir, "ca.pem"), "SSL_CERT_DIR=" + filepath.Join(dir, "none")}
	doubting := []string{"SSL_CERT_FILE=" + filepath.Join(dir, "none/empty"), "SSL_CERT_DIR=" + filepath.Join(dir, "none")}
	with := func(addr, schedule, recheck string) {
		configure(t, dir, fmt.Sprintf(`politeness: {delay: 5ms}
schedule: %q
recheck: %s
notify:
  email: {server: %q, user: robot, password_file: mail.key, from: "年报 <robot@example.org>", to: [a@example.org, "乙 <b@example.org>"], language: zh}
`, schedule, recheck, addr))
	}
	box := &mailtest.Box{Secure: secure}
	addr := box.Start(t)
	with(addr, never, "168h")
	s := scheduled(t, dir, doubting)
	s.await("run ended")
	s.await("not told", "run=1", "certificate")
	s.terminate(syscall.SIGTERM, exitDone)
	if got := box.Got(); len(got.Mails) != 0 || got.User != "" {
		t.Fatalf("a server nobody vouches for was handed %d mails, and logged in to as %q", len(got.Mails), got.User)
	}
	s = scheduled(t, dir, trusting) // it has what was left
	s.await("told", "run=1", "channel=email")
	server.Remove(server.Documents()[0].Path, 404)
	with(addr, "* * * * *", "0s")
	s.hangup("config read again", "* * * * *")
	s.await("told", "run=2", "channel=email")
	s.terminate(syscall.SIGTERM, exitDone)
	got := box.Got()
	if got.User != "/robot/geheim over starttls" || !strings.HasPrefix(got.From, "FROM:<robot@example.org>") || fmt.Sprint(got.To[:2]) != "[TO:<a@example.org> TO:<b@example.org>]" || len(got.Mails) < 2 {
		t.Fatalf("logged in as %q; %d mails from %s to %v", got.User, len(got.Mails), got.From, got.To)
	}
	for i, words := range [][]string{{"第 1 次抓取", "新报告: "}, {"第 2 次抓取", "消失的报告: 1"}} {
		subject, text := mailtest.Read(t, got.Mails[i])
		if !containsAll(text, words...) || subject == "" {
			t.Errorf("mail %d: %s\n%s", i+1, subject, text)
		}
	}
	if log := s.said(); strings.Contains(log, "geheim") {
		t.Error("the password stands in the log")
	}
}
