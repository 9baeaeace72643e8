package crawler

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/crawler/pace"
	"nianbao/store"
)

// hostClock and addrClock are the keys that clocks are kept under.
func hostClock(name string) []byte { return []byte("h/" + name) }
func addrClock(addr string) []byte { return []byte("a/" + addr) }

// loadClock reads a clock; the zero clock where there is none. One that does
// not decode counts as that of a request that ended now: no pause is lost.
func loadClock(r frontier.Reader, key []byte, now time.Time) (pace.Clock, error) {
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

// clockOp stores a clock.
func clockOp(key []byte, c pace.Clock) (store.Op, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return store.Op{}, fmt.Errorf("encode clock %s: %w", key, err)
	}
	return store.Op{Bucket: store.Clocks, Key: key, Value: b}, nil
}

// reclaimClocks makes the host of a lease that was under way when the program
// stopped, and the addresses its request may have gone to, wait from now.
func reclaimClocks(r frontier.Reader, now time.Time) func(frontier.Reclaimed) ([]store.Op, error) {
	return func(lost frontier.Reclaimed) ([]store.Op, error) {
		keys := [][]byte{hostClock(lost.Host)}
		for _, a := range lost.Addrs {
			keys = append(keys, addrClock(a))
		}
		var ops []store.Op
		for _, k := range keys {
			c, err := loadClock(r, k, now)
			if err != nil {
				return nil, err
			}
			op, err := clockOp(k, c.Reclaim(now))
			if err != nil {
				return nil, err
			}
			ops = append(ops, op)
		}
		return ops, nil
	}
}

// clocks are those that one request needs free: of its host and of every
// address the host is known to have.
type clocks struct {
	host  pace.Clock
	addrs map[string]pace.Clock
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
	out := clocks{host: f(c.host), addrs: map[string]pace.Clock{}}
	for a, k := range c.addrs {
		out.addrs[a] = f(k)
	}
	return out
}

// ops store the clocks.
func (c clocks) ops(host string) ([]store.Op, error) {
	op, err := clockOp(hostClock(host), c.host)
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
