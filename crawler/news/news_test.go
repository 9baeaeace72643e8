package news_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/fetch"
	"nianbao/crawler/news"
	"nianbao/crawler/nightly"
	"nianbao/crawler/pace"
	"nianbao/seeds"
	"nianbao/store"
)

// town is a portal whose pages a test changes, with the archive it is crawled
// into.
type town struct {
	t       *testing.T
	mu      sync.Mutex
	pages   map[string]string // path → body; "=NNN" answers that status, ">PATH" redirects
	server  *httptest.Server
	archive *store.Archive
	portals []seeds.Portal
	free    int64
	asked   func(path string) // told of each request; may be nil
}

func newTown(t *testing.T, columns ...string) *town {
	t.Helper()
	w := &town{t: t, pages: map[string]string{}, free: 1 << 40}
	w.server = httptest.NewServer(w)
	t.Cleanup(w.server.Close)
	p := seeds.Portal{Name: "青溪区人民政府", Region: "河南省/青溪区", File: "seeds.yaml", Line: 2}
	for i, c := range columns {
		p.Columns = append(p.Columns, seeds.Column{URL: w.server.URL + c, Line: 5 + i})
	}
	w.portals = []seeds.Portal{p}
	var err error
	if w.archive, err = store.Open(filepath.Join(t.TempDir(), "archive.db"), store.Options{Verb: "test"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.archive.Close() })
	return w
}

func (w *town) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	body, ok := w.pages[r.URL.Path]
	asked := w.asked
	w.mu.Unlock()
	if asked != nil {
		asked(r.URL.Path)
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	switch {
	case !ok:
		http.NotFound(rw, r)
	case strings.HasPrefix(body, "="):
		status := 0
		fmt.Sscan(body[1:], &status)
		rw.WriteHeader(status)
	case strings.HasPrefix(body, ">"):
		http.Redirect(rw, r, body[1:], http.StatusFound)
	default:
		fmt.Fprint(rw, body)
	}
}

func (w *town) on(path, body string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages[path] = body
}

func (w *town) list(path string, links ...string) {
	var b strings.Builder
	b.WriteString("<html><head><title>政府信息公开年报</title></head><body><ul>\n")
	for i, l := range links {
		fmt.Fprintf(&b, "<li><a href=%q>青溪区第%d局2024年政府信息公开工作年度报告</a></li>\n", l, i)
	}
	w.on(path, b.String()+"</ul></body></html>")
}

// report is a page of a report; without a date where dated is false.
func report(i int, extra string, dated bool) string {
	date := ""
	if dated {
		date = fmt.Sprintf(`<div class="info">发布时间：2025-01-%02d 来源：区政府</div>`, i%28+1)
	}
	sections := ""
	for j, heading := range []string{
		"总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况",
		"因政府信息公开工作被申请行政复议、提起行政诉讼情况", "存在的主要问题及改进情况", "其他需要报告的事项",
	} {
		sections += fmt.Sprintf("<p>%c、%s</p><p>第%d局本年办理事项%d件，主动公开%d条，%s答复均在法定期限之内，没有因公开引起的争议，栏目按月核对并更新。</p>\n",
			[]rune("一二三四五六")[j], heading, i, 31*i+7*j, 100+13*i+j, extra)
	}
	return fmt.Sprintf(`<html><head><title>青溪区第%[1]d局2024年政府信息公开工作年度报告</title></head><body><div class="article-content">
<h1>青溪区第%[1]d局2024年政府信息公开工作年度报告</h1>%[2]s
<p>根据《中华人民共和国政府信息公开条例》规定，编制本报告。</p>%[3]s</div></body></html>`, i, date, sections)
}

// reports puts so many reports on the portal, behind its list.
func (w *town) reports(list string, n int, dated bool, extra string) {
	var links []string
	for i := range n {
		path := fmt.Sprintf("%s%d.html", list, i)
		links = append(links, path)
		w.on(path, report(i, extra, dated))
	}
	w.list(list, links...)
}

// crawl makes a run, without an account.
func (w *town) crawl(ctx context.Context) (crawler.Summary, error) {
	return crawler.Run(ctx, crawler.Options{
		Archive: w.archive, Portals: w.portals,
		Policy: pace.Policy{Delay: 2 * time.Millisecond, MaxDelay: 20 * time.Millisecond},
		Fetch: fetch.Options{
			UserAgent: "nianbao/1.0 (+https://crawler.example; crawler@example.org)", Timeout: 5 * time.Second,
			Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		},
	})
}

