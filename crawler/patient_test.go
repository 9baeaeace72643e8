package crawler_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/fetch"
	"nianbao/crawler/pace"
)

// TestDiscoveryIsPatientWithAFrontPage has a server that is busy at first.
func TestDiscoveryIsPatientWithAFrontPage(t *testing.T) {
	t.Parallel()
	const front = `<html><head><title>青溪区人民政府</title></head><body><a href="/nb/">政府信息公开年报</a></body></html>`
	tests := []struct {
		name, busy string
		times      int
		status     int
		after      string
		found      bool
		least      time.Duration // before the request after the first busy answer
		cause      string
	}{
		{"503 once", "/", 1, 503, "", true, 0, ""},
		{"503 once, for a second", "/", 1, 503, "1", true, time.Second, ""},
		{"429 twice", "/", 2, 429, "", true, 0, ""},
		{"robots.txt is busy", "/robots.txt", 1, 503, "1", true, time.Second, ""},
		{"the column is busy", "/nb/", 1, 503, "", true, 0, ""},
		{"busy for an hour", "/", 1, 503, "3600", false, 0, "until 20"},
		{"busy for ever", "/", 99, 503, "", false, 0, "503"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := &door{}
			d.answer = func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				if r.URL.Path == tt.busy && d.times(tt.busy) <= tt.times {
					if tt.after != "" {
						w.Header().Set("Retry-After", tt.after)
					}
					w.WriteHeader(tt.status)
					return
				}
				switch r.URL.Path {
				case "/":
					fmt.Fprint(w, front)
				case "/nb/":
					fmt.Fprint(w, listPage("/nb/1.html"))
				default:
					http.NotFound(w, r)
				}
			}
			server := httptest.NewServer(d)
			defer server.Close()
			v, err := crawler.NewVisitor(crawler.VisitOptions{
				Policy: pace.Policy{Delay: time.Millisecond, MaxDelay: 3 * time.Second},
				Fetch:  fetch.Options{UserAgent: agentOf, Timeout: 5 * time.Second, Allow: loopback()},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer v.Close()
			var told []string
			r, err := crawler.Discover(t.Context(), v, server.URL+"/", mostRequests, func(_, what string) { told = append(told, what) })
			server.Close() // what it notes after an answer is noted then
			if err != nil || (len(r.Columns) == 1) != tt.found || r.Requests != len(d.paths) {
				t.Errorf("%+v, %v, asked %v", r, err, d.paths)
			}
			if !strings.Contains(strings.Join(told, "\n"), tt.cause) {
				t.Errorf("told %q, want %q", told, tt.cause)
			}
			if n := d.times(tt.busy); n > 3 {
				t.Errorf("%s was asked %d times", tt.busy, n)
			}
			if i := slices.Index(d.paths, tt.busy); tt.least > 0 && d.came[i+1].Sub(d.went[i]) < tt.least {
				t.Errorf("%s came %v after a busy answer, want %v", d.paths[i+1], d.came[i+1].Sub(d.went[i]), tt.least)
			}
		})
	}
}
