package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"

	"nianbao/store"
)

// admission settles which addresses a request may go to, before anything is
// dialled, and refuses it where there is none. It stands before the dialler,
// which checks again, so that a proxy (which dials for us) is no way round.
type admission struct {
	names *names
	guard guard
	next  http.RoundTripper
}

func (a admission) RoundTrip(r *http.Request) (*http.Response, error) {
	t := trailOf(r.Context())
	addrs := t.request.Addrs
	if len(addrs) == 0 {
		var err error
		addrs, err = a.names.resolve(r.Context(), t.target.url.Hostname())
		if err != nil {
			return nil, t.fail(store.DNSError, err)
		}
	}
	open, err := a.guard.open(addrs)
	if err != nil {
		return nil, t.fail(store.ForbiddenAddress, fmt.Errorf("dial %s: %w", t.target.url.Hostname(), err))
	}
	t.addrs = open
	return a.next.RoundTrip(r)
}

// open keeps those of addrs that may be dialled; the error names the refused
// ones if that is all of them.
func (g guard) open(addrs []netip.Addr) ([]netip.Addr, error) {
	var open []netip.Addr
	var refused []error
	for _, a := range addrs {
		if why := g.refuses(a); why != "" {
			refused = append(refused, fmt.Errorf("address %s is refused: %s", a, why))
			continue
		}
		open = append(open, a.Unmap())
	}
	if len(open) == 0 {
		return nil, errors.Join(refused...)
	}
	return open, nil
}
