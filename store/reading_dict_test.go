package store

import (
	"bytes"
	"container/heap"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"nianbao/extract"
	"nianbao/seeds/sample"
	"nianbao/seeds/sample/bulk"
)

// makeReadingDict says where to write a dictionary made anew, to compare it with
// reading.dict: go test ./store -run TestReadingDict -reading-dict FILE. One that
// is to be used needs a codec of its own.
var makeReadingDict = flag.String("reading-dict", "", "write a dictionary for readings, made anew, to this `file`")

// readingDictSum is the SHA-256 of reading.dict. It must never be refreshed.
const readingDictSum = "706714c40aa99d618a215d68972a9fb4216dc2245df8c1089b2d1b550fe643a1"

const (
	dictText     = 16 << 10 // bytes of text in a dictionary
	dictSkeleton = 7 << 10  // bytes of one report without its text, at most
	dictGram     = 8        // characters in a row that count as said again
)

func TestReadingDictNeverChanges(t *testing.T) {
	if sum := sha256.Sum256(readingDict); hex.EncodeToString(sum[:]) != readingDictSum {
		t.Errorf("reading.dict has SHA-256 %x: readings packed with it can be read no more", sum)
	}
	if *makeReadingDict == "" {
		return
	}
	if err := os.WriteFile(*makeReadingDict, newReadingDict(t, sampleReadings(t)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// sampleReadings are what is read off the pages of the sample portal.
func sampleReadings(t testing.TB) (out []extract.Report) {
	t.Helper()
	for _, d := range sample.Documents() {
		out = append(out, extract.Read(extract.Page{Body: sample.Render(d.Document, sample.Clean), MediaType: "text/html", Charset: "utf-8", URL: "http://www.gov.cn/nb/1.html"}))
	}
	return out
}

var hexDigest = regexp.MustCompile(`[0-9a-f]{64}`)

// newReadingDict makes a dictionary: the sentences of reports that say most
// often what others say, and behind them, since what is near is referred to in
// fewer bits, a report of each form without its text, the latest form last, and
// of that one that has nothing but zeros, about, as most have.
func newReadingDict(t testing.TB, reports []extract.Report) []byte {
	t.Helper()
	forms := []string{"2014", "2019", "2021"}
	longest := map[string][]byte{}
	var emptiest []byte
	var texts []string
	for _, r := range reports {
		for i := range r.Sections {
			texts = append(texts, r.Sections[i].Text)
			r.Sections[i].Text = ""
		}
		b, err := r.JSON()
		if err != nil || r.Template == nil {
			t.Fatal(r.Title, err)
		}
		b = hexDigest.ReplaceAll(b, nil)
		if len(b) > len(longest[*r.Template]) && len(b) <= dictSkeleton {
			longest[*r.Template] = b
		}
		if *r.Template == "2021" && len(r.Findings) == 0 && bytes.Count(b, []byte(":0")) > bytes.Count(emptiest, []byte(":0")) {
			emptiest = b
		}
	}
	out := []byte(commonest(sentencesOf(texts), dictText))
	for _, f := range forms {
		if longest[f] == nil {
			t.Fatalf("no report of form %s", f)
		}
		out = append(out, longest[f]...)
	}
	return append(out, emptiest...)
}

// sentencesOf lists the sentences of texts, as they stand in JSON, each once.
func sentencesOf(texts []string) (out []string) {
	seen := map[string]bool{}
	for _, text := range texts {
		for s := range strings.SplitAfterSeq(strings.ReplaceAll(text, "\n", `\n`), "。") {
			if !seen[s] {
				seen[s] = true
				out = append(out, s)
			}
		}
	}
	return out
}

// gramsOf is all that stands in a row in a sentence.
func gramsOf(s string) map[string]bool {
	out := map[string]bool{}
	for r := []rune(s); len(r) >= dictGram; r = r[1:] {
		out[string(r[:dictGram])] = true
	}
	return out
}

// worth is a sentence with what it adds, in grams that other sentences have,
// for each byte.
type worth struct {
	sentence string
	grams    map[string]bool
	gain     float64
	number   int
}

type byWorth []worth

func (h byWorth) Len() int { return len(h) }
func (h byWorth) Less(i, j int) bool {
	return h[i].gain > h[j].gain || h[i].gain == h[j].gain && h[i].number < h[j].number
}
func (h byWorth) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *byWorth) Push(x any)   { *h = append(*h, x.(worth)) }
func (h *byWorth) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// commonest picks sentences, so many bytes of them, that have most in common
// with others, the best last: each for what those before it do not have.
func commonest(sentences []string, size int) string {
	count, have := map[string]int{}, map[string]bool{}
	var queue byWorth
	for i, s := range sentences {
		w := worth{sentence: s, grams: gramsOf(s), number: i}
		for g := range w.grams {
			count[g]++
		}
		queue = append(queue, w)
	}
	value := func(w worth) float64 {
		n := 0
		for g := range w.grams {
			if !have[g] {
				n += count[g] - 1
			}
		}
		return float64(n) / float64(len(w.sentence)+1)
	}
	for i := range queue {
		queue[i].gain = value(queue[i])
	}
	heap.Init(&queue)
	out := ""
	for len(queue) > 0 && len(out) < size {
		w := heap.Pop(&queue).(worth)
		if now := value(w); now < w.gain {
			w.gain = now
			heap.Push(&queue, w)
			continue
		}
		if w.gain == 0 {
			break
		}
		out = w.sentence + out
		for g := range w.grams {
			have[g] = true
		}
	}
	return out
}

// TestReadingsAreSmallerByAQuarter holds what the dictionary is for, on reports
// it was not made of.
func TestReadingsAreSmallerByAQuarter(t *testing.T) {
	p := newTestPacker(t)
	var m bulk.Maker
	packed, plain := 0, 0
	for i := 1; i < 40; i++ {
		page := m.Page(i, 0)
		if page.List {
			continue
		}
		r := extract.Read(extract.Page{Body: page.Body, MediaType: "text/html", Charset: "utf-8", URL: page.URL})
		b, err := r.JSON()
		if err != nil {
			t.Fatal(err)
		}
		v := p.packReading(b)
		if v[0] != codecReading {
			t.Errorf("page %d is packed with codec %d", i, v[0])
		}
		if got, err := p.unpack(v); err != nil || !bytes.Equal(got, b) {
			t.Fatalf("page %d: %d bytes back of %d, %v", i, len(got), len(b), err)
		}
		packed, plain = packed+len(v), plain+len(p.pack(b))
	}
	t.Logf("%d bytes, %d without the dictionary", packed, plain)
	if packed*5 > plain*4 {
		t.Errorf("%d bytes, and %d without the dictionary", packed, plain)
	}
}

// TestReadingsUnpackByTheDictionaryAlone unpacks as `zstd -D` does.
func TestReadingsUnpackByTheDictionaryAlone(t *testing.T) {
	p := newTestPacker(t)
	z, err := zstd.NewReader(nil, zstd.WithDecoderDictRaw(0, readingDict))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, r := range sampleReadings(t) {
		b, err := r.JSON()
		if err != nil {
			t.Fatal(err)
		}
		v, err := parsePacked(p.packReading(b))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := z.DecodeAll(v.frame, nil); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%s: %d bytes back of %d, %v", r.Title, len(got), len(b), err)
		}
	}
}
