package store

import (
	"errors"
	"testing"
)

// TestWalksGoForwardOrEnd: a damaged file may have its keys in any order.
func TestWalksGoForwardOrEnd(t *testing.T) {
	for _, c := range []struct {
		last, key string
		walked    bool
		ok        bool
	}{{"b", "b", false, true}, {"b", "c", false, true}, {"b", "a", false, false}, {"b", "b", true, false}, {"b", "c", true, true}, {"", "", false, true}} {
		if err := inOrder([]byte(c.last), []byte(c.key), c.walked); (err == nil) != c.ok || err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("%q behind %q, %v: %v", c.key, c.last, c.walked, err)
		}
	}
}
