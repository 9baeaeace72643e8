package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"nianbao/store"
)

// encode applies one content coding.
func encode(t testing.TB, coding string, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	var w io.WriteCloser
	var err error
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&out)
	case "zlib":
		w = zlib.NewWriter(&out)
	case "raw":
		w, err = flate.NewWriter(&out, 6)
	case "br":
		w = brotli.NewWriterLevel(&out, 5)
	case "zstd":
		w, err = zstd.NewWriter(&out, zstd.WithWindowSize(1<<20))
	default:
		t.Fatalf("no coding %q", coding)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// undo runs the decoders alone, over bytes that arrived whole.
func undo(header string, body []byte, maxBody int64) ([]byte, *trail, error) {
	t := &trail{}
	wire := &wireBody{body: io.NopCloser(bytes.NewReader(body)), t: t, left: wire{maxBody: maxBody}.maxWire()}
	b := newDecodedBody(wire, contentCodings(http.Header{"Content-Encoding": {header}}), t, maxBody)
	defer b.Close()
	got, err := io.ReadAll(b)
	return got, t, err
}

func TestEveryCodingIsUndone(t *testing.T) {
	plain := []byte(report())
	gz := encode(t, "gzip", plain)
	tests := []struct {
		name, header string
		body         []byte
		want         []byte
	}{
		{"gzip", "gzip", gz, plain},
		{"x-gzip, in capitals", "X-GZIP", gz, plain},
		{"two members", "gzip", append(bytes.Clone(gz), gz...), append(bytes.Clone(plain), plain...)},
		{"padded with zeros", "gzip", append(bytes.Clone(gz), 0, 0, 0), plain},
		{"followed by rubbish", "gzip", append(bytes.Clone(gz), "<!-- cached -->"...), plain},
		{"deflate by the book", "deflate", encode(t, "zlib", plain), plain},
		{"raw deflate", "deflate", encode(t, "raw", plain), plain},
		{"br", "br", encode(t, "br", plain), plain},
		{"zstd", "zstd", encode(t, "zstd", plain), plain},
		{"stacked", "gzip, br", encode(t, "br", gz), plain},
		{"stacked three high", "deflate,gzip ,zstd", encode(t, "zstd", encode(t, "gzip", encode(t, "zlib", plain))), plain},
		{"no bytes", "gzip", nil, nil},
		{"an empty page", "gzip", encode(t, "gzip", nil), nil},
	}
	for _, tt := range tests {
		got, _, err := undo(tt.header, tt.body, 1<<20)
		if err != nil || !bytes.Equal(got, tt.want) {
			t.Errorf("%s: %d bytes, want %d; %v", tt.name, len(got), len(tt.want), err)
		}
	}
}

func TestDamagedCodingIsADecodeError(t *testing.T) {
	plain := []byte(strings.Repeat(report(), 3))
	flip := func(b []byte) []byte {
		b = bytes.Clone(b)
		b[len(b)/2] ^= 0xff
		return b
	}
	tests := []struct {
		name, header string
		body         []byte
	}{
		{"gzip, cut", "gzip", encode(t, "gzip", plain)[:60]},
		{"gzip, cut in its header", "gzip", encode(t, "gzip", plain)[:5]},
		{"gzip without its sum", "gzip", encode(t, "gzip", plain)[:len(encode(t, "gzip", plain))-8]},
		{"gzip, damaged", "gzip", flip(encode(t, "gzip", plain))},
		{"gzip, second member cut", "gzip", append(encode(t, "gzip", plain), 0x1f, 0x8b, 8)},
		{"zlib, cut", "deflate", encode(t, "zlib", plain)[:60]},
		{"raw, cut", "deflate", encode(t, "raw", plain)[:60]},
		{"br, cut", "br", encode(t, "br", plain)[:60]},
		{"zstd, cut", "zstd", encode(t, "zstd", plain)[:60]},
		{"zstd, damaged", "zstd", flip(encode(t, "zstd", plain))},
		{"zstd, window of 1 GiB", "zstd", []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, 0x01, 0x00, 0x00}},
		{"plain text", "gzip", plain},
		{"compress", "compress", plain},
		{"four high", "gzip,gzip,gzip,gzip", plain},
	}
	for _, tt := range tests {
		_, trail, err := undo(tt.header, tt.body, 1<<20)
		if err == nil || trail.failed == nil || trail.failed.outcome != store.DecodeError {
			t.Errorf("%s: %v, trail %+v", tt.name, err, trail.failed)
		}
	}
}

func TestContentCodingsAreReadInOrder(t *testing.T) {
	h := http.Header{"Content-Encoding": {"identity, GZIP", " br ,utf-8"}}
	if got := strings.Join(contentCodings(h), " "); got != "gzip br" {
		t.Errorf("got %q", got)
	}
}

type panics struct{}

func (panics) Read([]byte) (int, error) { panic("index out of range") }

func TestDecoderThatPanicsIsAnError(t *testing.T) {
	c := &coding{name: "br", from: strings.NewReader("x"), to: panics{}}
	for range 2 {
		if _, err := c.Read(make([]byte, 9)); err == nil || !strings.Contains(err.Error(), "gave up") {
			t.Errorf("got %v", err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, c := range []struct{ header, coding string }{{"gzip", "gzip"}, {"deflate", "zlib"}, {"deflate", "raw"}, {"br", "br"}, {"zstd", "zstd"}} {
		f.Add(c.header, encode(f, c.coding, []byte(report())))
	}
	f.Add("gzip, br", []byte("\x1f\x8b"))
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		const most = 1 << 16
		got, trail, err := undo(header, body, most)
		if err == nil && len(contentCodings(http.Header{"Content-Encoding": {header}})) > 0 && len(got) > most {
			t.Errorf("%d bytes passed a limit of %d", len(got), most)
		}
		if err != nil && trail.failed == nil {
			t.Errorf("failed without a cause: %v", err)
		}
	})
}
