package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	bolt "go.etcd.io/bbolt"

	"nianbao/seeds/sample/bulk"
)

// noise is n bytes that do not pack.
func noise(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 9))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// chromed is a page of about n bytes: the chrome is that of its number, and
// moderately compressible; the rest is its own.
func chromed(chrome, own uint64, n int) []byte {
	head := fmt.Appendf(nil, "%x", noise(chrome, n*45/100))
	return fmt.Appendf(head, "<p>%x</p>", noise(own+1000, n*5/100))
}

func TestSketchTellsHowMuchIsShared(t *testing.T) {
	a, b := noise(1, 60_000), noise(2, 60_000)
	for _, share := range []float64{0, 0.1, 0.5, 0.9, 1} {
		n := int(share * float64(len(a)))
		mixed := append(bytes.Clone(b[n:]), a[:n]...)
		if got := sketchOf(mixed).within(sketchOf(a)); got < share-0.08 || got > share+0.08 {
			t.Errorf("shared %.2f, sketched %.2f", share, got)
		}
	}
	// A small body in a large one, and the other way round.
	if got := sketchOf(a[500:3500]).within(sketchOf(a)); got < 0.99 {
		t.Errorf("a part is %.2f within the whole", got)
	}
	if got := sketchOf(a).within(sketchOf(a[:6000])); got < 0.03 || got > 0.2 {
		t.Errorf("the whole is %.2f within a tenth", got)
	}
	for _, b := range [][]byte{nil, a[:1], a[:stretch-1], a[:stretch], bytes.Repeat([]byte("x"), 1<<20)} {
		if got := sketchOf(b).within(sketchOf(b)); got != 0 && got != 1 {
			t.Errorf("%d bytes are %.2f within themselves", len(b), got)
		}
	}
}

// sketchMix is a sketch of parts of several sources, in hundredths.
func sketchMix(parts map[uint64]int) sketch {
	var b []byte
	for source := range uint64(20) {
		b = append(b, noise(source, 100_000)[:1000*parts[source]]...)
	}
	return sketchOf(b)
}

func TestDictionaryIsChosenByWhatItSaves(t *testing.T) {
	key := func(n byte) blobKey { return blobKey{11: n} }
	page := sketchMix(map[uint64]int{1: 70, 2: 20, 3: 10})
	half, most := sketchMix(map[uint64]int{1: 50, 4: 50}), sketchMix(map[uint64]int{1: 70, 4: 30})
	other := sketchMix(map[uint64]int{9: 100})
	tests := []struct {
		name  string
		shelf shelf
		past  past
		want  blobKey // zero: plain
		pin   bool
		own   bool
	}{
		{"first body of a host", shelf{}, past{}, key(0), true, false},
		{"the best of two", shelf{pages: []dictPage{{key(1), most, 0}, {key(2), half, 0}}}, past{}, key(1), false, false},
		{"nothing alike", shelf{pages: []dictPage{{key(1), other, 0}}}, past{}, key(0), true, false},
		{"the best is full", shelf{pages: []dictPage{{key(1), most, maxUses}, {key(2), half, 0}}}, past{}, key(0), true, false},
		{"a full one is not the best", shelf{pages: []dictPage{{key(1), half, maxUses}, {key(2), most, 0}}}, past{}, key(2), false, false},
		{"the earlier body is plain", shelf{pages: []dictPage{{key(1), most, 0}}}, past{dict: &dictPage{key(7), page, 3}, own: 1, plain: true, captures: 1}, key(7), false, false},
		{"the earlier body is plain, and nothing alike", shelf{pages: []dictPage{{key(1), most, 0}}}, past{dict: &dictPage{key(7), other, 3}, plain: true, captures: 9}, key(1), false, false},
		{"captured a second time", shelf{pages: []dictPage{{key(1), most, 0}}}, past{dict: &dictPage{key(1), most, 0}, own: 0.95, captures: 1}, key(1), false, false},
		{"captured a fifth time", shelf{pages: []dictPage{{key(1), most, 0}}}, past{dict: &dictPage{key(1), most, 0}, own: 0.95, captures: 4}, key(0), false, true},
		{"the dictionary of the earlier body is no longer at hand", shelf{}, past{dict: &dictPage{key(8), most, 10}, own: 0.75, captures: 1}, key(8), false, false},
		{"that is full", shelf{}, past{dict: &dictPage{key(8), most, maxUses}, own: 0.75, captures: 1}, key(0), true, false},
		{"pages have moved on a little", shelf{pages: []dictPage{{key(1), half, 0}}, recent: []sketch{most, most}, debt: 0.1}, past{}, key(1), false, false},
		{"pages have moved on for long", shelf{pages: []dictPage{{key(1), half, 0}}, recent: []sketch{most, most}, debt: 0.6}, past{}, key(0), true, false},
		{"one lucky neighbour", shelf{pages: []dictPage{{key(1), most, 0}}, recent: []sketch{sketchMix(map[uint64]int{1: 70, 2: 3, 5: 27}), most, most, most, most, most}, debt: 0.69}, past{}, key(1), false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := tt.shelf.choose(page, tt.past)
			var got blobKey
			if c.dict != nil {
				got = c.dict.key
			}
			if got != tt.want || c.pin != tt.pin || c.own != tt.own {
				t.Errorf("chose %x, pin %v, own %v; want %x, %v, %v", got, c.pin, c.own, tt.want, tt.pin, tt.own)
			}
		})
	}
}

