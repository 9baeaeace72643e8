package frontier_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/crawler/frontier"
	"nianbao/store"
)

var night = time.Date(2026, 3, 1, 22, 0, 0, 0, time.UTC)

// begun is a frontier of one run over columns.
func begun(t testing.TB, s frontier.Store, columns ...string) *frontier.Frontier {
	t.Helper()
	f, _ := open(t, s)
	var cs []frontier.Candidate
	for _, u := range columns {
		cs = append(cs, frontier.Candidate{URL: u, Context: store.Context{Portal: "青溪区人民政府"}})
	}
	if err := f.Begin(t.Context(), 1, night, cs); err != nil {
		t.Fatal(err)
	}
	return f
}

func take(t testing.TB, f *frontier.Frontier, host string, now time.Time) frontier.Lease {
	t.Helper()
	l, ok, _, err := f.Take(t.Context(), host, now)
	if err != nil || !ok {
		t.Fatalf("take of %s: ok %v, error %v", host, ok, err)
	}
	return l
}

func states(t *testing.T, s frontier.Reader, host string) map[string]string {
	t.Helper()
	got := map[string]string{}
	for l, err := range frontier.All(t.Context(), s, host) {
		if err != nil {
			t.Fatal(err)
		}
		got[l.URL] = string(l.State) + " " + string(l.Outcome) + " " + l.Cause
	}
	return got
}

