package crawler_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/pace"
	"nianbao/seeds"
	"nianbao/seeds/sample"
	"nianbao/seeds/sample/families"
	"nianbao/store"
)

// TestANewReportInASubColumnIsFoundTheNextNight publishes in a sub-column by
// year and in one of departments.
func TestANewReportInASubColumnIsFoundTheNextNight(t *testing.T) {
	t.Parallel()
	for _, family := range []string{"shaanxi", "trs-count", "hanweb-annual"} {
		t.Run(family, func(t *testing.T) {
			t.Parallel()
			server, a, opts := aFamily(t, family)
			crawl(t, opts)
			fresh, err := server.Publish(family)
			if err != nil {
				t.Fatal(err)
			}
			server.ResetLog()
			crawl(t, at(opts, 25*time.Hour))
			if _, ok := archived(t, a)[fresh.URL]; !ok {
				t.Errorf("%s is not archived: %q", fresh.URL, paths(server.Log()))
			}
		})
	}
}

// aFamily serves one portal, and has it crawled into a new archive.
func aFamily(t *testing.T, id string) (*families.Server, *store.Archive, crawler.Options) {
	t.Helper()
	server, err := families.Start(families.Options{Only: []string{id}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	ps, err := seeds.Parse(server.Seeds(), "families.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a := newArchive(t)
	opts := options(a, ps)
	opts.Policy = pace.Policy{Delay: time.Millisecond, MaxDelay: 4 * time.Millisecond}
	opts.Fetch.Timeout, opts.Fetch.MaxTime = time.Minute, 2*time.Minute
	return server, a, opts
}

func paths(log []sample.Request) (out []string) {
	for _, r := range log {
		out = append(out, r.Method+" "+r.Path+"?"+r.Query)
	}
	return out
}

// TestSubColumnsOfYearsLongOverKeepTheRhythm counts the requests of nights in
// which nothing is new: each page once, the years' sub-columns but the newest
// two in a sweep alone.
func TestSubColumnsOfYearsLongOverKeepTheRhythm(t *testing.T) {
	t.Parallel()
	server, _, opts := aFamily(t, "shaanxi")
	crawl(t, opts)
	const column = "/zfxxgk/zfxxgknb/zj/"
	for night := 1; night <= 8; night++ {
		server.ResetLog()
		crawl(t, at(opts, time.Duration(night)*25*time.Hour))
		got := map[string]int{}
		for _, r := range server.Log() {
			got[strings.TrimPrefix(r.Path, column)]++
		}
		sweep := night == 7
		for page, every := range map[string]bool{"": true, "2024n/": true, "2023n/": true, "2022n/": false, "2024n/2.html": false} {
			if want := every || sweep; got[page] != 1 && want || got[page] != 0 && !want {
				t.Errorf("night %d: %q was asked %d times, every night: %v", night, page, got[page], every)
			}
		}
	}
}

// TestSubColumnsOfAColumnAreBounded has far more departments than are asked in
// a night, one of them with a column below.
func TestSubColumnsOfAColumnAreBounded(t *testing.T) { // by itself: it makes 330 requests of one host
	const departments = 130
	w, a := newWeb(t, "a.example"), newArchive(t)
	var items []string
	for i := range departments {
		at := fmt.Sprintf("/nb/bm%d/", i)
		items = append(items, fmt.Sprintf(`<li><a href="%s">青溪区第%d局</a></li>`, at, i))
		w.on(at, func(rw http.ResponseWriter, _ *http.Request) { shell(rw, "<p>暂无信息</p>") })
	}
	w.on("/nb/bm0/", func(rw http.ResponseWriter, _ *http.Request) {
		shell(rw, `<ul><li><a href="/nb/bm0/xs/">下属单位</a></li></ul>`)
	})
	w.on("/nb/bm0/xs/", list("/nb/bm0/xs/1.html"))
	w.on("/nb/bm0/xs/1.html", report("一局"))
	w.on("/nb/bm0/xs/2.html", report("二局"))
	w.on("/nb/", func(rw http.ResponseWriter, _ *http.Request) { shell(rw, "<ul>"+strings.Join(items, "\n")+"</ul>") })
	o := w.options(a, "a.example")
	o.Policy = pace.Policy{Delay: time.Millisecond}
	crawl(t, o)
	for _, night := range []struct {
		hours time.Duration
		want  int
	}{{25, 100 + 1}, {50, 100 + 1}, {24 * 8, departments + 2}} { // and the column itself; in a sweep that below, too
		w.forget()
		if night.hours == 25 {
			w.on("/nb/bm0/xs/", list("/nb/bm0/xs/1.html", "/nb/bm0/xs/2.html"))
		}
		crawl(t, at(o, night.hours*time.Hour))
		var lists []string
		for _, s := range w.log() {
			if strings.HasSuffix(s.path, "/") {
				lists = append(lists, s.path)
			}
		}
		if n := len(lists); n != night.want || len(slices.Compact(slices.Sorted(slices.Values(lists)))) != n {
			t.Errorf("after %d hours %d list pages were asked, want %d, each once", night.hours, n, night.want)
		}
	}
	if n := len(reports(t, a)); n != 2 {
		t.Errorf("%d reports, want 2", n)
	}
}
