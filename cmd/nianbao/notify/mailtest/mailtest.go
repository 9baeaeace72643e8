// Package mailtest is a small mail server for tests.
package mailtest

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
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
)

// Box is a mail server (RFC 5321) that keeps what it is handed. It is set up
// before Start.
type Box struct {
	Secure   *tls.Config // nil: it offers no STARTTLS
	Implicit bool        // TLS from the first byte on
	Refuse   string      // the verb it refuses
	Unknown  string      // a recipient it does not know
	Silent   bool        // it never says a word

	mu  sync.Mutex
	got Got
}

// Got is what a Box was handed.
type Got struct {
	User   string   // who logged in, and over what
	From   string   // of the last mail, as the client said it
	To     []string // of all mails
	Mails  []string
	Opened int // connections
}

// Certified makes a certificate for 127.0.0.1, and who trusts it.
func Certified(t testing.TB) (*tls.Config, *x509.CertPool) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	t.Cleanup(s.Close)
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return &tls.Config{Certificates: s.TLS.Certificates}, pool
}

// PEM is the certificate of a server, as a file of trusted ones holds it.
func PEM(secure *tls.Config) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificates[0].Certificate[0]})
}

// Got is what the box was handed so far.
func (m *Box) Got() Got {
	m.mu.Lock()
	defer m.mu.Unlock()
	g := m.got
	g.To, g.Mails = append([]string(nil), g.To...), append([]string(nil), g.Mails...)
	return g
}

// Start listens until the test ends, and says where.
func (m *Box) Start(t testing.TB) string {
	t.Helper()
	return m.StartAt(t, "127.0.0.1:0")
}

// StartAt is Start at an address.
func (m *Box) StartAt(t testing.TB, addr string) string {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
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
		_ = l.Close()
		wg.Wait()
	})
	return l.Addr().String()
}

func (m *Box) talk(c net.Conn) {
	defer func() { _ = c.Close() }()
	m.mu.Lock()
	m.got.Opened++
	m.mu.Unlock()
	if m.Silent {
		_, _ = io.Copy(io.Discard, c)
		return
	}
	over := "clear"
	if m.Implicit {
		c, over = tls.Server(c, m.Secure), "tls"
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
		case verb == m.Refuse:
			say("554 not here")
		case verb == "EHLO":
			say("250-test")
			if m.Secure != nil && over == "clear" {
				say("250-STARTTLS")
			}
			say("250 AUTH PLAIN")
		case verb == "STARTTLS":
			say("220 go on")
			c, over = tls.Server(c, m.Secure), "starttls"
			r = textproto.NewReader(bufio.NewReader(c))
		case verb == "AUTH":
			b, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
			m.got.User = strings.ReplaceAll(string(b), "\x00", "/") + " over " + over
			say("235 welcome")
		case verb == "MAIL":
			m.got.From = rest
			say("250 ok")
		case verb == "RCPT" && m.Unknown != "" && strings.Contains(rest, m.Unknown):
			say("550 no such user")
		case verb == "RCPT":
			m.got.To = append(m.got.To, rest)
			say("250 ok")
		case verb == "DATA":
			say("354 go on")
			b, _ := r.ReadDotBytes()
			m.got.Mails = append(m.got.Mails, string(b))
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
		default:
			say("502 what?")
		}
		m.mu.Unlock()
	}
}

// Read takes a mail of plain text apart.
func Read(t testing.TB, raw string) (subject, text string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	if subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	return subject, strings.ReplaceAll(string(body), "\r\n", "\n")
}
