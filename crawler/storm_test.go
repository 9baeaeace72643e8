package crawler_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/pace"
	"nianbao/seeds"
	"nianbao/store"
)

// fullSize, set in the environment to anything, runs the tests that judge
// promises at the size that docs/benchmarks.md names.
const fullSize = "NIANBAO_FULL"

const (
	stormDelay   = 20 * time.Millisecond
	stormTimeout = time.Second
	// stormSlack is how much later than the client a server may see that the
	// client has hung up, or sooner that a request was sent.
	stormSlack = 5 * time.Millisecond
)

// storm is many hosts with every fault there is, and the judge of what was
// asked of them. Every third host shares its address with the one before, and
// every tenth has a second address.
type storm struct {
	t     testing.TB
	port  string
	hosts int
	pages int
	delay time.Duration // between two requests
	think time.Duration // before each answer
	died  deaths

	mu   sync.Mutex
	seen []gust
	met  map[string]int // how often a host and path was asked
}

// gust is one request. Ended is before the client can have had the end of the
// answer; zero while it is being answered.
type gust struct {
	host           string
	path           string
	sender         int // of a deaths
	arrived, ended time.Time
	hung           bool      // it was the client that ended it
	notBefore      time.Time // as its Retry-After has it
}

func newStorm(t testing.TB, hosts, pages int) *storm {
	t.Helper()
	s := &storm{t: t, hosts: hosts, pages: pages, delay: stormDelay, met: map[string]int{}}
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Skip(err)
	}
	server := httptest.NewUnstartedServer(s)
	server.Listener = l
	server.Start()
	t.Cleanup(server.Close)
	_, s.port, _ = net.SplitHostPort(l.Addr().String())
	return s
}

func (s *storm) name(i int) string { return fmt.Sprintf("h%d.example", i) }

// addrs are those a host is known to have.
func (s *storm) addrs(name string) []netip.Addr {
	var i int
	if _, err := fmt.Sscanf(name, "h%d.example", &i); err != nil {
		return nil
	}
	own := i
	if i%3 == 2 {
		own = i - 1
	}
	all := []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 1, byte(own + 1)})}
	if i%10 == 9 {
		all = append(all, netip.AddrFrom4([4]byte{127, 0, 2, byte(i + 1)}))
	}
	return all
}

func (s *storm) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	if all := s.addrs(host); all != nil {
		return all, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// crawlDelay is what a host's robots.txt asks for.
func (s *storm) crawlDelay(name string) time.Duration {
	if roll(name, 5) == 0 {
		return 3 * s.delay
	}
	return 0
}

// roll is a die of n sides that falls the same way each time.
func roll(what string, n uint32) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(what))
	return h.Sum32() % n
}

func (s *storm) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	host, _, _ := net.SplitHostPort(r.Host)
	s.mu.Lock()
	i := len(s.seen)
	s.seen = append(s.seen, gust{host: host, path: r.URL.Path, sender: senderOf(r.Header), arrived: time.Now()})
	s.met[host+r.URL.Path]++
	first := s.met[host+r.URL.Path] == 1
	s.mu.Unlock()
	end := func(change func(*gust)) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.seen[i].ended = time.Now()
		if change != nil {
			change(&s.seen[i])
		}
	}
	rw.Header().Set("X-Answer", strconv.Itoa(i))
	if first && s.misbehaves(rw, r, host, end) {
		return
	}
	time.Sleep(s.think)
	status, kind, body := s.answer(host, r.URL.Path)
	rw.Header().Set("Content-Type", kind)
	if status >= 300 && status < 400 {
		rw.Header().Set("Location", body)
	}
	end(nil)
	rw.WriteHeader(status)
	_, _ = rw.Write([]byte(body)) // the client may be gone
}

