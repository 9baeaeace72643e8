package crawler_test

import (
	"context"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/fetch"
	"nianbao/crawler/pace"
	"nianbao/seeds"
	"nianbao/seeds/sample/families"
	"nianbao/store"
)

// TestDiscoveryProposesWhereAMovedColumnWent crawls portals whose column is
// gone and asks discovery for what the run names.
func TestDiscoveryProposesWhereAMovedColumnWent(t *testing.T) {
	t.Parallel()
	s, err := families.Start(families.Options{Only: []string{"trs/column-gone", "trs/column-gone-home", "shaanxi/column-gone", "ucap"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	portals, err := seeds.Parse(s.Seeds(), "seeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	leads := map[string]string{}
	for _, p := range s.Portals() {
		if p.Lead != p.Columns[0] {
			leads[p.Columns[0]] = p.Lead
		}
	}
	a := newArchive(t)
	sum, err := crawler.Run(t.Context(), loopbackOptions(a, portals))
	if err != nil {
		t.Fatal(err)
	}
	if len(sum.MovedColumns) != len(leads) {
		t.Errorf("moved: %+v, want %d", sum.MovedColumns, len(leads))
	}
	for _, m := range sum.MovedColumns {
		r, err := crawler.Discover(t.Context(), visitor(t), m.Front, mostRequests, nil)
		if err != nil {
			t.Fatal(err)
		}
		if m.What != crawler.Vanished || !m.New || m.Line == 0 || len(r.Columns) == 0 || r.Columns[0].URL != leads[m.URL] {
			t.Errorf("%+v: %+v, want %s", m, r.Columns, leads[m.URL])
		}
		w, err := crawler.Explain(t.Context(), a, crawler.Question{Subject: m.URL, Now: time.Now(), Portals: portals})
		if err != nil || !w.Column || w.Moved == nil || w.Moved.What != m.What || w.Moved.Front != m.Front || w.Moved.File != "seeds.yaml" || w.Moved.Line != m.Line {
			t.Errorf("why %s: %+v, %v", m.URL, w.Moved, err)
		}
	}
	again, err := crawler.Run(t.Context(), loopbackOptions(a, portals))
	if err != nil {
		t.Fatal(err)
	}
	if len(again.MovedColumns) != len(leads) || again.MovedColumns[0].New || !again.MovedColumns[0].Since.Equal(sum.MovedColumns[0].Since) {
		t.Errorf("the second run says %+v", again.MovedColumns)
	}
}

// TestOldCapturesOfAMovedColumnStay moves the seed's column and looks for what
// the old one brought.
func TestOldCapturesOfAMovedColumnStay(t *testing.T) {
	t.Parallel()
	s, err := families.Start(families.Options{Only: []string{"trs"}, Years: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	portals, err := seeds.Parse(s.Seeds(), "seeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a := newArchive(t)
	if _, err := crawler.Run(t.Context(), loopbackOptions(a, portals)); err != nil {
		t.Fatal(err)
	}
	old := portals[0].Columns[0].URL
	before := captures(t, a, old)
	portals[0].Columns[0].URL = s.Portals()[0].Base + "/zwgk/elsewhere/"
	sum, err := crawler.Run(t.Context(), loopbackOptions(a, portals))
	if err != nil {
		t.Fatal(err)
	}
	if len(sum.MovedColumns) != 1 || sum.MovedColumns[0].URL == old {
		t.Errorf("moved: %+v", sum.MovedColumns)
	}
	if after := captures(t, a, old); before == 0 || after != before {
		t.Errorf("%d captures of the old column, %d before", after, before)
	}
	stats, err := a.Stats(context.Background())
	if err != nil || stats.Reports != len(s.Portals()[0].Reports) {
		t.Errorf("%d reports, want %d, %v", stats.Reports, len(s.Portals()[0].Reports), err)
	}
}

// captures counts those of an address.
func captures(t *testing.T, a *store.Archive, url string) (n int) {
	t.Helper()
	for _, err := range a.CapturesOf(t.Context(), url) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// loopbackOptions are those of a quick crawl of portals on loopback.
func loopbackOptions(a *store.Archive, portals []seeds.Portal) crawler.Options {
	return crawler.Options{
		Archive: a, Portals: portals,
		Policy: pace.Policy{Delay: time.Millisecond, MaxDelay: 20 * time.Millisecond},
		Fetch:  fetch.Options{UserAgent: agentOf, Timeout: 5 * time.Second, Allow: loopback()},
	}
}
