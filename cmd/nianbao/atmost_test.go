package main

import (
	"errors"
	"net"
	"testing"
	"time"
)

// TestMoreConnectionsThanThereIsRoomForWait opens one too many.
func TestMoreConnectionsThanThereIsRoomForWait(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := atMost(inner, 2)
	taken := make(chan net.Conn)
	ended := make(chan error, 1)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				ended <- err
				return
			}
			taken <- c
		}
	}()
	for range 3 {
		c, err := net.Dial("tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	first, second := <-taken, <-taken
	select {
	case <-taken:
		t.Fatal("a third was taken")
	case <-time.After(50 * time.Millisecond): // it has had the time
	}
	first.Close()
	first.Close() // once more gives no second place
	third := <-taken
	select {
	case err := <-ended:
		t.Fatal(err)
	default:
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Errorf("closed while it was full: %v", err)
	}
	second.Close()
	third.Close()
}
