package crawler_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"sync"
	"testing"
	"time"

	"nianbao/crawler/pace"
	"nianbao/seeds"
)

// leastPause is the shortest pause that is kept off loopback.
const leastPause = time.Second

// race is hosts with uneven numbers of pages, one in eight of them on the
// address of its neighbour, and the least time in which all can be had.
type race struct {
	port  string
	pages []int // by host

	mu     sync.Mutex
	groups map[string]*heat // by address
}

// heat is what an address has served: the requests, and how long they took as
// the server saw it.
type heat struct {
	requests int
	service  time.Duration
}

func newRace(t testing.TB, hosts, most int) *race {
	t.Helper()
	r := &race{groups: map[string]*heat{}}
	for i := range hosts { // a few large ones, many small ones
		r.pages = append(r.pages, max(most/(1+i%20), 2))
	}
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Skip(err)
	}
	server := httptest.NewUnstartedServer(r)
	server.Listener = l
	server.Start()
	t.Cleanup(server.Close)
	_, r.port, _ = net.SplitHostPort(l.Addr().String())
	return r
}

func (r *race) address(i int) netip.Addr {
	if i%8 == 7 {
		i--
	}
	return netip.AddrFrom4([4]byte{127, 1, byte(i >> 8), byte(i&0xff) + 1})
}

func (r *race) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	var i int
	if _, err := fmt.Sscanf(host, "h%d.example", &i); err != nil {
		return nil, err
	}
	return []netip.Addr{r.address(i)}, nil
}

func (r *race) ServeHTTP(rw http.ResponseWriter, q *http.Request) {
	began := time.Now()
	var i int
	_, _ = fmt.Sscanf(q.Host, "h%d.example", &i) // else the first
	switch {
	case q.URL.Path == "/robots.txt":
		http.NotFound(rw, q)
	case q.URL.Path == "/nb/":
		var links []string
		for p := range r.pages[i] {
			links = append(links, fmt.Sprintf("/nb/%d.html", p))
		}
		list(links...)(rw, q)
	default:
		time.Sleep(2 * time.Millisecond) // a quick server, but not nothing
		report(fmt.Sprintf("青溪区第%d局", i))(rw, q)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	g := r.groups[r.address(i).String()]
	if g == nil {
		g = &heat{}
		r.groups[r.address(i).String()] = g
	}
	g.requests++
	g.service += time.Since(began)
}

// bound is the least time in which the requests made can be made politely: the
// slowest group's service time and its pauses.
func (r *race) bound(delay time.Duration) (least time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, g := range r.groups {
		least = max(least, g.service+time.Duration(g.requests-1)*delay)
	}
	return least
}

func TestARunTakesLittleLongerThanPolitenessDemands(t *testing.T) {
	hosts, most, pause, worst := 24, 16, 200*time.Millisecond, 3.0 // short, and beside other tests
	if os.Getenv(fullSize) != "" {
		hosts, most, pause, worst = 200, 100, leastPause, 1.05
	} else {
		t.Parallel()
	}
	r, a := newRace(t, hosts, most), newArchive(t)
	var ps []seeds.Portal
	for i := range hosts {
		ps = append(ps, seeds.Portal{
			Name: fmt.Sprint(i), Columns: []seeds.Column{{URL: fmt.Sprintf("http://h%d.example:%s/nb/", i, r.port)}},
		})
	}
	o := options(a, ps)
	o.Policy = pace.Policy{Delay: pause}
	o.Fetch.Resolver = r
	began := time.Now()
	sum := crawlWithin(t, o, 10*time.Minute)
	took := time.Since(began)
	least := r.bound(pause)
	ratio := took.Seconds() / least.Seconds()
	t.Logf("%d requests on %d hosts in %v, lower bound %v: %.3f", sum.Totals.Fetched+sum.Totals.Robots, hosts, took, least, ratio)
	if ratio > worst {
		t.Errorf("%.3f times the lower bound, want at most %.2f", ratio, worst)
	}
}
