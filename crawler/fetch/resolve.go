package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/idna"
)

const (
	resolveTTL   = time.Minute // long enough that pace and dial agree on one request
	resolveNames = 4096        // answers kept; beyond it the cache starts anew
	maxAddrs     = 16          // of one name; no portal has more, a hostile zone may
)

// DNSError says that a name has no usable address.
type DNSError struct {
	Host string
	Err  error
}

func (e *DNSError) Error() string { return fmt.Sprintf("resolve %s: %v", e.Host, e.Err) }
func (e *DNSError) Unwrap() error { return e.Err }

// names remembers answers of the resolver for a short while. It is safe for
// concurrent use.
type names struct {
	resolver Resolver
	now      func() time.Time
	timeout  time.Duration

	mu    sync.Mutex
	known map[string]answer
}

type answer struct {
	addrs []netip.Addr
	until time.Time
}

// Resolve returns the addresses of a host, which is a name or an IP literal
// (with or without the brackets of a URL). A name is asked at most once a
// minute, so that what pace waits for is what gets dialled. The addresses are
// not guarded yet. The error is a *DNSError.
func (f *Fetcher) Resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	return f.names.resolve(ctx, host)
}

func (n *names) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	literal := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if a, err := netip.ParseAddr(literal); err == nil {
		return []netip.Addr{a.Unmap()}, nil
	}
	name, err := idna.Lookup.ToASCII(host)
	if err != nil {
		// Names with an underscore are no host names, yet portals have them.
		name = strings.ToLower(host)
	}
	if addrs, ok := n.recall(name); ok {
		return addrs, nil
	}
	ctx, cancel := context.WithTimeout(ctx, n.timeout)
	defer cancel()
	found, err := n.resolver.LookupNetIP(ctx, "ip", name)
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("no answer within %s", n.timeout)
	}
	if err != nil {
		return nil, &DNSError{host, err}
	}
	addrs := tidy(found)
	if len(addrs) == 0 {
		return nil, &DNSError{host, errors.New("no address")}
	}
	n.keep(name, addrs)
	return slices.Clone(addrs), nil
}

func (n *names) recall(name string) ([]netip.Addr, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	a, ok := n.known[name]
	if !ok || !n.now().Before(a.until) {
		return nil, false
	}
	return slices.Clone(a.addrs), true
}

func (n *names) keep(name string, addrs []netip.Addr) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.known == nil || len(n.known) >= resolveNames {
		n.known = map[string]answer{}
	}
	n.known[name] = answer{addrs, n.now().Add(resolveTTL)}
}

// tidy drops repetitions and brings IPv4-mapped answers to their IPv4 form,
// keeping the resolver's order of preference (RFC 6724). Of too many addresses
// it keeps the least by number, whatever their order: two names of one pool
// that is answered in turns must keep the same ones, or they would not know
// that they share them.
func tidy(found []netip.Addr) []netip.Addr {
	kept := make([]netip.Addr, 0, len(found))
	for _, a := range found {
		if a.IsValid() {
			kept = append(kept, a.Unmap())
		}
	}
	slices.SortFunc(kept, netip.Addr.Compare)
	kept = slices.Compact(kept)
	kept = kept[:min(len(kept), maxAddrs)]
	var addrs []netip.Addr
	for _, a := range found {
		a = a.Unmap()
		if _, ok := slices.BinarySearchFunc(kept, a, netip.Addr.Compare); ok && !slices.Contains(addrs, a) {
			addrs = append(addrs, a)
		}
	}
	return addrs
}
