package metrics

import (
	"errors"
	"io"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"nianbao/crawler"
	"nianbao/crawler/news"
	"nianbao/store"
)

// busy is the metrics of a process to which everything happened.
func busy(t *testing.T) *Metrics {
	t.Helper()
	m := New("2026.11.1")
	m.Archive(filepath.Join(t.TempDir(), "gone.db"))
	m.Began()
	m.Asked(crawler.Asked{Host: "a.example", Outcome: store.OK})
	m.Asked(crawler.Asked{Host: "a.example", Outcome: store.HTTPError, Gap: 2100 * time.Millisecond})
	m.Asked(crawler.Asked{Host: "a.example"})
	m.Committed(3*time.Millisecond, 4)
	m.Progress(crawler.Progress{Known: 10, Totals: crawler.Counts{Fetched: 3, Refused: 1}, Active: 1, Ready: 2, Snoozed: 3, Parked: 4, Paused: "disk"})
	at := time.Unix(1_800_000_000, 0)
	m.Ended(&news.Night{OK: true, New: news.Reports{Count: 7}, Gone: news.Reports{Count: 1}, Drift: make([]news.Drift, 2)}, false, at)
	m.Ended(&news.Night{}, false, at)
	m.Ended(nil, true, at)
	m.Next(at)
	m.Told("webhook", nil)
	m.Told("email", errors.New("down"))
	m.Reloaded(errors.New("bad"))
	return m
}

func scraped(t *testing.T, m *Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	body, err := io.ReadAll(w.Body)
	if err != nil || w.Code != 200 {
		t.Fatalf("%d, %v", w.Code, err)
	}
	return string(body)
}

func TestWhatHappenedIsCounted(t *testing.T) {
	text := "\n" + scraped(t, busy(t))
	for _, line := range []string{
		`nianbao_requests_total{outcome="ok"} 1`, `nianbao_requests_total{outcome="http_error"} 1`, `nianbao_requests_total{outcome="interrupted"} 1`,
		`nianbao_request_gap_seconds_bucket{le="2"} 0`, `nianbao_request_gap_seconds_bucket{le="2.5"} 1`, `nianbao_request_gap_seconds_count 1`,
		`nianbao_commit_seconds_count 1`, `nianbao_commit_changes_total 4`,
		`nianbao_frontier_urls{state="known"} 10`, `nianbao_frontier_urls{state="waiting"} 6`, `nianbao_frontier_hosts{state="parked"} 4`,
		`nianbao_runs_total{result="ok"} 1`, `nianbao_runs_total{result="failed"} 1`, `nianbao_runs_total{result="interrupted"} 1`,
		`nianbao_reports_total{what="new"} 7`, `nianbao_reports_total{what="changed"} 0`, `nianbao_reports_total{what="gone"} 1`,
		`nianbao_run_in_progress 0`, `nianbao_run_paused 0`, `nianbao_last_run_timestamp_seconds{result="ok"} 1.8e+09`, `nianbao_next_run_timestamp_seconds 1.8e+09`,
		`nianbao_notifications_total{channel="email",result="failed"} 1`, `nianbao_config_last_reload_successful 0`,
		`nianbao_archive_bytes -1`, `nianbao_build_info{version="2026.11.1"} 1`,
	} {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("no line %s", line)
		}
	}
}

// TestNamesAreAsPrometheusWantsThem asks its own linter.
func TestNamesAreAsPrometheusWantsThem(t *testing.T) {
	problems, err := promlint.New(strings.NewReader(scraped(t, busy(t)))).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}
