package search_test

import (
	"path/filepath"
	"testing"
	"time"

	"nianbao/cmd/nianbao/web/search"
	"nianbao/store"
	"nianbao/store/export/exporttest"
)

// BenchmarkFeed builds the index of an archive: reports a second, and bytes of
// index for each.
func BenchmarkFeed(b *testing.B) {
	const n = 2000
	a, err := store.Open(filepath.Join(b.TempDir(), "archive.db"), store.Options{Verb: "test"})
	if err != nil {
		b.Fatal(err)
	}
	defer a.Close()
	if err := exporttest.Fill(b.Context(), a, n); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		x, err := search.Open(b.Context(), a, filepath.Join(b.TempDir(), "search.db"), quiet())
		if err != nil {
			b.Fatal(err)
		}
		if !x.Wait(b.Context(), 10*time.Minute) {
			b.Fatal("not fed")
		}
		if err := x.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "reports/s")
}
