package fetch

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"nianbao/store"
)

// serveH2 is a server that speaks bare HTTP/2 frames: play is called with each
// HEADERS frame that a client sends. It returns its address and the number of
// such frames.
func serveH2(t *testing.T, play func(fr *http2.Framer, stream uint32)) (string, *atomic.Int32) {
	t.Helper()
	pair := httptest.NewUnstartedServer(nil)
	pair.StartTLS()
	conf := pair.TLS.Clone()
	pair.Close()
	conf.NextProtos = []string{"h2"}
	l, err := tls.Listen("tcp4", "127.0.0.1:0", conf)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	asked := &atomic.Int32{}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go talkH2(c, asked, play)
		}
	}()
	return "https://" + l.Addr().String(), asked
}

func talkH2(c net.Conn, asked *atomic.Int32, play func(*http2.Framer, uint32)) {
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.ReadFull(c, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	fr := http2.NewFramer(c, c)
	if fr.WriteSettings() != nil {
		return
	}
	for {
		f, err := fr.ReadFrame()
		if err != nil {
			return
		}
		switch f := f.(type) {
		case *http2.SettingsFrame:
			if !f.IsAck() {
				_ = fr.WriteSettingsAck() // the client may be gone
			}
		case *http2.HeadersFrame:
			asked.Add(1)
			play(fr, f.StreamID)
		}
	}
}

// h2Head is a header block of a status and more.
func h2Head(status string, more ...string) []byte {
	var b bytes.Buffer
	e := hpack.NewEncoder(&b)
	_ = e.WriteField(hpack.HeaderField{Name: ":status", Value: status}) // to a buffer
	for i := 0; i+1 < len(more); i += 2 {
		_ = e.WriteField(hpack.HeaderField{Name: more[i], Value: more[i+1]})
	}
	return b.Bytes()
}

func TestHostileHTTP2IsAskedOnce(t *testing.T) {
	head := func(fr *http2.Framer, stream uint32, end bool, block []byte) {
		_ = fr.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: block, EndHeaders: true, EndStream: end})
	}
	for name, c := range map[string]struct {
		play func(*http2.Framer, uint32)
		want []store.Outcome
	}{
		"refuses the stream": {func(fr *http2.Framer, id uint32) {
			_ = fr.WriteRSTStream(id, http2.ErrCodeRefusedStream)
		}, []store.Outcome{store.ConnectionError}},
		"resets the stream": {func(fr *http2.Framer, id uint32) {
			_ = fr.WriteRSTStream(id, http2.ErrCodeCancel)
		}, []store.Outcome{store.ConnectionError}},
		"goes away before it": {func(fr *http2.Framer, _ uint32) {
			_ = fr.WriteGoAway(0, http2.ErrCodeNo, nil)
		}, []store.Outcome{store.ConnectionError}},
		"wants HTTP/1.1": {func(fr *http2.Framer, id uint32) {
			_ = fr.WriteRSTStream(id, http2.ErrCodeHTTP11Required)
		}, []store.Outcome{store.ConnectionError}},
		"resets within the body": {func(fr *http2.Framer, id uint32) {
			head(fr, id, false, h2Head("200", "content-type", "text/plain"))
			_ = fr.WriteData(id, false, []byte("abc"))
			_ = fr.WriteRSTStream(id, http2.ErrCodeInternal)
		}, []store.Outcome{store.Incomplete}},
		"says another length": {func(fr *http2.Framer, id uint32) {
			head(fr, id, false, h2Head("200", "content-type", "text/plain", "content-length", "99"))
			_ = fr.WriteData(id, true, []byte("abc"))
		}, []store.Outcome{store.Incomplete}},
		"headers without end": {func(fr *http2.Framer, id uint32) {
			_ = fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: h2Head("200")})
			for i := range 2000 {
				if fr.WriteContinuation(id, false, h2Head("200", fmt.Sprintf("x-%d", i), strings.Repeat("y", 4000))) != nil {
					return
				}
			}
		}, []store.Outcome{store.ConnectionError, store.Timeout}},
		"interim answers without end": {func(fr *http2.Framer, id uint32) {
			for range 100_000 {
				if fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: h2Head("103", "link", strings.Repeat("y", 100)), EndHeaders: true}) != nil {
					return
				}
			}
		}, []store.Outcome{store.ConnectionError, store.Timeout}},
		"pings without end": {func(fr *http2.Framer, _ uint32) {
			for range 100_000 {
				if fr.WritePing(false, [8]byte{}) != nil {
					return
				}
			}
		}, []store.Outcome{store.ConnectionError, store.Timeout}},
		"a page": {func(fr *http2.Framer, id uint32) {
			head(fr, id, false, h2Head("200", "content-type", "text/html"))
			_ = fr.WriteData(id, true, []byte(somePage))
		}, []store.Outcome{store.OK}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, asked := serveH2(t, c.play)
			f := newFetcher(t, func(o *Options) { o.Timeout, o.MaxTime = 500*time.Millisecond, 2*time.Second })
			x := f.Fetch(t.Context(), Request{URL: url + "/x", Insecure: true})
			if !slices.Contains(c.want, x.Capture.Outcome) {
				t.Errorf("got %q, %q", x.Capture.Outcome, x.Capture.Error)
			}
			if n := asked.Load(); n != 1 {
				t.Errorf("the server saw %d requests", n)
			}
			if took := x.Ended.Sub(x.Started); took > 3*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestHostileAnswersEndInTimeAndLittleMemory(t *testing.T) {
	twice := gzipped(gzipped([]byte(somePage)))
	endless := func(head, more string) func(net.Conn, int) bool {
		return func(c net.Conn, _ int) bool {
			_, _ = io.WriteString(c, head)
			for range 200_000 {
				if _, err := io.WriteString(c, more); err != nil {
					break
				}
			}
			return false
		}
	}
	for name, c := range map[string]struct {
		answer func(net.Conn, int) bool
		want   []store.Outcome
		body   string
	}{
		"interim answers without end": {endless("", "HTTP/1.1 103 Early Hints\r\nLink: "+strings.Repeat("y", 100)+"\r\n\r\n"), []store.Outcome{store.ConnectionError}, ""},
		"a status line without end":   {endless("HTTP/1.1 200 ", strings.Repeat("O", 1000)), []store.Outcome{store.ConnectionError}, ""},
		"a chunk of extensions":       {endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", strings.Repeat("x", 1000)), []store.Outcome{store.Incomplete}, ""},
		"chunks of one byte": {endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1;"+strings.Repeat("x", 3000)+"\r\nx\r\n"),
			[]store.Outcome{store.Incomplete, store.TooLarge, store.Timeout}, ""},
		"trailers without end":     {endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", "X: "+strings.Repeat("y", 1000)+"\r\n"), []store.Outcome{store.Incomplete}, ""},
		"a body without end":       {endless("HTTP/1.1 200 OK\r\n\r\n", strings.Repeat("z", 4096)), []store.Outcome{store.TooLarge}, ""},
		"gzip in gzip, as it says": {saying(answered("200 OK", asHTML+"Content-Encoding: gzip, gzip\r\n", string(twice))), []store.Outcome{store.OK}, somePage},
		"gzip in gzip, unsaid":     {saying(answered("200 OK", "Content-Type: application/gzip\r\nContent-Encoding: gzip\r\n", string(twice))), []store.Outcome{store.OK}, string(gzipped([]byte(somePage)))},
		"gzip ten times":           {saying(answered("200 OK", asHTML+"Content-Encoding: "+strings.Repeat("gzip, ", 9)+"gzip\r\n", string(twice))), []store.Outcome{store.DecodeError}, ""},
		"no content":               {saying("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"), []store.Outcome{store.Soft404}, ""},
		"no content with a body":   {saying("HTTP/1.1 204 No Content\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"), []store.Outcome{store.Soft404}, ""},
		"reset content":            {saying("HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), []store.Outcome{store.Soft404}, ""},
		"a header in two":          {saying("HTTP/1.1 302 Found\r\nLocation: /a\rSet-Cookie: x=1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), []store.Outcome{store.ConnectionError, store.Redirect}, ""},
		"a NUL in a header":        {saying("HTTP/1.1 200 OK\r\nX: \x00\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), []store.Outcome{store.ConnectionError, store.Soft404}, ""},
		"a negative length":        {saying("HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc"), []store.Outcome{store.ConnectionError}, ""},
		"length and chunks":        {saying("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n"), []store.Outcome{store.OK}, "abc"},
		"an unknown transfer":      {saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc"), []store.Outcome{store.ConnectionError}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serveRaw(t, c.answer)
			f := newFetcher(t, func(o *Options) { o.Timeout, o.MaxTime = time.Second, 4*time.Second })
			x := get(t, f, s.url+"/x")
			if !slices.Contains(c.want, x.Capture.Outcome) || string(x.Body) != c.body {
				t.Errorf("got %q, %q, body of %d bytes", x.Capture.Outcome, x.Capture.Error, len(x.Body))
			}
			if strings.Contains(x.Capture.Location, "\r") || x.Capture.ResponseHeaders.Get("Set-Cookie") != "" {
				t.Errorf("a header was forged: %q, %v", x.Capture.Location, x.Capture.ResponseHeaders)
			}
			if n := len(s.seen()); n != 1 {
				t.Errorf("the server saw %d requests", n)
			}
			if took := x.Ended.Sub(x.Started); took > 6*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}
