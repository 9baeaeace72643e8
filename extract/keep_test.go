package extract_test

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"

	"nianbao/extract"
	"nianbao/seeds/sample"
)

// TestAReportDoesNotKeepItsPage reads large pages and holds what their reports
// take of memory.
func TestAReportDoesNotKeepItsPage(t *testing.T) {
	const pages, padding = 40, 1 << 20
	page := sample.Render(sample.Documents()[0].Document, sample.Clean)
	padded := func(i int) []byte {
		script := fmt.Appendf(nil, "<script>var page=%d;%s</script></head>", i, bytes.Repeat([]byte("x"), padding))
		return bytes.Replace(page, []byte("</head>"), script, 1)
	}
	held := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := held()
	var reports []extract.Report
	for i := range pages {
		reports = append(reports, extract.Read(extract.Page{Body: padded(i), MediaType: "text/html"}))
	}
	if after := held(); after > before+pages*padding/4 {
		t.Errorf("%d reports of pages of %d KB keep %d KB", len(reports), padding>>10, (after-before)>>10)
	}
	for _, r := range reports {
		if r.Kind != extract.AnnualReport || len(cellsOf(r)) == 0 {
			t.Fatalf("kind %s with %d cells", r.Kind, len(cellsOf(r)))
		}
	}
}
