package portal_test

import (
	"io"
	"net/http"
	"testing"

	"nianbao/crawler/portal"
	"nianbao/seeds"
	"nianbao/seeds/sample"
	"nianbao/seeds/urls"
)

// walk follows the lists of a column to the end and returns what they link to
// on hosts the seeds name.
func walk(t *testing.T, column string, hosts map[string]bool) map[string]portal.Entry {
	t.Helper()
	entries := map[string]portal.Entry{}
	seen := map[string]bool{column: true}
	for queue := []string{column}; len(queue) > 0; queue = queue[1:] {
		if len(seen) > 200 {
			t.Fatalf("column %s has no end", column)
		}
		l := portal.Read(fetch(t, queue[0], column))
		for _, e := range l.Entries {
			if hosts[urls.Host(e.URL)] {
				entries[e.URL] = e
			}
		}
		var further []string
		for _, r := range l.Next {
			further = append(further, r.URL)
		}
		for _, c := range l.Columns {
			further = append(further, c.URL)
		}
		for _, u := range further {
			if !seen[u] {
				seen[u] = true
				queue = append(queue, u)
			}
		}
	}
	return entries
}

func fetch(t *testing.T, url, column string) portal.Page {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("list %s: %s, %v", url, resp.Status, err)
	}
	return portal.Page{URL: url, Body: body, Column: column}
}

func TestEveryReportOfTheSamplePortalIsFound(t *testing.T) {
	server, err := sample.Start(sample.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	portals, err := seeds.Parse(server.Seeds(), "sample")
	if err != nil {
		t.Fatal(err)
	}
	hosts := map[string]bool{}
	for _, p := range portals {
		for _, h := range p.AllHosts() {
			hosts[h] = true
		}
	}
	found := map[string]portal.Entry{}
	for _, p := range portals {
		for _, c := range p.Columns {
			for u, e := range walk(t, c.URL, hosts) {
				found[u] = e
			}
		}
	}
	reached := map[string]portal.Entry{}
	for u, e := range found {
		reached[landing(t, u)] = e
	}
	for _, want := range sample.Documents() {
		got, ok := reached[want.Path]
		switch {
		case !ok:
			t.Errorf("%s is not found", want.Path)
		case got.Year != want.Year && got.Verdict == portal.Accepted:
			t.Errorf("%s: %q is of %d, want %d", want.Path, got.Title, got.Year, want.Year)
		case got.Date != want.PublishedOn:
			t.Errorf("%s: date %q, want %q", want.Path, got.Date, want.PublishedOn)
		}
	}
	for u, e := range found {
		if e.Verdict == portal.Rejected {
			t.Errorf("%s %q is kept and rejected", u, e.Title)
		}
	}
}

// landing is the path a link ends at.
func landing(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.Request.URL.Path
}
