package frontier_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/store"
)

// model is what the frontier should do, without any keys: one entry per URL.
type model struct {
	urls    map[string]*entry
	leased  map[string]string // host → URL
	run     uint32
	started time.Time
}

// entry is a URL of the model.
type entry struct {
	host  string
	class frontier.Class // what it is
	queue frontier.Class // 0: in none
	due   time.Time
	run   uint32
}

// pick is what the model would take of a host: any of these may come, since
// the order within one due time is the hash's.
func (m *model) pick(host string, now time.Time) map[string]bool {
	best := map[string]bool{}
	if m.leased[host] != "" {
		return best
	}
	var queue frontier.Class
	var due time.Time
	for u, e := range m.urls {
		limit := now
		if e.queue == frontier.Rechecks {
			limit = m.started
		}
		if e.host != host || e.queue == 0 || e.due.After(limit) {
			continue
		}
		before := queue == 0 || e.queue < queue || e.queue == queue && e.due.Before(due)
		if before {
			queue, due, best = e.queue, e.due, map[string]bool{}
		}
		if e.queue == queue && e.due.Equal(due) {
			best[u] = true
		}
	}
	return best
}

func (m *model) begin(run uint32, now time.Time, columns []frontier.Candidate) {
	m.run, m.started = run, now
	for i, c := range columns {
		due := now.Add(time.Duration(i))
		e := m.urls[c.URL]
		if e == nil {
			e = &entry{host: frontier.Host(c.URL)}
			m.urls[c.URL] = e
		} else if e.run == run || e.queue == frontier.Lists && !e.due.After(due) {
			continue
		}
		e.class, e.queue, e.due = frontier.Lists, frontier.Lists, due
	}
}

func (m *model) done(l frontier.Lease, e frontier.Ending) {
	u := m.urls[l.URL()]
	delete(m.leased, u.host)
	u.run, u.queue, u.due = m.run, 0, time.Time{}
	switch {
	case !e.Retry.IsZero():
		u.queue, u.due = u.class, e.Retry
	case !e.Recheck.IsZero():
		u.queue, u.due = frontier.Rechecks, e.Recheck
	}
	for i, c := range e.Found {
		found := e.At
		if c.Class == frontier.Reports && !c.Maybe && m.started.Before(found) { // before all that may be none
			found = m.started
		}
		due := found.Add(time.Duration(i))
		known := m.urls[c.URL]
		switch {
		case c.URL == l.URL():
		case known == nil:
			m.urls[c.URL] = &entry{host: frontier.Host(c.URL), class: c.Class, queue: c.Class, due: due}
		case c.Revisit && known.run != m.run && m.leased[known.host] != c.URL &&
			!(known.queue == known.class && !known.due.After(due)):
			known.queue, known.due = known.class, due
		}
	}
}

// walk drives a frontier and its model with the same random steps.
type walk struct {
	t      *testing.T
	rnd    *rand.Rand
	mem    *memory
	f      *frontier.Frontier
	m      *model
	leases map[string]frontier.Lease
	now    time.Time
	queues map[string]frontier.Class // queue each lease was taken from
}

func TestFrontierAgreesWithAModelUnderRandomSteps(t *testing.T) {
	for seed := range uint64(40) {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			w := &walk{
				t: t, rnd: rand.New(rand.NewPCG(seed, 1)), mem: newMemory(),
				m:      &model{urls: map[string]*entry{}, leased: map[string]string{}},
				leases: map[string]frontier.Lease{},
				now:    time.Date(2026, 3, 1, 22, 0, 0, 0, time.UTC),
			}
			w.reopen(1)
			for range 300 {
				w.step()
				w.checkKeys()
			}
		})
	}
}

func (w *walk) step() {
	w.now = w.now.Add(time.Duration(w.rnd.IntN(5000)) * time.Millisecond)
	host := w.host()
	switch n := w.rnd.IntN(100); {
	case n < 2:
		w.reopen(w.m.run)
	case n < 4:
		w.reopen(w.m.run + 1)
	case n < 55:
		w.take(host)
	case n < 60:
		if l, ok := w.leases[host]; ok {
			if err := w.f.Release(w.t.Context(), l); err != nil {
				w.t.Fatal(err)
			}
			w.unlease(host)
		}
	default:
		w.end(host)
	}
}

