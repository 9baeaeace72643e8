// Package metrics counts what a scheduler does, for Prometheus.
//
// Names begin with nianbao_; durations are in seconds, times in unix seconds,
// sizes in bytes. Counters begin at zero with the process.
package metrics

import (
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"nianbao/crawler"
	"nianbao/crawler/news"
)

// Metrics is everything counted. Its methods may be called from any goroutine.
type Metrics struct {
	registry *prometheus.Registry
	archive  atomic.Pointer[string] // path

	requests *prometheus.CounterVec
	gaps     prometheus.Histogram
	commits  prometheus.Histogram
	changes  prometheus.Counter
	urls     *prometheus.GaugeVec
	hosts    *prometheus.GaugeVec
	running  prometheus.Gauge
	paused   prometheus.Gauge
	runs     *prometheus.CounterVec
	reports  *prometheus.CounterVec
	last     *prometheus.GaugeVec
	next     prometheus.Gauge
	trouble  *prometheus.GaugeVec
	told     *prometheus.CounterVec
	reloads  *prometheus.CounterVec
	config   prometheus.Gauge
}

// Gaps and commit times, in seconds: a promise of two seconds and a disk's sync
// have to show.
var (
	gapBuckets    = []float64{0.01, 0.1, 0.5, 1, 1.5, 2, 2.5, 3, 5, 10, 30, 60, 300, 600, 3600, 86400}
	commitBuckets = []float64{0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15}
)

// New makes the metrics of a process. version is the program's.
func New(version string) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry()}
	m.requests = m.counters("requests_total", "Requests made, for robots.txt too, by how they ended.", "outcome")
	m.gaps = m.histogram("request_gap_seconds", "Time from the end of a host's last request to the start of its next.", gapBuckets)
	m.commits = m.histogram("commit_seconds", "Time commits of the archive took, the sync included.", commitBuckets)
	m.changes = m.counter("commit_changes_total", "Changes that were committed.")
	m.urls = m.gauges("frontier_urls", "URLs of the run under way, or of the last one.", "state")
	m.hosts = m.gauges("frontier_hosts", "Hosts of the run under way, or of the last one.", "state")
	m.running = m.gauge("run_in_progress", "1 while a run goes on.")
	m.paused = m.gauge("run_paused", "1 while a run starts no request, since the disk is nearly full.")
	m.runs = m.counters("runs_total", "Runs that ended, by how.", "result")
	m.reports = m.counters("reports_total", "Reports that runs found, by what happened to them.", "what")
	m.last = m.gauges("last_run_timestamp_seconds", "When a run ended last, by how.", "result")
	m.next = m.gauge("next_run_timestamp_seconds", "When the next run begins; 0 where none is planned.")
	m.trouble = m.gauges("last_run_trouble", "What of the last run somebody should look at, by kind.", "kind")
	m.told = m.counters("notifications_total", "Summaries sent, by way and how that ended.", "channel", "result")
	m.reloads = m.counters("config_reloads_total", "Times the config or the seeds were read again, by how that ended.", "result")
	m.config = m.gauge("config_last_reload_successful", "0 while a changed config or seed file is refused and the old one holds.")
	m.config.Set(1)
	build := m.gauges("build_info", "Always 1; the version is a label.", "version")
	build.WithLabelValues(version).Set(1)
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.sizes()
	for _, result := range []string{"ok", "failed", "interrupted"} {
		m.runs.WithLabelValues(result) // a series that begins at 0 can be counted from
	}
	for _, what := range []string{"new", "changed", "gone"} {
		m.reports.WithLabelValues(what)
	}
	return m
}

// prefix begins every name.
const prefix = "nianbao"

func (m *Metrics) counter(name, help string) prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Namespace: prefix, Name: name, Help: help})
	m.registry.MustRegister(c)
	return c
}

func (m *Metrics) counters(name, help string, labels ...string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: prefix, Name: name, Help: help}, labels)
	m.registry.MustRegister(c)
	return c
}

func (m *Metrics) gauge(name, help string) prometheus.Gauge {
	g := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: prefix, Name: name, Help: help})
	m.registry.MustRegister(g)
	return g
}

func (m *Metrics) gauges(name, help string, labels ...string) *prometheus.GaugeVec {
	g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: prefix, Name: name, Help: help}, labels)
	m.registry.MustRegister(g)
	return g
}

