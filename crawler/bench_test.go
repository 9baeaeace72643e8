package crawler_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// BenchmarkCrawl measures pages a second over 64 hosts, each with an address of
// its own, without a pause between requests: what is left is our own work.
func BenchmarkCrawl(b *testing.B) {
	const hosts, pages = 64, 10
	w := &web{t: b, pages: map[string]http.HandlerFunc{}, names: map[string]string{}}
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		b.Skip(err)
	}
	server := httptest.NewUnstartedServer(w)
	server.Listener = l
	server.Start()
	b.Cleanup(server.Close)
	_, w.port, _ = net.SplitHostPort(l.Addr().String())

	var names, links []string
	for i := range hosts {
		names = append(names, fmt.Sprintf("h%d.example", i))
		w.names[names[i]] = fmt.Sprintf("127.0.1.%d", i+1)
	}
	for i := range pages {
		links = append(links, fmt.Sprintf("/nb/%d.html", i))
		w.on(links[i], report(fmt.Sprintf("青溪区第%d局", i)))
	}
	w.on("/nb/", list(links...))
	fetched, took := 0, time.Duration(0)
	for b.Loop() {
		o := w.options(newArchive(b), names...)
		o.Policy.Delay = 0
		s := crawl(b, o)
		fetched += s.Totals.Fetched
		took += s.Ended.Sub(s.Started)
	}
	b.ReportMetric(float64(fetched)/took.Seconds(), "pages/s")
}
