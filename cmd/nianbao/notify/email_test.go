package notify

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	"net/mail"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"
)

// mailbox is a small mail server (RFC 5321) that keeps what it is handed.
type mailbox struct {
	listener net.Listener
	secure   *tls.Config // nil: it offers no STARTTLS
	implicit bool        // TLS from the first byte on
	refuse   string      // the verb it refuses
	silent   bool        // it never says a word

	mu     sync.Mutex
	user   string // who logged in, and over what
	from   string
	to     []string
	mail   string
	opened int
}

// certified makes a certificate for 127.0.0.1, and who trusts it.
func certified(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	t.Cleanup(s.Close)
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return &tls.Config{Certificates: s.TLS.Certificates}, pool
}

func (m *mailbox) start(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.listener = l
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { m.talk(c) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		wg.Wait()
	})
	return l.Addr().String()
}

func (m *mailbox) talk(c net.Conn) {
	defer func() { c.Close() }()
	m.mu.Lock()
	m.opened++
	m.mu.Unlock()
	if m.silent {
		io.Copy(io.Discard, c)
		return
	}
	over := "clear"
	if m.implicit {
		c, over = tls.Server(c, m.secure), "tls"
	}
	r := textproto.NewReader(bufio.NewReader(c))
	say := func(line string) { fmt.Fprint(c, line+"\r\n") }
	say("220 test")
	for {
		line, err := r.ReadLine()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(line, " ")
		m.mu.Lock()
		switch verb = strings.ToUpper(verb); {
		case verb == m.refuse:
			say("554 not here")
		case verb == "EHLO":
			say("250-test")
			if m.secure != nil && over == "clear" {
				say("250-STARTTLS")
			}
			say("250 AUTH PLAIN")
		case verb == "STARTTLS":
			say("220 go on")
			c, over = tls.Server(c, m.secure), "starttls"
			r = textproto.NewReader(bufio.NewReader(c))
		case verb == "AUTH":
			b, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
			m.user = strings.ReplaceAll(string(b), "\x00", "/") + " over " + over
			say("235 welcome")
		case verb == "MAIL":
			m.from = rest
			say("250 ok")
		case verb == "RCPT":
			m.to = append(m.to, rest)
			say("250 ok")
		case verb == "DATA":
			say("354 go on")
			b, _ := r.ReadDotBytes()
			m.mail = string(b)
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
		default:
			say("502 what?")
		}
		m.mu.Unlock()
	}
}

func TestMailGetsThrough(t *testing.T) {
	secure, roots := certified(t)
	for _, tc := range []struct {
		name string
		box  *mailbox
		mail Email
		over string
	}{
		{"starttls", &mailbox{secure: secure}, Email{User: "robot", Password: "geheim"}, "/robot/geheim over starttls"},
		{"tls", &mailbox{secure: secure, implicit: true}, Email{User: "robot", Password: "geheim", TLS: true}, "/robot/geheim over tls"},
		{"clear, nobody logs in", &mailbox{}, Email{Clear: true}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := tc.mail
			e.Server, e.Roots, e.Language = tc.box.start(t), roots, Chinese
			e.From, e.To = "年报 <robot@example.org>", []string{"a@example.org", "乙 <b@example.org>"}
			if err := Deliver(t.Context(), &e, night()); err != nil {
				t.Fatal(err)
			}
			tc.box.mu.Lock()
			defer tc.box.mu.Unlock()
			if tc.box.user != tc.over || !strings.HasPrefix(tc.box.from, "FROM:<robot@example.org>") || fmt.Sprint(tc.box.to) != "[TO:<a@example.org> TO:<b@example.org>]" {
				t.Errorf("logged in as %q; from %s to %v", tc.box.user, tc.box.from, tc.box.to)
			}
			checkMail(t, tc.box.mail)
		})
	}
}

// checkMail reads a mail with the standard library.
func checkMail(t *testing.T, raw string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	subject, text := Text(night(), Chinese)
	if got, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil || got != subject {
		t.Errorf("subject %q, %v; want %q", got, err, subject)
	}
	if to, err := m.Header.AddressList("To"); err != nil || len(to) != 2 || to[1].Name != "乙" {
		t.Errorf("to %v, %v", to, err)
	}
	if _, err := m.Header.Date(); err != nil || m.Header.Get("Message-ID") == "" || m.Header.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("header %v, %v", m.Header, err)
	}
	if got := m.Header.Get("Bcc"); got != "" {
		t.Errorf("a title got into the header: %s", got)
	}
	for line := range strings.Lines(raw) {
		if len(line) > 998 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if got := strings.ReplaceAll(string(body), "\r\n", "\n"); err != nil || strings.TrimRight(got, "\n") != strings.TrimRight(text, "\n") {
		t.Errorf("%v; text\n%s", err, got)
	}
}

func TestMailThatIsRefusedSaysWhy(t *testing.T) {
	secure, roots := certified(t)
	for _, tc := range []struct {
		name string
		box  *mailbox
		mail Email
		want string
	}{
		{"no STARTTLS", &mailbox{}, Email{User: "robot", Password: "geheim"}, "does not offer STARTTLS"},
		{"a certificate nobody trusts", &mailbox{secure: secure}, Email{Roots: x509.NewCertPool()}, "certificate"},
		{"login refused", &mailbox{secure: secure, refuse: "AUTH"}, Email{User: "robot", Password: "geheim", Roots: roots}, "log in as robot: 554"},
		{"recipient refused", &mailbox{refuse: "RCPT"}, Email{Clear: true}, "554"},
	} {
		e := tc.mail
		e.Server, e.From, e.To = tc.box.start(t), "robot@example.org", []string{"a@example.org"}
		err := deliver(t.Context(), &e, night(), time.Millisecond)
		if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "geheim") || !strings.Contains(err.Error(), e.Server) {
			t.Errorf("%s: %v", tc.name, err)
		}
		tc.box.mu.Lock()
		if tc.box.opened != mailTries || tc.box.user != "" && tc.box.refuse != "AUTH" {
			t.Errorf("%s: %d connections, logged in as %q", tc.name, tc.box.opened, tc.box.user)
		}
		tc.box.mu.Unlock()
	}
}

func TestMailToASilentServerEndsWhenCancelled(t *testing.T) {
	box := &mailbox{silent: true}
	e := Email{Server: box.start(t), From: "robot@example.org", To: []string{"a@example.org"}}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	began := time.Now()
	if err := Deliver(ctx, &e, night()); err == nil || time.Since(began) > 10*time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
}
