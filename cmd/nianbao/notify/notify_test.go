package notify

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/news"
)

// night is one in which everything happened.
func night() *news.Night {
	next := time.Date(2026, 3, 2, 14, 30, 0, 0, time.UTC)
	n := &news.Night{
		Schema: news.Schema, Archive: "/srv/archive.db", Run: 7, OK: true, CutOff: true,
		Started: time.Date(2026, 3, 1, 14, 30, 0, 0, time.UTC), Ended: time.Date(2026, 3, 1, 23, 0, 0, 0, time.UTC), DurationSeconds: 30600,
		NextRun: &next, Totals: crawler.Counts{Fetched: 100, NotModified: 60, Declined: 3, Failed: 2},
		New:       news.Reports{Count: 25, Reports: []news.Report{{Title: "青溪区2025年年报\r\nBcc: a@b.c\u202e", URL: "http://a.example/1.html"}}},
		Changed:   news.Reports{Count: 1, Reports: []news.Report{{Agency: "青溪区民政局", URL: "http://a.example/2.html"}}},
		Gone:      news.Reports{Count: 1, Reports: []news.Report{{Title: strings.Repeat("长", 500), URL: "http://a.example/3.html"}}},
		Moved:     []news.Column{{Portal: "青溪区", URL: "http://a.example/nb/", File: "seeds/a.yaml", Line: 7, What: news.Redirected, To: "http://b.example/"}},
		Declining: []news.Host{{Host: "a.example", Cause: "a wall", New: true}},
		Failing:   []news.Host{{Host: "b.example", Cause: "connection refused"}},
		Drift:     []news.Drift{{Portal: "青溪区", Field: "tables", Before: 0.98, Now: 0.25, Reports: 8}},
		Unread:    1, Disk: news.Disk{FreeBytes: 3 << 29, ArchiveBytes: 2 << 30},
	}
	for len(n.New.Reports) < 25 {
		n.New.Reports = append(n.New.Reports, n.New.Reports[0])
	}
	return n
}

func message(t *testing.T) *Message {
	t.Helper()
	m, err := NewMessage(night())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAWebhookThatFailsTwiceIsTold(t *testing.T) {
	var asked atomic.Int32
	var ids, stamps []string
	key := []byte("between us")
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		n := asked.Add(1)
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		var got news.Night
		if err := json.Unmarshal(body, &got); err != nil || got.Run != 7 || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s, %v: %.100s", r.Method, err, body)
		}
		stamp := r.Header.Get(TimestampHeader)
		ids, stamps = append(ids, r.Header.Get(DeliveryHeader)), append(stamps, stamp)
		if r.Header.Get(SignatureHeader) != Sign(key, stamp, body) {
			t.Errorf("signature %s of %s", r.Header.Get(SignatureHeader), stamp)
		}
		if n < 3 {
			http.Error(rw, "not now", http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	w := &Webhook{URL: server.URL, Key: key, MaxTries: 5}
	if err := deliver(t.Context(), w, message(t), w.Tries(), time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if asked.Load() != 3 || ids[0] != ids[2] || len(ids[0]) != 32 || stamps[0] == "" {
		t.Errorf("posted %d times, as %v at %v", asked.Load(), ids, stamps)
	}
}

// TestTheSignatureIsWhatOthersCompute holds it against one made by openssl:
// printf '1772375400.{"run":7}' | openssl dgst -sha256 -hmac 'between us'
func TestTheSignatureIsWhatOthersCompute(t *testing.T) {
	const want = "sha256=18d85ad026182e9882b1d8b1a2b6e2c59348c9055315fc2f6fe8fd7cb963e6ad"
	if got := Sign([]byte("between us"), "1772375400", []byte(`{"run":7}`)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestAWebhookThatNeverAnswersIsGivenUp(t *testing.T) {
	release := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer silent.Close()
	defer close(release)
	w := &Webhook{URL: silent.URL + "/?token=secret", MaxTries: 2, Timeout: 50 * time.Millisecond}
	err := deliver(t.Context(), w, message(t), w.Tries(), time.Millisecond)
	if err == nil || !strings.Contains(err.Error(), "not got through in 2 tries") || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	w.Timeout = time.Hour
	if err := deliver(ctx, w, message(t), w.Tries(), time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestAWebhookFollowsNoRedirect(t *testing.T) {
	var elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	server := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer server.Close()
	err := (&Webhook{URL: server.URL}).Send(t.Context(), message(t))
	if err == nil || !strings.Contains(err.Error(), "answered 307") || elsewhere.Load() != 0 {
		t.Errorf("error %v, %d requests elsewhere", err, elsewhere.Load())
	}
}

// scripted is a channel whose tries end as written.
type scripted struct {
	ends []error
	at   []time.Time
}

func (s *scripted) Name() string { return "scripted" }
func (s *scripted) Tries() int   { return len(s.ends) }
func (s *scripted) Send(context.Context, *Message) error {
	s.at = append(s.at, time.Now())
	return s.ends[len(s.at)-1]
}

func TestTriesWaitTwiceAsLongEachTimeAndAsAskedTo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := errors.New("down")
		s := &scripted{ends: []error{down, down, &later{time.Minute, down}, &later{time.Hour, down}, nil}}
		if err := deliver(t.Context(), s, message(t), s.Tries(), firstPause); err != nil {
			t.Fatal(err)
		}
		for i, want := range []time.Duration{2 * time.Second, 4 * time.Second, time.Minute, longestPause} {
			if got := s.at[i+1].Sub(s.at[i]); got != want {
				t.Errorf("try %d came after %v, want %v", i+2, got, want)
			}
		}
	})
}

func TestATextSaysEverythingInBothLanguages(t *testing.T) {
	for lang, words := range map[Language][]string{
		English: {"Run 7 of /srv/archive.db", "window shut", "New reports: 25", "and 5 more", "leads to http://b.example/", "nianbao discover http://a.example/", "seeds/a.yaml:7",
			"a.example (new): a wall", "b.example: connection refused", "tables in 25 % of 8 reports, before in 98 %", "free on its disk 1.50 GiB", "2026-03-02T14:30:00Z", "unread"},
		Chinese: {"第 7 次抓取", "新报告: 25", "另有 5 份", "转至 http://b.example/", "a.example（新）: a wall", "tables 见于 25%", "磁盘剩余 1.50 GiB", "下次抓取"},
	} {
		subject, text := Text(night(), lang)
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("%s: %q is not in\n%s", lang, w, text)
			}
		}
		if strings.ContainsAny(text, "\r\u202e") || strings.Contains(text, "\nBcc") || strings.Contains(text, strings.Repeat("长", maxQuoted+1)) {
			t.Errorf("%s: what others wrote gets out of its line:\n%s", lang, text)
		}
		if strings.ContainsAny(subject, "\r\n") || !strings.Contains(subject, "25") {
			t.Errorf("subject %q", subject)
		}
	}
	failed := night()
	failed.OK, failed.Error = false, "archive is\non fire"
	if subject, text := Text(failed, English); !strings.Contains(subject, "FAILED") || !strings.Contains(text, "It failed: archive is on fire") {
		t.Errorf("%s\n%s", subject, text)
	}
	if _, text := Text(&news.Night{OK: true}, English); strings.Contains(text, "Columns") || strings.Contains(text, "New reports") {
		t.Errorf("a night without news:\n%s", text)
	}
}