// misbehaves makes trouble the first time a path is asked: one path in eighty
// for each kind, and robots.txt on one host in six only.
func (s *storm) misbehaves(rw http.ResponseWriter, r *http.Request, host string, end func(func(*gust))) bool {
	die := roll("fault"+host+r.URL.Path, 80)
	if r.URL.Path == "/robots.txt" && roll(host, 6) > 0 {
		return false
	}
	refuse := func(status int, retryAfter string, notBefore time.Time) {
		if retryAfter != "" {
			rw.Header().Set("Retry-After", retryAfter)
		}
		end(func(g *gust) { g.notBefore = notBefore })
		rw.WriteHeader(status)
	}
	switch die {
	case 0:
		refuse(503, "1", time.Now().Add(time.Second))
	case 1:
		at := time.Now().Add(1500 * time.Millisecond).UTC().Truncate(time.Second)
		refuse(429, at.Format(http.TimeFormat), at)
	case 2:
		refuse(429, "", time.Time{})
	case 3:
		refuse(500, "", time.Time{})
	case 4: // reset
		conn, _, err := http.NewResponseController(rw).Hijack()
		if err != nil {
			s.t.Error(err)
			return true
		}
		_ = conn.(*net.TCPConn).SetLinger(0)
		end(nil)
		_ = conn.Close()
	case 5: // cut short
		rw.Header().Set("Content-Length", "5000")
		end(nil)
		_, _ = rw.Write([]byte("<html>"))
		panic(http.ErrAbortHandler)
	case 6: // silent until the client gives up
		<-r.Context().Done()
		end(func(g *gust) { g.hung = true })
	case 7, 8, 9: // slow, but it gets there
		select {
		case <-time.After(stormTimeout / 3):
			return false
		case <-r.Context().Done(): // killed meanwhile
			end(func(g *gust) { g.hung = true })
		}
	default:
		return false
	}
	return true
}

// answer is what a host has at a path.
func (s *storm) answer(host, path string) (status int, kind, body string) {
	html := "text/html; charset=utf-8"
	switch {
	case path == "/robots.txt" && roll(host, 4) == 1:
		return 302, html, "/robots-moved.txt"
	case strings.HasPrefix(path, "/robots"):
		rules := "User-agent: *\nDisallow: /nb/secret\n"
		if d := s.crawlDelay(host); d > 0 {
			rules += fmt.Sprintf("Crawl-delay: %g\n", d.Seconds())
		}
		return 200, "text/plain", rules
	case path == "/nb/":
		links := []string{"/nb/secret.html"}
		for i := range s.pages {
			links = append(links, fmt.Sprintf("/nb/%d.html", i))
		}
		return 200, html, listPage(links...)
	case strings.HasPrefix(path, "/moved/"):
		return 200, html, reportPage("青溪区第"+path+"局", "")
	case roll("moves"+host+path, 12) == 0:
		return 301, html, strings.Replace(path, "/nb/", "/moved/", 1)
	}
	return 200, html, reportPage("青溪区第"+host+path+"局", "")
}

func (s *storm) options(a *store.Archive) crawler.Options {
	var ps []seeds.Portal
	for i := range s.hosts {
		ps = append(ps, seeds.Portal{Name: s.name(i), Columns: []seeds.Column{{URL: "http://" + s.name(i) + ":" + s.port + "/nb/"}}})
	}
	o := options(a, ps)
	o.Policy = pace.Policy{Delay: s.delay, MaxDelay: 5 * time.Second}
	o.Fetch.Timeout, o.Fetch.Resolver = stormTimeout, s
	return o
}

func (s *storm) log() []gust {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen)
}

// judge reads the log: for each request, and each host and address it is bound
// to, how long after the last one there it came. It returns the requests.
func (s *storm) judge(t testing.TB) int {
	t.Helper()
	log := s.log()
	slices.SortStableFunc(log, func(a, b gust) int { return bySender(a.sender, b.sender) })
	last := map[string]gust{}
	violations := 0
	for _, g := range log {
		keys := []string{g.host}
		for _, a := range s.addrs(g.host) {
			keys = append(keys, a.String())
		}
		for _, k := range keys {
			before, known := last[k]
			last[k] = g
			if !known {
				continue
			}
			if why := s.tooSoon(before, g); why != "" {
				violations++
				t.Errorf("%s: %s%s %s after %s%s", k, g.host, g.path, why, before.host, before.path)
			}
		}
	}
	t.Logf("%d requests on %d hosts, %d gaps under the promise", len(log), s.hosts, violations)
	return len(log)
}

