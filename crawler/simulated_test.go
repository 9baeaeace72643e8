package crawler_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/pace"
	"nianbao/seeds"
	"nianbao/store"
)

// town is a network of pipes with four portals on it, for simulated time.
type town struct {
	conns chan net.Conn // to be served
	dead  func(name string) bool

	mu   sync.Mutex
	seen []seen
	sick bool // c.example was asked to be left alone
}

var townAddrs = map[string]string{
	"a.example": "192.0.2.1", "b.example": "192.0.2.2", "c.example": "192.0.2.3", "d.example": "192.0.2.4",
}

const (
	townPages = 150                    // of the others
	bPages    = 700                    // more than a night has minutes
	bDelay    = time.Minute            // what b.example asks for
	townSlow  = 300 * time.Millisecond // what an answer takes
)

func (w *town) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	return []netip.Addr{netip.MustParseAddr(townAddrs[host])}, nil
}

// pipe is one end of a connection, with an address.
type pipe struct {
	net.Conn
	to net.Addr
}

func (p pipe) RemoteAddr() net.Addr { return p.to }

func (w *town) dial(ctx context.Context, _ string, to netip.AddrPort) (net.Conn, error) {
	for name, addr := range townAddrs {
		if addr == to.Addr().String() && w.dead(name) {
			return nil, errors.New("connection refused")
		}
	}
	mine, theirs := net.Pipe()
	select {
	case w.conns <- theirs:
		return pipe{mine, net.TCPAddrFromAddrPort(to)}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept, Close and Addr make the town a listener.
func (w *town) Accept() (net.Conn, error) {
	if c, ok := <-w.conns; ok {
		return c, nil
	}
	return nil, io.EOF
}
func (w *town) Close() error   { return nil }
func (w *town) Addr() net.Addr { return &net.TCPAddr{} }

func (w *town) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	i := len(w.seen)
	w.seen = append(w.seen, seen{host: r.Host, path: r.URL.Path, arrived: time.Now()})
	sick := r.Host == "c.example" && r.URL.Path == "/nb/50.html" && !w.sick
	w.sick = w.sick || sick
	w.mu.Unlock()
	time.Sleep(townSlow)
	w.mu.Lock()
	w.seen[i].sent = time.Now()
	w.mu.Unlock()
	switch {
	case sick:
		status(503, "Retry-After", "7200")(rw, r)
	case r.URL.Path == "/robots.txt" && r.Host == "b.example":
		text("User-agent: *\nCrawl-delay: 60\n")(rw, r)
	case r.URL.Path == "/robots.txt":
		http.NotFound(rw, r)
	case r.URL.Path == "/nb/":
		n := townPages
		if r.Host == "b.example" {
			n = bPages
		}
		var links []string
		for p := range n {
			links = append(links, fmt.Sprintf("/nb/%d.html", p))
		}
		list(links...)(rw, r)
	default:
		report("青溪区第"+r.URL.Path+"局")(rw, r)
	}
}

// simulated has do run in simulated time, in which nothing but pauses and answers
// takes any, with a town and an archive of its own.
func simulated(t *testing.T, do func(t *testing.T, w *town, a *store.Archive)) {
	t.Helper()
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w := &town{conns: make(chan net.Conn), dead: func(string) bool { return false }}
		server := &http.Server{Handler: w}
		served := make(chan error)
		go func() { served <- server.Serve(w) }()
		a, err := store.Open(filepath.Join(folder, "archive.db"), store.Options{Alone: true}) // simulated time stands still while anything listens
		if err != nil {
			t.Fatal(err)
		}
		do(t, w, a)
		close(w.conns)
		if err := errors.Join(a.Close(), server.Close()); err != nil {
			t.Error(err)
		}
		<-served
	})
}

// TestADayOfHourlyRunsKeepsTheNightAndEveryPause simulates 24 hours, from
// eight in the morning on, with a run at each full hour that takes an hour at
// most.
func TestADayOfHourlyRunsKeepsTheNightAndEveryPause(t *testing.T) {
	t.Parallel()
	simulated(t, func(t *testing.T, w *town, a *store.Archive) {
		zone := time.FixedZone("Asia/Shanghai", 8*60*60)
		start := time.Now() // midnight in UTC, eight in the morning there
		three := start.Add(19 * time.Hour)
		w.dead = func(name string) bool { return name == "d.example" && time.Now().Before(three) }
		o := w.nightly(t, a, zone)
		shut := 0
		for hour := range 24 {
			time.Sleep(time.Until(start.Add(time.Duration(hour) * time.Hour)))
			sum, err := crawler.Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if sum.OpensAt != nil {
				shut++
			}
		}
		w.judge(t, zone, three)
		if shut != 15 {
			t.Errorf("%d runs found the window shut, want those of 15 hours", shut)
		}
		got := map[string]int{}
		for u := range contents(t, a) {
			got[strings.Split(u, "/")[2]]++
		}
		if got["a.example"] != townPages || got["c.example"] != townPages || got["d.example"] != townPages {
			t.Errorf("reports %v, want %d of each but b.example", got, townPages)
		}
		// Nine hours of a request a minute, but for the columns and robots.txt.
		if got["b.example"] < 500 || got["b.example"] > 540 {
			t.Errorf("%d reports of b.example in nine hours", got["b.example"])
		}
	})
}

// nightly are the options of the day's runs.
func (w *town) nightly(t *testing.T, a *store.Archive, zone *time.Location) crawler.Options {
	t.Helper()
	var ps []seeds.Portal
	for name := range townAddrs {
		ps = append(ps, seeds.Portal{Name: name, Columns: []seeds.Column{{URL: "http://" + name + "/nb/"}}})
	}
	o := options(a, ps)
	o.Fetch.Resolver, o.Fetch.Dial = w, w.dial
	o.Fetch.Allow = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
	o.Policy = pace.Policy{Delay: 2 * time.Second}
	o.MaxTime = 59 * time.Minute
	var err error
	if o.Policy.Window, err = pace.ParseWindow("22:00-07:00", zone); err != nil {
		t.Fatal(err)
	}
	return o
}

// judge reads the town's log.
func (w *town) judge(t *testing.T, zone *time.Location, three time.Time) {
	t.Helper()
	last := map[string]seen{}
	var wait time.Time
	for _, s := range w.seen {
		if h := s.arrived.In(zone).Hour(); h >= 7 && h < 22 {
			t.Errorf("%s%s was asked at %s", s.host, s.path, s.arrived.In(zone).Format(time.TimeOnly))
		}
		least := 2 * time.Second
		if s.host == "b.example" && s.path != "/robots.txt" {
			least = bDelay
		}
		if before, known := last[s.host]; known && s.arrived.Sub(before.sent) < least {
			t.Errorf("%s%s came %v after %s", s.host, s.path, s.arrived.Sub(before.sent), before.path)
		}
		if s.host == "c.example" && s.arrived.Before(wait) {
			t.Errorf("%s was asked %v before its Retry-After", s.path, wait.Sub(s.arrived))
		}
		if s.host == "c.example" && s.path == "/nb/50.html" && wait.IsZero() {
			wait = s.sent.Add(2 * time.Hour)
		}
		last[s.host] = s
	}
	if last["d.example"].arrived.Before(three) {
		t.Error("d.example was not asked once it was back")
	}
	t.Logf("%d requests in a simulated day", len(w.seen))
}
