package fetch

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"nianbao/store"
)

// dialShare is the least time one of several addresses gets to answer.
const dialShare = 2 * time.Second

// dialler connects to the addresses admission let through, one after the
// other: never two at once, which would be two requests on one portal.
type dialler struct {
	guard   guard
	timeout time.Duration // for all addresses together
	connect func(ctx context.Context, network string, to netip.AddrPort) (net.Conn, error)
}

// dial connects to one of the request's addresses, at the port of address.
func (d dialler) dial(ctx context.Context, network, address string) (net.Conn, error) {
	t := trailOf(ctx)
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("dial %s: bad port", address)
	}
	var conn net.Conn
	for i, a := range t.addrs {
		conn, err = d.one(ctx, network, netip.AddrPortFrom(a, uint16(number)), len(t.addrs)-i)
		if err == nil || ctx.Err() != nil {
			return conn, err
		}
	}
	return nil, err
}

// one tries a single address; left is how many share what time there is.
func (d dialler) one(ctx context.Context, network string, to netip.AddrPort, left int) (net.Conn, error) {
	share := min(d.timeout, max(d.timeout/time.Duration(left), dialShare))
	if d.connect != nil {
		if err := d.control(ctx, network, to.String(), nil); err != nil {
			return nil, err
		}
		ctx, cancel := context.WithTimeout(ctx, share)
		defer cancel()
		return d.connect(ctx, network, to)
	}
	nd := net.Dialer{Timeout: share, ControlContext: d.control}
	return nd.DialContext(ctx, network, to.String())
}

// control runs between socket and connect, on the address that will really be
// connected to: the last place where a guard can stand.
func (d dialler) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return &failure{store.ForbiddenAddress, fmt.Errorf("dial %s: not an address", address)}
	}
	if why := d.guard.refuses(to.Addr()); why != "" {
		return &failure{store.ForbiddenAddress, fmt.Errorf("address %s is refused: %s", to.Addr(), why)}
	}
	return nil
}
