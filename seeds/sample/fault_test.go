package sample

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// ask sends one request and reads its whole body.
func ask(t *testing.T, address string, limit time.Duration) (*http.Response, []byte, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := bare.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp, body, err
}

// faultCase is a fault and what a client must see of it: the answer, its body,
// the error, and how long it took.
type faultCase struct {
	name  string
	fault Fault
	check func(*http.Response, []byte, error, time.Duration) bool
}

// try has a page misbehave for each case, and checks that it is whole again
// afterwards.
func try(t *testing.T, s *Server, path string, whole []byte, cases []faultCase) {
	t.Helper()
	at := s.URL(path)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s.Fault(Path(path), c.fault)
			defer s.ClearFaults()
			began := time.Now()
			resp, body, err := ask(t, at, 300*time.Millisecond)
			if !c.check(resp, body, err, time.Since(began)) {
				t.Errorf("got %v, %d bytes, %v", resp, len(body), err)
			}
		})
	}
	if _, body := get(t, at); string(body) != string(whole) {
		t.Error("cleared faults still act")
	}
}

func TestFaultsSpoilTheAnswerAsTheySay(t *testing.T) {
	s := start(t)
	path := s.Documents()[0].Path
	_, whole := get(t, s.URL(path))
	try(t, s, path, whole, []faultCase{
		{"reset in the body", Fault{Kind: Reset}, func(r *http.Response, b []byte, err error, _ time.Duration) bool {
			return err != nil && len(b) < len(whole)
		}},
		{"reset before the header", Fault{Kind: Reset, Chunk: -1}, func(r *http.Response, _ []byte, err error, _ time.Duration) bool {
			return err != nil && r == nil
		}},
		{"truncated", Fault{Kind: Truncated}, func(r *http.Response, b []byte, err error, _ time.Duration) bool {
			return errors.Is(err, io.ErrUnexpectedEOF) && int(r.ContentLength) == len(whole)
		}},
		{"lying length", Fault{Kind: Length}, func(r *http.Response, b []byte, err error, _ time.Duration) bool {
			return err == nil && len(b) == len(whole)/2
		}},
		{"status", Fault{Kind: Status, Code: 503, RetryAfter: "120", Body: "稍候"}, func(r *http.Response, b []byte, err error, _ time.Duration) bool {
			return err == nil && r.StatusCode == 503 && r.Header.Get("Retry-After") == "120" && string(b) == "稍候"
		}},
		{"lying charset", Fault{Kind: LyingCharset, Charset: "iso-8859-1"}, func(r *http.Response, b []byte, err error, _ time.Duration) bool {
			return err == nil && r.Header.Get("Content-Type") == "text/html; charset=iso-8859-1" && string(b) == string(whole)
		}},
		{"redirect loop", Fault{Kind: RedirectLoop}, func(r *http.Response, _ []byte, err error, _ time.Duration) bool {
			return err == nil && r.StatusCode == 302 && r.Header.Get("Location") == path+"?loop=1"
		}},
	})
}

func TestFaultsTakeTheTimeAndRoomTheySay(t *testing.T) {
	s := start(t)
	path := s.Documents()[0].Path
	_, whole := get(t, s.URL(path))
	try(t, s, path, whole, []faultCase{
		{"delay", Fault{Kind: Delay, After: 60 * time.Millisecond}, func(r *http.Response, b []byte, err error, d time.Duration) bool {
			return err == nil && len(b) == len(whole) && d >= 60*time.Millisecond
		}},
		{"slow body", Fault{Kind: SlowBody, After: 10 * time.Millisecond, Chunk: len(whole) / 5}, func(r *http.Response, b []byte, err error, d time.Duration) bool {
			return err == nil && len(b) == len(whole) && d >= 50*time.Millisecond
		}},
		{"endless", Fault{Kind: Endless}, func(r *http.Response, b []byte, err error, _ time.Duration) bool {
			return errors.Is(err, context.DeadlineExceeded) && len(b) > 0
		}},
		{"silent", Fault{Kind: Silent}, func(r *http.Response, _ []byte, err error, _ time.Duration) bool {
			return errors.Is(err, context.DeadlineExceeded) && r == nil
		}},
		{"bomb", Fault{Kind: GzipBomb, Size: 1 << 20}, func(r *http.Response, b []byte, err error, _ time.Duration) bool {
			z, zerr := gzip.NewReader(strings.NewReader(string(b)))
			if err != nil || zerr != nil {
				return false
			}
			n, zerr := io.Copy(io.Discard, z)
			return zerr == nil && n == 1<<20 && len(b) < 1<<12
		}},
	})
}

func TestFaultActsAsOftenAsItSays(t *testing.T) {
	s := start(t)
	s.Fault(Host(s.Hosts()[1]), Fault{Kind: Status, Code: 500, Times: 2})
	for i, want := range []int{500, 500, 200} {
		if resp, _ := get(t, "http://"+s.Hosts()[1]+"/"); resp.StatusCode != want {
			t.Errorf("request %d: status %d, want %d", i, resp.StatusCode, want)
		}
	}
	if resp, _ := get(t, "http://"+s.Hosts()[0]+"/"); resp.StatusCode != 200 {
		t.Errorf("another host: status %d", resp.StatusCode)
	}
}

func TestCloseEndsFaultsThatRun(t *testing.T) {
	s, err := Start(Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.Fault(Path("/"), Fault{Kind: Silent})
	asked := make(chan error, 1)
	go func() {
		resp, err := bare.Get("http://" + s.Hosts()[0] + "/")
		if err == nil {
			_ = resp.Body.Close()
		}
		asked <- err
	}()
	for len(s.Log()) == 0 {
		time.Sleep(time.Millisecond)
	}
	if e := s.Log()[0]; !e.Ended.IsZero() {
		t.Errorf("a running request has ended: %+v", e)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	select {
	case err := <-asked:
		if err == nil {
			t.Error("the request was answered")
		}
	case <-time.After(3 * time.Second):
		t.Error("the request still waits")
	}
}
