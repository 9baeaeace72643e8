package extract_test

import (
	"bytes"
	"testing"
	"time"

	"golang.org/x/net/html"

	"nianbao/extract"
	"nianbao/seeds/sample"
)

// BenchmarkRead reads every page of the sample portal, and quotes how many
// times longer that takes than parsing its HTML alone, measured in the same
// run.
func BenchmarkRead(b *testing.B) {
	var pages [][]byte
	size := 0
	for _, truth := range sample.Documents() {
		pages = append(pages, sample.Render(truth.Document, truth.Rendering))
		size += len(pages[len(pages)-1])
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	var read, parse time.Duration
	for b.Loop() {
		start := time.Now()
		for _, p := range pages {
			if _, err := html.Parse(bytes.NewReader(p)); err != nil {
				b.Fatal(err)
			}
		}
		middle := time.Now()
		for _, p := range pages {
			extract.Read(extract.Page{Body: p, MediaType: "text/html"})
		}
		parse, read = parse+middle.Sub(start), read+time.Since(middle)
	}
	b.ReportMetric(float64(read)/float64(parse), "times-parse")
	b.ReportMetric(float64(read.Microseconds())/float64(b.N*len(pages)), "µs/page")
}
