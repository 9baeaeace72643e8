package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strings"
	"time"
)

const (
	// mailTime bounds one try to hand a message over, in all.
	mailTime = time.Minute
	// mailTries is how many are made.
	mailTries = 4
)

// Email hands a night over to a mail server as text (RFC 5321, RFC 5322).
// Server, From and To are needed.
type Email struct {
	Server   string // host:port
	TLS      bool   // from the first byte on (RFC 8314)
	Clear    bool   // without TLS; else STARTTLS is asked for, and needed
	User     string // "": nobody logs in
	Password string
	From     string   // addresses as RFC 5322 writes them, with or without a name
	To       []string // at least one
	Language Language
	Refused  func(address string, err error) // told of whom the server takes no mail for, while it does for others; nil: nobody is
	Now      func() time.Time
	Roots    *x509.CertPool // nil: the system's
}

// Name is that of the channel.
func (e *Email) Name() string { return EmailName }

// Tries is how often a message is handed over.
func (e *Email) Tries() int { return mailTries }

// Send hands a message over once.
func (e *Email) Send(ctx context.Context, m *Message) error {
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	from, err := mail.ParseAddress(e.From)
	if err != nil {
		return fmt.Errorf("mail from %s: %w", e.From, err)
	}
	var to []*mail.Address
	for _, text := range e.To {
		a, err := mail.ParseAddress(text)
		if err != nil {
			return fmt.Errorf("mail to %s: %w", text, err)
		}
		to = append(to, a)
	}
	message, err := e.message(m, from, to)
	if err != nil {
		return err
	}
	client, err := e.dial(ctx)
	if err != nil {
		return fmt.Errorf("mail by %s: %w", e.Server, err)
	}
	err = e.hand(client, from, to, message)
	_ = client.Close() // a server that has the message may have hung up
	if err != nil {
		return fmt.Errorf("mail by %s: %w", e.Server, err)
	}
	return nil
}

// dial connects and secures the connection.
func (e *Email) dial(ctx context.Context) (*smtp.Client, error) {
	host, _, err := net.SplitHostPort(e.Server)
	if err != nil {
		return nil, err
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", e.Server)
	if err != nil {
		return nil, err
	}
	deadline, _ := ctx.Deadline()
	err = conn.SetDeadline(deadline)
	// Cancelled, it ends in the middle of whatever it waits for.
	context.AfterFunc(ctx, func() { _ = conn.Close() })
	secure := &tls.Config{ServerName: host, RootCAs: e.Roots, MinVersion: tls.VersionTLS12}
	if e.TLS {
		conn = tls.Client(conn, secure)
	}
	client, err2 := smtp.NewClient(conn, host)
	if err := errors.Join(err, err2); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if e.TLS || e.Clear {
		return client, nil
	}
	if ok, _ := client.Extension("STARTTLS"); !ok {
		return nil, errors.Join(errors.New("the server does not offer STARTTLS; see notify.email.security"), client.Close())
	}
	if err := client.StartTLS(secure); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	return client, nil
}

// hand logs in and hands the message over.
func (e *Email) hand(client *smtp.Client, from *mail.Address, to []*mail.Address, message []byte) error {
	host, _, err := net.SplitHostPort(e.Server)
	if err != nil {
		return err
	}
	if e.User != "" {
		if err := client.Auth(smtp.PlainAuth("", e.User, e.Password, host)); err != nil {
			return fmt.Errorf("log in as %s: %w", e.User, err)
		}
	}
	if err := client.Mail(from.Address); err != nil {
		return err
	}
	if err := e.address(client, to); err != nil {
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(message); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	_ = client.Quit() // the server has the message
	return nil
}

// address names who the message is for. Whom the server will never take mail for
// (a reply of 5yz, RFC 5321 section 4.2.1) does not keep it from the others.
func (e *Email) address(client *smtp.Client, to []*mail.Address) error {
	taken := 0
	var refused []error
	for _, a := range to {
		err := client.Rcpt(a.Address)
		var reply *textproto.Error
		switch {
		case err == nil:
			taken++
			continue
		case !errors.As(err, &reply) || reply.Code < 500:
			return err
		case e.Refused != nil:
			e.Refused(a.Address, err)
		}
		refused = append(refused, err)
	}
	if taken == 0 {
		return errors.Join(refused...)
	}
	return nil
}

// message is the mail as it goes over the wire, lines ended by CRLF. Its
// Message-ID is that of the message, so that mailboxes may know one they have.
func (e *Email) message(m *Message, from *mail.Address, to []*mail.Address) ([]byte, error) {
	now := time.Now
	if e.Now != nil {
		now = e.Now
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	var names []string
	for _, a := range to {
		names = append(names, a.String())
	}
	subject, text := Text(m.Night, e.Language)
	var b bytes.Buffer
	for _, h := range [][2]string{
		{"From", from.String()},
		{"To", strings.Join(names, ",\r\n ")},
		{"Subject", mime.BEncoding.Encode("utf-8", subject)},
		{"Date", now().Format(time.RFC1123Z)},
		{"Message-ID", "<" + m.ID + "@" + domain + ">"},
		{"Auto-Submitted", "auto-generated"}, // RFC 3834
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8"},
		{"Content-Transfer-Encoding", "quoted-printable"},
	} {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
	}
	b.WriteString("\r\n")
	w := quotedprintable.NewWriter(&b)
	if _, err := w.Write([]byte(strings.ReplaceAll(text, "\n", "\r\n"))); err != nil {
		return nil, fmt.Errorf("encode mail: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("encode mail: %w", err)
	}
	return b.Bytes(), nil
}
