package crawler_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/store"
)

// TestANightAfterAsksTheFirstPageOfTheListOnly crawls twice: nothing new has
// come, so that only what the list begins with is asked; for a list that
// scripts ask for that is two requests, and one more where a frame holds it.
func TestANightAfterAsksTheFirstPageOfTheListOnly(t *testing.T) {
	t.Parallel()
	most := map[string]int{
		"gkmlpt": 2, "epoint": 3, "jpaas shell": 2, "ucap file list": 2, "xxgk module": 2, "blocks": 2, "frame": 2,
	}
	for name, c := range systems() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.start(t)
			a := newArchive(t)
			crawl(t, c.options(a))
			c.asked()
			crawl(t, at(c.options(a), 24*time.Hour))
			got := c.asked()
			if want := max(most[name], 1); len(got) != want {
				t.Errorf("%d requests, want %d: %q", len(got), want, got)
			}
		})
	}
}

// TestNewReportsAreFoundTheNightAfter adds a page and a half of reports at the
// top of each list.
func TestNewReportsAreFoundTheNightAfter(t *testing.T) {
	t.Parallel()
	for name, c := range systems() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.start(t)
			a := newArchive(t)
			crawl(t, c.options(a))
			c.asked()
			c.mu.Lock()
			old := c.address
			c.address = func(i int) string { return old((i + 1000 - 22) % 1000) }
			c.n += 22
			c.mu.Unlock()
			crawl(t, at(c.options(a), 24*time.Hour))
			got := c.asked()
			if lost := c.missing(a); len(lost) > 0 {
				t.Errorf("%d reports are not found: %q\nasked %q", len(lost), lost, got)
			}
		})
	}
}

// TestASweepAsksEveryListPageOnce is what each recheck does.
func TestASweepAsksEveryListPageOnce(t *testing.T) {
	t.Parallel()
	for name, c := range systems() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.start(t)
			a := newArchive(t)
			crawl(t, c.options(a))
			first := c.lists(c.asked())
			crawl(t, at(c.options(a), 170*time.Hour))
			second := c.lists(c.asked())
			for _, r := range second {
				if !slices.Contains(first, r) {
					t.Errorf("asked only now: %s", r)
				}
			}
			if len(second) < c.pages()/4+1 {
				t.Errorf("%d list pages, %d before", len(second), len(first))
			}
		})
	}
}

func TestARobotsTxtThatForbidsTheEndpointIsKept(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, rule string
		readable   bool // by other pages
	}{
		{"gkmlpt", "/gkmlpt/api/", false},
		{"jpaas shell", "/api-gateway/", false},
		{"jpaas drawn", "/*/build/unit", false},
		{"ucap file list", "/getFileListByCodeId", false},
		{"xxgk module", "/module/", false},
		{"truecms", "/*.do", false},
		{"hanweb by GET", "/module/", false},
		{"hanweb by POST", "/*.jsp", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := systems()[tt.name]
			c.robots = "User-agent: *\nDisallow: " + tt.rule + "\n"
			c.start(t)
			a := newArchive(t)
			sum := crawl(t, c.options(a))
			for _, r := range c.asked() {
				if strings.Contains(r, strings.Trim(tt.rule, "/*")) {
					t.Errorf("%s was asked", r)
				}
			}
			column := c.server.URL + c.column
			line, known, err := frontier.LineOf(t.Context(), a, column)
			if err != nil || !known || !strings.Contains(line.Cause, "robots.txt line 2") {
				t.Errorf("the column says %+v, %v", line, err)
			}
			if sum.Causes[store.RobotsDenied] == 0 {
				t.Errorf("causes %v", sum.Causes)
			}
			if strings.HasPrefix(tt.name, "hanweb") {
				return
			}
			if len(sum.Closed) != 1 || sum.Closed[0].URL != column || sum.Closed[0].Cause != line.Cause {
				t.Errorf("closed: %+v", sum.Closed)
			}
		})
	}
}

// TestHanwebIsReadByItsOwnPagesWhereTheEndpointIsForbidden serves the column
// also as ?uid=…&pageNum=….
func TestHanwebIsReadByItsOwnPagesWhereTheEndpointIsForbidden(t *testing.T) {
	t.Parallel()
	c := systems()["hanweb by GET"]
	inner := c.list
	c.list = func(c *cms, w http.ResponseWriter, r *http.Request) bool {
		q := r.URL.Query()
		if q.Get("uid") != "247686" {
			return inner(c, w, r)
		}
		shell(w, fmt.Sprintf(`<script>$('#247686').jpage({proxyUrl:'/module/web/jpage/dataproxy.jsp', columnid:61490, unitid:247686})</script><ul>%s</ul>`,
			strings.Join(c.rowsFrom((number(q.Get("pageNum"), 1)-1)*15, 15), "")))
		return true
	}
	c.robots = "User-agent: *\nDisallow: /module/\n"
	c.start(t)
	a := newArchive(t)
	sum := crawl(t, c.options(a))
	got := c.lists(c.asked())
	if lost := c.missing(a); len(lost) > 0 || len(sum.Closed) > 0 || len(got) > 6 {
		t.Errorf("lost %q, closed %v, lists %q", lost, sum.Closed, got)
	}
}
