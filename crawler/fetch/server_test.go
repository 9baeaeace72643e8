package fetch

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"time"
)

const testAgent = "nianbao-test/1.0 (+https://example.org; a@example.org)"

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

// newFetcher makes a fetcher for loopback servers; change adjusts its options.
func newFetcher(t *testing.T, change func(*Options)) *Fetcher {
	t.Helper()
	o := Options{UserAgent: testAgent, Timeout: 5 * time.Second, MaxTime: 20 * time.Second, MaxBody: 4 << 20, Allow: loopback}
	if change != nil {
		change(&o)
	}
	f, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

// serve starts a real server on loopback.
func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// rawServer answers on the bare connection and counts the request heads it saw.
type rawServer struct {
	url string

	mu    sync.Mutex
	heads []string
	conns int
}

// serveRaw calls answer for every request head read from a connection, until
// answer says that it is done with the connection.
func serveRaw(t *testing.T, answer func(c net.Conn, nth int) (goOn bool)) *rawServer {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &rawServer{url: "http://" + l.Addr().String()}
	var open sync.WaitGroup
	t.Cleanup(func() { l.Close(); open.Wait() })
	open.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() { s.talk(c, answer) })
		}
	})
	return s
}

func (s *rawServer) talk(c net.Conn, answer func(net.Conn, int) bool) {
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	s.mu.Lock()
	s.conns++
	s.mu.Unlock()
	in := bufio.NewReader(c)
	for {
		head := ""
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			if head += line; line == "\r\n" {
				break
			}
		}
		s.mu.Lock()
		s.heads = append(s.heads, head)
		nth := len(s.heads)
		s.mu.Unlock()
		if !answer(c, nth) {
			return
		}
	}
}

// seen returns the request heads in order of arrival.
func (s *rawServer) seen() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.heads...)
}

// saying answers every request with the same bytes and hangs up.
func saying(answer string) func(net.Conn, int) bool {
	return func(c net.Conn, _ int) bool {
		_, _ = io.WriteString(c, answer)
		return false
	}
}

// reset makes closing c send RST instead of FIN.
func reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

func get(t *testing.T, f *Fetcher, url string) Exchange {
	t.Helper()
	return f.Fetch(context.Background(), Request{URL: url})
}

// report is a page long enough to be taken for what it is.
func report() string {
	page := "<html><head><title>2024年政府信息公开工作年度报告</title></head><body>"
	for range 60 {
		page += "<p>本年度主动公开政府信息工作有序推进，各项任务按期完成，群众满意度稳步提升。</p>"
	}
	return page + "</body></html>"
}
