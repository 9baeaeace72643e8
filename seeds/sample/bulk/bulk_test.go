package bulk

import (
	"bytes"
	"compress/gzip"
	"math/rand/v2"
	"testing"
)

// TestPagesAreOfTheirNumberAlone makes pages twice, in another order.
func TestPagesAreOfTheirNumberAlone(t *testing.T) {
	var a, b Maker
	for n := range 30 {
		at := n * 97
		b.Page(n*31+7, 1)
		if x, y := a.Page(at, 2), b.Page(at, 2); x.URL != y.URL || !bytes.Equal(x.Body, y.Body) {
			t.Errorf("page %d comes out twice in two ways", at)
		}
	}
}

// TestPagesAreLikeRealOnes holds the figures of the package's comment.
func TestPagesAreLikeRealOnes(t *testing.T) {
	var m Maker
	lists, size, packed := 0, 0, 0
	seen := map[string]bool{}
	const n = 300
	for i := range n {
		p := m.Page(i*7, 0)
		seen[p.URL] = true
		if p.List {
			lists++
		}
		size, packed = size+len(p.Body), packed+gzipped(t, p.Body)
	}
	t.Logf("%d pages, %d lists, %d bytes each, %d under gzip", n, lists, size/n, packed/n)
	if len(seen) != n {
		t.Errorf("%d addresses of %d pages", len(seen), n)
	}
	if lists < n/20 || lists > n/8 {
		t.Errorf("%d of %d pages are lists", lists, n)
	}
	if mean := size / n; mean < 40<<10 || mean > 120<<10 {
		t.Errorf("pages have %d bytes", mean)
	}
	if r := float64(size) / float64(packed); r < 3.5 || r > 8 {
		t.Errorf("gzip makes pages %.1f times smaller; real ones 4 to 7 times", r)
	}
}

// TestNarrativeHasTheBitsOfARealOne compares with the figures of real reports.
func TestNarrativeHasTheBitsOfARealOne(t *testing.T) {
	var m Maker
	m.Page(1, 0)
	for n := range 20 {
		p := m.Page(1+n*13, 0)
		if p.List {
			continue
		}
		d := document(rand.New(rand.NewPCG(uint64(n), 1)), m.docs)
		var text bytes.Buffer
		for _, s := range d.Sections {
			for _, p := range s.Paragraphs {
				text.WriteString(p)
			}
		}
		if r := float64(text.Len()) / float64(gzipped(t, text.Bytes())); r < 1.8 || r > 3.4 {
			t.Errorf("document %d: %d bytes of narrative are %.1f times smaller under gzip; real ones about 2.3 times", n, text.Len(), r)
		}
	}
}

func gzipped(t *testing.T, b []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}