func (m *Metrics) histogram(name, help string, buckets []float64) prometheus.Histogram {
	h := prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: prefix, Name: name, Help: help, Buckets: buckets})
	m.registry.MustRegister(h)
	return h
}

// sizes are looked at when they are asked for.
func (m *Metrics) sizes() {
	look := func(name, help string, of func(path string) (int64, error)) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: prefix, Name: name, Help: help}, func() float64 {
			path := m.archive.Load()
			if path == nil {
				return 0
			}
			n, err := of(*path)
			if err != nil {
				return -1
			}
			return float64(n)
		}))
	}
	look("archive_bytes", "Size of the archive; -1 where it is not there.", func(path string) (int64, error) {
		info, err := os.Stat(path)
		if err != nil {
			return 0, err
		}
		return info.Size(), nil
	})
	look("disk_free_bytes", "Room left where the archive is; -1 where it is not known.", func(path string) (int64, error) {
		return crawler.FreeSpace(filepath.Dir(path))
	})
}

// Handler serves the metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second})
}

// Archive says where the archive is.
func (m *Metrics) Archive(path string) { m.archive.Store(&path) }

// Asked counts a request.
func (m *Metrics) Asked(q crawler.Asked) {
	outcome := string(q.Outcome)
	if outcome == "" {
		outcome = "interrupted"
	}
	m.requests.WithLabelValues(outcome).Inc()
	if q.Gap > 0 {
		m.gaps.Observe(q.Gap.Seconds())
	}
}

// Committed counts a commit.
func (m *Metrics) Committed(took time.Duration, changes int) {
	m.commits.Observe(took.Seconds())
	m.changes.Add(float64(changes))
}

// Progress takes in how a run stands.
func (m *Metrics) Progress(p crawler.Progress) {
	done := p.Totals.Fetched + p.Totals.Refused
	m.urls.WithLabelValues("known").Set(float64(p.Known))
	m.urls.WithLabelValues("waiting").Set(float64(max(p.Known-done, 0)))
	for state, n := range map[string]int{"active": p.Active, "ready": p.Ready, "snoozed": p.Snoozed, "parked": p.Parked} {
		m.hosts.WithLabelValues(state).Set(float64(n))
	}
	m.paused.Set(truth(p.Paused != ""))
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Began says that a run goes on.
func (m *Metrics) Began() { m.running.Set(1) }

// Ended takes in what a run brought. interrupted says that it was broken off,
// and n is then of no meaning.
func (m *Metrics) Ended(n *news.Night, interrupted bool, now time.Time) {
	m.running.Set(0)
	m.paused.Set(0)
	if interrupted {
		m.runs.WithLabelValues("interrupted").Inc()
		return
	}
	result := "failed"
	if n.OK {
		result = "ok"
	}
	m.runs.WithLabelValues(result).Inc()
	m.last.WithLabelValues(result).Set(float64(now.Unix()))
	m.reports.WithLabelValues("new").Add(float64(n.New.Count))
	m.reports.WithLabelValues("changed").Add(float64(n.Changed.Count))
	m.reports.WithLabelValues("gone").Add(float64(n.Gone.Count))
	for kind, count := range map[string]int{
		"declining": len(n.Declining), "failing": len(n.Failing), "moved": len(n.Moved), "drift": len(n.Drift), "unread": n.Unread,
	} {
		m.trouble.WithLabelValues(kind).Set(float64(count))
	}
}

// LastRun says when a run ended well before this process began.
func (m *Metrics) LastRun(at time.Time) {
	if !at.IsZero() {
		m.last.WithLabelValues("ok").Set(float64(at.Unix()))
	}
}

// Next says when the next run begins; zero where none is planned.
func (m *Metrics) Next(at time.Time) {
	if at.IsZero() {
		m.next.Set(0)
		return
	}
	m.next.Set(float64(at.Unix()))
}

// Told counts a message.
func (m *Metrics) Told(channel string, err error) {
	m.told.WithLabelValues(channel, result(err)).Inc()
}

// Reloaded counts a reading of changed files.
func (m *Metrics) Reloaded(err error) {
	m.reloads.WithLabelValues(result(err)).Inc()
	m.config.Set(truth(err == nil))
}

func result(err error) string {
	if err != nil {
		return "failed"
	}
	return "ok"
}
