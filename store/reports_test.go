package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
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

func TestAPageIsFoundByItsID(t *testing.T) {
	a := newArchive(t)
	const url = "http://a.example/nb/1.html"
	mustApply(t, a, reportAnswer(url, 1, day0, "<p>a", "a", 2024))
	mustApply(t, a, answer("http://a.example/nb/", 1, day0, "list"))
	page, err := a.PageWithID(ID(url))
	if err != nil || page.URL != url || page.Read == nil || page.Read.Year != 2024 {
		t.Errorf("%+v, %v", page, err)
	}
	for _, id := range []string{ID("http://a.example/nb/"), ID("http://a.example/2.html")} {
		if _, err := a.PageWithID(id); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", id, err)
		}
	}
}

func TestTheWriterTellsOfItsCommits(t *testing.T) {
	var commits, changes atomic.Int64
	a, err := Open(filepath.Join(t.TempDir(), "archive.db"), Options{Committed: func(took time.Duration, n int) {
		if took <= 0 {
			t.Errorf("a commit took %v", took)
		}
		commits.Add(1)
		changes.Add(int64(n))
	}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		mustApply(t, a, answer(fmt.Sprintf("http://a.example/%d", i), 1, day0, "x"))
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if commits.Load() < 3 || changes.Load() < 3 {
		t.Errorf("told of %d commits with %d changes", commits.Load(), changes.Load())
	}
}
