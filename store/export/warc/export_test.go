package warc

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/store"
)

// day is a time with a fraction, as captures have it.
var day = time.Date(2025, 1, 17, 14, 3, 22, 123456789, time.UTC)

// answered is a capture of a page and its body.
func answered(url string, days int, outcome store.Outcome, status int, body string) store.Envelope {
	c := &store.Capture{
		URL: url, Run: 1, At: day.AddDate(0, 0, days), Method: "GET", Outcome: outcome, Status: status, MediaType: "text/html",
		Bytes: int64(len(body)), WireBytes: int64(len(body)) / 2, RemoteAddr: "[2001:db8::1]:443", TLS: "TLS 1.3, verified",
		RequestHeaders:  http.Header{"Host": {"a.gov.cn"}, "User-Agent": {"nianbao"}},
		ResponseHeaders: http.Header{"Content-Type": {"text/html"}, "Content-Encoding": {"gzip"}, "Content-Length": {"7"}, "Set-Cookie": {"a", "b"}},
		Context:         store.Context{Portal: "某区", LinkTitle: "年报"},
	}
	env := store.Envelope{Capture: c, Seq: uint16(days)}
	if body != "" {
		env.Body = []byte(body)
	}
	return env
}

// archive makes an archive of envelopes.
func archive(t *testing.T, all ...store.Envelope) *store.Archive {
	t.Helper()
	a, err := store.Open(filepath.Join(t.TempDir(), "archive.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	for _, env := range all {
		if _, err := a.Apply(t.Context(), env); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// written is an archive as a WARC file, without compression.
func written(t *testing.T, a *store.Archive, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, a, a.Captures(t.Context()), o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// line is what a test compares of a record.
func line(rec *Record, block []byte) string {
	head, body, _ := bytes.Cut(block, []byte("\r\n\r\n"))
	status, _, _ := bytes.Cut(head, []byte("\r\n"))
	if rec.MediaType() != "application/http" {
		status, body = nil, block
	}
	if rec.Type() == TypeMetadata || rec.Type() == TypeInfo {
		body = nil
	}
	return strings.TrimRight(fmt.Sprintf("%s %s|%s|%s", rec.Type(), rec.Target(), status, body), "|")
}

// linesOf reads a WARC file and checks the digests of every record.
func linesOf(t *testing.T, file []byte) (lines []string, records []*Record) {
	t.Helper()
	r := NewReader(bytes.NewReader(file))
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return lines, records
		}
		if err != nil {
			t.Fatal(err)
		}
		block, err := rec.Block(1 << 20)
		if err != nil || rec.CheckBlock(block) != nil {
			t.Fatalf("%s: %v, %v", rec.ID(), err, rec.CheckBlock(block))
		}
		lines, records = append(lines, line(rec, block)), append(records, rec)
	}
}

func TestEveryCaptureIsWrittenAsWhatItWas(t *testing.T) {
	a := archive(t,
		answered("http://a.gov.cn/x?y=1", 0, store.OK, 200, "one"),
		answered("http://a.gov.cn/x?y=1", 1, store.NotModified, 304, ""),
		answered("http://a.gov.cn/x?y=1", 2, store.OK, 200, "two"),
		answered("http://a.gov.cn/x?y=1", 3, store.OK, 200, "one"),
		answered("http://a.gov.cn/x?y=1", 4, store.TooLarge, 200, ""),
		answered("http://a.gov.cn/x?y=1", 5, store.HTTPError, 404, "gone"),
		answered("http://a.gov.cn/x?y=1", 6, store.DNSError, 0, ""),
	)
	lines, records := linesOf(t, written(t, a, Options{}))
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, TypeMetadata) || strings.HasPrefix(l, TypeRequest) })
	want := []string{
		"warcinfo ",
		"response http://a.gov.cn/x?y=1|HTTP/1.1 200 OK|one",
		"revisit http://a.gov.cn/x?y=1|HTTP/1.1 304 Not Modified",
		"response http://a.gov.cn/x?y=1|HTTP/1.1 200 OK|two",
		"revisit http://a.gov.cn/x?y=1|HTTP/1.1 200 OK",
		"response http://a.gov.cn/x?y=1|HTTP/1.1 200 OK",
		"response http://a.gov.cn/x?y=1|HTTP/1.1 404 Not Found|gone",
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Errorf("records (-want +got):\n%s", d)
	}
	ids, first := map[string]bool{}, records[1]
	var revisits []*Record
	for _, rec := range records {
		if ids[rec.ID()] {
			t.Errorf("two records are %s", rec.ID())
		}
		ids[rec.ID()] = true
		if rec.Version != "WARC/1.1" || rec.Type() != TypeInfo && (rec.Get("WARC-IP-Address") != "2001:db8::1" || rec.Get("WARC-Warcinfo-ID") == "") {
			t.Errorf("%s: header %v", rec.Type(), rec.Header)
		}
		switch rec.Type() {
		case TypeRevisit:
			revisits = append(revisits, rec)
		case TypeRequest, TypeMetadata:
			if to := rec.ConcurrentTo(); len(to) > 0 && !ids[to[0]] {
				t.Errorf("%s is concurrent to %v, which did not come before", rec.Type(), to)
			}
		}
	}
	for i, profile := range []string{ProfileNotModified, ProfileIdentical} {
		h := revisits[i].Header
		date, _ := h.RefersToDate()
		if h.Get("WARC-Profile") != profile || h.RefersTo() != first.ID() || h.RefersToTarget() != first.Target() || !date.Equal(day) ||
			h.Get("WARC-Payload-Digest") != first.Get("WARC-Payload-Digest") || h.NotModified() != (profile == ProfileNotModified) {
			t.Errorf("revisit %v", h)
		}
	}
	sum := sha256.Sum256([]byte("one"))
	if got := first.Get("WARC-Payload-Digest"); got != "sha256:"+hex.EncodeToString(sum[:]) {
		t.Errorf("payload digest %s", got)
	}
	at := slices.IndexFunc(records, func(r *Record) bool { return r.Get("WARC-Truncated") != "" })
	if at < 0 || records[at].Get("WARC-Truncated") != "length" {
		t.Error("what was too large is not said to be truncated")
	}
}

