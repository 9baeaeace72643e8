package store

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// day is a day of the tests' calendar.
func day(n int) time.Time { return day0.AddDate(0, 0, n) }

// expected is what the report line says after a history.
type expected struct {
	Versions                      int
	First, Fetched, Changed, Gone string
	Status                        int
	Raw                           string // the body whose hash it is
}

// history is what was applied to one URL, in order, and what it comes to.
type history struct {
	name    string
	history []Envelope
	want    expected
}

func histories() []history {
	read := func(at int, body, text string) Envelope {
		return reportAnswer(url1, uint32(at), day(at), body, text, 2024)
	}
	edit := func(e Envelope, old, now string) Envelope {
		e.Reading.Body = json.RawMessage(strings.Replace(string(e.Reading.Body), old, now, 1))
		var fields struct {
			Parser, Title string
			Agency        *string
			Findings      []struct{ Rule string }
		}
		if err := json.Unmarshal(e.Reading.Body, &fields); err != nil {
			panic(err) // a mistake in the table below
		}
		e.Reading.Parser, e.Reading.Title = fields.Parser, fields.Title
		if fields.Agency != nil {
			e.Reading.Agency = *fields.Agency
		}
		for _, f := range fields.Findings {
			e.Reading.Findings = append(e.Reading.Findings, f.Rule)
		}
		return e
	}
	by := func(parser string, e Envelope) Envelope {
		return edit(e, `"parser":"p1"`, `"parser":"`+parser+`"`)
	}
	bare := func(at int, outcome Outcome, status int) Envelope {
		return Envelope{Capture: &Capture{URL: url1, Run: uint32(at), At: day(at), Outcome: outcome, Status: status}}
	}
	gone := func(at int) Envelope { e := bare(at, HTTPError, 404); e.Gone = true; return e }
	stamp := func(at int) string { return day(at).Format(time.RFC3339) }
	from := func(e Envelope, sha string) Envelope {
		return edit(e, `"cell_notes":[]`, `"cell_notes":[],"tables_from":"`+sha+`"`)
	}
	return []history{
		{"one answer", []Envelope{read(0, "b", "t")}, expected{1, stamp(0), stamp(0), stamp(0), "", 200, "b"}},
		{"304 confirms", []Envelope{read(0, "b", "t"), bare(1, NotModified, 304)}, expected{1, stamp(0), stamp(1), stamp(0), "", 200, "b"}},
		{"the same bytes", []Envelope{read(0, "b", "t"), read(1, "b", "t")}, expected{1, stamp(0), stamp(1), stamp(0), "", 200, "b"}},
		{"a hit counter", []Envelope{read(0, "b1", "t"), read(1, "b2", "t")}, expected{1, stamp(0), stamp(1), stamp(0), "", 200, "b2"}},
		{"another text", []Envelope{read(0, "b1", "t"), read(1, "b2", "u")}, expected{2, stamp(0), stamp(1), stamp(1), "", 200, "b2"}},
		{"there and back", []Envelope{read(0, "b1", "t"), read(1, "b2", "u"), read(2, "b1", "t")}, expected{3, stamp(0), stamp(2), stamp(2), "", 200, "b1"}},
		{"another cell", []Envelope{read(0, "b1", "t"), edit(read(1, "b2", "t"), "562.0678", "562.068")}, expected{2, stamp(0), stamp(1), stamp(1), "", 200, "b2"}},
		{"a digit more of the same number", []Envelope{edit(read(0, "b1", "t"), "562.0678", "0.0"), edit(read(1, "b2", "t"), "562.0678", "0.00")}, expected{2, stamp(0), stamp(1), stamp(1), "", 200, "b2"}},
		{"a cell as printed", []Envelope{read(0, "b1", "t"), edit(read(1, "b2", "t"), `"cell_notes":[]`, `"cell_notes":[{"raw":"3件"}]`)}, expected{2, stamp(0), stamp(1), stamp(1), "", 200, "b2"}},
		{"another finding", []Envelope{read(0, "b1", "t"), edit(read(1, "b2", "t"), `"findings":[]`, `"findings":[{"rule":"x"}]`)}, expected{1, stamp(0), stamp(1), stamp(0), "", 200, "b2"}},
		{"another seed's agency", []Envelope{read(0, "b1", "t"), edit(read(1, "b2", "t"), `"agency":null`, `"agency":"局"`)}, expected{1, stamp(0), stamp(1), stamp(0), "", 200, "b2"}},
		{"white space in JSON", []Envelope{read(0, "b1", "t"), edit(read(1, "b2", "t"), `"sections":[{`, `"sections": [ {`)}, expected{1, stamp(0), stamp(1), stamp(0), "", 200, "b2"}},
		{"a better parser on the same bytes", []Envelope{read(0, "b", "t"), by("p2", read(1, "b", "better"))}, expected{1, stamp(0), stamp(1), stamp(0), "", 200, "b"}},
		{"a better parser and a hit counter", []Envelope{read(0, "b1", "t"), by("p2", edit(read(1, "b2", "t"), `"title":"t"`, `"title":"T"`))}, expected{1, stamp(0), stamp(1), stamp(0), "", 200, "b2"}},
		{"a better parser and another content", []Envelope{read(0, "b1", "t"), by("p2", read(1, "b2", "u"))}, expected{2, stamp(0), stamp(1), stamp(1), "", 200, "b2"}},
		{"tables filled in from an attachment", []Envelope{read(0, "b", "t"), from(edit(read(1, "b", "t"), "562.0678", "9"), "aa")}, expected{1, stamp(0), stamp(1), stamp(0), "", 200, "b"}},
		{"another attachment behind the same page", []Envelope{from(read(0, "b", "t"), "aa"), from(edit(read(1, "b", "t"), "562.0678", "9"), "bb")}, expected{2, stamp(0), stamp(1), stamp(1), "", 200, "b"}},
		{"gone", []Envelope{read(0, "b", "t"), gone(1), gone(2)}, expected{1, stamp(0), stamp(0), stamp(0), stamp(1), 200, "b"}},
		{"gone and back", []Envelope{read(0, "b", "t"), gone(1), read(2, "b", "t")}, expected{1, stamp(0), stamp(2), stamp(0), "", 200, "b"}},
		{"gone and confirmed by 304", []Envelope{read(0, "b", "t"), gone(1), bare(2, NotModified, 304)}, expected{1, stamp(0), stamp(2), stamp(0), "", 200, "b"}},
		{"failures change nothing", []Envelope{bare(0, Timeout, 0), read(1, "b", "t"), bare(2, Timeout, 0), bare(3, Soft404, 200), bare(4, Challenge, 412)}, expected{1, stamp(1), stamp(1), stamp(1), "", 200, "b"}},
		{"an answer that was not read", []Envelope{read(0, "b", "t"), answer(url1, 1, day(1), "other")}, expected{1, stamp(0), stamp(0), stamp(0), "", 200, "b"}},
		{"the same bytes, not read again", []Envelope{read(0, "b", "t"), answer(url1, 1, day(1), "b")}, expected{1, stamp(0), stamp(1), stamp(0), "", 200, "b"}},
		{"read at the second visit", []Envelope{answer(url1, 0, day(0), "list"), read(1, "b", "t")}, expected{1, stamp(0), stamp(1), stamp(1), "", 200, "b"}},
		{"an older answer comes late", []Envelope{read(5, "b2", "u"), read(1, "b1", "t")}, expected{1, stamp(1), stamp(5), stamp(5), "", 200, "b2"}},
		{"an older answer comes late, the only one read", []Envelope{gone(5), read(1, "b1", "t")}, expected{1, stamp(1), stamp(1), stamp(1), stamp(5), 200, "b1"}},
	}
}

