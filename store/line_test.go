package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReportLineIsThatOfTheContract(t *testing.T) {
	a := newArchive(t)
	e := answer("http://www.a.gov.cn/t1.html?a=1&b=<2>", 1, day0.Add(123456789), "body")
	e.Capture.Context = Context{Portal: "石龙区人民政府", Region: "河南省/平顶山市/石龙区"}
	e.Reading = &Reading{Kind: "annual_report", Year: 2024, Body: json.RawMessage(`{
		"charset": "gb18030", "content_sha256": null, "copies": 1, "parser": "2026.11.1", "kind": "annual_report",
		"title": "a \u003c b & \"c\"", "tables": {"x": {"a": 562.0678, "b": 0.00, "c": 1e400, "d": 12345678901234567890}},
		"url": "http://evil/", "findings": [], "later": {"z": 1, "a": 2}}`)}
	mustApply(t, a, e)
	l, err := a.Report(ID(e.Capture.URL))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"schema":"nianbao.report/1","id":"` + ID(e.Capture.URL) + `","url":"http://www.a.gov.cn/t1.html?a=1&b=<2>",` +
		`"portal":"石龙区人民政府","region":"河南省/平顶山市/石龙区",` +
		`"fetched_at":"2025-01-17T14:03:22Z","first_seen":"2025-01-17T14:03:22Z","changed_at":"2025-01-17T14:03:22Z","gone_at":null,"versions":1,` +
		`"status":200,"media_type":"text/html","charset":"gb18030","raw_sha256":"230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5",` +
		`"content_sha256":null,"duplicate_of":null,"copies":1,"parser":"2026.11.1","kind":"annual_report",` +
		`"title":"a \u003c b & \"c\"","tables":{"x":{"a":562.0678,"b":0.00,"c":1e400,"d":12345678901234567890}},"findings":[],"later":{"z":1,"a":2}}`
	if d := cmp.Diff(want, string(l.JSON)); d != "" {
		t.Errorf("line (-want +got):\n%s", d)
	}
}

func TestReportIsFoundById(t *testing.T) {
	a := newArchive(t)
	mustApply(t, a, reportAnswer(url1, 1, day0, "b", "t", 2024))
	mustApply(t, a, answer(url1+"/list", 1, day0, "b"))
	if l, err := a.Report(strings.ToUpper(ID(url1))); err != nil || l.ID != ID(url1) {
		t.Errorf("by id in upper case: %q, %v", l.ID, err)
	}
	for _, id := range []string{ID(url1 + "/list"), ID("http://no/")} {
		if _, err := a.Report(id); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v, want not found", id, err)
		}
	}
	for _, id := range []string{"", "xyz", ID(url1) + "0", strings.Repeat("g", 16)} {
		if _, err := a.Report(id); err == nil || errors.Is(err, ErrNotFound) {
			t.Errorf("%q: %v, want an error about the id", id, err)
		}
	}
}

func TestFiltersOfReports(t *testing.T) {
	a := newArchive(t)
	add := func(name, region string, year, at int, kind string) {
		e := reportAnswer("http://a.gov.cn/"+name, 1, day(at), name, name, year)
		e.Capture.Context = Context{Portal: "p", Region: region}
		e.Reading.Kind = kind
		mustApply(t, a, e)
	}
	add("a", "河南省/平顶山市/石龙区", 2023, 0, "annual_report")
	add("b", "河南省/平顶山市", 2024, 1, "legal_table_only")
	add("c", "河南省/平", 2024, 2, "annual_report")
	add("d", "河北省", 0, 3, "attachment_only")
	add("e", "河北省", 2024, 4, "not_a_report")
	tests := []struct {
		name string
		f    Filter
		want string
	}{
		{"all", Filter{}, "abcd"},
		{"all kinds", Filter{AllKinds: true}, "abcde"},
		{"a year", Filter{Years: []int{2024}}, "bc"},
		{"two years", Filter{Years: []int{2023, 2024}}, "abc"},
		{"a region and below", Filter{RegionPrefix: "河南省/平顶山市"}, "ab"},
		{"a region, slash at its end", Filter{RegionPrefix: "河南省/"}, "abc"},
		{"no step of a path", Filter{RegionPrefix: "河"}, ""},
		{"since", Filter{Since: day(2)}, "cd"},
		{"since in another zone", Filter{Since: day(2).In(time.FixedZone("CST", 8*3600))}, "cd"},
		{"everything at once", Filter{Since: day(1), Years: []int{2024}, RegionPrefix: "河北省", AllKinds: true, NoDuplicates: true}, "e"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all, _ := lines(t, a, tt.f)
			got := ""
			for _, name := range "abcde" {
				if all[ID("http://a.gov.cn/"+string(name))] != nil {
					got += string(name)
				}
			}
			if got != tt.want || len(all) != len(tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestReportsCanBeReadWhileWriting(t *testing.T) {
	a := newArchive(t)
	for i := range 3 * reportBatch {
		mustApply(t, a, reportAnswer(fmt.Sprint("http://a.gov.cn/", i), 1, day0, "b", fmt.Sprint(i), 2024))
	}
	n := 0
	for l, err := range a.Reports(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		var page struct{ URL string }
		if err := json.Unmarshal(l.JSON, &page); err != nil {
			t.Fatal(err)
		}
		mustApply(t, a, reportAnswer(page.URL, 2, day(1), "c", "changed", 2024))
		n++
	}
	if n != 3*reportBatch {
		t.Errorf("%d reports, want %d", n, 3*reportBatch)
	}
}

func TestStatsCountWhatIsThere(t *testing.T) {
	a := newArchive(t)
	for i := range 6 {
		e := reportAnswer(fmt.Sprintf("http://h%d.gov.cn/%d", i%2, i), 1, day0, fmt.Sprint("body ", i%3), fmt.Sprint(i), 2020+i%2)
		e.Capture.Context = Context{Portal: "p", Region: "r"}
		e.Reading.Agency = fmt.Sprint("局", i%3)
		e.Reading.Findings = []string{"cell.blank", "cell.blank", "section.missing"}[:i%4]
		mustApply(t, a, e)
	}
	other := reportAnswer("http://h0.gov.cn/x", 1, day0, "news", "news", 2024)
	other.Reading.Kind = "not_a_report"
	mustApply(t, a, other)
	mustApply(t, a, Envelope{Capture: &Capture{URL: "http://h0.gov.cn/y", Run: 1, At: day0, Outcome: Timeout}})
	got, err := a.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := Stats{
		Reports: 6, Years: map[int]int{2020: 3, 2021: 3}, Regions: map[string]int{"r": 6}, Templates: map[string]int{"2021": 6},
		Findings: map[string]int{"cell.blank": 6, "section.missing": 1}, Hosts: map[string]int{"h0.gov.cn": 3, "h1.gov.cn": 3},
		Kinds: map[string]int{"annual_report": 6, "not_a_report": 1}, Agencies: 3,
		Counts: Counts{Captures: map[Outcome]uint64{OK: 7, Timeout: 1}, Blobs: BlobStats{Count: 4, Bytes: 22, Stored: 26}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("stats (-want +got):\n%s", d)
	}
}

func TestPageOfKnowsWhatTheNextRequestNeeds(t *testing.T) {
	a := newArchive(t)
	e := reportAnswer(url1, 1, day0, "b", "t", 2024)
	e.Capture.ETag, e.Capture.LastModified = `W/"1"`, "Fri, 17 Jan 2025 08:00:00 GMT"
	mustApply(t, a, e)
	mustApply(t, a, Envelope{Capture: &Capture{URL: url1, Run: 2, At: day(1), Outcome: Timeout}})
	p, ok, err := a.PageOf(url1)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if p.ETag != e.Capture.ETag || p.LastModified != e.Capture.LastModified || p.RawSHA256 != rawOf(e) || p.LastOutcome != Timeout || !p.LastAt.Equal(day(1)) {
		t.Errorf("page is %+v", p)
	}
	for _, url := range []string{url1 + "/never", "http://never.gov.cn/"} {
		if _, ok, err := a.PageOf(url); ok || err != nil {
			t.Errorf("%s: %v, %v", url, ok, err)
		}
	}
	n := 0
	for _, err := range a.CapturesOf(t.Context(), url1) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 2 {
		t.Errorf("%d captures of the URL, want 2", n)
	}
}
