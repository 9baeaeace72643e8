//go:build unix

package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"nianbao/cmd/nianbao/metrics"
	"nianbao/crawler/nightly"
)

// site is a portal of its own address that asks for patience as often as told,
// and then has an empty list.
type site struct {
	*httptest.Server
	declines, lists atomic.Int32
}

func newSite(t *testing.T, ip string, declines int32) *site {
	t.Helper()
	s := new(site)
	s.declines.Store(declines)
	l, err := net.Listen("tcp", ip+":0")
	if err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/nb/" {
			http.NotFound(rw, r)
			return
		}
		s.lists.Add(1)
		if s.declines.Add(-1) >= 0 {
			rw.Header().Set("Retry-After", "2")
			rw.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		fmt.Fprint(rw, "<html><title>政府信息公开年报</title><ul></ul></html>")
	}))
	_ = s.Listener.Close() // its own
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// TestScheduleTakesAParkedHostUpAgain makes a run that one of two portals asks to
// come back, and the one that follows.
func TestScheduleTakesAParkedHostUpAgain(t *testing.T) {
	dir := t.TempDir()
	busy, other := newSite(t, "127.0.0.1", 1), newSite(t, "127.0.0.2", 0)
	write(t, dir, "seeds/two.yaml", fmt.Sprintf("portals:\n  - name: 甲\n    columns: [{url: %s/nb/}]\n  - name: 乙\n    columns: [{url: %s/nb/}]\n", busy.URL, other.URL))
	configure(t, dir, fmt.Sprintf("archive: %s\nseeds: [seeds/*.yaml]\npoliteness: {delay: 5ms, max_delay: 1s}\nschedule: %q\n", filepath.Join(dir, "archive.db"), never))
	var log bytes.Buffer
	a := newApp(nil, &log, &log)
	a.configFile = filepath.Join(dir, "config.yaml")
	first, err := a.orders()
	if err != nil {
		t.Fatal(err)
	}
	s := &scheduler{app: a, log: a.quietLog(), metrics: metrics.New("test")}
	s.hold(first)
	run := func(why nightly.Why) nightly.Past {
		t.Helper()
		if err := s.Run(t.Context(), nightly.Start{Why: why}); err != nil {
			t.Fatalf("%v\n%s", err, log.String())
		}
		past, err := s.Past(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return past
	}
	past := run(nightly.First)
	if busy.lists.Load() != 1 || other.lists.Load() != 1 {
		t.Fatalf("asked %d and %d times\n%s", busy.lists.Load(), other.lists.Load(), log.String())
	}
	if past.Open || past.Again.Before(time.Now().Add(leastBetween-time.Minute)) || past.Again.After(time.Now().Add(leastBetween)) {
		t.Errorf("asked to be taken up again at %v", past.Again)
	}
	if start := s.Plan().Next(time.Now(), past); start.Why != nightly.Parked || !start.At.Equal(past.Again) {
		t.Errorf("the next start: %+v", start)
	}
	time.Sleep(2 * time.Second) // what the server asked for
	past = run(nightly.Parked)
	if busy.lists.Load() != 2 || other.lists.Load() != 1 {
		t.Errorf("the second time, asked %d and %d times in all\n%s", busy.lists.Load(), other.lists.Load(), log.String())
	}
	if !past.Again.IsZero() {
		t.Errorf("it answered, and is to be asked again at %v", past.Again)
	}
	run(nightly.Scheduled)
	if other.lists.Load() != 2 {
		t.Errorf("the next night asked the other %d times in all", other.lists.Load())
	}
}
