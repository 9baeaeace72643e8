package crawler_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/crawler/pace"
	"nianbao/store"
)

// dials is a network that notes where it is dialled to.
type dials struct {
	mu sync.Mutex
	to map[string]bool
}

func (d *dials) dial(ctx context.Context, network string, to netip.AddrPort) (net.Conn, error) {
	d.mu.Lock()
	if d.to == nil {
		d.to = map[string]bool{}
	}
	d.to[to.Addr().String()] = true
	d.mu.Unlock()
	var n net.Dialer
	return n.DialContext(ctx, network, to.String())
}

// two is a resolver that gives some names a second address.
type two struct {
	*web
	second map[string]string
}

func (r two) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	ips, err := r.web.LookupNetIP(ctx, network, host)
	if s := r.second[host]; s != "" && err == nil {
		ips = append([]netip.Addr{netip.MustParseAddr(s)}, ips...)
	}
	return ips, err
}

func TestNoForbiddenAddressIsDialledByAnyRoute(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example", "b.example", "c.example"), newArchive(t)
	w.names["rebound.example"] = "127.0.0.2"
	w.names["mapped.example"] = "::ffff:127.0.0.2"
	w.names["nat64.example"] = "64:ff9b::a9fe:a9fe"
	away := []string{
		"http://169.254.169.254/latest/meta-data/", "http://rebound.example/x", "http://mapped.example/x", "http://nat64.example/x",
		"http://[::ffff:169.254.169.254]/x", "http://2852039166/x", "http://0xa9fea9fe/x", "http://localhost/x", "http://[fe80::1%25eth0]/x",
	}
	var links []string
	for i, to := range away {
		path := fmt.Sprintf("/nb/%d.html", i)
		links = append(links, path)
		w.on("a.example"+path, status(302, "Location", to))
	}
	w.on("a.example/nb/", list(append(links, away...)...))
	w.on("b.example/robots.txt", status(301, "Location", "http://169.254.169.254/robots.txt"))
	w.on("b.example/nb/", list())
	w.on("c.example/nb/", list())
	o := w.options(a, "a.example", "b.example", "c.example")
	o.Portals[0].Hosts = []string{
		"169.254.169.254", "rebound.example", "mapped.example", "nat64.example", "::ffff:169.254.169.254",
		"2852039166", "0xa9fea9fe", "localhost", "fe80::1",
	}
	var d dials
	o.Fetch.Dial = d.dial
	o.Fetch.Resolver = two{web: w, second: map[string]string{"c.example": "127.0.0.3"}}
	o.Fetch.Allow = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	o.Policy.Delay = time.Millisecond
	crawl(t, o)
	for to := range d.to {
		if to != "127.0.0.1" {
			t.Errorf("%s was dialled", to)
		}
	}
	if w.times("c.example", "/nb/") != 1 {
		t.Error("a host was not asked at the one address of it that is open")
	}
	known := map[string]frontier.Line{}
	for l, err := range frontier.All(t.Context(), a, "") {
		if err != nil {
			t.Fatal(err)
		}
		known[l.URL] = l
	}
	for _, u := range []string{"http://169.254.169.254/latest/meta-data/", "http://rebound.example/x", "http://mapped.example/x", "http://nat64.example/x"} {
		if l := known[u]; l.Outcome != store.ForbiddenAddress || l.State != frontier.Refused || l.Cause == "" {
			t.Errorf("%s is %+v", u, l)
		}
	}
	if l := known[w.url("b.example", "/nb/")]; l.State != frontier.Parked || l.Outcome != store.RobotsUnreachable {
		t.Errorf("the host whose robots.txt is at a forbidden address: %+v", l)
	}
}

func TestALocationCannotForgeAHeader(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", status(302, "Location", "/x%0d%0aX-Forged:%201/?y=%0d%0aX-Forged:%201"))
	crawl(t, w.options(a, "a.example"))
	last := w.log()[len(w.log())-1]
	if last.header.Get("X-Forged") != "" || !strings.HasPrefix(last.path, "/x%0D%0AX-Forged:%201/?y=%0d%0a") {
		t.Errorf("asked %s with %v", last.path, last.header)
	}
}

