package crawler_test

import (
	"strings"
	"testing"
	"time"

	"nianbao/crawler/frontier"
)

// TestAnEndpointThatTakesNoGetIsPosted crawls portals whose endpoint turns GET
// down in three ways: every report is found, and the next night the POST alone
// is asked.
func TestAnEndpointThatTakesNoGetIsPosted(t *testing.T) {
	t.Parallel()
	for _, family := range []string{"hanweb", "jpaas", "truecms"} {
		t.Run(family, func(t *testing.T) {
			t.Parallel()
			id := family + "/post-only"
			server, a, opts := aFamily(t, id)
			crawl(t, opts)
			p := server.Portals()[0]
			for _, r := range p.Reports {
				if _, ok := archived(t, a)[r.URL]; !ok {
					t.Errorf("%s is not archived", r.URL)
				}
			}
			turned := 0
			for l, err := range frontier.All(t.Context(), a, frontier.Host(p.Base+"/")) {
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(l.Cause, "POST") {
					turned++
				}
			}
			if turned != 1 {
				t.Errorf("%d addresses say that they were asked by POST instead, want 1", turned)
			}
			fresh, err := server.Publish(id)
			if err != nil {
				t.Fatal(err)
			}
			server.ResetLog()
			crawl(t, at(opts, 25*time.Hour))
			if _, ok := archived(t, a)[fresh.URL]; !ok {
				t.Errorf("%s is not archived a day later", fresh.URL)
			}
			posts := 0
			for _, r := range server.Log() {
				if r.Method == "POST" {
					posts++
				} else if strings.Contains(r.Path, "dataproxy") || strings.Contains(r.Path, "unit") || strings.HasSuffix(r.Path, ".do") {
					t.Errorf("asked again by GET: %s?%s", r.Path, r.Query)
				}
			}
			if posts == 0 && family == "jpaas" {
				t.Error("nothing was posted a day later")
			}
		})
	}
}

// TestAPostThatFailsIsNotAskedForEver has an endpoint that turns down either
// method.
func TestAPostThatFailsIsNotAskedForEver(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", shelled(`<script>$.get("/api-gateway/jpaas-publish-server/front/page/build/unit?webId=1&pageId=2&tagId=list", draw)</script>`))
	const unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
	w.on(unit, status(405, "Allow", "PUT"))
	o := w.options(a, "a.example")
	for night := range 3 {
		w.forget()
		w.on(unit+"?webId=1&pageId=2&tagId=list&paramJson=%7B%22pageNo%22%3A1%2C%22pageSize%22%3A%2215%22%7D", status(405, "Allow", "PUT"))
		crawl(t, at(o, time.Duration(night)*25*time.Hour))
		if n := w.times("a.example", unit); n > 1 || night == 0 && n != 1 {
			t.Errorf("night %d: posted %d times", night, n)
		}
	}
}