func TestEveryURLKnownIsALineWithItsStateAndCause(t *testing.T) {
	m := newMemory()
	f := begun(t, m, "http://a.example/nb/", "http://b.example/nb/", "http://c.example/nb/")
	_, err := f.Done(t.Context(), take(t, f, "a.example", night.Add(time.Second)), frontier.Ending{
		At: night.Add(2 * time.Second), State: frontier.Refused, Outcome: store.RobotsDenied, Cause: "line 3: Disallow: /nb/",
	})
	if err != nil {
		t.Fatal(err)
	}
	take(t, f, "b.example", night.Add(time.Second))
	err = f.Leave(t.Context(), map[string]*frontier.Left{
		"c.example": {Outcome: store.Parked, Cause: "Retry-After", Until: night.Add(time.Hour)},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"http://a.example/nb/": "refused robots_denied line 3: Disallow: /nb/",
		"http://b.example/nb/": "leased  ",
		"http://c.example/nb/": "parked parked Retry-After",
	}
	if d := cmp.Diff(want, states(t, m, "")); d != "" {
		t.Errorf("all lines (-want +got):\n%s", d)
	}
	one := map[string]string{"http://c.example/nb/": want["http://c.example/nb/"]}
	if d := cmp.Diff(one, states(t, m, "c.example")); d != "" {
		t.Errorf("lines of one host (-want +got):\n%s", d)
	}
	if err := f.Leave(t.Context(), map[string]*frontier.Left{"c.example": nil}); err != nil {
		t.Fatal(err)
	}
	if got := states(t, m, "c.example")["http://c.example/nb/"]; got != "found  " {
		t.Errorf("after the note is taken away: %q", got)
	}
}

func TestALineSaysWhenItsHostIsAskedAgain(t *testing.T) {
	m := newMemory()
	f := begun(t, m, "http://a.example/nb/")
	until := night.Add(time.Hour)
	if err := f.Leave(t.Context(), map[string]*frontier.Left{"a.example": {Outcome: store.Parked, Until: until}}); err != nil {
		t.Fatal(err)
	}
	for l, err := range frontier.All(t.Context(), m, "") {
		if err != nil || l.NextAt == nil || !l.NextAt.Equal(until) || l.LastAt != nil {
			t.Errorf("line %+v, error %v; want next_at %v and no last_at", l, err, until)
		}
	}
}

func TestAllReadsPastOneBatch(t *testing.T) {
	m := newMemory()
	f := begun(t, m, "http://a.example/nb/")
	var found []frontier.Candidate
	for i := range 2000 {
		found = append(found, frontier.Candidate{
			URL: fmt.Sprintf("http://h%d.example/%d", i%3, i), Class: frontier.Reports,
		})
	}
	l := take(t, f, "a.example", night.Add(time.Second))
	if _, err := f.Done(t.Context(), l, frontier.Ending{At: night, State: frontier.Done, Found: found}); err != nil {
		t.Fatal(err)
	}
	if n := len(states(t, m, "")); n != 2001 {
		t.Errorf("read %d lines, want 2001", n)
	}
}

func TestAnEndingThatIsNotCommittedChangesNothing(t *testing.T) {
	m := newMemory()
	f := begun(t, m, "http://a.example/nb/")
	l := take(t, f, "a.example", night.Add(time.Second))
	m.fail = errors.New("disk full")
	if _, err := f.Done(t.Context(), l, frontier.Ending{At: night, State: frontier.Done}); !errors.Is(err, m.fail) {
		t.Fatalf("error %v, want the store's", err)
	}
	m.fail = nil
	if _, ok, _, _ := f.Take(t.Context(), "a.example", night.Add(time.Minute)); ok {
		t.Error("the host was leased twice")
	}
	if err := f.Release(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	take(t, f, "a.example", night.Add(time.Minute))
}

func TestReclaimCommitsTheWaitWithTheLease(t *testing.T) {
	m := newMemory()
	f := begun(t, m, "http://a.example/nb/")
	if _, ok, _, err := f.Take(t.Context(), "a.example", night.Add(time.Second), "10.0.0.1"); !ok || err != nil {
		t.Fatal(ok, err)
	}
	before := m.applied
	_, got, err := frontier.Open(t.Context(), m, func(r frontier.Reclaimed) ([]store.Op, error) {
		return []store.Op{{Bucket: store.Clocks, Key: []byte("h/" + r.Host), Value: []byte("waits")}}, nil
	})
	want := []frontier.Reclaimed{{Host: "a.example", URL: "http://a.example/nb/", Addrs: []string{"10.0.0.1"}}}
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("error %v, reclaimed (-want +got):\n%s", err, d)
	}
	if v, _ := m.Get(store.Clocks, []byte("h/a.example")); string(v) != "waits" || m.applied != before+1 {
		t.Errorf("clock is %q after %d commits, want both in one", v, m.applied-before)
	}
}

func TestAnErrandHoldsItsHostAndLeavesNothingBehind(t *testing.T) {
	m := newMemory()
	f := begun(t, m, "http://a.example/nb/")
	l, ok, err := f.Hold(t.Context(), "http://a.example/robots.txt", night)
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	if _, ok, _, _ := f.Take(t.Context(), "a.example", night.Add(time.Minute)); ok {
		t.Error("took a URL of a host that is held")
	}
	if _, err := f.ReleaseWith(t.Context(), l, store.Envelope{}); err != nil {
		t.Fatal(err)
	}
	take(t, f, "a.example", night.Add(time.Minute))
	if _, known, _ := frontier.Lookup(t.Context(), m, "http://a.example/robots.txt"); known {
		t.Error("the errand left a URL record")
	}
}

func TestAnAnswerIsKeptThoughItsNumberIsTaken(t *testing.T) {
	m := newMemory()
	f := begun(t, m, "http://a.example/nb/")
	c := &store.Capture{URL: "http://a.example/nb/", At: night, Method: "GET", Run: 1}
	for seq := range uint16(3) { // captures whose state was lost
		if _, err := m.Apply(t.Context(), store.Envelope{Capture: c, Seq: seq}); err != nil {
			t.Fatal(err)
		}
	}
	l := take(t, f, "a.example", night.Add(time.Second))
	_, err := f.Done(t.Context(), l, frontier.Ending{
		At: night, State: frontier.Done, Envelope: store.Envelope{Capture: c},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := states(t, m, "")["http://a.example/nb/"]; got != "done  " {
		t.Errorf("the ending was taken for a repetition: %q", got)
	}
}

func TestAStrayQueueKeyIsDroppedNotTaken(t *testing.T) {
	m := newMemory()
	f := begun(t, m, "http://a.example/nb/")
	stray := append([]byte{0, 0, 0, 1, byte(frontier.Lists)}, make([]byte, 16)...)
	m.put(store.Op{Bucket: store.Queue, Key: stray, Value: []byte{}})
	if l := take(t, f, "a.example", night.Add(time.Second)); l.URL() != "http://a.example/nb/" {
		t.Errorf("took %q", l.URL())
	}
	if v, _ := m.Get(store.Queue, stray); v != nil {
		t.Error("the stray key is still there")
	}
}

func TestAPutOffRecheckIsBroughtForward(t *testing.T) {
	m := newMemory()
	f := begun(t, m, "http://a.example/nb/")
	l := take(t, f, "a.example", night.Add(time.Second))
	year := night.Add(365 * 24 * time.Hour)
	if _, err := f.Done(t.Context(), l, frontier.Ending{At: night, State: frontier.Done, Recheck: year}); err != nil {
		t.Fatal(err)
	}
	if err := f.Begin(t.Context(), 2, night.Add(time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := f.DueNow(t.Context(), "a.example"); err != nil {
			t.Fatal(err)
		}
	}
	take(t, f, "a.example", night.Add(2*time.Hour))
	if _, ok, _, _ := f.Take(context.Background(), "a.example", night.Add(3*time.Hour)); ok {
		t.Error("taken twice")
	}
}
