package frontier_test

import (
	"path/filepath"
	"testing"

	"nianbao/crawler/frontier"
	"nianbao/crawler/frontier/conformance"
	"nianbao/store"
)

func TestInMemoryKeepsThePromises(t *testing.T) {
	conformance.Run(t, func(t *testing.T) conformance.Open {
		m := newMemory()
		return func(t *testing.T) (conformance.Queue, []frontier.Reclaimed) { return open(t, m) }
	})
}

func TestOnTheArchiveKeepsThePromises(t *testing.T) {
	conformance.Run(t, func(t *testing.T) conformance.Open {
		path := filepath.Join(t.TempDir(), "archive.db")
		var last *store.Archive
		return func(t *testing.T) (conformance.Queue, []frontier.Reclaimed) {
			if last != nil {
				if err := last.Close(); err != nil {
					t.Fatal(err)
				}
			}
			last = archive(t, path)
			return open(t, last)
		}
	})
}

func open(t testing.TB, s frontier.Store) (*frontier.Frontier, []frontier.Reclaimed) {
	t.Helper()
	f, reclaimed, err := frontier.Open(t.Context(), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f, reclaimed
}

func archive(t testing.TB, path string) *store.Archive {
	t.Helper()
	a, err := store.Open(path, store.Options{Verb: "crawl"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}
