package notify

import (
	"context"
	"crypto/x509"
	"fmt"
	"net/mail"
	"strings"
	"testing"
	"time"

	"nianbao/cmd/nianbao/notify/mailtest"
)

func TestMailGetsThrough(t *testing.T) {
	secure, roots := mailtest.Certified(t)
	for _, tc := range []struct {
		name string
		box  *mailtest.Box
		mail Email
		over string
	}{
		{"starttls", &mailtest.Box{Secure: secure}, Email{User: "robot", Password: "geheim"}, "/robot/geheim over starttls"},
		{"tls", &mailtest.Box{Secure: secure, Implicit: true}, Email{User: "robot", Password: "geheim", TLS: true}, "/robot/geheim over tls"},
		{"clear, nobody logs in", &mailtest.Box{}, Email{Clear: true}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := tc.mail
			e.Server, e.Roots, e.Language = tc.box.Start(t), roots, Chinese
			e.From, e.To = "年报 <robot@example.org>", []string{"a@example.org", "乙 <b@example.org>"}
			if err := deliver(t.Context(), &e, message(t), e.Tries(), firstPause); err != nil {
				t.Fatal(err)
			}
			got := tc.box.Got()
			if got.User != tc.over || !strings.HasPrefix(got.From, "FROM:<robot@example.org>") || fmt.Sprint(got.To) != "[TO:<a@example.org> TO:<b@example.org>]" {
				t.Errorf("logged in as %q; from %s to %v", got.User, got.From, got.To)
			}
			checkMail(t, got.Mails[0])
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
	gotSubject, gotText := mailtest.Read(t, raw)
	if gotSubject != subject {
		t.Errorf("subject %q, want %q", gotSubject, subject)
	}
	if to, err := m.Header.AddressList("To"); err != nil || len(to) != 2 || to[1].Name != "乙" {
		t.Errorf("to %v, %v", to, err)
	}
	if _, err := m.Header.Date(); err != nil || m.Header.Get("Message-ID") != "<"+message(t).ID+"@example.org>" || m.Header.Get("Auto-Submitted") != "auto-generated" {
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
	if strings.TrimRight(gotText, "\n") != strings.TrimRight(text, "\n") {
		t.Errorf("text\n%s", gotText)
	}
}

func TestMailThatIsRefusedSaysWhy(t *testing.T) {
	secure, roots := mailtest.Certified(t)
	for _, tc := range []struct {
		name string
		box  *mailtest.Box
		mail Email
		want string
	}{
		{"no STARTTLS", &mailtest.Box{}, Email{User: "robot", Password: "geheim"}, "does not offer STARTTLS"},
		{"a certificate nobody trusts", &mailtest.Box{Secure: secure}, Email{Roots: x509.NewCertPool()}, "certificate"},
		{"login refused", &mailtest.Box{Secure: secure, Refuse: "AUTH"}, Email{User: "robot", Password: "geheim", Roots: roots}, "log in as robot: 554"},
		{"recipient refused", &mailtest.Box{Refuse: "RCPT"}, Email{Clear: true}, "554"},
	} {
		e := tc.mail
		e.Server, e.From, e.To = tc.box.Start(t), "robot@example.org", []string{"a@example.org"}
		err := deliver(t.Context(), &e, message(t), e.Tries(), time.Millisecond)
		if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "geheim") || !strings.Contains(err.Error(), e.Server) {
			t.Errorf("%s: %v", tc.name, err)
		}
		if got := tc.box.Got(); got.Opened != mailTries || got.User != "" && tc.box.Refuse != "AUTH" {
			t.Errorf("%s: %d connections, logged in as %q", tc.name, got.Opened, got.User)
		}
	}
}

func TestARecipientWhoIsRefusedKeepsMailFromNobodyElse(t *testing.T) {
	box := &mailtest.Box{Unknown: "gone@example.org"}
	var refused []string
	e := Email{
		Server: box.Start(t), Clear: true, From: "robot@example.org", To: []string{"gone@example.org", "a@example.org"},
		Refused: func(address string, err error) { refused = append(refused, address+" "+err.Error()) },
	}
	if err := deliver(t.Context(), &e, message(t), e.Tries(), time.Millisecond); err != nil {
		t.Fatal(err)
	}
	got := box.Got()
	if len(got.Mails) != 1 || len(got.To) != 1 || !strings.Contains(got.To[0], "a@example.org") {
		t.Errorf("%d mails, to %q", len(got.Mails), got.To)
	}
	if len(refused) != 1 || !strings.Contains(refused[0], "gone@example.org 550") {
		t.Errorf("told of %q", refused)
	}
}

func TestMailToASilentServerEndsWhenCancelled(t *testing.T) {
	box := &mailtest.Box{Silent: true}
	e := Email{Server: box.Start(t), From: "robot@example.org", To: []string{"a@example.org"}}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	began := time.Now()
	if err := deliver(ctx, &e, message(t), e.Tries(), firstPause); err == nil || time.Since(began) > 10*time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
}
