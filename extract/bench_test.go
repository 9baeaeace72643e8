package extract_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"nianbao/extract"
	"nianbao/seeds/sample"
)

// BenchmarkRead reads every page of the sample portal, and quotes how many
// times longer that takes than parsing its HTML alone, measured in the same
// run. All other figures are of reading.
func BenchmarkRead(b *testing.B) {
	benchmarkPages(b, samplePages(""))
}

// BenchmarkReadByRendering is BenchmarkRead for each rendering apart, as the
// sample portal serves it and in the chrome of a large site.
func BenchmarkReadByRendering(b *testing.B) {
	for _, rendering := range sample.Renderings() {
		pages := samplePages(rendering)
		if len(pages) == 0 {
			continue
		}
		b.Run(string(rendering), func(b *testing.B) { benchmarkPages(b, pages) })
		for i, p := range pages {
			pages[i] = inChrome(p)
		}
		b.Run(string(rendering)+"_in_chrome", func(b *testing.B) { benchmarkPages(b, pages) })
	}
}

// samplePages are the sample's documents as their portal renders them; of one
// rendering, if it is named.
func samplePages(rendering sample.Rendering) (pages [][]byte) {
	for _, truth := range sample.Documents() {
		if rendering == "" || truth.Rendering == rendering {
			pages = append(pages, sample.Render(truth.Document, truth.Rendering))
		}
	}
	return pages
}

func benchmarkPages(b *testing.B, pages [][]byte) {
	size := 0
	for _, p := range pages {
		size += len(p)
	}
	var read, parse time.Duration
	for b.Loop() {
		start := cpuTime()
		for _, p := range pages {
			if _, err := html.Parse(bytes.NewReader(p)); err != nil {
				b.Fatal(err)
			}
		}
		middle := cpuTime()
		for _, p := range pages {
			extract.Read(extract.Page{Body: p, MediaType: "text/html"})
		}
		parse, read = parse+middle-start, read+cpuTime()-middle
	}
	b.ReportMetric(float64(read)/float64(parse), "times-parse")
	b.ReportMetric(float64(size)*float64(b.N)/read.Seconds()/1e6, "MB/s")
	b.ReportMetric(float64(read.Microseconds())/float64(b.N*len(pages)), "µs/page")
	allocs, bytes := allocated(pages)
	b.ReportMetric(allocs, "allocs/page")
	b.ReportMetric(bytes/1e3, "KB/page")
}

// allocated is what reading a page takes of memory in all, parsing included.
func allocated(pages [][]byte) (allocs, bytes float64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, p := range pages {
		extract.Read(extract.Page{Body: p, MediaType: "text/html"})
	}
	runtime.ReadMemStats(&after)
	n := float64(len(pages))
	return float64(after.Mallocs-before.Mallocs) / n, float64(after.TotalAlloc-before.TotalAlloc) / n
}

// inChrome sets a page into scripts, styles and menus of about 100 KB.
func inChrome(page []byte) []byte {
	var head, menu strings.Builder
	for i := range 400 {
		fmt.Fprintf(&head, ".menu-%d>li:hover{background:#f%02x;padding:0 12px}\nfunction open%d(e){return e&&e.target?toggle(e.target.id,%d):null}\n", i, i%256, i, i)
	}
	for i := range 60 {
		fmt.Fprintf(&menu, `<div class="menu-%d"><h3><a href="/col/%d/">栏目%d</a></h3><ul>`, i, i, i)
		for j := range 8 {
			fmt.Fprintf(&menu, `<li><a href="/art/%d/%d.html" title="工作动态" target="_blank">部门工作动态第%d条</a><span class="date">2024-03-%02d</span></li>`+"\n", i, j, j, j+1)
		}
		menu.WriteString("</ul></div>\n")
	}
	scripts := "<style>" + head.String() + "</style><script>" + head.String() + "</script>"
	page = bytes.Replace(page, []byte("</head>"), []byte(scripts+"</head>"), 1)
	return bytes.Replace(page, []byte("</body>"), []byte(menu.String()+"</body>"), 1)
}
