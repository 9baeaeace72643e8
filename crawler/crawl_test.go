package crawler_test

import (
	"testing"

	"nianbao/crawler/frontier"
	"nianbao/seeds/sample"
	"nianbao/store"
)

func TestACrawlArchivesEveryReport(t *testing.T) {
	t.Parallel()
	s, a := portal(t, sample.Options{}), newArchive(t)
	sum := crawl(t, options(a, portals(t, s)))
	got := reports(t, a)
	for _, want := range s.Documents() {
		r := got[want.Path]
		if r == nil {
			t.Errorf("no report of %s", want.Path)
			continue
		}
		if y, _ := r["year"].(float64); int(y) != want.Year {
			t.Errorf("%s: year %v, want %d", want.Path, r["year"], want.Year)
		}
	}
	if sum.Totals.New < len(s.Documents()) || sum.Totals.Failed > 0 || len(sum.FailingHosts()) > 0 {
		t.Errorf("summary: %+v", sum)
	}
	t.Logf("%d pages in %.1f s", sum.Totals.Fetched, sum.DurationSeconds)

	known := lines(t, a)
	for path, want := range map[string]frontier.Line{
		sample.GonePath:     {State: frontier.Gone, Outcome: store.HTTPError},
		sample.SoftGonePath: {State: frontier.Gone, Outcome: store.Soft404},
		sample.InternalPath: {State: frontier.Refused, Outcome: store.RobotsDenied, Cause: "robots.txt line 2: Disallow: /zfxxgk/internal/"},
	} {
		l := known[path]
		if l.State != want.State || l.Outcome != want.Outcome || want.Cause != "" && l.Cause != want.Cause {
			t.Errorf("%s is %+v, want %+v", path, l, want)
		}
	}
	for path := range asked(s) {
		if path == sample.InternalPath || path == sample.OffsitePath {
			t.Errorf("%s was asked", path)
		}
	}
	for path, l := range known {
		if l.State == frontier.Found || l.State == frontier.Leased || l.Outcome == "" {
			t.Errorf("%s ends without a cause: %+v", path, l)
		}
	}
}
