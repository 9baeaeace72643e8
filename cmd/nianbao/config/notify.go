package config

import (
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"

	"nianbao/seeds/strict"
)

// maxTries bounds the tries of one post: they wait twice as long each time.
const maxTries = 12

func (r reader) notify(n strict.Node, out *Notify) {
	m := n.Map("when", "webhook", "email")
	r.choice(m.Get("when"), (*string)(&out.When), string(Always), string(Changes), string(Trouble))
	r.webhook(m.Get("webhook"), &out.Webhook)
	r.email(m.Get("email"), &out.Email)
}

func (r reader) webhook(n strict.Node, w *Webhook) {
	m := n.Map("url", "secret_file", "timeout", "tries")
	at := m.Get("url")
	if text := r.maybe(at); text != "" {
		u, err := url.Parse(text)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			at.Fail("is not an http or https URL")
		}
		w.URL = text
	}
	w.SecretFile = r.maybe(m.Get("secret_file"))
	r.duration(m.Get("timeout"), &w.Timeout, time.Millisecond)
	r.count(m.Get("tries"), &w.Tries, 1)
	if w.Tries > maxTries {
		m.Get("tries").Fail("%d is more than %d", w.Tries, maxTries)
	}
}

func (r reader) email(n strict.Node, e *Email) {
	m := n.Map("server", "security", "user", "password_file", "from", "to", "language")
	at := m.Get("server")
	host := ""
	if text := r.maybe(at); text != "" {
		var port string
		var err error
		if host, port, err = net.SplitHostPort(text); err != nil || host == "" || port == "" {
			at.Fail("is not host:port of a mail server, such as smtp.example.org:587")
		}
		e.Server = text
	}
	r.choice(m.Get("security"), (*string)(&e.Security), string(StartTLS), string(TLS), string(NoTLS))
	e.User = r.maybe(m.Get("user"))
	e.PasswordFile = r.maybe(m.Get("password_file"))
	e.From = r.address(m.Get("from"))
	r.note(m.Get("to"))
	for _, item := range m.Get("to").List() {
		if text := r.address(item); text != "" {
			e.To = append(e.To, text)
		}
	}
	r.choice(m.Get("language"), &e.Language, "en", "zh")
	switch {
	case e.Server == "":
	case e.From == "":
		at.Fail("needs notify.email.from, the address that mail comes from")
	case len(e.To) == 0:
		at.Fail("needs notify.email.to, whom to mail")
	case (e.User == "") != (e.PasswordFile == ""):
		at.Fail("needs both notify.email.user and password_file, or neither")
	case e.User != "" && e.Security == NoTLS && !IsLoopback(host):
		m.Get("security").Fail("none would send the password in clear text")
	}
}

// maybe reads text that may be empty.
func (r reader) maybe(n strict.Node) string {
	text := ""
	if s, ok := n.Text(); ok && strings.TrimSpace(s) == "" {
		r.note(n)
		return ""
	}
	r.text(n, &text)
	return text
}

// address reads the address of a mailbox, with or without a name (RFC 5322
// §3.4).
func (r reader) address(n strict.Node) string {
	text := r.maybe(n)
	if text == "" {
		return ""
	}
	if _, err := mail.ParseAddress(text); err != nil {
		n.Fail("%q is not a mail address", text)
		return ""
	}
	return text
}

// choice reads one of a few words.
func (r reader) choice(n strict.Node, to *string, words ...string) {
	text := ""
	switch {
	case !r.text(n, &text):
	case !slices.Contains(words, text):
		n.Fail("%q is none of %s", text, strings.Join(words, ", "))
	default:
		*to = text
	}
}
