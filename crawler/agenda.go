package crawler

import (
	"container/heap"
	"time"
)

// agenda holds the hosts that wait for a time, the earliest first; of those
// with the same time, the one that came first.
type agenda struct {
	hosts []*host
	count uint64
}

// put enters a host, or moves it.
func (a *agenda) put(h *host, at time.Time) {
	a.count++
	h.at, h.order = at, a.count
	if h.place >= 0 {
		heap.Fix((*agendaHeap)(a), h.place)
		return
	}
	heap.Push((*agendaHeap)(a), h)
}

// drop takes a host off, if it stands there.
func (a *agenda) drop(h *host) {
	if h.place >= 0 {
		heap.Remove((*agendaHeap)(a), h.place)
	}
}

// due takes off the first host whose time has come; nil if there is none.
func (a *agenda) due(now time.Time) *host {
	if len(a.hosts) == 0 || a.hosts[0].at.After(now) {
		return nil
	}
	return heap.Pop((*agendaHeap)(a)).(*host)
}

// first is when the first host's time comes; ok is false when nobody waits.
func (a *agenda) first() (at time.Time, ok bool) {
	if len(a.hosts) == 0 {
		return time.Time{}, false
	}
	return a.hosts[0].at, true
}

// agendaHeap is the agenda as container/heap wants it.
type agendaHeap agenda

func (a *agendaHeap) Len() int { return len(a.hosts) }

func (a *agendaHeap) Less(i, j int) bool {
	x, y := a.hosts[i], a.hosts[j]
	if !x.at.Equal(y.at) {
		return x.at.Before(y.at)
	}
	return x.order < y.order
}

func (a *agendaHeap) Swap(i, j int) {
	a.hosts[i], a.hosts[j] = a.hosts[j], a.hosts[i]
	a.hosts[i].place, a.hosts[j].place = i, j
}

func (a *agendaHeap) Push(x any) {
	h := x.(*host)
	h.place = len(a.hosts)
	a.hosts = append(a.hosts, h)
}

func (a *agendaHeap) Pop() any {
	last := len(a.hosts) - 1
	h := a.hosts[last]
	a.hosts[last] = nil
	a.hosts = a.hosts[:last]
	h.place = -1
	return h
}
