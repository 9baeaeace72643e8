package crawler_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/frontier"
	"nianbao/crawler/pace"
	"nianbao/seeds"
	"nianbao/seeds/sample"
	"nianbao/seeds/sample/families"
	"nianbao/store"
)

// mostPerReport is how many requests a report of a sound portal may take.
const mostPerReport = 1.3

// mostWasted is how many requests a broken portal may take beside those for
// its reports: robots.txt, its four list pages or their shell and endpoint, a
// failing one three times, and a few to see that there is nothing more.
const mostWasted = 12

// mostAgain is how many requests a sound portal may take a day later: robots.txt,
// the column or its shell and endpoint, the first pages of its sub-columns, and
// one new report.
const mostAgain = 7

// TestEveryFamilyIsCrawled crawls a portal of every family, sound and broken,
// and judges by the portals' own log, and by the archive.
func TestEveryFamilyIsCrawled(t *testing.T) {
	t.Parallel()
	o := families.Options{}
	if only := os.Getenv("NIANBAO_PORTALS"); only != "" {
		o.Only = strings.Fields(only)
	}
	server, err := families.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	ps, err := seeds.Parse(server.Seeds(), "families.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a := newArchive(t)
	opts := options(a, ps)
	opts.Policy = pace.Policy{Delay: 5 * time.Millisecond, MaxDelay: 50 * time.Millisecond}
	opts.Fetch.Timeout, opts.Fetch.MaxTime = time.Minute, 2*time.Minute // a machine that halts is no server that does
	opts.Log = slog.New(slog.DiscardHandler)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	sum, err := crawler.Run(ctx, opts)
	if err != nil {
		t.Fatal(err)
	}
	verdicts, strangers := server.Judge()
	t.Logf("%.1f s\n%s", sum.DurationSeconds, families.Table(verdicts))
	for _, s := range strangers {
		t.Errorf("a host that no seed names was asked: %s", s)
	}
	checkEveryRequest(t, a, server, opts.Policy.Delay)
	found := archived(t, a)
	for _, v := range verdicts {
		t.Run(v.Portal.ID(), func(t *testing.T) { checkFamily(t, a, v, found) })
	}
	server.ResetLog()
	fresh := map[string]families.Report{}
	for _, p := range server.Portals() {
		if p.Break == families.Sound {
			if fresh[p.Family], err = server.Publish(p.ID()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := crawler.Run(ctx, at(opts, 25*time.Hour)); err != nil {
		t.Fatal(err)
	}
	verdicts, _ = server.Judge()
	t.Logf("a day later\n%s", families.Table(verdicts))
	found = archived(t, a)
	for _, v := range verdicts {
		if v.Portal.Break == families.Sound {
			t.Run(v.Portal.ID()+"/a day later", func(t *testing.T) { checkSecondNight(t, v, fresh[v.Portal.Family], found) })
		}
	}
}

// checkEveryRequest fails where a request came too soon after the last of its
// host, or is no capture: those to endpoints are as any other.
func checkEveryRequest(t *testing.T, a *store.Archive, server *families.Server, delay time.Duration) {
	t.Helper()
	portals := server.Portals()
	asked := make([]int, len(portals)+1)
	last := make([]sample.Request, len(portals)+1)
	for _, r := range server.Log() {
		if gap := r.Arrived.Sub(last[r.Site].Sending); asked[r.Site] > 0 && gap < delay {
			t.Errorf("%s%s came %v after %s", r.Host, r.Path, gap, last[r.Site].Path)
		}
		asked[r.Site]++
		last[r.Site] = r
	}
	kept := map[string]int{}
	for c, err := range a.Captures(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		kept[frontier.Host(c.URL)]++
	}
	for i, p := range portals {
		if got := kept[frontier.Host(p.Base+"/")]; got != asked[i] {
			t.Errorf("%s: %d requests, %d captures", p.ID(), asked[i], got)
		}
	}
}

// archived are the exported reports by URL.
func archived(t *testing.T, a *store.Archive) map[string]archivedReport {
	t.Helper()
	out := map[string]archivedReport{}
	for l, err := range a.Reports(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		var r archivedReport
		if err := json.Unmarshal(l.JSON, &r); err != nil {
			t.Fatal(err)
		}
		out[r.URL] = r
	}
	return out
}

type archivedReport struct {
	URL, Portal, Agency, Kind string
	Year                      int
}

// checkFamily judges the crawl of one portal.
func checkFamily(t *testing.T, a *store.Archive, v families.Verdict, found map[string]archivedReport) {
	defer func() {
		if t.Failed() {
			t.Logf("asked for, reports left out:\n%s", strings.Join(v.Others[:min(len(v.Others), 12)], "\n"))
		}
	}()
	missing, misread := 0, 0
	for _, r := range v.Portal.Reports {
		got, ok := found[r.URL]
		switch {
		case !ok && r.Must:
			missing++
			if missing <= 2 {
				t.Errorf("%s is not archived; it was asked for: %v", r.URL, !slices.Contains(v.Missing, r.URL))
			}
		case ok && (got.Year != r.Year || got.Agency != r.Agency || got.Kind != "annual_report"):
			misread++
			if misread <= 2 {
				t.Errorf("%s is %+v, want %s %d", r.URL, got, r.Agency, r.Year)
			}
		}
	}
	if missing+misread > 0 {
		t.Errorf("%d of %d reports are missing, %d misread (%s)", missing, v.Portal.Must(), misread, v.Portal.Note)
	}
	lost := unanswered(t, a, v.Portal)
	twice := slices.DeleteFunc(slices.Clone(v.Twice), func(what string) bool { return lost[what] })
	for name, list := range map[string][]string{"asked twice": twice, "forbidden by robots.txt": v.Forbidden, "trapped": v.Trapped} {
		if len(list) > 0 {
			t.Errorf("%s: %d, such as %s", name, len(list), list[0])
		}
	}
	if v.Portal.Break == families.Sound && v.PerReport() > mostPerReport {
		t.Errorf("%.2f requests a report, want at most %.2f", v.PerReport(), mostPerReport)
	}
	if wasted := v.Requests - v.Served; v.Portal.Break != families.Sound && wasted > mostWasted {
		t.Errorf("%d requests that gave no report, want at most %d", wasted, mostWasted)
	}
	if slices.ContainsFunc(v.Portal.Reports, func(r families.Report) bool { return found[r.URL].URL == "" }) {
		checkSaid(t, a, v.Portal)
	}
}

// unanswered are the requests, as the judge writes them, whose answer did not
// reach the crawler, whatever the server sent: these are made again.
func unanswered(t *testing.T, a *store.Archive, p families.Portal) map[string]bool {
	t.Helper()
	lost := map[string]bool{}
	for c, err := range a.Captures(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		at, own := strings.CutPrefix(c.URL, p.Base)
		switch c.Outcome {
		case store.Timeout, store.Incomplete, store.ConnectionError:
			lost[strings.TrimSpace(c.Method+" "+at+" "+c.RequestBody)] = own
		}
	}
	return lost
}

// checkSaid fails where nothing says why a column did not give all its reports:
// neither its own state nor that of what it led to.
func checkSaid(t *testing.T, a *store.Archive, p families.Portal) {
	for l, err := range frontier.All(t.Context(), a, frontier.Host(p.Base+"/")) {
		if err != nil {
			t.Fatal(err)
		}
		if l.Cause != "" && (slices.Contains(p.Columns, l.URL) || slices.Contains(p.Columns, l.Referrer)) {
			return
		}
	}
	t.Errorf("nothing says why %v gave not all its reports", p.Columns)
}

// checkSecondNight judges a crawl a day later, when each portal has one report
// more: the first page of each list is asked, and no other report.
func checkSecondNight(t *testing.T, v families.Verdict, fresh families.Report, found map[string]archivedReport) {
	// The new column of Longcheer is a report by itself, which no seed names.
	late := v.Portal.Family == "longcheer"
	if _, ok := found[fresh.URL]; !ok && !late {
		t.Errorf("the new report %s is not archived", fresh.URL)
	}
	if v.Served > 1 && v.Portal.Family != "longcheer" {
		t.Errorf("%d reports were asked again", v.Served-1)
	}
	if v.Requests > mostAgain {
		t.Errorf("%d requests, want at most %d", v.Requests, mostAgain)
	}
}
