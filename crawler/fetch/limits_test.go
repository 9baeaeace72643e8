package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"nianbao/store"
)

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

func TestBodyAtTheLimitIsKeptAndBeyondItRefused(t *testing.T) {
	const most = 64 << 10
	for _, announced := range []bool{true, false} {
		for _, size := range []int{most, most + 1} {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/pdf")
				if announced {
					w.Header().Set("Content-Length", fmt.Sprint(size))
				} else {
					w.(http.Flusher).Flush()
				}
				_, _ = w.Write(bytes.Repeat([]byte("x"), size))
			})
			x := get(t, newFetcher(t, func(o *Options) { o.MaxBody = most }), s.URL)
			want := store.OK
			if size > most {
				want = store.TooLarge
			}
			if x.Capture.Outcome != want || (x.Body != nil) != (want == store.OK) {
				t.Errorf("%d bytes, announced %v: %q, %q, %d kept", size, announced, x.Capture.Outcome, x.Capture.Error, len(x.Body))
			}
		}
	}
}

func TestAnnouncedGiantIsNotRead(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(int64(1)<<40))
		for {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	})
	x := get(t, newFetcher(t, nil), s.URL)
	if x.Capture.Outcome != store.TooLarge || x.Capture.Bytes != 0 || !strings.Contains(x.Capture.Error, "announced") {
		t.Errorf("got %q after %d bytes: %q", x.Capture.Outcome, x.Capture.Bytes, x.Capture.Error)
	}
}

func TestEndlessTransferThatDecodesToNothingIsStopped(t *testing.T) {
	empty := gzipped(nil)
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		many := bytes.Repeat(empty, 1000)
		for {
			if _, err := w.Write(many); err != nil {
				return
			}
		}
	})
	x := get(t, newFetcher(t, func(o *Options) { o.MaxBody = 1 << 20 }), s.URL)
	if x.Capture.Outcome != store.TooLarge || !strings.Contains(x.Capture.Error, "on the wire") {
		t.Errorf("got %q, %q", x.Capture.Outcome, x.Capture.Error)
	}
}

func TestBombsAreRefusedInLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("packs 300 MB")
	}
	zeros := make([]byte, 1<<20)
	var one bytes.Buffer
	w, err := gzip.NewWriterLevel(&one, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	for range 300 {
		_, _ = w.Write(zeros)
	}
	_ = w.Close()
	bombs := map[string]struct {
		coding string
		body   []byte
	}{
		"300 MB in a transfer of 300 KB": {"gzip", one.Bytes()},
		"many members":                   {"gzip", bytes.Repeat(gzipped(zeros), 300)},
		"gzip in gzip":                   {"gzip, gzip", gzipped(one.Bytes())},
		"zstd":                           {"zstd", encode(t, "zstd", make([]byte, 24<<20))},
		"br":                             {"br", encode(t, "br", make([]byte, 24<<20))},
		"nothing, out of much":           {"gzip, gzip", gzipped(bytes.Repeat(gzipped(nil), 1<<20))},
	}
	for name, bomb := range bombs {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", bomb.coding)
				_, _ = w.Write(bomb.body)
			})
			f := newFetcher(t, func(o *Options) { o.MaxBody = 20 << 20 })
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			x := get(t, f, s.URL)
			runtime.ReadMemStats(&after)
			if x.Capture.Outcome != store.TooLarge || x.Body != nil {
				t.Errorf("got %q, %q", x.Capture.Outcome, x.Capture.Error)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 40<<20 {
				t.Errorf("%d MB allocated for %d KB", used>>20, len(bomb.body)>>10)
			}
		})
	}
}

