package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

func TestPackedValuesComeBack(t *testing.T) {
	p := newTestPacker(t)
	noise := make([]byte, 300<<10)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	for _, size := range []int{0, 1, 63, 64, 65, 255, 256, 257, 1000, 70000, 300 << 10, 3 << 20} {
		text := []byte(strings.Repeat("<td>公开</td>", size/10+1)[:size])
		for name, b := range map[string][]byte{"text": text, "noise": noise[:min(size, len(noise))]} {
			for codec, packed := range [][]byte{p.pack(b), p.packHeaders(b), p.packReading(b)} {
				got, err := p.unpack(packed)
				if err != nil || !bytes.Equal(got, b) {
					t.Errorf("%s of %d bytes, way %d: %d bytes back, %v", name, size, codec, len(got), err)
				}
				if len(packed) > len(b)+1 {
					t.Errorf("%s of %d bytes, way %d: packed takes %d", name, size, codec, len(packed))
				}
			}
		}
	}
}

func TestCaptureComesBackAndIsSmall(t *testing.T) {
	p := newTestPacker(t)
	c := Capture{
		URL: "http://www.example.gov.cn/zfxxgk/nb/t20250117_1.html", Run: 7, At: day0, Method: "GET", Outcome: OK, Status: 200,
		MediaType: "text/html", Bytes: 48000, WireBytes: 12000, ContentEncoding: "gzip", RawSHA256: strings.Repeat("0a1b2c3d", 8),
		ETag: `"5f1-62"`, RemoteAddr: "198.51.100.7:80", RequestHeaders: http.Header{"User-Agent": {"nianbao/1.0 (+https://a.b/c; d@e.f)"}, "Accept": {"*/*"}},
		ResponseHeaders: http.Header{"Content-Type": {"text/html; charset=utf-8"}, "Server": {"openresty"}, "Date": {"Fri, 17 Jan 2025 14:03:22 GMT"}, "Vary": {"Accept-Encoding"}},
		Context:         Context{Portal: "石龙区人民政府", Region: "河南省/平顶山市/石龙区", Column: "http://www.example.gov.cn/zfxxgk/nb/"},
	}
	v, err := p.encodeCapture(&c)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.decodeCapture(v)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(c, got); d != "" {
		t.Errorf("capture (-want +got):\n%s", d)
	}
	if plain, _ := json.Marshal(c); len(v) > len(plain)/2 {
		t.Errorf("record takes %d bytes of %d: the dictionary does not help", len(v), len(plain))
	}
}

// TestCaptureOfFormatOneIsReadForEver holds a record as the first version wrote
// it. It must never be refreshed.
func TestCaptureOfFormatOneIsReadForEver(t *testing.T) {
	p := newTestPacker(t)
	v, err := hex.DecodeString(formatOneCapture)
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.decodeCapture(v)
	if err != nil || c.URL != "http://www.example.gov.cn/a.html" || c.Run != 3 || c.Status != 404 || !c.At.Equal(day0) {
		t.Errorf("capture is %+v, %v", c, err)
	}
}

func TestBlobIsHashedWhenRead(t *testing.T) {
	a := newArchive(t)
	body := []byte(strings.Repeat("the body ", 100))
	mustApply(t, a, Envelope{Capture: answer(url1, 1, day0, "").Capture, Body: body})
	sum := sha256.Sum256(body)
	sha := hex.EncodeToString(sum[:])
	if got, err := a.Blob(sha); err != nil || !bytes.Equal(got, body) {
		t.Fatalf("%q, %v", got, err)
	}
	if _, err := a.Blob(strings.Repeat("0", 64)); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
	for _, bad := range []string{"", "x", sha[:63], sha + "0", strings.Repeat("g", 64)} {
		if _, err := a.Blob(bad); err == nil || errors.Is(err, ErrNotFound) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	err := a.update(func(tx *bolt.Tx) error {
		k, _ := tx.Bucket(bucketBlobs).Cursor().First()
		return tx.Bucket(bucketBlobs).Put(bytes.Clone(k), a.pack.pack([]byte(strings.Repeat("the b0dy ", 100))))
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Blob(sha); !errors.Is(err, ErrDamaged) {
		t.Errorf("another body in its place: %v", err)
	}
}

func TestOneBodyIsStoredOnce(t *testing.T) {
	a := newArchive(t)
	for i, url := range []string{"http://a.gov.cn/1", "http://a.gov.cn/2", "http://b.gov.cn/1"} {
		mustApply(t, a, answer(url, uint32(i), day0, "the same"))
	}
	s, err := a.Stats(t.Context())
	if err != nil || s.Blobs.Count != 1 {
		t.Errorf("%d blobs, %v", s.Blobs.Count, err)
	}
}

func newTestPacker(t testing.TB) *packer {
	t.Helper()
	p, err := newPacker()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.close)
	return p
}
