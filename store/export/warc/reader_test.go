package warc

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// got is a record as a test compares it.
type got struct {
	Type, ID, Target, Block string
	Offset                  int64
}

// readAll reads a file to its end, or to where it cannot be read on.
func readAll(file []byte) (out []got, err error) {
	r := NewReader(bytes.NewReader(file))
	for {
		rec, err := r.Next()
		if err != nil {
			return out, err
		}
		block, err := rec.Block(1 << 20)
		if errors.Is(err, ErrTooLarge) {
			continue
		}
		if err != nil {
			return out, err
		}
		out = append(out, got{rec.Type(), rec.ID(), rec.Target(), string(block), rec.Offset})
	}
}

// record writes a record by hand, with the line end given.
func record(end, kind, block string, more ...string) string {
	lines := append([]string{"WARC/1.0", "WARC-Type: " + kind, "WARC-Record-ID: <urn:" + kind + ">"}, more...)
	lines = append(lines, fmt.Sprintf("Content-Length: %d", len(block)))
	return strings.Join(lines, end) + end + end + block + end + end
}

// zip compresses parts, each into a member of its own.
func zip(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, p := range parts {
		w := gzip.NewWriter(&b)
		if _, err := io.WriteString(w, p); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func TestFilesOfAnyShapeAreRead(t *testing.T) {
	one, two := record("\r\n", "response", "one", "WARC-Target-URI: http://a/"), record("\r\n", "resource", "two\r\n\r\nWARC/1.0\r\n")
	first, second := got{"response", "urn:response", "http://a/", "one", 0}, got{Type: "resource", ID: "urn:resource", Block: "two\r\n\r\nWARC/1.0\r\n"}
	at := func(g got, offset int) got { g.Offset = int64(offset); return g }
	lf := record("\n", "response", "one", "WARC-Target-URI: http://a/")
	member := len(zip(t, one))
	for name, tt := range map[string]struct {
		file []byte
		want []got
	}{
		"plain":                     {[]byte(one + two), []got{first, at(second, len(one))}},
		"a member for each record":  {zip(t, one, two), []got{first, at(second, member)}},
		"one member":                {zip(t, one+two), []got{first, second}},
		"a member behind two":       {zip(t, one+one, two), []got{first, first, at(second, len(zip(t, one+one)))}},
		"padded with zeros":         {append(zip(t, one), make([]byte, 512)...), []got{first}},
		"empty members":             {zip(t, "", one, "", ""), []got{at(first, len(zip(t, "")))}},
		"bare line feeds":           {[]byte(lf), []got{first}},
		"no line ends at the end":   {[]byte(strings.TrimRight(one, "\r\n")), []got{first}},
		"one line end too many":     {[]byte("\r\n" + one + "\r\n" + two), []got{at(first, 2), at(second, len(one)+4)}},
		"one line end too few":      {[]byte(strings.TrimSuffix(one, "\r\n") + two), []got{first, at(second, len(one)-2)}},
		"address in angle brackets": {[]byte(strings.Replace(one, "http://a/", "<http://a/>", 1)), []got{first}},
		"folded field":              {[]byte(strings.Replace(one, " http://a/", "\r\n http://a/", 1)), []got{first}},
		"other letter case":         {[]byte(strings.Replace(one, "WARC-Target-URI", "warc-target-uri", 1)), []got{first}},
		"a line that is no field":   {[]byte(strings.Replace(one, "WARC-Type", "so what\r\nWARC-Type", 1)), []got{first}},
		"an old draft":              {[]byte(strings.Replace(one, "WARC/1.0", "WARC/0.18", 1)), []got{first}},
		"empty":                     {nil, nil},
	} {
		got, err := readAll(tt.file)
		if !errors.Is(err, io.EOF) {
			t.Errorf("%s: ended with %v, want EOF", name, err)
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: (-want +got):\n%s", name, d)
		}
	}
}

func TestAFileThatCannotBeReadOnSaysWhere(t *testing.T) {
	one, two := record("\r\n", "response", "one"), record("\r\n", "resource", "two")
	member := int64(len(zip(t, one)))
	damaged := zip(t, one, two)
	damaged[member+15] ^= 0xff
	for name, tt := range map[string]struct {
		file    []byte
		records int
		want    error
		offset  int64
	}{
		"not a WARC":         {[]byte("<html>"), 0, ErrNotWARC, 0},
		"garbage behind":     {[]byte(one + "garbage"), 1, ErrNotWARC, int64(len(one))},
		"no length":          {[]byte(one + "WARC/1.0\r\nWARC-Type: response\r\n\r\n"), 1, ErrHeader, int64(len(one))},
		"negative length":    {[]byte("WARC/1.0\r\nContent-Length: -1\r\n\r\n"), 0, ErrHeader, 0},
		"length of no end":   {[]byte(one + "WARC/1.0\r\nContent-Length: 9223372036854775807\r\n\r\nx"), 1, ErrCut, int64(len(one))},
		"header of no end":   {[]byte("WARC/1.0\r\nA: " + strings.Repeat("x", 2<<20)), 0, ErrHeader, 0},
		"line of no end":     {[]byte(strings.Repeat("x", 2<<20)), 0, ErrNotWARC, 0},
		"fields of no end":   {[]byte("WARC/1.0\r\n" + strings.Repeat("A: b\r\n", 1<<18)), 0, ErrHeader, 0},
		"garbage members":    {append(zip(t, one), "garbage"...), 1, gzip.ErrHeader, member},
		"damaged member":     {damaged, 1, nil, member},
		"member cut":         {zip(t, one, two)[:member+20], 1, ErrCut, member},
		"member header cut":  {zip(t, one, two)[:member+5], 1, ErrCut, member},
		"zstd":               {[]byte{0x28, 0xb5, 0x2f, 0xfd, 0}, 0, ErrZstd, 0},
		"zstd with its dict": {[]byte{0x5d, 0x2a, 0x4d, 0x18, 0}, 0, ErrZstd, 0},
	} {
		got, err := readAll(tt.file)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: ended with %v, want an *Error", name, err)
			continue
		}
		same := tt.want == nil || errors.Is(err, tt.want) || strings.Contains(err.Error(), tt.want.Error())
		if !same || len(got) != tt.records || e.Offset != tt.offset {
			t.Errorf("%s: %d records, then %v; want %d, then %v at %d", name, len(got), err, tt.records, tt.want, tt.offset)
		}
	}
}

// TestACutFileGivesWhatIsWhole cuts a file at every byte.
func TestACutFileGivesWhatIsWhole(t *testing.T) {
	parts := []string{record("\r\n", "response", "one"), record("\r\n", "resource", ""), record("\r\n", "metadata", "three")}
	for name, file := range map[string][]byte{"plain": []byte(strings.Join(parts, "")), "gzip": zip(t, parts...), "one member": zip(t, strings.Join(parts, ""))} {
		whole, err := readAll(file)
		if !errors.Is(err, io.EOF) || len(whole) != 3 {
			t.Fatalf("%s: %d records, %v", name, len(whole), err)
		}
		for n := range file {
			got, err := readAll(file[:n])
			if len(got) > 0 && !cmp.Equal(got, whole[:len(got)]) {
				t.Fatalf("%s cut at %d: other records: %v", name, n, got)
			}
			atEnd := errors.Is(err, io.EOF)
			if atEnd && len(got) == 3 && name != "plain" { // the member's checksum is missing
				t.Errorf("%s cut at %d: passes for whole", name, n)
			}
			if !atEnd && !errors.Is(err, ErrCut) && !errors.Is(err, ErrNotWARC) {
				t.Errorf("%s cut at %d: %v", name, n, err)
			}
		}
	}
}

func TestABlockIsReadUpToItsLimitAndPassedOver(t *testing.T) {
	r := NewReader(strings.NewReader(record("\r\n", "response", strings.Repeat("x", 1000)) + record("\r\n", "resource", "two")))
	rec, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rec.Block(999); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a block over its limit: %v", err)
	}
	if n, err := rec.Read(make([]byte, 10)); n != 10 || err != nil {
		t.Errorf("read %d, %v", n, err)
	}
	if rec, err = r.Next(); err != nil || rec.Type() != "resource" {
		t.Errorf("next is %v, %v", rec, err)
	}
}