func TestSilenceIsATimeout(t *testing.T) {
	silence := func(before string) func(net.Conn, int) bool {
		return func(c net.Conn, _ int) bool {
			_, _ = io.WriteString(c, before)
			_, _ = c.Read(make([]byte, 1)) // until the client hangs up
			return false
		}
	}
	for name, tt := range map[string]struct{ before, phase string }{
		"before the headers":    {"", "waiting for headers"},
		"within the headers":    {"HTTP/1.1 200 OK\r\nServer: ", "waiting for headers"},
		"after the headers":     {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "reading the body"},
		"within the body":       {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "reading the body"},
		"within a coded body":   {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n\x1f\x8b", "reading the body"},
		"after interim answers": {"HTTP/1.1 102 Processing\r\n\r\n", "waiting for headers"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serveRaw(t, silence(tt.before))
			x := get(t, newFetcher(t, func(o *Options) { o.Timeout = 150 * time.Millisecond }), s.url)
			if x.Capture.Outcome != store.Timeout || !strings.Contains(x.Capture.Error, tt.phase) || x.Body != nil {
				t.Errorf("got %q, %q", x.Capture.Outcome, x.Capture.Error)
			}
			if took := x.Ended.Sub(x.Started); took > 3*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

// drip writes one byte every 20 ms until the client hangs up or n are written.
func drip(c net.Conn, n int) {
	for range n {
		if _, err := c.Write([]byte("x")); err != nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestSlowBodyIsReadWhileItMoves(t *testing.T) {
	s := serveRaw(t, func(c net.Conn, _ int) bool {
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 30\r\n\r\n")
		drip(c, 30)
		return false
	})
	x := get(t, newFetcher(t, func(o *Options) { o.Timeout = 300 * time.Millisecond }), s.url)
	if x.Capture.Outcome != store.OK || len(x.Body) != 30 {
		t.Errorf("got %q, %q, %d bytes", x.Capture.Outcome, x.Capture.Error, len(x.Body))
	}
}

func TestDripsEndAtTheTotal(t *testing.T) {
	for name, head := range map[string]string{
		"of headers": "HTTP/1.1 200 OK\r\nX: ",
		"of body":    "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serveRaw(t, func(c net.Conn, _ int) bool {
				_, _ = io.WriteString(c, head)
				drip(c, 200)
				return false
			})
			x := get(t, newFetcher(t, func(o *Options) { o.MaxTime = 300 * time.Millisecond }), s.url)
			if x.Capture.Outcome != store.Timeout || !strings.Contains(x.Capture.Error, "not done after 300ms") {
				t.Errorf("got %q, %q", x.Capture.Outcome, x.Capture.Error)
			}
		})
	}
}

func TestHugeHeadersAreRefused(t *testing.T) {
	s := serveRaw(t, func(c net.Conn, _ int) bool {
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n")
		for i := range 10000 {
			if _, err := fmt.Fprintf(c, "X-%d: %s\r\n", i, strings.Repeat("y", 100)); err != nil {
				return false
			}
		}
		return false
	})
	x := get(t, newFetcher(t, nil), s.url)
	if x.Capture.Outcome != store.ConnectionError || !strings.Contains(x.Capture.Error, "header") {
		t.Errorf("got %q, %q", x.Capture.Outcome, x.Capture.Error)
	}
}

func TestResetMidwayIsIncomplete(t *testing.T) {
	for name, head := range map[string]string{
		"with a length":    "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\nabc",
		"without a length": "HTTP/1.0 200 OK\r\n\r\nabc",
	} {
		t.Run(name, func(t *testing.T) {
			s := serveRaw(t, func(c net.Conn, _ int) bool {
				_, _ = io.WriteString(c, head)
				time.Sleep(100 * time.Millisecond) // the bytes must arrive before the reset does
				reset(c)
				return false
			})
			x := get(t, newFetcher(t, nil), s.url)
			if x.Capture.Outcome != store.Incomplete || x.Body != nil || x.Capture.WireBytes != 3 {
				t.Errorf("got %q, %q, %d on the wire", x.Capture.Outcome, x.Capture.Error, x.Capture.WireBytes)
			}
		})
	}
}

func TestCutBehindTheCodedBytesIsIncomplete(t *testing.T) {
	body := gzipped([]byte(report()))
	for name, answer := range map[string]string{
		"in chunks":     fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", len(body), body),
		"with a length": fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(body)+1, body),
		"in the middle": fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:len(body)-9]),
	} {
		x := get(t, newFetcher(t, nil), serveRaw(t, saying(answer)).url)
		if x.Capture.Outcome != store.Incomplete || x.Body != nil {
			t.Errorf("%s: %q, %q", name, x.Capture.Outcome, x.Capture.Error)
		}
	}
}

func TestInterruptionLeavesNoOutcome(t *testing.T) {
	for name, before := range map[string]string{
		"before the headers": "",
		"within the body":    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			s := serveRaw(t, func(c net.Conn, _ int) bool {
				_, _ = io.WriteString(c, before)
				time.Sleep(50 * time.Millisecond)
				cancel()
				_, _ = c.Read(make([]byte, 1))
				return false
			})
			x := newFetcher(t, nil).Fetch(ctx, Request{URL: s.url})
			if !x.Interrupted || x.Capture.Outcome != "" || !strings.HasPrefix(x.Capture.Error, "interrupted") {
				t.Errorf("interrupted %v, %q, %q", x.Interrupted, x.Capture.Outcome, x.Capture.Error)
			}
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if x := newFetcher(t, nil).Fetch(ctx, Request{URL: "http://127.0.0.1:1/"}); !x.Interrupted || x.Capture.RemoteAddr != "" {
		t.Errorf("before it began: %+v", x)
	}
}
