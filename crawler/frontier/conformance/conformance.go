// Package conformance holds what every frontier must do, whatever keeps its
// queues: a suite that an implementation's own test runs against itself.
package conformance

import (
	"context"
	"testing"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/store"
)

// Queue is a frontier as a run uses it.
type Queue interface {
	Begin(ctx context.Context, run uint32, started time.Time, columns []frontier.Candidate) error
	Hosts() []string
	Take(ctx context.Context, host string, now time.Time, addrs ...string) (frontier.Lease, bool, time.Time, error)
	Release(ctx context.Context, l frontier.Lease) error
	ReleaseAll(ctx context.Context, leases []frontier.Lease) error
	Renew(ctx context.Context, l frontier.Lease, addrs ...string) (frontier.Lease, error)
	KeepWith(ctx context.Context, l frontier.Lease, e store.Envelope) error
	Done(ctx context.Context, l frontier.Lease, e frontier.Ending) (frontier.Effect, error)
	Lookup(ctx context.Context, canonical string) (frontier.Record, bool, error)
	Fetched(ctx context.Context, host string) (int, error)
}

// Open opens a frontier on the same durable state each time it is called: the
// second call stands for the start after a stop without warning.
type Open func(t *testing.T) (Queue, []frontier.Reclaimed)

// Run checks one implementation. fresh is called once per promise, and gives
// an Open over empty state.
func Run(t *testing.T, fresh func(t *testing.T) Open) {
	for _, p := range append(promises(), aheadPromises()...) {
		t.Run(p.name, func(t *testing.T) { p.check(&bench{T: t, open: fresh(t), now: Start}) })
	}
}

// Start is the time at which each promise begins.
var Start = time.Date(2026, 3, 1, 22, 0, 0, 0, time.UTC)

// promise is one thing a frontier does, by the name its test has.
type promise struct {
	name  string
	check func(*bench)
}

// bench is one frontier under test, with a clock of its own.
type bench struct {
	*testing.T
	open Open
	q    Queue
	now  time.Time
	run  uint32
}

// night opens the frontier and begins a new run a day later.
func (b *bench) night(columns ...string) []frontier.Reclaimed {
	b.Helper()
	if b.run > 0 {
		b.now = b.now.Add(24 * time.Hour)
	}
	b.run++
	return b.resume(columns...)
}

// resume opens the frontier and goes on with the run.
func (b *bench) resume(columns ...string) []frontier.Reclaimed {
	b.Helper()
	var reclaimed []frontier.Reclaimed
	b.q, reclaimed = b.open(b.T)
	var cs []frontier.Candidate
	for _, u := range columns {
		cs = append(cs, frontier.Candidate{URL: u, Context: store.Context{Column: u}})
	}
	if err := b.q.Begin(b.Context(), b.run, b.now, cs); err != nil {
		b.Fatal(err)
	}
	return reclaimed
}

// take leases the host's next URL, which must be want; "" wants none.
func (b *bench) take(host, want string) frontier.Lease {
	b.Helper()
	b.now = b.now.Add(time.Second)
	l, ok, _, err := b.q.Take(b.Context(), host, b.now)
	switch {
	case err != nil:
		b.Fatal(err)
	case !ok && want != "":
		b.Fatalf("took nothing of %s, want %s", host, want)
	case ok && l.URL() != want:
		b.Fatalf("took %s, want %q", l.URL(), want)
	}
	return l
}

// end ends a lease as a fetch that was answered would, but for what edit says.
func (b *bench) end(l frontier.Lease, edit func(*frontier.Ending)) frontier.Effect {
	b.Helper()
	b.now = b.now.Add(time.Second)
	e := frontier.Ending{
		At: b.now, State: frontier.Done, Outcome: store.OK,
		Envelope: store.Envelope{Capture: &store.Capture{
			URL: l.URL(), At: b.now, Method: "GET", Outcome: store.OK, Status: 200,
		}},
	}
	if edit != nil {
		edit(&e)
	}
	eff, err := b.q.Done(b.Context(), l, e)
	if err != nil {
		b.Fatal(err)
	}
	return eff
}

// lookup reads a record that must be there.
func (b *bench) lookup(u string) frontier.Record {
	b.Helper()
	r, ok, err := b.q.Lookup(b.Context(), u)
	if err != nil || !ok {
		b.Fatalf("look up %s: known %v, error %v", u, ok, err)
	}
	return r
}

// found makes an ending lead to URLs of a class.
func found(c frontier.Class, urls ...string) func(*frontier.Ending) {
	return func(e *frontier.Ending) {
		for _, u := range urls {
			e.Found = append(e.Found, frontier.Candidate{URL: u, Class: c})
		}
	}
}
