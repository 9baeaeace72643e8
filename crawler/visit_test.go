package crawler_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/fetch"
	"nianbao/crawler/pace"
	"nianbao/store"
)

// door is a server that notes when each request came and went.
type door struct {
	mu     sync.Mutex
	came   []time.Time
	went   []time.Time
	paths  []string
	answer func(w http.ResponseWriter, r *http.Request)
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	d.came, d.paths = append(d.came, time.Now()), append(d.paths, r.URL.Path)
	d.mu.Unlock()
	d.answer(w, r)
	d.mu.Lock()
	d.went = append(d.went, time.Now())
	d.mu.Unlock()
}

// least is the shortest pause between two requests.
func (d *door) least() time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	least := time.Hour
	for i := 1; i < len(d.came); i++ {
		least = min(least, d.came[i].Sub(d.went[i-1]))
	}
	return least
}

// times is how often a path was asked for.
func (d *door) times(path string) (n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range d.paths {
		if p == path {
			n++
		}
	}
	return n
}

// asked are the paths that were asked for.
func (d *door) asked() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return fmt.Sprint(d.paths)
}

// visitDoor visits pages of a server, one after the other.
func visitDoor(t *testing.T, o crawler.VisitOptions, base string, paths ...string) (last crawler.Visit) {
	t.Helper()
	o.Fetch = fetch.Options{UserAgent: agentOf, Timeout: 5 * time.Second, Allow: loopback()}
	v, err := crawler.NewVisitor(o)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	for _, p := range paths {
		if last, err = v.Visit(t.Context(), fetch.Request{URL: base + p}); err != nil {
			t.Fatal(err)
		}
	}
	return last
}

// rulesOf answers robots.txt with these lines, and every page with a page.
func rulesOf(lines string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			w.Header().Set("Content-Type", "text/plain")
			fmt.Fprint(w, lines)
			return
		}
		fmt.Fprint(w, "<html><body>"+r.URL.Path+"</body></html>")
	}
}

func TestAVisitorKeepsThePauseAlsoTowardsTheOneBefore(t *testing.T) {
	t.Parallel()
	const pause = 60 * time.Millisecond
	d := &door{answer: rulesOf("User-agent: *\nAllow: /\n")}
	s := httptest.NewServer(d)
	t.Cleanup(s.Close)
	o := crawler.VisitOptions{Policy: pace.Policy{Delay: pause, MaxDelay: time.Second}}
	visitDoor(t, o, s.URL, "/a", "/b")
	visitDoor(t, o, s.URL, "/c") // it knows nothing of the one before
	if got := d.least(); got < pause {
		t.Errorf("a pause of %v, want %v: %s", got, pause, d.asked())
	}
	a := newArchive(t)
	o.Archive = a
	visitDoor(t, o, s.URL, "/d")
	visitDoor(t, o, s.URL, "/e") // robots.txt is known by now
	if got := d.asked(); got != "[/robots.txt /a /b /robots.txt /c /robots.txt /d /e]" || d.least() < pause {
		t.Errorf("asked %s, pauses of %v", got, d.least())
	}
}