func TestALongRobotsFileIsReadAsFarAsTheRFCAsks(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	pad := strings.Repeat("# 青溪区人民政府网站\n", 600<<10/30)
	w.on("/robots.txt", text("User-agent: *\nDisallow: /nb/1.html\n"+pad+"Disallow: /nb/2.html\n"))
	w.on("/nb/", list("/nb/1.html", "/nb/2.html"))
	w.on("/nb/2.html", report("二局"))
	crawl(t, w.options(a, "a.example"))
	known := lines(t, a)
	if known["/nb/1.html"].Outcome != store.RobotsDenied || known["/nb/2.html"].Outcome != store.OK {
		t.Errorf("the URLs are %+v", known)
	}
}

func TestARetryAfterOfAnyKindIsSurvived(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		value  string
		parked time.Duration // at least; 0: it is backed off instead, and tried three times
	}{
		"for ever":        {"99999999999", 90 * 365 * 24 * time.Hour},
		"for ever, dated": {"Fri, 31 Dec 9999 23:59:59 GMT", 90 * 365 * 24 * time.Hour},
		"passed":          {"Fri, 17 Jan 2025 01:02:03 GMT", 0},
		"negative":        {"-5", 0},
		"words":           {"soon; or later", 0},
		"nothing":         {"0", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, a := newWeb(t, "a.example"), newArchive(t)
			w.on("/nb/", status(503, "Retry-After", c.value))
			o := w.options(a, "a.example")
			o.Policy.MaxDelay = 300 * time.Millisecond
			sum := crawl(t, o)
			n := w.times("a.example", "/nb/")
			if c.parked == 0 {
				if n != 3 || sum.Totals.Failed != 1 {
					t.Errorf("asked %d times: %+v", n, sum)
				}
				checkPauses(t, w.log(), delay)
				return
			}
			if n != 1 || sum.ParkedUntil == nil || time.Until(*sum.ParkedUntil) < c.parked {
				t.Errorf("asked %d times, parked until %v", n, sum.ParkedUntil)
			}
			if crawl(t, o); w.times("a.example", "/nb/") != 1 {
				t.Error("the next run asked again")
			}
			why := ask(t, a, o, w.url("a.example", "/nb/"))
			if why.FreeWhy != pace.RetryAfter || !why.Parked {
				t.Errorf("why %+v", why)
			}
		})
	}
}

func TestACrawlDelayOfAnyKindIsSurvived(t *testing.T) {
	t.Parallel()
	for value, asked := range map[string]int{"-10": 1, "1e9": 0, "99999999999999999999": 0, "NaN": 1, "inf": 1, "0": 1, "٣": 1} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			w, a := newWeb(t, "a.example"), newArchive(t)
			w.on("/robots.txt", text("User-agent: *\nCrawl-delay: "+value+"\n"))
			w.on("/nb/", list())
			sum := crawl(t, w.options(a, "a.example"))
			if n := w.times("a.example", "/nb/"); n != asked {
				t.Errorf("the column was asked %d times, want %d", n, asked)
			}
			if asked == 0 && (len(sum.Hosts) != 1 || !strings.Contains(sum.Hosts[0].Cause, "max_crawl_delay")) {
				t.Errorf("summary %+v", sum.Hosts)
			}
			checkPauses(t, w.log(), delay)
		})
	}
}

func TestRedirectsAcrossHostsEnd(t *testing.T) {
	t.Parallel()
	names := []string{"a.example", "b.example", "c.example"}
	w, a := newWeb(t, names...), newArchive(t)
	w.on("/nb/", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Location", w.url("b.example", "/r0"))
		rw.WriteHeader(http.StatusFound)
	})
	for i := range 40 {
		w.on(fmt.Sprintf("/r%d", i), status(302, "Location", w.url(names[i%3], fmt.Sprintf("/r%d", i+1))))
	}
	o := w.options(a, "a.example")
	o.Portals[0].Hosts = names[1:]
	o.Policy.Delay = 5 * time.Millisecond
	sum := crawl(t, o)
	if sum.Totals.Fetched != 11 {
		t.Errorf("%d pages were asked: %+v", sum.Totals.Fetched, sum)
	}
	loops := 0
	for _, l := range lines(t, a) {
		if l.Outcome == store.RedirectLoop {
			loops++
		}
	}
	if loops != 1 {
		t.Errorf("%d URLs ended as a loop", loops)
	}
}
