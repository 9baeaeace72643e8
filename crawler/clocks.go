package crawler

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/crawler/pace"
	"nianbao/store"
)

// hostClock and addrClock are the keys that clocks are kept under.
func hostClock(name string) []byte     { return []byte("h/" + name) }
func addrClock(addr netip.Addr) []byte { return []byte("a/" + addr.String()) }

// loadClock reads a clock; the zero clock where there is none. One that does
// not decode counts as that of a request that ended now: no pause is lost.
func loadClock(r getter, key []byte, now time.Time) (pace.Clock, error) {
	b, err := r.Get(store.Clocks, key)
	if err != nil {
		return pace.Clock{}, fmt.Errorf("read clock %s: %w", key, err)
	}
	if b == nil {
		return pace.Clock{}, nil
	}
	var c pace.Clock
	if json.Unmarshal(b, &c) != nil {
		return pace.Clock{}.Reclaim(now), nil
	}
	return c.Settled(now), nil
}

// storedClock is a clock as it is kept. That of a host names the addresses the
// host had last, whose clocks hold it too.
type storedClock struct {
	pace.Clock
	Addrs []netip.Addr `json:"addrs,omitempty"`
}

// lastAddrs are the addresses a host had when it was asked last.
func lastAddrs(r frontier.Reader, host string) ([]netip.Addr, error) {
	b, err := r.Get(store.Clocks, hostClock(host))
	if err != nil {
		return nil, fmt.Errorf("read clock of %s: %w", host, err)
	}
	var c storedClock
	if b == nil || json.Unmarshal(b, &c) != nil {
		return nil, nil
	}
	return c.Addrs, nil
}

// clockOp stores a clock.
func clockOp(key []byte, c pace.Clock, addrs ...netip.Addr) (store.Op, error) {
	b, err := json.Marshal(storedClock{c, addrs})
	if err != nil {
		return store.Op{}, fmt.Errorf("encode clock %s: %w", key, err)
	}
	return store.Op{Bucket: store.Clocks, Key: key, Value: b}, nil
}

// reclaimClocks makes the host of a lease that was under way when the program
// stopped, and the addresses its request may have gone to, wait from now.
func reclaimClocks(r frontier.Reader, now time.Time) func(frontier.Reclaimed) ([]store.Op, error) {
	return func(lost frontier.Reclaimed) ([]store.Op, error) {
		var addrs []netip.Addr
		for _, text := range lost.Addrs {
			if a, err := netip.ParseAddr(text); err == nil { // we wrote them
				addrs = append(addrs, a)
			}
		}
		c, err := loadClocks(r, lost.Host, addrs, now)
		if err != nil {
			return nil, err
		}
		return c.reclaim(now).ops(lost.Host)
	}
}

// clocks are those that one request needs free: of its host and of every
// address the host is known to have.
type clocks struct {
	host  pace.Clock
	addrs map[netip.Addr]pace.Clock
}

// loadClocks reads the clocks of a host and of addresses of it.
func loadClocks(r getter, host string, addrs []netip.Addr, now time.Time) (c clocks, err error) {
	c.addrs = map[netip.Addr]pace.Clock{}
	if c.host, err = loadClock(r, hostClock(host), now); err != nil {
		return c, err
	}
	for _, a := range addrs {
		if c.addrs[a], err = loadClock(r, addrClock(a), now); err != nil {
			return c, err
		}
	}
	return c, nil
}

// next is when all of them are free. An address waits for this host's
// Crawl-delay too, whoever asked it last: the host stands behind it.
func (c clocks) next(now time.Time, p pace.Policy) (time.Time, pace.Reason) {
	all := []pace.Clock{c.host}
	for _, a := range c.addrs {
		a.CrawlDelay = c.host.CrawlDelay
		all = append(all, a)
	}
	return pace.Together(now, p, all...)
}

// after is what the clocks are once a request has ended.
func (c clocks) after(ended time.Time, took time.Duration, a pace.Answer, p pace.Policy, jitter float64) clocks {
	return c.each(func(k pace.Clock) pace.Clock { return k.After(ended, took, a, p, jitter) })
}

// reclaim is what they are once a request was broken off.
func (c clocks) reclaim(now time.Time) clocks {
	return c.each(func(k pace.Clock) pace.Clock { return k.Reclaim(now) })
}

func (c clocks) each(f func(pace.Clock) pace.Clock) clocks {
	out := clocks{host: f(c.host), addrs: map[netip.Addr]pace.Clock{}}
	for a, k := range c.addrs {
		out.addrs[a] = f(k)
	}
	return out
}

// ops store the clocks.
func (c clocks) ops(host string) ([]store.Op, error) {
	op, err := clockOp(hostClock(host), c.host, slices.SortedFunc(maps.Keys(c.addrs), netip.Addr.Compare)...)
	if err != nil {
		return nil, err
	}
	ops := []store.Op{op}
	for a, k := range c.addrs {
		if op, err = clockOp(addrClock(a), k); err != nil {
			return nil, err
		}
		ops = append(ops, op)
	}
	return ops, nil
}

// atLeast is the policy off loopback, where a pause is never shorter than a
// second.
func atLeast(p pace.Policy, addrs []netip.Addr) pace.Policy {
	for _, a := range addrs {
		if !a.IsLoopback() {
			p.Delay = max(p.Delay, leastDelay)
		}
	}
	return p
}
