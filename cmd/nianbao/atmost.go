package main

import (
	"net"
	"sync"
)

// crowded is a listener that has so many connections open at most.
type crowded struct {
	net.Listener
	places chan struct{}
	done   chan struct{} // closed with the listener
	once   sync.Once
}

// atMost makes connections beyond n wait to be taken, as the system lets them:
// who opens many takes no memory, and no files, of others.
func atMost(l net.Listener, n int) net.Listener {
	return &crowded{Listener: l, places: make(chan struct{}, n), done: make(chan struct{})}
}

// Accept takes a connection once there is a place for it.
func (l *crowded) Accept() (net.Conn, error) {
	select {
	case l.places <- struct{}{}:
	case <-l.done:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.places
		return nil, err
	}
	return &placed{Conn: c, leave: func() { <-l.places }}, nil
}

// Close ends the listener, and who waits for a place in it.
func (l *crowded) Close() error {
	l.once.Do(func() { close(l.done) })
	return l.Listener.Close()
}

// placed is a connection that has a place.
type placed struct {
	net.Conn
	once  sync.Once
	leave func()
}

// Close gives the place back.
func (c *placed) Close() error {
	c.once.Do(c.leave)
	return c.Conn.Close()
}