func TestShelfKeepsWhatIsUsed(t *testing.T) {
	s := shelf{}
	for i := range byte(maxShelf) {
		s.put(dictPage{key: blobKey{11: i}})
	}
	s.saw(sketch{}, choice{dict: &dictPage{key: blobKey{11: 0}}})
	s.put(dictPage{key: blobKey{11: 100}})
	if got := s.keys(); len(got) != maxShelf || got[0][11] != 2 || got[maxShelf-2][11] != 0 || got[maxShelf-1][11] != 100 {
		t.Errorf("at hand are %x: the one used last and the new one are to be, the one after it not", got)
	}
}

// TestBodiesComeBackFromDictionaries packs bodies of all sizes against
// dictionaries of all sizes, and unpacks them with ours and with zstd's own
// program where there is one.
func TestBodiesComeBackFromDictionaries(t *testing.T) {
	d, p := newDictionaries(), newTestPacker(t)
	stock, _ := exec.LookPath("zstd")
	if stock == "" {
		t.Log("zstd is not installed: unpacked by our own decoder only")
	}
	sizes := []int{minDictBody, 5000, 40_000, 130_000, 300_000, 1_100_000, 3 << 20}
	for i, dictSize := range sizes {
		dict := chromed(1, 1, dictSize)
		for j, size := range sizes {
			key := blobKey{11: byte(i)}
			body := chromed(1, uint64(2+j), size)
			packed, err := d.against(body, key, dict)
			if err != nil {
				t.Fatal(err)
			}
			v, err := parsePacked(packed)
			if err != nil || v.dictKey != key || v.size != uint64(len(body)) {
				t.Fatalf("%d against %d bytes: %+v, %v", size, dictSize, v, err)
			}
			got, err := p.prefixes.unpack(p.dec, dict, nil, v.frame, v.size)
			if err != nil || !bytes.Equal(got, body) {
				t.Errorf("%d against %d bytes: %d bytes back, %v", size, dictSize, len(got), err)
			}
			if plain := len(body) / 2; dictSize >= size && len(packed) > plain/4 {
				t.Errorf("%d against %d bytes take %d: the dictionary does not help", size, dictSize, len(packed))
			}
			if stock != "" && (i+j)%3 == 0 {
				unpackByZstd(t, stock, v.frame, dict, body)
			}
		}
	}
}

func unpackByZstd(t *testing.T, stock string, frame, dict, want []byte) {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "dict"), dict)
	cmd := exec.Command(stock, "-q", "-d", "-c", "-D", filepath.Join(dir, "dict"))
	if len(dict) < 8 {
		return // zstd takes no dictionary that short
	}
	cmd.Stdin = bytes.NewReader(frame)
	got, err := cmd.Output()
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("zstd -D: %d of %d bytes, %v", len(got), len(want), err)
	}
}