// tooSoon says in what a request breaks the promise; "" if it keeps it.
func (s *storm) tooSoon(before, g gust) string {
	least := s.delay
	if !strings.HasPrefix(g.path, "/robots") {
		least = max(least, s.crawlDelay(g.host))
	}
	ended := before.ended
	if hung := before.arrived.Add(stormTimeout - stormSlack); before.hung && hung.Before(ended) {
		ended = hung
	}
	if died, dead := s.died.before(before.sender, g.sender); dead && (ended.IsZero() || ended.After(died)) {
		ended = died
	}
	switch gap := g.arrived.Sub(ended); {
	case ended.IsZero():
		return "came while another was being answered,"
	case gap < least:
		return fmt.Sprintf("came %v, want %v,", gap, least)
	case g.arrived.Before(before.notBefore):
		return fmt.Sprintf("came %v before its Retry-After", before.notBefore.Sub(g.arrived))
	}
	return ""
}

func TestTheJudgeSeesABrokenPromise(t *testing.T) {
	start := time.Date(2026, 3, 1, 22, 0, 0, 0, time.UTC)
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	s := &storm{t: t, delay: stormDelay, died: deaths{at(50)}}
	timeout := int(stormTimeout.Milliseconds())
	slow, quick := "", ""
	for i := range 100 {
		if name := s.name(i); s.crawlDelay(name) > 0 {
			slow = name
		} else {
			quick = name
		}
	}
	for name, c := range map[string]struct {
		before, now gust
		want        bool
	}{
		"kept":                  {gust{ended: at(0)}, gust{host: quick, arrived: at(20)}, false},
		"too soon":              {gust{ended: at(0)}, gust{host: quick, arrived: at(19)}, true},
		"two at a time":         {gust{}, gust{host: quick, arrived: at(99)}, true},
		"Crawl-delay":           {gust{ended: at(0)}, gust{host: slow, arrived: at(59)}, true},
		"Crawl-delay kept":      {gust{ended: at(0)}, gust{host: slow, arrived: at(60)}, false},
		"robots before it":      {gust{ended: at(0)}, gust{host: slow, path: "/robots.txt", arrived: at(20)}, false},
		"Retry-After":           {gust{ended: at(0), notBefore: at(1000)}, gust{host: quick, arrived: at(999)}, true},
		"killed, and too soon":  {gust{sender: 1, arrived: at(0)}, gust{host: quick, arrived: at(69)}, true},
		"killed, and the rest":  {gust{sender: 1, arrived: at(0)}, gust{host: quick, arrived: at(70)}, false},
		"read when it was dead": {gust{sender: 1, arrived: at(69), ended: at(69)}, gust{host: quick, arrived: at(70)}, false},
		"of one that was alive": {gust{sender: 1, ended: at(40)}, gust{host: quick, sender: 1, arrived: at(59)}, true},
		"hung up":               {gust{arrived: at(0), ended: at(timeout + 1), hung: true}, gust{host: quick, arrived: at(timeout + 10)}, true},
		"hung up, and the rest": {gust{arrived: at(0), ended: at(timeout + 1), hung: true}, gust{host: quick, arrived: at(timeout + 20)}, false},
	} {
		if why := s.tooSoon(c.before, c.now); (why != "") != c.want {
			t.Errorf("%s: %q", name, why)
		}
	}
}

func TestNoGapIsUnderThePromiseWithEveryFaultOn(t *testing.T) {
	t.Parallel()
	hosts, pages := 14, 24
	if os.Getenv(fullSize) != "" {
		hosts, pages = 50, 200
	}
	s, a := newStorm(t, hosts, pages), newArchive(t)
	sum := crawlWithin(t, s.options(a), 10*time.Minute)
	n := s.judge(t)
	if least := hosts * pages; n < least {
		t.Errorf("%d requests, want at least %d", n, least)
	}
	if sum.Totals.New < hosts*pages*95/100 {
		t.Errorf("%d reports of %d: %+v", sum.Totals.New, hosts*pages, sum.Hosts)
	}
	for _, g := range s.log() {
		if strings.Contains(g.path, "secret") {
			t.Errorf("%s%s was asked", g.host, g.path)
		}
	}
}

// crawlWithin is crawl with time for a large one.
func crawlWithin(t testing.TB, o crawler.Options, limit time.Duration) crawler.Summary {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	s, err := crawler.Run(ctx, o)
	if err != nil {
		t.Fatalf("crawl: %v", err)
	}
	return s
}