func TestAVisitorMindsRobotsAndBackOff(t *testing.T) {
	t.Parallel()
	now := time.Now()
	shut := window(t, now.Add(3*time.Hour), now.Add(4*time.Hour))
	tests := []struct {
		name   string
		answer func(http.ResponseWriter, *http.Request)
		policy pace.Policy
		paths  []string
		want   store.Outcome // of the last page: why it was not asked for
		asked  string
		least  time.Duration
	}{
		{name: "a rule", answer: rulesOf("User-agent: *\nDisallow: /b\n"), paths: []string{"/a", "/b"}, want: store.RobotsDenied, asked: "[/robots.txt /a]"},
		{name: "a Crawl-delay", answer: rulesOf("User-agent: *\nCrawl-delay: 0.3\n"), paths: []string{"/a", "/b"}, asked: "[/robots.txt /a /b]", least: 300 * time.Millisecond},
		{name: "a Crawl-delay that is too long", answer: rulesOf("User-agent: *\nCrawl-delay: 5000\n"), paths: []string{"/a"}, want: store.Parked, asked: "[/robots.txt]"},
		{name: "no robots.txt for now", answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, paths: []string{"/a"}, want: store.RobotsUnreachable, asked: "[/robots.txt]"},
		{name: "a long Retry-After", answer: func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/a" {
				w.Header().Set("Retry-After", "3600")
				w.WriteHeader(429)
			}
		}, paths: []string{"/a", "/b"}, want: store.Parked, asked: "[/robots.txt /a]"},
		{name: "the window", answer: rulesOf(""), policy: pace.Policy{Window: shut}, paths: []string{"/a"}, want: store.Parked, asked: "[]"},
		{name: "a robots.txt that stands elsewhere", answer: func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/robots.txt":
				http.Redirect(w, r, "/rules.txt", http.StatusFound)
			case "/rules.txt":
				rulesOf("User-agent: *\nDisallow: /b\n")(w, &http.Request{URL: r.URL})
			}
		}, paths: []string{"/a"}, asked: "[/robots.txt /rules.txt /a]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := &door{answer: tt.answer}
			s := httptest.NewServer(d)
			t.Cleanup(s.Close)
			tt.policy.MaxDelay = time.Second
			last := visitDoor(t, crawler.VisitOptions{Policy: tt.policy}, s.URL, tt.paths...)
			if last.Skipped != tt.want || last.Asked != (tt.want == "") || d.asked() != tt.asked {
				t.Errorf("skipped %q (%s), asked %s; want %q, %s", last.Skipped, last.Cause, d.asked(), tt.want, tt.asked)
			}
			if len(d.came) > 1 && tt.least > 0 && d.least() < tt.least {
				t.Errorf("a pause of %v, want %v", d.least(), tt.least)
			}
		})
	}
}

func TestAVisitorGoesNowhereItMayNot(t *testing.T) {
	t.Parallel()
	d := &door{answer: rulesOf("")}
	s := httptest.NewServer(d)
	t.Cleanup(s.Close)
	v, err := crawler.NewVisitor(crawler.VisitOptions{Fetch: fetch.Options{UserAgent: agentOf}})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	got, err := v.Visit(t.Context(), fetch.Request{URL: s.URL + "/a"})
	if err != nil || got.Asked || got.Skipped != store.ForbiddenAddress || d.asked() != "[]" || got.Requests != 0 {
		t.Errorf("%+v, %v, asked %s", got, err, d.asked())
	}
}

func TestVisitsAtTheSameTimeTakeTurnsOnAHost(t *testing.T) {
	t.Parallel()
	const pause = 30 * time.Millisecond
	d := &door{answer: rulesOf("User-agent: *\nAllow: /\n")}
	s := httptest.NewServer(d)
	t.Cleanup(s.Close)
	v, err := crawler.NewVisitor(crawler.VisitOptions{
		Policy: pace.Policy{Delay: pause, MaxDelay: 10 * time.Second}, Fetch: fetch.Options{UserAgent: agentOf, Timeout: 5 * time.Second, Allow: loopback()},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			if got, err := v.Visit(t.Context(), fetch.Request{URL: fmt.Sprintf("%s/%d", s.URL, i)}); err != nil || !got.Asked {
				t.Errorf("%d: %+v, %v", i, got, err)
			}
		})
	}
	all.Wait()
	if d.least() < pause || len(d.paths) != 7 || d.paths[0] != "/robots.txt" {
		t.Errorf("asked %s, pauses of %v", d.asked(), d.least())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Visit(ctx, fetch.Request{URL: s.URL + "/x"}); !errors.Is(err, context.Canceled) {
		t.Errorf("a visit that was called off: %v", err)
	}
}