// codecs counts an archive's bodies by codec.
func codecs(t testing.TB, a *Archive) map[byte]int {
	t.Helper()
	n := map[byte]int{}
	err := a.view(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketBlobs).ForEach(func(_, v []byte) error {
			n[v[0]]++
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func shaOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func TestDictionariesHoldAcrossAReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	a := openTest(t, path)
	var bodies [][]byte
	for i := range 40 {
		if i%10 == 9 {
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			a = openTest(t, path)
		}
		bodies = append(bodies, chromed(uint64(i%2), uint64(i), 20_000))
		mustApply(t, a, Envelope{Capture: answer(fmt.Sprintf("http://a.gov.cn/%d", i), 1, day(i), "").Capture, Body: bodies[i]})
	}
	if n := codecs(t, a); n[codecZstd] != 2 || n[codecDict] != 38 {
		t.Errorf("bodies by codec: %v, want one dictionary for each of the two kinds", n)
	}
	for i, want := range bodies {
		if got, err := a.Blob(shaOf(want)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("body %d: %d bytes, %v", i, len(got), err)
		}
	}
	checkWhole(t, a)
}

func TestOneDictionaryCarriesABoundedNumber(t *testing.T) {
	a := newArchive(t)
	for i := range maxUses + 50 {
		mustApply(t, a, Envelope{Capture: answer(fmt.Sprintf("http://a.gov.cn/%d", i), 1, day0, "").Capture, Body: chromed(1, uint64(i), 4000)})
	}
	if n := codecs(t, a); n[codecZstd] != 2 || n[codecDict] != maxUses+48 {
		t.Errorf("bodies by codec: %v, want a second dictionary after %d", n, maxUses)
	}
	checkWhole(t, a)
}

func TestAPageAskedOftenIsItsOwnDictionary(t *testing.T) {
	a := newArchive(t)
	var m bulk.Maker
	for i := range 12 {
		mustApply(t, a, pageAnswer(m.Page(i, 0), 1))
	}
	last := 0
	for visit := range 30 {
		p := m.Page(7, 1+visit)
		mustApply(t, a, pageAnswer(p, uint32(2+visit)))
		last = storedSize(t, a, p.Body)
	}
	if first := storedSize(t, a, m.Page(7, 1).Body); last > first/2 {
		t.Errorf("the last of 30 visits takes %d bytes, the first took %d", last, first)
	}
	checkWhole(t, a)
}

func TestMediaAreStoredAsTheyAre(t *testing.T) {
	a := newArchive(t)
	for i := range uint64(6) {
		body := append([]byte("%PDF-1.7\n"), noise(i, 50_000)...)
		mustApply(t, a, Envelope{Capture: answer(fmt.Sprintf("http://a.gov.cn/%d.pdf", i), 1, day0, "").Capture, Body: body})
	}
	if n := codecs(t, a); n[codecPlain] != 6 {
		t.Errorf("bodies by codec: %v", n)
	}
	if v, err := a.Get(Notes, []byte("x")); err != nil || v != nil {
		t.Fatal(v, err)
	}
	checkWhole(t, a)
}

// TestOneBodyOfManyCallersIsStoredOnce puts the same bodies from many
// goroutines at once, some of them dictionaries to be.
func TestOneBodyOfManyCallersIsStoredOnce(t *testing.T) {
	a := newArchive(t)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 40 {
				url := fmt.Sprintf("http://h%d.gov.cn/%d/%d", i%3, g, i)
				if _, err := a.Apply(t.Context(), Envelope{Capture: answer(url, 1, day0, "").Capture, Body: chromed(uint64(i%3), uint64(i), 8000)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	s, err := a.Stats(t.Context())
	if err != nil || s.Blobs.Count != 40 {
		t.Errorf("%d bodies, %v; want 40", s.Blobs.Count, err)
	}
	checkWhole(t, a)
}

func TestADamagedDictionaryCarriesNothingNew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	a := openTest(t, path)
	first := chromed(1, 1, 20_000)
	mustApply(t, a, Envelope{Capture: answer("http://a.gov.cn/1", 1, day0, "").Capture, Body: first})
	err := a.update(func(tx *bolt.Tx) error {
		k, v := tx.Bucket(bucketBlobs).Cursor().First()
		broken := bytes.Clone(v)
		broken[len(broken)/2] ^= 1
		return tx.Bucket(bucketBlobs).Put(bytes.Clone(k), broken)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a = openTest(t, path)
	for i := range uint64(3) {
		body := chromed(1, 2+i, 20_000)
		mustApply(t, a, Envelope{Capture: answer("http://a.gov.cn/1", uint32(2+i), day(int(1+i)), "").Capture, Body: body})
		if got, err := a.Blob(shaOf(body)); err != nil || !bytes.Equal(got, body) {
			t.Errorf("a body stored beside a damaged one: %v", err)
		}
	}
	if _, err := a.Blob(shaOf(first)); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("the damaged one: %v", err)
	}
}

// BenchmarkSketch measures what looking for a dictionary costs.
func BenchmarkSketch(b *testing.B) {
	body := []byte(benchPage(1) + benchPage(2) + benchPage(3))
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		sketchOf(body)
	}
}