// night makes a run and its account.
func (w *town) night(why nightly.Why) news.Night {
	w.t.Helper()
	since, err := news.Begin(w.t.Context(), w.archive, time.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	sum, err := w.crawl(w.t.Context())
	n, err2 := news.Account(w.t.Context(), news.Question{
		Archive: w.archive, Portals: w.portals, Why: why, Since: since, Summary: sum, Err: err,
		FreeSpace: func() (int64, error) { return w.free, nil },
	})
	if err2 != nil {
		w.t.Fatal(err2)
	}
	return n
}

func TestANightTellsWhatIsNewChangedAndGone(t *testing.T) {
	t.Parallel()
	w := newTown(t, "/nb/")
	w.reports("/nb/", 4, true, "")
	n := w.night(nightly.First)
	if n.New.Count != 4 || n.Changed.Count+n.Gone.Count != 0 || !n.Changes() || n.Trouble() || !n.OK {
		t.Errorf("first night: %+v", n)
	}
	if r := n.New.Reports[0]; r.Portal != w.portals[0].Name || r.Region != w.portals[0].Region || r.Year != 2024 || !strings.HasPrefix(r.Agency, "青溪区第") {
		t.Errorf("a new report: %+v", r)
	}
	if n.Disk.FreeBytes != 1<<40 || n.Disk.ArchiveBytes <= 0 || n.Disk.Low {
		t.Errorf("disk: %+v", n.Disk)
	}
	if n := w.night(nightly.Scheduled); n.New.Count+n.Changed.Count+n.Gone.Count != 0 || n.Changes() {
		t.Errorf("a night without news: %+v", n)
	}
	w.on("/nb/1.html", report(1, "另公开会议纪要一份。", true))
	w.on("/nb/2.html", "=404")
	w.on("/nb/9.html", report(9, "", true))
	w.list("/nb/", "/nb/0.html", "/nb/1.html", "/nb/2.html", "/nb/3.html", "/nb/9.html")
	n = w.night(nightly.Scheduled)
	var told []string
	for _, r := range [][]news.Report{n.New.Reports, n.Changed.Reports, n.Gone.Reports} {
		for _, r := range r {
			told = append(told, strings.TrimPrefix(r.URL, w.server.URL))
		}
		told = append(told, "|")
	}
	if got := strings.Join(told, " "); got != "/nb/9.html | /nb/1.html | /nb/2.html |" {
		t.Errorf("new | changed | gone: %s", got)
	}
}

func TestListsOfANightAreBoundedAndTheirCountsAreNot(t *testing.T) {
	t.Parallel()
	w := newTown(t, "/nb/")
	w.reports("/nb/", 130, true, "")
	if n := w.night(nightly.First); n.New.Count != 130 || len(n.New.Reports) != 100 {
		t.Errorf("%d new, %d listed", n.New.Count, len(n.New.Reports))
	}
}

func TestColumnsThatMoveAreToldOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t, "/a/", "/b/", "/c/", "/d/", "/e/")
	for _, c := range "abcd" {
		w.reports(fmt.Sprintf("/%c/", c), 2, true, string(c))
	}
	w.on("/e/", ">/a/") // it always led elsewhere
	if n := w.night(nightly.First); len(n.Moved) != 0 {
		t.Errorf("first night: %+v", n.Moved)
	}
	w.on("/a/", ">/new/a/")
	w.on("/b/", "=404")
	w.list("/c/")
	w.on("/d/", "=503") // an outage says nothing of the column
	w.on("/new/a/", w.pages["/b/"])
	n := w.night(nightly.Scheduled)
	want := []news.Column{
		{Portal: w.portals[0].Name, URL: w.server.URL + "/a/", File: "seeds.yaml", Line: 5, What: news.Redirected, To: w.server.URL + "/new/a/"},
		{Portal: w.portals[0].Name, URL: w.server.URL + "/b/", File: "seeds.yaml", Line: 6, What: news.Vanished},
		{Portal: w.portals[0].Name, URL: w.server.URL + "/c/", File: "seeds.yaml", Line: 7, What: news.Emptied},
	}
	if fmt.Sprint(n.Moved) != fmt.Sprint(want) || !n.Trouble() {
		t.Errorf("moved: %+v\nwant %+v", n.Moved, want)
	}
	if n := w.night(nightly.Scheduled); len(n.Moved) != 0 {
		t.Errorf("told again: %+v", n.Moved)
	}
	w.reports("/c/", 2, true, "c")
	w.on("/a/", ">/newer/a/")
	if n := w.night(nightly.Scheduled); len(n.Moved) != 1 || n.Moved[0].To != w.server.URL+"/newer/a/" {
		t.Errorf("one moved on, one came back: %+v", n.Moved)
	}
}