func FuzzReader(f *testing.F) {
	for _, s := range []string{
		record("\r\n", "response", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"),
		record("\n", "revisit", "HTTP/1.1 304\n\n", "WARC-Payload-Digest: sha1:B2LTWWPUOYAH7UIPQ7ZUPQ4VMBSVC36A"),
		record("\r\n", "metadata", `{"schema":"nianbao.warc-note/1"}`, "Content-Type: application/json"),
	} {
		f.Add([]byte(s))
		f.Add(zip(f, s, s))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r := NewReader(bytes.NewReader(file))
		for range 1000 {
			rec, err := r.Next()
			if err != nil {
				var e *Error
				if !errors.Is(err, io.EOF) && !errors.As(err, &e) {
					t.Fatalf("ended with %v", err)
				}
				if _, again := r.Next(); !errors.Is(again, err) {
					t.Fatalf("%v, and then %v", err, again)
				}
				return
			}
			if rec.Type() == TypeMetadata {
				_, _, _ = rec.ReadNote()
				continue
			}
			block, err := rec.Block(1 << 16)
			if err == nil && int64(len(block)) != rec.Length {
				t.Fatalf("block of %d bytes, said to be %d", len(block), rec.Length)
			}
			_ = rec.CheckBlock(block)
		}
	})
}
