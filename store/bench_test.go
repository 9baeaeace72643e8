package store

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// benchPage is a page of about 24 KB that compresses like a real one.
func benchPage(n int) string {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	var b strings.Builder
	for b.Len() < 24<<10 {
		fmt.Fprintf(&b, `<td class="c%d" style="width:%dpx"><p>公开%d件</p></td>`+"\n", r.IntN(9), r.IntN(400), r.IntN(100000))
	}
	return b.String()
}

// BenchmarkApplyPages measures durable pages per second with 64 callers.
func BenchmarkApplyPages(b *testing.B) {
	a := newArchive(b)
	pages := make([]string, 64)
	for i := range pages {
		pages[i] = benchPage(i)
	}
	var n atomic.Int64
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := int(n.Add(1))
			url := fmt.Sprintf("http://www.h%d.gov.cn/zfxxgk/t%d.html", i%200, i)
			e := reportAnswer(url, 1, day0.Add(time.Duration(i)*time.Second), pages[i%64]+url, url, 2024)
			if _, err := a.Apply(b.Context(), e); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(n.Load())/b.Elapsed().Seconds(), "pages/s")
}

// BenchmarkApplyLinks measures durable inserts per second of discovered URLs:
// envelopes of 200, each with its queue entry, 16 callers.
func BenchmarkApplyLinks(b *testing.B) {
	a := newArchive(b)
	var n atomic.Int64
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			ops := make([]Op, 200)
			for j := range ops {
				h := Hash(fmt.Sprint(i, j))
				key := append(binary.BigEndian.AppendUint32(nil, uint32(i%200)), h[:]...)
				queue := append(append(append([]byte{}, key[:4]...), make([]byte, 9)...), h[:]...)
				ops[j] = Op{Bucket: URLs, Key: key, Value: make([]byte, 150), IfAbsent: true,
					Then: []Op{{Bucket: Queue, Key: queue, Value: []byte{}}}}
			}
			if _, err := a.Apply(b.Context(), Envelope{Ops: ops}); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(200*n.Load())/b.Elapsed().Seconds(), "urls/s")
}

// BenchmarkApplyAlone measures one caller: the latency of a durable commit.
func BenchmarkApplyAlone(b *testing.B) {
	a := newArchive(b)
	for i := 0; b.Loop(); i++ {
		key := binary.BigEndian.AppendUint32(nil, uint32(i))
		if _, err := a.Apply(b.Context(), Envelope{Ops: []Op{{Bucket: Notes, Key: key, Value: key}}}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReports measures reading 2000 reports: by the one who holds the
// archive, through it, and off the file.
func BenchmarkReports(b *testing.B) {
	a := newArchive(b)
	for i := range 2000 {
		url := fmt.Sprintf("http://www.h%d.gov.cn/t%d.html", i%20, i)
		mustApply(b, a, reportAnswer(url, 1, day0, url, url, 2024))
	}
	b.Run("holder", func(b *testing.B) { benchReports(b, a) })
	r := openReader(b, a.Path())
	b.Run("through it", func(b *testing.B) { benchReports(b, r) })
	if err := a.Close(); err != nil {
		b.Fatal(err)
	}
	b.Run("file", func(b *testing.B) { benchReports(b, r) })
}

func benchReports(b *testing.B, a *Archive) {
	for b.Loop() {
		n := 0
		for _, err := range a.Reports(b.Context(), Filter{}) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 2000 {
			b.Fatalf("%d reports", n)
		}
	}
	b.ReportMetric(2000*float64(b.N)/b.Elapsed().Seconds(), "reports/s")
}
