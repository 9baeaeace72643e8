package crawler

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestTheAgendaGivesTheEarliestHostAndThenTheFirstComer(t *testing.T) {
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	rnd := rand.New(rand.NewPCG(1, 2))
	var a agenda
	hosts := make([]*host, 50)
	for i := range hosts {
		hosts[i] = &host{place: -1}
	}
	for range 500 { // entered, moved and dropped in any order
		h := hosts[rnd.IntN(len(hosts))]
		if rnd.IntN(5) == 0 {
			a.drop(h)
			continue
		}
		a.put(h, start.Add(time.Duration(rnd.IntN(20))*time.Second))
	}
	waiting := 0
	for _, h := range hosts {
		if h.place >= 0 {
			waiting++
		}
	}
	var last *host
	for range waiting {
		h := a.due(start.Add(time.Minute))
		if h == nil || h.place != -1 {
			t.Fatalf("took %+v", h)
		}
		if last != nil && (h.at.Before(last.at) || h.at.Equal(last.at) && h.order < last.order) {
			t.Errorf("%v after %v", h.at, last.at)
		}
		last = h
	}
	if h := a.due(start.Add(time.Hour)); h != nil {
		t.Errorf("one more: %+v", h)
	}
}

func TestNobodyIsDueBeforeTheirTime(t *testing.T) {
	var a agenda
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	a.put(&host{place: -1}, at)
	if h := a.due(at.Add(-1)); h != nil {
		t.Error("due too early")
	}
	if first, ok := a.first(); !ok || !first.Equal(at) {
		t.Errorf("first is %v, %v", first, ok)
	}
	if h := a.due(at); h == nil {
		t.Error("not due in time")
	}
}
