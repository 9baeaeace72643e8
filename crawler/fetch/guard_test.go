package fetch

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"nianbao/store"
)

func TestGuardRefusesWhatIsNotPublic(t *testing.T) {
	g, err := newGuard(nil)
	if err != nil {
		t.Fatal(err)
	}
	refused := []string{
		"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "100.100.100.200",
		"127.0.0.1", "127.9.9.9", "169.254.169.254", "169.254.0.1", "168.63.129.16", "172.16.0.1", "172.31.255.255",
		"192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7",
		"203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
		"64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1",
		"2002:7f00:1::", "2002:c0a8:101::1", "3fff::1", "4000::1", "5f00::1", "fc00::1", "fd12::1", "fd00:ec2::254",
		"fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1",
	}
	for _, s := range refused {
		if g.refuses(netip.MustParseAddr(s)) == "" {
			t.Errorf("%s may be dialled", s)
		}
	}
	open := []string{
		"1.1.1.1", "9.255.255.255", "11.0.0.1", "61.150.65.235", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1",
		"192.0.1.1", "192.167.1.1", "198.17.1.1", "198.20.0.1", "223.255.255.255", "::ffff:1.1.1.1",
		"64:ff9b::101:101", "2002:101:101::1", "240e::1", "2408:8000::1", "2606:4700::1111",
	}
	for _, s := range open {
		if why := g.refuses(netip.MustParseAddr(s)); why != "" {
			t.Errorf("%s is refused: %s", s, why)
		}
	}
	if g.refuses(netip.Addr{}) == "" {
		t.Error("no address may be dialled")
	}
}

func TestGuardOpensWhatIsAllowed(t *testing.T) {
	tests := []struct {
		allow, addr string
		open        bool
	}{
		{"127.0.0.0/8", "127.0.0.1", true},
		{"127.0.0.0/8", "::ffff:127.0.0.1", true},
		{"127.0.0.0/8", "10.0.0.1", false},
		{"127.0.0.1/8", "127.5.5.5", true},
		{"::ffff:10.0.0.0/104", "10.2.3.4", true},
		{"::ffff:10.0.0.0/104", "11.2.3.4", true}, // public anyway
		{"::ffff:10.0.0.0/104", "192.168.0.1", false},
		{"10.0.0.0/8", "64:ff9b::a00:1", true},
		{"10.0.0.0/8", "2002:c0a8:101::1", false},
		{"fd00::/8", "fd12::1", true},
		{"fe80::/10", "fe80::1%eth0", true},
		{"0.0.0.0/0", "169.254.169.254", true},
	}
	for _, tt := range tests {
		g, err := newGuard([]netip.Prefix{netip.MustParsePrefix(tt.allow)})
		if err != nil {
			t.Fatal(err)
		}
		if why := g.refuses(netip.MustParseAddr(tt.addr)); (why == "") != tt.open {
			t.Errorf("allow %s, %s: %q", tt.allow, tt.addr, why)
		}
	}
}

func TestForbiddenAddressIsNeverDialled(t *testing.T) {
	dialled := 0
	s := serve(t, func(http.ResponseWriter, *http.Request) { dialled++ })
	port := s.Listener.Addr().(*net.TCPAddr).Port
	f := newFetcher(t, func(o *Options) {
		o.Allow = nil
		o.Resolver = resolver{"portal.example": {"127.0.0.1"}, "split.example": {"10.0.0.1", "::1"}}
	})
	at := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(port)).String()
	tests := []struct {
		url   string
		addrs []string
	}{
		{"http://" + at + "/", nil},
		{"http://portal.example:" + strings.Split(at, ":")[1] + "/", nil},
		{"http://split.example/", nil},
		{"http://[::ffff:127.0.0.1]:" + strings.Split(at, ":")[1] + "/", nil},
		{"http://public.example/", []string{"127.0.0.1"}},
	}
	for _, tt := range tests {
		r := Request{URL: tt.url}
		for _, a := range tt.addrs {
			r.Addrs = append(r.Addrs, netip.MustParseAddr(a))
		}
		x := f.Fetch(context.Background(), r)
		if x.Capture.Outcome != store.ForbiddenAddress || !strings.Contains(x.Capture.Error, "refused") || x.Capture.RemoteAddr != "" {
			t.Errorf("%s: %q, %q", tt.url, x.Capture.Outcome, x.Capture.Error)
		}
	}
	if dialled != 0 {
		t.Errorf("the server saw %d requests", dialled)
	}
}

func TestSocketIsGuardedAgain(t *testing.T) {
	var raw syscall.RawConn
	d := dialler{}
	if err := d.control(context.Background(), "tcp4", "1.1.1.1:80", raw); err != nil {
		t.Errorf("public address: %v", err)
	}
	for _, a := range []string{"127.0.0.1:80", "[::1]:80", "nonsense"} {
		var f *failure
		if err := d.control(context.Background(), "tcp", a, raw); !errors.As(err, &f) || f.outcome != store.ForbiddenAddress {
			t.Errorf("%s: %v", a, err)
		}
	}
}

func TestRefusedAmongSeveralIsPassedOver(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(report())) })
	x := newFetcher(t, nil).Fetch(context.Background(), Request{
		URL:   s.URL,
		Addrs: []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("127.0.0.1")},
	})
	if x.Capture.Outcome != store.OK {
		t.Errorf("got %q, %q", x.Capture.Outcome, x.Capture.Error)
	}
}

func TestNextAddressIsTriedWhenOneRefuses(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.2:0")
	if err != nil {
		t.Skip(err)
	}
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(report())) })}
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	_, port, _ := net.SplitHostPort(l.Addr().String())
	f := newFetcher(t, func(o *Options) { o.Resolver = resolver{"two.example": {"127.0.0.3", "127.0.0.2"}} })
	x := get(t, f, "http://two.example:"+port+"/")
	if x.Capture.Outcome != store.OK || x.Capture.RemoteAddr != l.Addr().String() {
		t.Errorf("got %q, %q from %q", x.Capture.Outcome, x.Capture.Error, x.Capture.RemoteAddr)
	}
}

func TestADialOfOnesOwnIsGuardedToo(t *testing.T) {
	dialled := 0
	f := newFetcher(t, func(o *Options) {
		o.Allow = nil
		o.Dial = func(context.Context, string, netip.AddrPort) (net.Conn, error) {
			dialled++
			return nil, errors.New("no network")
		}
	})
	if x := get(t, f, "http://127.0.0.1/"); x.Capture.Outcome != store.ForbiddenAddress || dialled != 0 {
		t.Errorf("%s after %d dials", x.Capture.Outcome, dialled)
	}
	if x := get(t, f, "http://61.0.0.1/"); x.Capture.Outcome != store.ConnectionError || dialled != 1 {
		t.Errorf("%s after %d dials", x.Capture.Outcome, dialled)
	}
	d := dialler{timeout: time.Second, connect: func(context.Context, string, netip.AddrPort) (net.Conn, error) {
		dialled++
		return nil, nil
	}}
	if _, err := d.one(t.Context(), "tcp", netip.MustParseAddrPort("10.0.0.1:80"), 1); err == nil || dialled != 1 {
		t.Errorf("error %v after %d dials", err, dialled)
	}
}
