package fetch

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/gocolly/colly/v2"

	"nianbao/store"
)

const (
	// idleConn is how long a connection waits for its next request: over the
	// usual delay, under the 5 s after which old Apaches hang up, since a
	// request that meets the hang-up fails (it is never sent twice).
	idleConn = 4 * time.Second
	// maxHeader bounds an answer's headers, in bytes.
	maxHeader = 256 << 10
)

// Fetcher makes requests. It keeps no cookies, follows no redirects, and is
// safe for concurrent use.
type Fetcher struct {
	opts       Options
	names      *names
	collector  *colly.Collector
	transports []*http.Transport
	proxied    bool

	onResponse func(*colly.Response) // what colly saw, for tests
}

// New makes a fetcher. It refuses to start where COLLY_* variables are set,
// which colly would obey over the config.
func New(o Options) (*Fetcher, error) {
	if err := refuseEnv(os.Environ()); err != nil {
		return nil, err
	}
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	g, err := newGuard(o.Allow)
	if err != nil {
		return nil, err
	}
	proxy, err := proxyURL(o.Proxy)
	if err != nil {
		return nil, err
	}
	f := &Fetcher{opts: o, proxied: proxy != nil}
	f.names = &names{resolver: o.Resolver, now: o.Now, timeout: o.Timeout}
	f.collector = newCollector(f.chain(g, proxy))
	return f, nil
}

// newCollector makes colly do what is left to it: one request, one callback.
// Everything else it offers stays off, for the reasons in the package comment.
func newCollector(chain http.RoundTripper) *colly.Collector {
	c := colly.NewCollector(colly.AllowURLRevisit(), colly.ParseHTTPErrorResponse(), colly.IgnoreRobotsTxt(), colly.MaxBodySize(0))
	c.DisableCookies()
	c.SetRequestTimeout(0)
	c.SetRedirectHandler(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
	c.WithTransport(chain)
	return c
}

// chain puts the RoundTrippers together, the outermost first.
func (f *Fetcher) chain(g guard, proxy *url.URL) http.RoundTripper {
	o := f.opts
	strict, lenient := f.transport(g, proxy, false), f.transport(g, proxy, true)
	f.transports = []*http.Transport{strict, lenient}
	return keep{
		limit{maxBody: o.MaxBody, next: decode{maxBody: o.MaxBody, next: wire{maxBody: o.MaxBody, next: deadline{
			idle: o.Timeout, total: o.MaxTime, next: admission{names: f.names, guard: g, next: sender{
				strict: strict, lenient: lenient, proxied: proxy != nil,
			}},
		}}}},
	}
}

// transport is the end of the chain: net/http with nothing automatic left on.
// Its timeouts are ours (deadline), its proxy never the environment's.
func (f *Fetcher) transport(g guard, proxy *url.URL, lenient bool) *http.Transport {
	t := &http.Transport{
		TLSClientConfig:        clientTLS(f.opts.roots, lenient),
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        idleConn,
		MaxResponseHeaderBytes: maxHeader,
	}
	if proxy != nil {
		t.Proxy = http.ProxyURL(proxy)
	} else {
		t.DialContext = dialler{guard: g, timeout: f.opts.Timeout, connect: f.opts.Dial}.dial
	}
	return t
}

// Close gives idle connections back.
func (f *Fetcher) Close() {
	for _, t := range f.transports {
		t.CloseIdleConnections()
	}
}

// Fetch makes one request: the server sees it once or not at all, whatever
// happens. It never waits for anything but the answer. Where ctx ends it, the
// exchange is marked interrupted and has no outcome.
func (f *Fetcher) Fetch(ctx context.Context, r Request) Exchange {
	started := f.opts.Now()
	t := &trail{request: r}
	return f.settle(ctx, t, started, f.visit(ctx, t))
}

// visit sends the request through colly. What comes back is in the trail.
func (f *Fetcher) visit(ctx context.Context, t *trail) error {
	r := t.request
	switch r.method() {
	case http.MethodGet, http.MethodHead, http.MethodPost:
	default:
		return t.fail(store.ConnectionError, fmt.Errorf("make request: method %.20q is not used here", r.Method))
	}
	to, err := parseTarget(r.URL, f.proxied)
	if err != nil {
		return t.fail(store.ConnectionError, err)
	}
	t.target = to
	if err := ctx.Err(); err != nil {
		return t.fail(store.ConnectionError, err)
	}
	c := f.collector.Clone()
	c.Context = withTrail(ctx, t)
	if f.onResponse != nil {
		c.OnResponse(f.onResponse)
	}
	var body io.Reader
	if len(r.Body) > 0 {
		body = bytes.NewReader(r.Body)
	}
	return c.Request(r.method(), to.text, body, nil, r.headers(f.opts.UserAgent))
}
