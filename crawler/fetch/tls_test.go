package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"nianbao/store"
)

// serveTLS starts a TLS server with httptest's certificate, which is made out
// to example.com and 127.0.0.1 by an authority of its own.
func serveTLS(t *testing.T, conf *tls.Config, h2 bool) (*httptest.Server, *x509.CertPool) {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Proto+" "+report())
	}))
	s.TLS, s.EnableHTTP2 = conf, h2
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are the point
	s.StartTLS()
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return s, roots
}

func TestTLS(t *testing.T) {
	old := func() *tls.Config { return &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10} }
	tests := []struct {
		name     string
		conf     *tls.Config
		h2       bool
		trusted  bool
		host     string // "" means the address
		insecure bool
		outcome  store.Outcome
		tls      string // beginning
		proto    string
	}{
		{"verified", nil, false, true, "", false, store.OK, "TLS 1.3, verified", "HTTP/1.1"},
		{"HTTP/2", nil, true, true, "", false, store.OK, "TLS 1.3, verified", "HTTP/2.0"},
		{"unknown authority", nil, false, false, "", false, store.TLSError, "", ""},
		{"unknown authority, accepted", nil, true, false, "", true, store.OK, "TLS 1.3, unverified: x509: ", "HTTP/2.0"},
		{"another name", nil, false, true, "portal.example", false, store.TLSError, "", ""},
		{"another name, accepted", nil, false, true, "portal.example", true, store.OK, "TLS 1.3, unverified: x509: certificate is valid for", "HTTP/1.1"},
		{"accepted but in order", nil, false, true, "", true, store.OK, "TLS 1.3, verified", "HTTP/1.1"},
		{"TLS 1.0", old(), false, true, "", false, store.TLSError, "", ""},
		{"TLS 1.0, accepted", old(), false, false, "", true, store.OK, "TLS 1.0, unverified: ", "HTTP/1.1"},
		{"RSA key exchange, accepted", &tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA}}, false, false, "", true, store.OK, "TLS 1.2, unverified: ", "HTTP/1.1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, roots := serveTLS(t, tt.conf, tt.h2)
			f := newFetcher(t, func(o *Options) {
				o.roots = x509.NewCertPool()
				if tt.trusted {
					o.roots = roots
				}
			})
			r := Request{URL: s.URL, Insecure: tt.insecure}
			if tt.host != "" {
				r.URL = strings.Replace(r.URL, "127.0.0.1", tt.host, 1)
				r.Addrs = []netip.Addr{netip.MustParseAddr("127.0.0.1")}
			}
			x := f.Fetch(context.Background(), r)
			c := x.Capture
			if c.Outcome != tt.outcome || !strings.HasPrefix(c.TLS, tt.tls) || (tt.tls == "") != (c.TLS == "") {
				t.Errorf("%q, tls %q, error %q", c.Outcome, c.TLS, c.Error)
			}
			if !strings.HasPrefix(string(x.Body), tt.proto) {
				t.Errorf("spoke %.10q, want %s", x.Body, tt.proto)
			}
			if tt.outcome == store.OK && (c.RequestHeaders.Get("Host") == "" || c.RequestHeaders.Get("User-Agent") != testAgent) {
				t.Errorf("recorded %v as sent", c.RequestHeaders)
			}
		})
	}
}

func TestAcceptedConnectionIsNotLentToAStrictRequest(t *testing.T) {
	s, _ := serveTLS(t, nil, true)
	f := newFetcher(t, func(o *Options) { o.roots = x509.NewCertPool() })
	if x := f.Fetch(context.Background(), Request{URL: s.URL, Insecure: true}); x.Capture.Outcome != store.OK {
		t.Fatalf("got %q, %q", x.Capture.Outcome, x.Capture.Error)
	}
	if x := get(t, f, s.URL); x.Capture.Outcome != store.TLSError || x.Body != nil {
		t.Errorf("got %q, %q", x.Capture.Outcome, x.Capture.Error)
	}
}

func TestBrokenHandshakeIsATLSError(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	answers := []string{"HTTP/1.1 400 Bad Request\r\n\r\n", "", "\x15\x03\x01\x00\x02\x02\x28"}
	go func() {
		for _, a := range answers {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Read(make([]byte, 512))
			_, _ = io.WriteString(c, a)
			c.Close()
		}
	}()
	f := newFetcher(t, nil)
	for _, a := range answers {
		if x := get(t, f, "https://"+l.Addr().String()); x.Capture.Outcome != store.TLSError {
			t.Errorf("answered %q: %q, %q", a, x.Capture.Outcome, x.Capture.Error)
		}
	}
}

func TestSilentHandshakeIsATimeout(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	x := get(t, newFetcher(t, func(o *Options) { o.Timeout = 150 * time.Millisecond }), "https://"+l.Addr().String())
	if x.Capture.Outcome != store.Timeout || !strings.Contains(x.Capture.Error, "TLS") {
		t.Errorf("got %q, %q", x.Capture.Outcome, x.Capture.Error)
	}
}

func TestRequestOverHTTP2IsSentOnce(t *testing.T) {
	n := 0
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		n++
		panic(http.ErrAbortHandler)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	f := newFetcher(t, nil)
	for range 2 {
		x := f.Fetch(context.Background(), Request{URL: s.URL, Insecure: true})
		if x.Capture.Outcome != store.ConnectionError {
			t.Errorf("got %q, %q", x.Capture.Outcome, x.Capture.Error)
		}
	}
	if n != 2 {
		t.Errorf("server saw %d requests for 2", n)
	}
}

func TestRefusedConnectionIsAConnectionError(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	for _, scheme := range []string{"http://", "https://"} {
		if x := get(t, newFetcher(t, nil), scheme+addr); x.Capture.Outcome != store.ConnectionError || x.Capture.Error == "" {
			t.Errorf("%s: %q, %q", scheme, x.Capture.Outcome, x.Capture.Error)
		}
	}
}
