package web_test

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"nianbao/cmd/nianbao/web"
	"nianbao/cmd/nianbao/web/webtest"
	"nianbao/store"
)

// TestTheOverviewCountsRequestsAndBytes holds its counters against the archive's
// own captures and bodies, also after a request that changed no report.
func TestTheOverviewCountsRequestsAndBytes(t *testing.T) {
	s := serve(t, web.Options{})
	check := func() {
		t.Helper()
		requests, bodies, bytes := map[store.Outcome]uint64{}, map[string]bool{}, uint64(0)
		for c, err := range s.archive.Captures(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			requests[c.Outcome]++
			if c.RawSHA256 != "" && !bodies[c.RawSHA256] {
				body, err := s.archive.Blob(c.RawSHA256)
				if err != nil {
					t.Fatal(err)
				}
				bodies[c.RawSHA256] = true
				bytes += uint64(len(body))
			}
		}
		var o struct {
			Captures map[store.Outcome]uint64
			Blobs    store.BlobStats
			File     int64 `json:"archive_bytes"`
		}
		s.json("/api/overview", &o)
		info, err := os.Stat(s.archive.Path())
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(o.Captures) != fmt.Sprint(requests) || o.Blobs.Count != uint64(len(bodies)) || o.Blobs.Bytes != bytes || o.Blobs.Stored == 0 || o.Blobs.Stored >= bytes || o.File != info.Size() {
			t.Errorf("%+v; the archive has %v, %d bodies of %d bytes, in %d", o, requests, len(bodies), bytes, info.Size())
		}
		page := s.page("/", "Accept-Language", "en")
		for _, want := range []string{fmt.Sprintf("answered %d", requests[store.OK]), web.Size(bytes), web.Size(uint64(info.Size()))} {
			if !strings.Contains(page, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
	}
	check()
	_, err := s.archive.Apply(t.Context(), store.Envelope{Capture: &store.Capture{
		URL: webtest.URL(s.truths[0]), Run: 1, At: webtest.Day, Method: "GET", Outcome: store.NotModified, Status: 304,
	}})
	if err != nil {
		t.Fatal(err)
	}
	check()
}

// TestAListShowsWhatChanged asks for a list, has one of its reports change, and
// asks again: what was kept of it must not be shown any more.
func TestAListShowsWhatChanged(t *testing.T) {
	s := serve(t, web.Options{})
	d := s.truths[1]
	versions := func() int {
		t.Helper()
		var page struct{ Items []web.Brief }
		s.json("/api/reports?view=brief&limit=500&q="+url.QueryEscape(d.Agency), &page)
		for _, item := range page.Items {
			if item.ID == store.ID(webtest.URL(d)) {
				return item.Versions
			}
		}
		t.Fatalf("it is not among %d reports", len(page.Items))
		return 0
	}
	if n := versions(); n != 1 {
		t.Fatalf("%d versions", n)
	}
	webtest.Changed(t, s.archive, d, "后来加上一句。")
	for deadline := time.Now().Add(20 * time.Second); versions() != 2; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the list still shows it as it was")
		}
	}
}