func TestHistoryOfAPage(t *testing.T) {
	for _, tt := range histories() {
		t.Run(tt.name, func(t *testing.T) {
			a := newArchive(t)
			for _, e := range tt.history {
				mustApply(t, a, e)
			}
			all, _ := lines(t, a, Filter{})
			l := all[ID(url1)]
			if l == nil {
				t.Fatal("no report")
			}
			text := func(key string) string { s, _ := l[key].(string); return s }
			got := expected{
				int(l["versions"].(float64)), text("first_seen"), text("fetched_at"), text("changed_at"), text("gone_at"),
				int(l["status"].(float64)), text("raw_sha256"),
			}
			tt.want.Raw = rawOf(Envelope{Body: []byte(tt.want.Raw)})
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("report line (-want +got):\n%s", d)
			}
			checkWhole(t, a)
		})
	}
}

func TestEveryVersionCanBeRead(t *testing.T) {
	a := newArchive(t)
	for i, text := range []string{"one", "two", "two", "three"} {
		mustApply(t, a, reportAnswer(url1, uint32(i), day(i), fmt.Sprint("body ", i), text, 2024))
	}
	for n, text := range []string{"one", "two", "three"} {
		l, err := a.Version(ID(url1), n+1)
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Versions int
			Sections []struct{ Text string }
		}
		if err := json.Unmarshal(l.JSON, &got); err != nil {
			t.Fatal(err)
		}
		if got.Versions != n+1 || got.Sections[0].Text != text {
			t.Errorf("version %d is %+v, want text %s", n+1, got, text)
		}
	}
	for _, n := range []int{-1, 0, 4, 1<<31 - 1} {
		if l, err := a.Version(ID(url1), n); err == nil {
			t.Errorf("version %d is %s", n, l.JSON)
		}
	}
}

func TestChangeLogHasTheLatestChangeOfEachReport(t *testing.T) {
	a := newArchive(t)
	url2 := url1 + "2"
	mustApply(t, a, reportAnswer(url1, 1, day(0), "b", "t", 2024))
	mustApply(t, a, reportAnswer(url2, 1, day(0), "b", "t", 2024))
	mark, err := a.LastChange()
	if err != nil || mark != 2 {
		t.Fatalf("last change is %d, %v", mark, err)
	}
	unchanged := mustApply(t, a, reportAnswer(url2, 2, day(1), "b", "t", 2024))
	changed := mustApply(t, a, reportAnswer(url1, 2, day(1), "c", "u", 2024))
	if unchanged.Changed || !changed.Changed || !changed.NewVersion {
		t.Errorf("unchanged: %+v, changed: %+v", unchanged, changed)
	}
	var got []Change
	for c, err := range a.Changes(t.Context(), mark) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, c)
	}
	if d := cmp.Diff([]Change{{3, ID(url1)}}, got); d != "" {
		t.Errorf("changes (-want +got):\n%s", d)
	}
}