func TestFieldsThatAreFoundLessOftenAreTold(t *testing.T) {
	t.Parallel()
	w := newTown(t, "/nb/")
	w.reports("/nb/", 6, true, "")
	if n := w.night(nightly.First); len(n.Drift) != 0 {
		t.Errorf("nothing to compare with: %+v", n.Drift)
	}
	w.on("/nb/0.html", report(0, "一处改动。", false)) // one report without its date is no drift
	if n := w.night(nightly.Scheduled); len(n.Drift) != 0 {
		t.Errorf("one report: %+v", n.Drift)
	}
	w.reports("/nb/", 6, false, "版面改过。")
	n := w.night(nightly.Scheduled)
	want := news.Drift{Portal: w.portals[0].Name, Field: "published_on", Before: 6.0 / 7, Now: 0, Reports: 6}
	if len(n.Drift) != 1 || n.Drift[0] != want || !n.Trouble() {
		t.Errorf("%+v, want %+v", n.Drift, want)
	}
}

func TestHostsThatDeclineOrFailAreNewOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t, "/nb/")
	w.reports("/nb/", 8, true, "")
	for i := range 8 {
		w.on(fmt.Sprintf("/nb/%d.html", i), "=403")
	}
	n := w.night(nightly.First)
	if len(n.Declining) != 1 || !n.Declining[0].New || n.Declining[0].Pages < 5 || n.Declining[0].Portals[0] != w.portals[0].Name || !n.Trouble() {
		t.Errorf("declining: %+v", n.Declining)
	}
	if n := w.night(nightly.Scheduled); n.Trouble() {
		t.Errorf("nothing is new: %+v", n)
	}
	w.server.Close()
	n = w.night(nightly.Scheduled)
	if len(n.Failing) != 1 || !n.Failing[0].New || n.Failing[0].Cause == "" || !n.Trouble() {
		t.Errorf("failing: %+v", n)
	}
	if n := w.night(nightly.Scheduled); len(n.Failing) != 1 || n.Failing[0].New || n.Trouble() {
		t.Errorf("failing still: %+v", n)
	}
}

// TestARunThatWasKilledIsAccountedForWithTheNext interrupts a run in the middle
// and leaves it without an account.
func TestARunThatWasKilledIsAccountedForWithTheNext(t *testing.T) {
	t.Parallel()
	w := newTown(t, "/nb/")
	w.reports("/nb/", 12, true, "")
	if _, err := news.Begin(t.Context(), w.archive, time.Now()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	w.mu.Lock()
	w.asked = func(path string) {
		if path == "/nb/6.html" {
			cancel()
		}
	}
	w.mu.Unlock()
	part, err := w.crawl(ctx)
	if !errors.Is(err, context.Canceled) || part.Totals.New == 0 || part.Totals.New == 12 {
		t.Fatalf("interrupted with %d new: %v", part.Totals.New, err)
	}
	n := w.night(nightly.Resumed)
	if n.New.Count != 12 || n.Totals.New == 12 || !n.Resumed {
		t.Errorf("%d new in both parts, %d in the second", n.New.Count, n.Totals.New)
	}
	if n := w.night(nightly.Scheduled); n.New.Count != 0 {
		t.Errorf("told again: %d", n.New.Count)
	}
}

func TestAFailedRunAndAFullDiskAreTrouble(t *testing.T) {
	t.Parallel()
	w := newTown(t, "/nb/")
	w.list("/nb/")
	since, err := news.Begin(t.Context(), w.archive, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	n, err := news.Account(t.Context(), news.Question{
		Archive: w.archive, Portals: w.portals, Why: nightly.Scheduled, Since: since, Err: errors.New("disk on fire"),
		FreeSpace: func() (int64, error) { return 0, errors.New("unknown") },
	})
	if err != nil || n.OK || n.Error != "disk on fire" || !n.Trouble() || n.Disk.FreeBytes != -1 || n.Disk.Low {
		t.Errorf("%+v, %v", n, err)
	}
	w.free = 600 << 20
	if n := w.night(nightly.Scheduled); !n.Disk.Low || !n.Trouble() {
		t.Errorf("600 MB left: %+v", n.Disk)
	}
}
