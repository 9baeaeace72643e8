package fetch

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/store"
)

// resolver answers from a table.
type resolver map[string][]string

func (r resolver) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	known, ok := r[host]
	if !ok {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	var addrs []netip.Addr
	for _, s := range known {
		addrs = append(addrs, netip.MustParseAddr(s))
	}
	return addrs, nil
}

func TestResolve(t *testing.T) {
	many := make([]string, 0, 300)
	for i := range 250 {
		many = append(many, netip.AddrFrom4([4]byte{61, 1, 1, byte(i)}).String())
	}
	f := newFetcher(t, func(o *Options) {
		o.Resolver = resolver{
			"a.gov.cn": {"61.1.1.1", "::ffff:61.1.1.1", "240e::1"}, "xn--55qx5d.cn": {"61.2.2.2"},
			"zw_gk.gov.cn": {"61.3.3.3"}, "many.cn": many, "none.cn": {},
		}
	})
	tests := []struct {
		host string
		want string
	}{
		{"a.gov.cn", "61.1.1.1 240e::1"},
		{"A.GOV.CN", "61.1.1.1 240e::1"},
		{"公司.cn", "61.2.2.2"},
		{"zw_gk.gov.cn", "61.3.3.3"},
		{"61.150.65.235", "61.150.65.235"},
		{"[::1]", "::1"},
		{"::ffff:10.0.0.1", "10.0.0.1"},
		{"none.cn", ""},
		{"unknown.cn", ""},
	}
	for _, tt := range tests {
		addrs, err := f.Resolve(context.Background(), tt.host)
		var got []string
		for _, a := range addrs {
			got = append(got, a.String())
		}
		var dns *DNSError
		if strings.Join(got, " ") != tt.want || (tt.want == "") != errors.As(err, &dns) {
			t.Errorf("%s: %v, %v; want %q", tt.host, got, err, tt.want)
		}
	}
	if addrs, _ := f.Resolve(context.Background(), "many.cn"); len(addrs) != maxAddrs {
		t.Errorf("%d addresses of a hostile zone", len(addrs))
	}
}

// moving answers with another address every time.
type moving struct{ n byte }

func (m *moving) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	m.n++
	return []netip.Addr{netip.AddrFrom4([4]byte{61, 0, 0, m.n})}, nil
}

func TestNameIsAskedOnceAMinute(t *testing.T) {
	now := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	f := newFetcher(t, func(o *Options) { o.Resolver, o.Now = &moving{}, func() time.Time { return now } })
	var got []string
	for _, wait := range []time.Duration{0, 30 * time.Second, 29 * time.Second, time.Second, 0} {
		now = now.Add(wait)
		addrs, err := f.Resolve(context.Background(), "a.gov.cn")
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, addrs[0].String())
		addrs[0] = netip.Addr{} // the caller's own copy
	}
	if diff := cmp.Diff([]string{"61.0.0.1", "61.0.0.1", "61.0.0.1", "61.0.0.2", "61.0.0.2"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCacheOfNamesIsBounded(t *testing.T) {
	n := &names{now: time.Now}
	for i := range 3 * resolveNames {
		n.keep(string(rune('a'+i%26))+netip.AddrFrom4([4]byte{0, 0, byte(i >> 8), byte(i)}).String(), nil)
	}
	if len(n.known) > resolveNames {
		t.Errorf("%d names are kept", len(n.known))
	}
}

// mute never answers.
type mute struct{}

func (mute) LookupNetIP(ctx context.Context, _, _ string) ([]netip.Addr, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestUnresolvedNameIsADNSError(t *testing.T) {
	for name, r := range map[string]Resolver{"unknown": resolver{}, "mute": mute{}} {
		f := newFetcher(t, func(o *Options) { o.Resolver, o.Timeout = r, 100*time.Millisecond })
		x := get(t, f, "http://a.gov.cn/")
		if x.Capture.Outcome != store.DNSError || x.Capture.Error == "" {
			t.Errorf("%s: %q, %q", name, x.Capture.Outcome, x.Capture.Error)
		}
	}
}

func TestNamesOfOneLargePoolKeepTheSameAddresses(t *testing.T) {
	var pool []netip.Addr
	for i := range 3 * maxAddrs {
		pool = append(pool, netip.AddrFrom4([4]byte{61, 0, 0, byte(i)}))
	}
	first := tidy(pool)
	slices.Reverse(pool)
	second := tidy(pool)
	if len(first) != maxAddrs || first[0] == second[0] {
		t.Errorf("kept %v and %v", first, second)
	}
	slices.SortFunc(second, netip.Addr.Compare)
	if diff := cmp.Diff(first, second, cmp.Comparer(func(a, b netip.Addr) bool { return a == b })); diff != "" {
		t.Errorf("(-one order +the other):\n%s", diff)
	}
}
