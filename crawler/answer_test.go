package crawler_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"nianbao/crawler/frontier"
	"nianbao/seeds"
	"nianbao/store"
)

func TestATooLargePageIsAnOutcomeAndNeverACutRecord(t *testing.T) {
	t.Parallel()
	w, a, o := oneReport(t)
	o.Fetch.MaxBody = 8 << 10
	w.on("/nb/1.html", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(rw, reportPage("一局", strings.Repeat("<!-- chrome -->", 1000)))
	})
	crawl(t, o)
	if l := lines(t, a)["/nb/1.html"]; l.Outcome != store.TooLarge || l.State != frontier.Failed || l.Cause == "" {
		t.Errorf("the page is %+v", l)
	}
	if n := w.times("a.example", "/nb/1.html"); n != 1 {
		t.Errorf("it was asked %d times, though another try brings the same", n)
	}
	for c, err := range a.Captures(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if c.Outcome == store.TooLarge && (c.RawSHA256 != "" || c.Status != 200) {
			t.Errorf("its capture is %+v", c)
		}
	}
	if n := len(reports(t, a)); n != 0 {
		t.Errorf("%d reports were read off it", n)
	}
}

func TestBrokenTLSIsAcceptedOnlyOfHostsTheSeedsName(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/nb/":
			list("/nb/1.html")(rw, r)
		case "/nb/1.html":
			report("一局")(rw, r)
		default:
			http.NotFound(rw, r)
		}
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are the point
	server.StartTLS()
	t.Cleanup(server.Close)
	column := seeds.Column{URL: server.URL + "/nb/"}

	strict := newArchive(t)
	o := options(strict, []seeds.Portal{{Name: "甲", Columns: []seeds.Column{column}}})
	o.Policy.MaxDelay = 2 * delay
	sum := crawl(t, o)
	if len(sum.Hosts) != 1 || sum.Hosts[0].Left != store.RobotsUnreachable || !strings.Contains(sum.Hosts[0].Cause, "x509") {
		t.Errorf("without leave: %+v", sum.Hosts)
	}
	for c, err := range strict.Captures(t.Context()) {
		if err != nil || c.Outcome != store.TLSError {
			t.Errorf("without leave: %+v, %v", c, err)
		}
	}

	lenient := newArchive(t)
	o = options(lenient, []seeds.Portal{{Name: "甲", InsecureHosts: []string{"127.0.0.1"}, Columns: []seeds.Column{column}}})
	if sum := crawl(t, o); sum.Totals.New != 1 {
		t.Errorf("with leave: %+v", sum.Totals)
	}
	for c, err := range lenient.Captures(t.Context()) {
		if err != nil || !strings.Contains(c.TLS, "unverified: x509") {
			t.Errorf("with leave: tls %q, %v", c.TLS, err)
		}
	}
}
