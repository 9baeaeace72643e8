package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/cmd/nianbao/web/search"
	"nianbao/cmd/nianbao/web/webtest"
	"nianbao/extract/audit"
)

// TestFiltersSurviveTheirAddress writes filters as an address and reads them
// back.
func TestFiltersSurviveTheirAddress(t *testing.T) {
	want := Filters{
		Query: search.Query{Text: `公开 "a b" -c&d`, Years: []int{0, 2023, 2024}, Region: "岚海省/砚川市", Agency: "某局 & 某委", Form: "2021", Finding: "cell.blank",
			Severity: "error", Host: "www.a.example", Content: "ab", AllKinds: true},
		Since: time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC), NoDuplicates: true, Limit: pageSize, After: 1<<62 + 3,
	}
	values, err := url.ParseQuery(want.With("cursor", cursor(want.After)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := parseFilters(values)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// FuzzFilters holds that no address is a fault, and that what is taken from one
// is within its bounds.
func FuzzFilters(f *testing.F) {
	f.Add("q=公开&year=2023,2024&limit=5&cursor=AAAAAAAAAAE")
	f.Add("year=1,2,3&year=4&since=2025-01-01&no_duplicates=1")
	f.Add("cursor=__________8&q=%00%ff")
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		got, err := parseFilters(values)
		if err == nil && (got.Limit < 1 || got.Limit > maxPage || got.After < 0 || len(got.Years) > maxYears) {
			t.Errorf("%q: %+v", query, got)
		}
	})
}

// TestMoreRequestsThanPlacesAreToldToComeAgain takes every place there is.
func TestMoreRequestsThanPlacesAreToldToComeAgain(t *testing.T) {
	s, err := New(t.Context(), webtest.Open(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	gone, cancel := context.WithCancel(t.Context())
	cancel() // so that nobody waits
	ask := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(gone, http.MethodGet, "http://localhost"+path, nil))
		return w
	}
	for range cap(s.downloads) {
		s.downloads <- struct{}{}
	}
	if w := ask("/export?format=csv"); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("a download: status %d", w.Code)
	}
	if w := ask("/about"); w.Code != http.StatusOK {
		t.Errorf("a page beside downloads: status %d", w.Code)
	}
	for range cap(s.busy) {
		s.busy <- struct{}{}
	}
	if w := ask("/api/rules"); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("one too many: status %d", w.Code)
	}
}

// TestAPageIsStill takes the elements out that make a browser connect, and
// leaves what it cannot judge to be saved.
func TestAPageIsStill(t *testing.T) {
	for _, c := range []struct {
		body, media, want string
		ok                bool
	}{
		{"<p>a</p><LiNk rel=preconnect href=//a><link/><IFRAME src=//b></iframe>", "text/html; charset=utf-8", "<p>a</p><xiNk rel=preconnect href=//a><xink/><xFRAME src=//b></iframe>", true},
		{"<object><embed><frame><a href=link>&lt;link", "text/html; charset=gbk", "<xbject><xmbed><xrame><a href=link>&lt;link", true},
		{"<lin", "text/html; charset=gb18030", "<lin", true},
		{"<", "text/html; charset=utf-8", "<", true},
		{"", "text/html; charset=utf-8", "", true},
		{"\xff\xfe<\x00l\x00", "text/html; charset=utf-8", "\xff\xfe<\x00l\x00", false},
		{"<\x1b(Jlink>", "text/html; charset=ISO-2022-JP", "<\x1b(Jlink>", false},
		{"x", "text/html; charset=utf-16le", "x", false},
	} {
		body := []byte(c.body)
		got, ok := still(body, c.media)
		if string(got) != c.want || ok != c.ok || string(body) != c.body {
			t.Errorf("%q in %s: %q, %v; want %q, %v", c.body, c.media, got, ok, c.want, c.ok)
		}
	}
}

func TestEveryRuleHasAName(t *testing.T) {
	for _, r := range audit.Rules {
		if word(audit.Chinese, r.Name) == r.Name || word(audit.English, r.Name) == r.Name {
			t.Errorf("%s has no name for people", r.Name)
		}
	}
}
