package sample

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// DemoPort is the port the demo's portal listens on, the same at every run, so
// that the addresses in its archive stay what they are.
const DemoPort = 18917

// Options say where the portal listens. The zero value is loopback addresses
// of its own choice and any free port.
type Options struct {
	// Addresses are one IP per portal, in the order of Seeds. Empty means
	// 127.0.0.1 to 127.0.0.6, or several ports of 127.0.0.1 where only that can
	// be bound. Fewer than there are portals: the rest get further ports of the
	// last one.
	Addresses []string
	// Port is the port on every address; 0 takes any free one. Where addresses
	// repeat, ports count up from it.
	Port int
}

// ErrPortTaken says that another program listens on the port asked for.
var ErrPortTaken = errors.New("port is taken by another program")

// listen opens a listener per portal.
func listen(o Options, portals int) ([]net.Listener, error) {
	if len(o.Addresses) > 0 {
		return bind(o.Addresses, o.Port, portals)
	}
	loopback := make([]string, portals)
	for i := range loopback {
		loopback[i] = fmt.Sprintf("127.0.0.%d", i+1)
	}
	listeners, err := bind(loopback, o.Port, portals)
	if err == nil || errors.Is(err, ErrPortTaken) {
		return listeners, err
	}
	return bind([]string{"127.0.0.1"}, o.Port, portals)
}

// bind listens on each address at the port, on any free one where it is 0.
func bind(addresses []string, port, portals int) ([]net.Listener, error) {
	var listeners []net.Listener
	used := map[string]int{}
	for i := range portals {
		address := addresses[min(i, len(addresses)-1)]
		at := port
		if port != 0 {
			at += used[address]
		}
		used[address]++
		l, err := net.Listen("tcp", net.JoinHostPort(address, strconv.Itoa(at)))
		if err != nil {
			for _, open := range listeners {
				_ = open.Close() // nothing was served yet
			}
			if taken(err) {
				return nil, fmt.Errorf("listen on %s port %d: %w: end it, or choose another port", address, at, ErrPortTaken)
			}
			return nil, fmt.Errorf("listen on %s port %d: %w", address, at, err)
		}
		listeners = append(listeners, l)
	}
	return listeners, nil
}

// windowsAddressInUse is WSAEADDRINUSE, which syscall.EADDRINUSE is not equal
// to on Windows.
const windowsAddressInUse = 10048

// taken says whether listening failed because the port is in use.
func taken(err error) bool {
	var code syscall.Errno
	return errors.Is(err, syscall.EADDRINUSE) || errors.As(err, &code) && code == windowsAddressInUse
}