func TestHeadsSayWhatTheyAreNotAndAreRestored(t *testing.T) {
	env := answered("http://a.gov.cn/", 0, store.OK, 200, "body")
	env.Capture.ResponseHeaders["Transfer-Encoding"] = []string{"chunked"}
	env.Capture.ResponseHeaders["X-Odd"] = []string{"a\r\nInjected: yes"}
	file := written(t, archive(t, env), Options{})
	for _, want := range []string{
		"\r\nX-Archive-Orig-Content-Encoding: gzip\r\n", "\r\nX-Archive-Orig-Content-Length: 7\r\n", "\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\n",
		"\r\nContent-Length: 4\r\n", "\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n", "\r\nX-Odd: a  Injected: yes\r\n", "HTTP heads are reconstructed",
		"\r\n\r\nGET / HTTP/1.1\r\nHost: a.gov.cn\r\nUser-Agent: nianbao\r\n\r\n",
	} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("%q is not in the file", want)
		}
	}
	if bytes.Contains(file, []byte("\r\nContent-Encoding:")) || bytes.Contains(file, []byte("\r\nTransfer-Encoding:")) {
		t.Error("the head speaks of codings that are undone")
	}
	for _, h := range []http.Header{
		{"Content-Type": {"text/html"}, "Content-Encoding": {"gzip"}, "Content-Length": {"7"}, "Transfer-Encoding": {"chunked"}},
		{"A": {"b", "c"}}, {},
	} {
		c := &store.Capture{Status: 200, ResponseHeaders: h}
		m, err := ReadMessage(bufio.NewReader(bytes.NewReader(responseHead(c, 4))))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(h, Restore(m.Header)); d != "" {
			t.Errorf("restored (-want +got):\n%s", d)
		}
	}
}

