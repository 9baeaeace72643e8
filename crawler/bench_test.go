package crawler_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gocolly/colly/v2"

	"nianbao/crawler"
	"nianbao/extract"
	"nianbao/seeds/sample"
	"nianbao/store"
)

const (
	quarryHosts = 64 // hosts, each with an address of its own
	quarryPages = 20 // reports of each
)

// quarry serves the sample portal's reports, byte for byte but for a comment
// that makes each one's hash its own, on many hosts.
type quarry struct {
	web    *web
	names  []string
	pages  map[string]extract.Page // by URL
	bodies map[string][]byte       // by host and path
	kinds  map[string]string       // likewise, Content-Type
}

func newQuarry(t testing.TB) *quarry {
	t.Helper()
	q := &quarry{pages: map[string]extract.Page{}, bodies: map[string][]byte{}, kinds: map[string]string{}}
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Skip(err)
	}
	server := httptest.NewUnstartedServer(q)
	server.Listener = l
	server.Start()
	t.Cleanup(server.Close)
	q.web = &web{t: t, names: map[string]string{}}
	_, q.web.port, _ = net.SplitHostPort(l.Addr().String())
	models := models(t)
	for i := range quarryHosts {
		name := fmt.Sprintf("h%d.example", i)
		q.names = append(q.names, name)
		q.web.names[name] = fmt.Sprintf("127.0.1.%d", i+1)
		var links []string
		for j := range quarryPages {
			p := models[(i*quarryPages+j)%len(models)]
			path := fmt.Sprintf("/nb/%d.html", j)
			p.URL = q.web.url(name, path)
			p.Body = fmt.Appendf(p.Body[:len(p.Body):len(p.Body)], "<!-- %s%s -->", name, path)
			p.LinkTitle, p.LinkDate = "", ""
			links = append(links, path)
			q.pages[p.URL], q.bodies[name+path] = p, p.Body
			q.kinds[name+path] = strings.TrimSuffix(p.MediaType+"; charset="+p.Charset, "; charset=")
		}
		q.bodies[name+"/nb/"], q.kinds[name+"/nb/"] = []byte(listPage(links...)), "text/html; charset=utf-8"
	}
	return q
}

// models are the sample portal's pages with reports.
func models(t testing.TB) (all []extract.Page) {
	t.Helper()
	a := newArchive(t)
	o := options(a, quick(t, portal(t, sample.Options{})))
	o.Policy.Delay = 0
	crawl(t, o)
	for c, err := range a.Captures(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		page, _, err := a.PageOf(c.URL)
		if err != nil {
			t.Fatal(err)
		}
		if page.Read == nil || page.Read.Kind != "annual_report" || c.MediaType != "text/html" {
			continue
		}
		body, err := a.Blob(c.RawSHA256)
		if err != nil {
			t.Fatal(err)
		}
		_, charset, _ := strings.Cut(c.ResponseHeaders.Get("Content-Type"), "charset=")
		all = append(all, extract.Page{Body: body, MediaType: c.MediaType, Charset: charset, URL: c.URL})
	}
	return all
}

func (q *quarry) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	name, _, _ := net.SplitHostPort(r.Host)
	if i, ok := strings.CutPrefix(name, "127.0.1."); ok { // the bare program does not resolve names
		n, _ := strconv.Atoi(i)
		name = q.names[n-1]
	}
	key := name + r.URL.Path
	if q.bodies[key] == nil {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", q.kinds[key])
	_, _ = rw.Write(q.bodies[key]) // the client may be gone
}

// crawl takes the whole quarry into an archive.
func (q *quarry) crawl(t testing.TB, a *store.Archive) crawler.Summary {
	o := q.web.options(a, q.names...)
	o.Policy.Delay = 0
	return crawlWithin(t, o, 10*time.Minute)
}

