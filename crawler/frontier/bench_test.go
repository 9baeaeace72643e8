package frontier_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/store"
)

// BenchmarkDone measures endings that bring 500 new URLs each, on disk.
func BenchmarkDone(b *testing.B) {
	const links = 500
	f := begun(b, archive(b, filepath.Join(b.TempDir(), "archive.db")), "http://a.example/nb/")
	now := night.Add(time.Second)
	l := take(b, f, "a.example", now)
	for i := 0; b.Loop(); i++ {
		e := frontier.Ending{At: now, State: frontier.Found, Retry: now}
		for j := range links {
			e.Found = append(e.Found, frontier.Candidate{
				URL:   fmt.Sprintf("http://a.example/nb/202501/t20250117_%d.html", i*links+j),
				Class: frontier.Reports, Context: store.Context{Portal: "青溪区人民政府", Column: "http://a.example/nb/"},
			})
		}
		if _, err := f.Done(b.Context(), l, e); err != nil {
			b.Fatal(err)
		}
		now = now.Add(time.Minute)
		l = take(b, f, "a.example", now)
	}
	b.ReportMetric(float64(links*b.N)/b.Elapsed().Seconds(), "inserts/s")
}

// BenchmarkTake measures picks and releases of one host, on disk.
func BenchmarkTake(b *testing.B) {
	f := begun(b, archive(b, filepath.Join(b.TempDir(), "archive.db")), "http://a.example/nb/")
	now := night.Add(time.Second)
	for b.Loop() {
		if err := f.Release(b.Context(), take(b, f, "a.example", now)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "picks/s")
}