// checkKeys counts the keys on disk: one for each URL in a queue, one for each
// lease, and none besides.
func (w *walk) checkKeys() {
	w.t.Helper()
	queued := 0
	for _, e := range w.m.urls {
		if e.queue != 0 {
			queued++
		}
	}
	b := w.mem.buckets
	if n := len(b[store.Queue]); n != queued {
		w.t.Fatalf("%d queue keys, the model has %d URLs in queues", n, queued)
	}
	if n := len(b[store.Leases]); n != len(w.leases) {
		w.t.Fatalf("%d leases on disk, the model has %d", n, len(w.leases))
	}
	if n := len(b[store.URLs]); n != len(w.m.urls) {
		w.t.Fatalf("%d records, the model has %d", n, len(w.m.urls))
	}
}

// unlease is what a release and a reclaim do: the URL stands where it stood.
func (w *walk) unlease(host string) {
	u := w.m.urls[w.m.leased[host]]
	u.queue = w.queues[host]
	delete(w.m.leased, host)
	delete(w.leases, host)
}

func (w *walk) reopen(run uint32) {
	f, reclaimed := open(w.t, w.mem)
	if len(reclaimed) != len(w.leases) {
		w.t.Fatalf("reclaimed %+v, the model has %v", reclaimed, w.m.leased)
	}
	for _, r := range reclaimed {
		if w.m.leased[r.Host] != r.URL {
			w.t.Fatalf("reclaimed %+v, the model has %v", r, w.m.leased)
		}
		w.unlease(r.Host)
	}
	w.queues = map[string]frontier.Class{}
	w.f = f
	started := w.m.started
	if run != w.m.run {
		started = w.now
	}
	var columns []frontier.Candidate
	for i := range 3 {
		columns = append(columns, frontier.Candidate{URL: fmt.Sprintf("http://h%d.example/nb/", i)})
	}
	if err := w.f.Begin(w.t.Context(), run, started, columns); err != nil {
		w.t.Fatal(err)
	}
	w.m.begin(run, started, columns)
}

func (w *walk) take(host string) {
	want := w.m.pick(host, w.now)
	l, ok, _, err := w.f.Take(w.t.Context(), host, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	if ok != (len(want) > 0) || ok && !want[l.URL()] {
		w.t.Fatalf("took %q (%v) of %s, the model one of %v", l.URL(), ok, host, want)
	}
	if ok {
		w.hold(host, l)
	}
}

// hold enters a lease.
func (w *walk) hold(host string, l frontier.Lease) {
	w.leases[host] = l
	w.m.leased[host] = l.URL()
	w.queues[host] = w.m.urls[l.URL()].queue
	w.m.urls[l.URL()].queue = 0
}

func (w *walk) end(host string) {
	l, ok := w.leases[host]
	if !ok {
		return
	}
	e := frontier.Ending{
		At: w.now, State: frontier.Done, Outcome: store.OK,
		Envelope: store.Envelope{Capture: &store.Capture{URL: l.URL(), At: w.now, Method: "GET"}},
	}
	switch w.rnd.IntN(4) {
	case 0:
		e.Retry = w.now.Add(time.Duration(w.rnd.IntN(20)) * time.Second)
	case 1:
		e.Recheck = w.now.Add(time.Duration(w.rnd.IntN(600)) * time.Second)
	}
	for range w.rnd.IntN(4) {
		class := frontier.Class(1 + w.rnd.IntN(3))
		e.Found = append(e.Found, frontier.Candidate{
			URL:   fmt.Sprintf("http://%s/p%d", w.host(), w.rnd.IntN(12)),
			Class: class, Revisit: class == frontier.Lists, Maybe: w.rnd.IntN(2) == 0,
		})
	}
	e.Found = unique(e.Found)
	e.Ahead = w.rnd.IntN(3) == 0
	eff, err := w.f.Done(w.t.Context(), l, e)
	if err != nil {
		w.t.Fatal(err)
	}
	w.m.done(l, e)
	delete(w.leases, host)
	if eff.Next != nil {
		if want := w.m.pick(host, w.now); !want[eff.Next.URL()] {
			w.t.Fatalf("leased %q of %s ahead, the model one of %v", eff.Next.URL(), host, want)
		}
		w.hold(host, *eff.Next)
	}
}

func (w *walk) host() string { return fmt.Sprintf("h%d.example", w.rnd.IntN(4)) }

func unique(in []frontier.Candidate) (out []frontier.Candidate) {
	seen := map[string]bool{}
	for _, c := range in {
		if !seen[c.URL] {
			out = append(out, c)
		}
		seen[c.URL] = true
	}
	return out
}
