package web

import (
	"fmt"
	"testing"
	"time"
)

func TestAShelfIsBoundedAndForgets(t *testing.T) {
	var s shelf
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	put := func(id string, size int) {
		b, drops := s.take(id, now)
		if b != nil {
			t.Fatalf("%s is there already", id)
		}
		s.put(&book{id: id, at: now, size: size}, drops)
	}
	const each = maxShelf / 20
	for i := range 30 {
		put(fmt.Sprint(i), each)
		if b, _ := s.take("0", now); b == nil { // which stays, since it is asked for
			t.Fatalf("after %d the one that is asked for is gone", i)
		}
	}
	if s.size > maxShelf || len(s.books) != 20 || s.order.Len() != 20 || s.books["1"] != nil || s.books["29"] == nil {
		t.Errorf("%d books of %d bytes", len(s.books), s.size)
	}
	put("large", maxShelf)
	if s.books["large"] != nil {
		t.Error("one that is as large as the shelf stands there")
	}
	s.drop("29")
	if b, _ := s.take("29", now); b != nil {
		t.Error("one that changed is still there")
	}
	_, drops := s.take("race", now)
	s.drop("race") // while it is read
	s.put(&book{id: "race", at: now, size: 1}, drops)
	if b, _ := s.take("race", now); b != nil {
		t.Error("what was read before a change stands there after it")
	}
	for _, later := range []time.Duration{keepBook + time.Second, -time.Second} {
		s.put(&book{id: "old", at: now, size: 1}, s.drops)
		if b, _ := s.take("old", now.Add(later)); b != nil {
			t.Errorf("one is shown %v after it was read", later)
		}
	}
	for id := range s.books {
		s.drop(id)
	}
	if s.size != 0 || s.order.Len() != 0 {
		t.Errorf("%d bytes on an empty shelf", s.size)
	}
}