func TestTheSameCapturesGiveTheSameBytes(t *testing.T) {
	all := []store.Envelope{
		answered("http://b.gov.cn/", 0, store.OK, 200, "one"), answered("http://a.gov.cn/", 0, store.OK, 200, "two"),
		answered("http://a.gov.cn/", 0, store.OK, 200, "twice at one time"),
	}
	all[2].Seq = 1
	first, later := archive(t, all...), archive(t)
	for i := range all { // another run, and so other keys
		all[i].Capture.Run = 7
		if _, err := later.Apply(t.Context(), all[i]); err != nil {
			t.Fatal(err)
		}
	}
	for _, compress := range []bool{false, true} {
		o := Options{Compress: compress, Software: "test/1"}
		if a, b := written(t, first, o), written(t, later, o); !bytes.Equal(a, b) {
			t.Errorf("compressed %v: two exports differ", compress)
		}
	}
	plain, packed := written(t, first, Options{}), written(t, first, Options{Compress: true})
	if a, b := must2(linesOf(t, plain)), must2(linesOf(t, packed)); !cmp.Equal(a, b) {
		t.Error("compression changes the records")
	}
	// every record can be read alone, from its offset on
	_, records := linesOf(t, packed)
	for _, rec := range records {
		alone, err := NewReader(bytes.NewReader(packed[rec.Offset:])).Next()
		if err != nil || alone.ID() != rec.ID() || rec.Within != 0 {
			t.Errorf("at %d stands %v, %v; want %s", rec.Offset, alone, err, rec.ID())
		}
	}
}

func must2(lines []string, _ []*Record) []string { return lines }

func TestImportedFilesAreResources(t *testing.T) {
	env := answered("file:年报 2024/a<b>.html", 0, store.OK, 200, "page")
	env.Capture.RequestHeaders, env.Capture.ResponseHeaders, env.Capture.RemoteAddr = nil, nil, ""
	file := written(t, archive(t, env), Options{})
	r := NewReader(bytes.NewReader(file))
	for range 2 {
		if _, err := r.Next(); err != nil {
			t.Fatal(err)
		}
	}
	rec, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	note, ok, err := rec.ReadNote()
	if err != nil || !ok || note.Capture.URL != env.Capture.URL {
		t.Errorf("note %+v, %v, %v", note, ok, err)
	}
	if rec.Target() != "file:%E5%B9%B4%E6%8A%A5%202024/a%3Cb%3E.html" {
		t.Errorf("target %s is no URI", rec.Target())
	}
	lines, _ := linesOf(t, file)
	if want := "resource " + rec.Target() + "||page"; lines[1] != want {
		t.Errorf("%s, want %s", lines[1], want)
	}
}

func TestEveryFlippedBitOfABlockIsFound(t *testing.T) {
	file := written(t, archive(t, answered("http://a.gov.cn/", 0, store.OK, 200, "the body")), Options{})
	from := bytes.Index(file, []byte("the body"))
	for i := from; i < from+len("the body"); i++ {
		for bit := range 8 {
			bad := bytes.Clone(file)
			bad[i] ^= 1 << bit
			r, found := NewReader(bytes.NewReader(bad)), false
			for rec, err := r.Next(); err == nil; rec, err = r.Next() {
				block, err := rec.Block(1 << 20)
				if err != nil {
					t.Fatal(err)
				}
				found = found || errors.Is(rec.CheckBlock(block), ErrDigest)
			}
			if !found {
				t.Errorf("byte %d, bit %d: not found", i, bit)
			}
		}
	}
}

func TestABodyThatIsDamagedEndsTheExport(t *testing.T) {
	a := archive(t, answered("http://a.gov.cn/", 0, store.OK, 200, "body"))
	boom := errors.New("boom")
	if err := Write(io.Discard, broken{a, boom}, a.Captures(t.Context()), Options{}); !errors.Is(err, boom) || !strings.Contains(err.Error(), "http://a.gov.cn/") {
		t.Errorf("ended with %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Write(io.Discard, a, a.Captures(ctx), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	if err := Write(full{}, a, a.Captures(t.Context()), Options{Compress: true}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("ended with %v", err)
	}
	var none bytes.Buffer
	if err := Write(&none, a, iter.Seq2[store.Capture, error](func(func(store.Capture, error) bool) {}), Options{}); err != nil || must2(linesOf(t, none.Bytes()))[0] != "warcinfo " {
		t.Errorf("no captures: %v", err)
	}
}

type broken struct {
	*store.Archive
	err error
}

func (b broken) Blob(string) ([]byte, error) { return nil, b.err }

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestOnlyTheLastBodiesAreRemembered(t *testing.T) {
	var s places
	for i := range maxPlaces + 10 {
		s.add(&place{sha: fmt.Sprint(i)})
		s.add(&place{sha: fmt.Sprint(i), id: "again"})
	}
	if len(s.by) != maxPlaces || s.by["9"] != nil || s.by["10"] == nil || s.by["10"].id != "again" {
		t.Errorf("%d bodies remembered", len(s.by))
	}
}