// extraction reads every page, and returns what is to be committed of it.
func (q *quarry) extraction(t testing.TB) []store.Envelope {
	var mu sync.Mutex
	var all []store.Envelope
	spread(runtime.GOMAXPROCS(0), q.list(), func(p extract.Page) {
		r := extract.Read(p)
		reading, err := store.ReadingOf(&r)
		if err != nil {
			t.Error(err)
		}
		e := store.Envelope{
			Capture: &store.Capture{URL: p.URL, Run: 1, At: time.Now(), Method: "GET", Outcome: store.OK, Status: 200, MediaType: p.MediaType},
			Body:    p.Body, Reading: reading,
		}
		mu.Lock()
		defer mu.Unlock()
		all = append(all, e)
	})
	return all
}

func (q *quarry) list() (all []extract.Page) {
	for _, p := range q.pages {
		all = append(all, p)
	}
	return all
}

// bare is what one would write with colly and nothing else: every page fetched
// and parsed, nothing kept, no manners.
func (q *quarry) bare(t testing.TB) int {
	var pages atomic.Int64
	c := colly.NewCollector(colly.Async())
	if err := c.Limit(&colly.LimitRule{DomainGlob: "*", Parallelism: quarryHosts}); err != nil {
		t.Fatal(err)
	}
	c.OnHTML("a[href]", func(e *colly.HTMLElement) {
		if strings.HasPrefix(e.Attr("href"), "/nb/") {
			_ = e.Request.Visit(e.Attr("href")) // asked already
		}
	})
	c.OnResponse(func(*colly.Response) { pages.Add(1) })
	for i := range quarryHosts {
		if err := c.Visit(fmt.Sprintf("http://127.0.1.%d:%s/nb/", i+1, q.web.port)); err != nil {
			t.Fatal(err)
		}
	}
	c.Wait()
	return int(pages.Load())
}

// spread runs jobs in n goroutines.
func spread[T any](n int, jobs []T, do func(T)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for i := int(next.Add(1)); i <= len(jobs); i = int(next.Add(1)) {
				do(jobs[i-1])
			}
		})
	}
	wg.Wait()
}

// spent is what a part of the benchmark took.
type spent struct{ wall, cpu time.Duration }

// measure adds what do takes.
func (s *spent) measure(t testing.TB, do func()) {
	began, used := time.Now(), cpu(t)
	do()
	s.wall += time.Since(began)
	s.cpu += cpu(t) - used
}

// BenchmarkOverhead crawls without a pause and compares, in one run, with what
// cannot be avoided (extraction alone and commit alone of the same pages, each
// with all the machine has) and with a bare colly program. cpu-ratio compares
// processor time, which other programs on the machine hardly change.
func BenchmarkOverhead(b *testing.B) {
	q := newQuarry(b)
	var crawled, extracted, committed, bare spent
	pages, plain := 0, 0
	for b.Loop() {
		a := newArchive(b)
		crawled.measure(b, func() {
			s := q.crawl(b, a)
			if pages += s.Totals.New; s.Totals.New != quarryHosts*quarryPages {
				b.Fatalf("%d reports", s.Totals.New)
			}
		})
		var envelopes []store.Envelope
		extracted.measure(b, func() { envelopes = q.extraction(b) })
		a = newArchive(b)
		committed.measure(b, func() {
			spread(quarryHosts, envelopes, func(e store.Envelope) {
				if _, err := a.Apply(b.Context(), e); err != nil {
					b.Error(err)
				}
			})
		})
		bare.measure(b, func() { plain += q.bare(b) })
	}
	n := float64(pages)
	b.ReportMetric(n/crawled.wall.Seconds(), "crawl-pages/s")
	b.ReportMetric(n/extracted.wall.Seconds(), "extract-pages/s")
	b.ReportMetric(n/committed.wall.Seconds(), "commit-pages/s")
	unavoidable := extracted.wall + committed.wall
	b.ReportMetric(n/unavoidable.Seconds(), "unavoidable-pages/s")
	b.ReportMetric(unavoidable.Seconds()/crawled.wall.Seconds(), "ratio")
	b.ReportMetric((extracted.cpu+committed.cpu).Seconds()/crawled.cpu.Seconds(), "cpu-ratio")
	b.ReportMetric(float64(plain)/bare.wall.Seconds(), "colly-pages/s")
}
