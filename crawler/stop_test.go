package crawler_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/crawler"
	"nianbao/crawler/pace"
	"nianbao/seeds"
	"nianbao/seeds/sample"
	"nianbao/store"
)

// killed names, in the environment of a child, the archive it is to crawl into
// and the seeds it is to crawl, until it is killed.
const killed = "NIANBAO_TEST_CRAWL_UNTIL_KILLED"

func TestMain(m *testing.M) {
	if folder := os.Getenv(killed); folder != "" {
		os.Exit(crawlUntilKilled(folder))
	}
	if where := os.Getenv(stormChild); where != "" {
		os.Exit(stormUntilKilled(where))
	}
	if where := os.Getenv(filedChild); where != "" {
		os.Exit(filesUntilKilled(where))
	}
	if where := os.Getenv(trying); where != "" {
		os.Exit(tryOne())
	}
	if where := os.Getenv(crashing); where != "" {
		os.Exit(crawlToTheEnd(where))
	}
	// The tests of this package wait for pauses more than they work, so more of
	// them go on at a time than there are processors; -parallel still decides.
	if err := flag.Set("test.parallel", "8"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	os.Exit(m.Run())
}

func crawlUntilKilled(folder string) int {
	ps, err := seeds.Load(folder, []string{"seeds.yaml"})
	if err != nil {
		return 3
	}
	a, err := store.Open(filepath.Join(folder, "archive.db"), store.Options{})
	if err != nil {
		return 4
	}
	if _, err := crawler.Run(context.Background(), options(a, ps)); err != nil {
		return 5
	}
	return 0
}

func TestReportsAreTheSameAfterKillsAtAnyMoment(t *testing.T) {
	t.Parallel()
	s := portal(t, sample.Options{})
	folder := t.TempDir()
	seedsFile := s.Seeds()
	if err := os.WriteFile(filepath.Join(folder, "seeds.yaml"), seedsFile, 0o600); err != nil {
		t.Fatal(err)
	}
	var died deaths
	for _, after := range []time.Duration{500 * time.Millisecond, 900 * time.Millisecond, 1300 * time.Millisecond} {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), killed+"="+folder, died.next())
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(after)
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = child.Wait() // it was killed
		died = append(died, time.Now())
	}
	a := openArchive(t, filepath.Join(folder, "archive.db"))
	sum := crawl(t, options(a, portals(t, s)))
	if !sum.Resumed {
		t.Error("the crawl did not go on with the one that was killed")
	}
	checkSampleGaps(t, s, delay, died)
	for path, n := range asked(s) {
		if n > 4 { // once, and once for each kill that may have hit it
			t.Errorf("%s was asked %d times", path, n)
		}
	}

	whole := newArchive(t)
	crawl(t, options(whole, portals(t, s)))
	if d := cmp.Diff(digests(t, whole), digests(t, a)); d != "" {
		t.Errorf("reports of an unbroken crawl (-) and of one with kills (+):\n%s", d)
	}
}

// digests are the content hashes of reports by path.
func digests(t *testing.T, a *store.Archive) map[string]any {
	t.Helper()
	out := map[string]any{}
	for path, r := range reports(t, a) {
		out[path] = r["content_sha256"]
	}
	return out
}

// checkSampleGaps checks the sample portal's log, site by site.
func checkSampleGaps(t *testing.T, s *sample.Server, least time.Duration, died deaths) {
	t.Helper()
	log := s.Log()
	slices.SortStableFunc(log, func(a, b sample.Request) int { return bySender(senderOf(a.Header), senderOf(b.Header)) })
	last := map[int]sample.Request{}
	for _, r := range log {
		before, known := last[r.Site]
		sent := before.Sending
		if sent.IsZero() {
			sent = before.Arrived // of a fault
		}
		if end, dead := died.before(senderOf(before.Header), senderOf(r.Header)); dead && sent.After(end) {
			sent = end
		}
		if gap := r.Arrived.Sub(sent); known && gap < least {
			t.Errorf("site %d: %s came %v after %s", r.Site, r.Path, gap, before.Path)
		}
		last[r.Site] = r
	}
}

func TestAnInterruptEndsTheRunSoonAndTheNextGoesOn(t *testing.T) {
	t.Parallel()
	s, a := portal(t, sample.Options{}), newArchive(t)
	ps := quick(t, s)
	s.Fault(sample.Host(s.Hosts()[1]), sample.Fault{Kind: sample.Silent})
	ctx, cancel := context.WithCancel(t.Context())
	interrupted := make(chan time.Time, 1)
	go func() { // in the middle: after robots.txt and some pages of every host that answers
		for len(s.Log()) < 5*len(ps) && ctx.Err() == nil {
			time.Sleep(time.Millisecond)
		}
		interrupted <- time.Now()
		cancel()
	}()
	o := options(a, ps)
	o.Fetch.UserAgent = strings.Replace(o.Fetch.UserAgent, ")", signature+"1)", 1)
	sum, err := crawler.Run(ctx, o)
	died := deaths{<-interrupted} // its clocks run from there
	if took := time.Since(died[0]); took > 2*time.Second {
		t.Errorf("it took %v to end", took)
	}
	if !errors.Is(err, context.Canceled) || !sum.Interrupted || sum.Totals.Fetched == 0 {
		t.Errorf("error %v, summary %+v", err, sum)
	}
	for path, l := range lines(t, a) {
		if l.State == "leased" || l.Outcome == store.Timeout {
			t.Errorf("%s was left as %+v", path, l)
		}
	}
	s.ClearFaults()
	next := crawl(t, options(a, ps))
	if !next.Resumed || next.Run != sum.Run {
		t.Errorf("the next crawl is run %d, resumed %v; want run %d", next.Run, next.Resumed, sum.Run)
	}
	checkSampleGaps(t, s, delay, died)
	want := 0
	for _, d := range s.Documents() {
		if d.Site < 4 {
			want++
		}
	}
	if got := len(reports(t, a)); got < want {
		t.Errorf("%d reports, want %d", got, want)
	}
	for path, n := range asked(s) {
		if n > 2 {
			t.Errorf("%s was asked %d times", path, n)
		}
	}
}

func TestMaxTimeEndsTheRunAsPlanned(t *testing.T) {
	t.Parallel()
	simulated(t, func(t *testing.T, w *town, a *store.Archive) {
		o := w.nightly(t, a, time.UTC)
		o.Policy, o.MaxTime = pace.Policy{Delay: 2 * time.Second}, time.Minute
		sum, err := crawler.Run(t.Context(), o)
		if err != nil || !sum.TimeUp || sum.Interrupted || sum.Totals.Fetched == 0 || sum.DurationSeconds > (time.Minute+townSlow).Seconds() {
			t.Errorf("%v, summary %+v", err, sum)
		}
		if next, err := crawler.Run(t.Context(), o); err != nil || next.Resumed || next.Run == sum.Run {
			t.Errorf("%v, the next crawl went on with one that had ended: %+v", err, next)
		}
	})
}
