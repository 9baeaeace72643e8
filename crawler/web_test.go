package crawler_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/seeds"
	"nianbao/store"
)

// web is a server that answers for any number of host names, all on one
// address, and writes down what it saw.
type web struct {
	t     testing.TB
	port  string
	names map[string]string // host name → address; others have none

	mu    sync.Mutex
	pages map[string]http.HandlerFunc // host+path, or path for any host
	seen  []seen
}

// seen is one request. Sent is just before the answer left the server: no
// client has its end before.
type seen struct {
	host, path string
	header     http.Header
	arrived    time.Time
	sent       time.Time
}

func newWeb(t testing.TB, names ...string) *web {
	t.Helper()
	w := &web{t: t, pages: map[string]http.HandlerFunc{}, names: map[string]string{}}
	for _, n := range names {
		w.names[n] = "127.0.0.1"
	}
	l, err := net.Listen("tcp", "0.0.0.0:0") // for addresses in 127.0.0.0/8
	if err != nil {
		t.Skip(err)
	}
	server := httptest.NewUnstartedServer(w)
	server.Listener = l
	server.Start()
	t.Cleanup(server.Close)
	_, w.port, _ = net.SplitHostPort(server.Listener.Addr().String())
	return w
}

func (w *web) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	host, _, _ := net.SplitHostPort(r.Host)
	w.mu.Lock()
	w.seen = append(w.seen, seen{host: host, path: r.URL.RequestURI(), header: r.Header, arrived: time.Now()})
	i := len(w.seen) - 1
	h := w.pages[host+r.URL.RequestURI()]
	if h == nil {
		h = w.pages[r.URL.RequestURI()]
	}
	w.mu.Unlock()
	if h == nil {
		h = http.NotFound
	}
	rec := httptest.NewRecorder()
	h(rec, r)
	if rec.Code == noAnswer {
		w.hangUp(rw, i, rec.Body.String())
		return
	}
	for k, v := range rec.Header() {
		rw.Header()[k] = v
	}
	w.mu.Lock()
	w.seen[i].sent = time.Now()
	w.mu.Unlock()
	rw.WriteHeader(rec.Code)
	_, _ = rw.Write(rec.Body.Bytes()) // the client may be gone
}

// noAnswer is what a handler says for a connection that is reset, once what it
// wrote is sent.
const noAnswer = 999

func reset(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(noAnswer) }

// cutShort answers with less than it promises.
func cutShort(rw http.ResponseWriter, _ *http.Request) {
	rw.WriteHeader(noAnswer)
	fmt.Fprint(rw, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 99\r\n\r\nUser-agent: *")
}

func (w *web) hangUp(rw http.ResponseWriter, i int, said string) {
	conn, _, err := http.NewResponseController(rw).Hijack()
	if err != nil {
		w.t.Error(err)
		return
	}
	w.mu.Lock()
	w.seen[i].sent = time.Now()
	w.mu.Unlock()
	_, _ = conn.Write([]byte(said)) // the client may be gone
	_ = conn.Close()
}

// on sets what a path, or a host and path, answers.
func (w *web) on(where string, h http.HandlerFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages[where] = h
}

func (w *web) log() []seen {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]seen(nil), w.seen...)
}

func (w *web) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = nil
}

// times is how often a host and path was asked.
func (w *web) times(host, path string) (n int) {
	for _, s := range w.log() {
		if s.host == host && s.path == path {
			n++
		}
	}
	return n
}

// url is the address of a path on a host.
func (w *web) url(host, path string) string { return "http://" + host + ":" + w.port + path }

// LookupNetIP makes the web the resolver of its names.
func (w *web) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	ip, known := w.names[host]
	if !known {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return []netip.Addr{netip.MustParseAddr(ip)}, nil
}

// options crawl one column at /nb/ of each host.
func (w *web) options(a *store.Archive, hosts ...string) crawler.Options {
	var ps []seeds.Portal
	for _, h := range hosts {
		ps = append(ps, seeds.Portal{Name: h, Columns: []seeds.Column{{URL: w.url(h, "/nb/")}}})
	}
	o := options(a, ps)
	o.Fetch.Resolver = w
	return o
}

// oneReport is a web whose one host has a column with one report, an archive,
// and the options to crawl the one into the other.
func oneReport(t testing.TB) (*web, *store.Archive, crawler.Options) {
	t.Helper()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", list("/nb/1.html"))
	w.on("/nb/1.html", report("一局"))
	return w, a, w.options(a, "a.example")
}

// list answers a list page with links to reports.
func list(links ...string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(rw, listPage(links...))
	}
}

func listPage(links ...string) string {
	var b strings.Builder
	b.WriteString("<html><head><title>政府信息公开年报</title></head><body><ul>\n")
	for i, l := range links {
		fmt.Fprintf(&b, "<li><a href=%q>青溪区第%d局2024年政府信息公开工作年度报告</a><span>2025-01-1%d</span></li>\n", l, i, i%10)
	}
	b.WriteString("</ul></body></html>\n")
	return b.String()
}

// report answers a page with a short report.
func report(agency string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(rw, reportPage(agency, ""))
	}
}

// reportPage is a report without tables, long enough to be one; extra stands
// behind it.
func reportPage(agency, extra string) string {
	long := "全年围绕群众关心的事项及时更新栏目内容，对照目录逐项核对，明确专人负责，做到应公开尽公开；" +
		"组织业务培训两次，参加人员六十人次，公开工作平稳有序，没有发生因公开引起的行政复议和行政诉讼。"
	return fmt.Sprintf(`<html><head><title>%[1]s2024年政府信息公开工作年度报告</title></head><body><div class="article-content">
<h1>%[1]s2024年政府信息公开工作年度报告</h1>
<p>根据《中华人民共和国政府信息公开条例》规定，编制本报告。</p>
<p>一、总体情况</p><p>%[1]s主动公开政府信息一百三十一条，受理申请二件，均按期答复。%[2]s</p>
<p>二、主动公开政府信息情况</p><p>%[2]s</p><p>三、收到和处理政府信息公开申请情况</p><p>%[2]s</p>
<p>四、因政府信息公开工作被申请行政复议、提起行政诉讼情况</p><p>%[2]s</p>
<p>五、存在的主要问题及改进情况</p><p>公开的时效还要加强。%[2]s</p>
<p>六、其他需要报告的事项</p><p>无其他需要报告的事项。</p>%[3]s</div></body></html>`, agency, long, extra)
}

// status answers a bare status.
func status(code int, header ...string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			rw.Header().Set(header[i], header[i+1])
		}
		rw.WriteHeader(code)
	}
}

// reports has a column that lists n reports. It returns their paths.
func (w *web) reports(n int) (paths []string) {
	for i := range n {
		paths = append(paths, fmt.Sprintf("/nb/%d.html", i))
		w.on(paths[i], report(fmt.Sprintf("青溪区第%d局", i)))
	}
	w.on("/nb/", list(paths...))
	return paths
}

// text answers plain text.
func text(body string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/plain")
		fmt.Fprint(rw, body)
	}
}

// checkPauses fails where a request came sooner after the last answer than
// allowed. The log is that of one address.
func checkPauses(t testing.TB, log []seen, least time.Duration) {
	t.Helper()
	for i := 1; i < len(log); i++ {
		before, now := log[i-1], log[i]
		if gap := now.arrived.Sub(before.sent); before.sent.IsZero() || gap < least {
			t.Errorf("%s%s came %v after %s%s, want at least %v", now.host, now.path, gap, before.host, before.path, least)
		}
	}
}
