package warc

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHeadsAreReadAsServersWriteThem(t *testing.T) {
	for name, tt := range map[string]struct {
		text   string
		status int
		method string
		header http.Header
		body   string
	}{
		"plain":            {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nbody", 200, "", http.Header{"Content-Type": {"text/html"}}, "body"},
		"bare line feeds":  {"HTTP/1.0 404 Not Found\nA: b\n\nbody", 404, "", http.Header{"A": {"b"}}, "body"},
		"no reason":        {"HTTP/2 200\r\n\r\n", 200, "", http.Header{}, ""},
		"several values":   {"HTTP/1.1 200 OK\r\nset-cookie: a\r\nSet-Cookie: b\r\n\r\n", 200, "", http.Header{"Set-Cookie": {"a", "b"}}, ""},
		"folded":           {"HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", 200, "", http.Header{"A": {"b c"}}, ""},
		"a line of none":   {"HTTP/1.1 200 OK\r\nnonsense\r\nA: b\r\n\r\n", 200, "", http.Header{"A": {"b"}}, ""},
		"ends in the head": {"HTTP/1.1 200 OK\r\nA: b", 200, "", http.Header{"A": {"b"}}, ""},
		"request":          {"POST /a?b HTTP/1.1\r\nHost: x\r\n\r\nk=v", 0, "POST", http.Header{"Host": {"x"}}, "k=v"},
	} {
		in := bufio.NewReader(strings.NewReader(tt.text))
		m, err := ReadMessage(in)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		rest, err := io.ReadAll(in)
		if err != nil || string(rest) != tt.body || string(m.Raw)+tt.body != tt.text {
			t.Errorf("%s: head %q, body %q, %v", name, m.Raw, rest, err)
		}
		if m.Status != tt.status || m.Method != tt.method || !cmp.Equal(m.Header, tt.header) {
			t.Errorf("%s: %d %s %v", name, m.Status, m.Method, m.Header)
		}
	}
	for name, text := range map[string]string{
		"empty": "", "page": "<html><body>x</body></html>\n", "status of letters": "HTTP/1.1 abc\r\n\r\n", "gzip": "\x1f\x8b\x08\n\n",
	} {
		if _, err := ReadMessage(bufio.NewReader(strings.NewReader(text))); !errors.Is(err, ErrMessage) {
			t.Errorf("%s: %v, want ErrMessage", name, err)
		}
	}
	long := "HTTP/1.1 200 OK\r\nA: " + strings.Repeat("x", 2<<20) + "\r\n\r\n"
	if _, err := ReadMessage(bufio.NewReader(strings.NewReader(long))); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a head of 2 MiB: %v, want ErrTooLarge", err)
	}
}

func TestChunksAreUndone(t *testing.T) {
	chunked := &Message{Header: http.Header{"Transfer-Encoding": {"chunked"}}}
	for name, tt := range map[string]struct {
		body, want string
		cut        bool
	}{
		"two chunks":       {"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde", false},
		"extension":        {"3;x=y\r\nabc\r\n0\r\n\r\n", "abc", false},
		"trailer":          {"3\r\nabc\r\n0\r\nA: b\r\n\r\n", "abc", false},
		"bare line feeds":  {"3\nabc\n0\n\n", "abc", false},
		"padded size":      {"3  \r\nabc\r\n0\r\n\r\n", "abc", false},
		"undone already":   {"<html>abc</html>\r\n", "<html>abc</html>\r\n", false},
		"no last chunk":    {"3\r\nabc\r\n", "", true},
		"cut in a chunk":   {"3\r\nab", "", true},
		"cut in a size":    {"3\r\nabc\r\n1", "", true},
		"size of no sense": {"3\r\nabc\r\nxyz\r\n", "", true},
		"size of no end":   {"7fffffffffffffff\r\nabc", "", true},
		"empty":            {"0\r\n\r\n", "", false},
	} {
		got, err := chunked.Dechunk([]byte(tt.body))
		if string(got) != tt.want || errors.Is(err, ErrCut) != tt.cut || (err != nil) != tt.cut {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	plain := &Message{Header: http.Header{}}
	if got, err := plain.Dechunk([]byte("3\r\nabc\r\n0\r\n\r\n")); err != nil || !bytes.HasPrefix(got, []byte("3\r\n")) {
		t.Errorf("a body that is not chunked became %q, %v", got, err)
	}
}

// The sums are those of coreutils: printf abc | sha1sum | xxd -r -p | base32.
func TestDigestsOfAnyWritingAreChecked(t *testing.T) {
	for _, s := range []string{
		"sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", "sha1:a9993e364706816aba3e25717850c26c9cd0d89d",
		"SHA-1:A9993E364706816ABA3E25717850C26C9CD0D89D", " sha1: vgmt4nsha2awvor6evyxqugcnsonbwe5 ",
		"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"sha-256:XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ====",
		"sha256:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", "md5:900150983cd24fb0d6963f7d28e17f72",
	} {
		d, ok := ParseDigest(s)
		if !ok || !d.Matches([]byte("a"), []byte("bc")) || d.Matches([]byte("abd")) {
			t.Errorf("%s: read %v, and does not tell abc from abd", s, ok)
		}
	}
	for _, s := range []string{"", "sha1", "sha1:", "sha1:VGMT", "crc32:352441c2", "a9993e364706816aba3e25717850c26c9cd0d89d"} {
		if _, ok := ParseDigest(s); ok {
			t.Errorf("%q passes for a digest", s)
		}
		if err := (Header{{"WARC-Block-Digest", s}}).CheckBlock([]byte("x")); err != nil {
			t.Errorf("%q cannot be checked, and is wrong: %v", s, err)
		}
	}
	h := Header{{"WARC-Payload-Digest", "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5"}, {"WARC-Block-Digest", "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5"}}
	if err := h.CheckBlock([]byte("abd")); !errors.Is(err, ErrDigest) || !strings.Contains(err.Error(), "VGMT") {
		t.Errorf("another block: %v", err)
	}
	if err := errors.Join(h.CheckBlock([]byte("abc")), h.CheckPayload([]byte("abc"), []byte("abc")), h.CheckPayload([]byte("3\r\nabc\r\n0\r\n\r\n"), []byte("abc"))); err != nil {
		t.Errorf("the same bytes: %v", err)
	}
	if err := h.CheckPayload([]byte("xyzz"), []byte("xyz")); !errors.Is(err, ErrDigest) {
		t.Errorf("another payload: %v", err)
	}
}
