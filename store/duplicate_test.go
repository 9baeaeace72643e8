package store

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDuplicatesOfAGroup(t *testing.T) {
	// Members are named by the last byte of their key; the id order is theirs.
	tests := []struct {
		name  string
		group []twin
		want  map[byte]byte
	}{
		{"alone", []twin{{}}, nil},
		{"smallest id", []twin{{}, {}, {}}, map[byte]byte{1: 0, 2: 0}},
		{"earliest published", []twin{{Published: "2025-02-01"}, {Published: "2025-01-01"}}, map[byte]byte{0: 1}},
		{"published goes before not known", []twin{{}, {Published: "2025-01-01"}}, map[byte]byte{0: 1}},
		{"there goes before gone", []twin{{Gone: true, Published: "2024-01-01"}, {Published: "2025-01-01"}}, map[byte]byte{0: 1}},
		{"annotations go last", []twin{{Annotated: true, Published: "2024-01-01"}, {Gone: true}}, map[byte]byte{0: 1}},
		{"two agencies", []twin{{Agency: "甲"}, {Agency: "乙"}}, nil},
		{"two years", []twin{{Year: 2023}, {Year: 2024}}, nil},
		{"an unknown year", []twin{{Year: 2023, Agency: "甲"}, {Agency: "甲"}}, map[byte]byte{1: 0}},
		{"two of each", []twin{{Agency: "甲"}, {Agency: "乙"}, {Agency: "甲"}, {Agency: "乙"}}, map[byte]byte{2: 0, 3: 1}},
		// 0 and 2 are known to differ: that 1 could be either must not hide 2.
		{"unknown between two agencies", []twin{{Agency: "甲"}, {}, {Agency: "乙"}}, map[byte]byte{1: 0}},
		{"unknown first", []twin{{}, {Agency: "甲"}, {Agency: "乙"}}, map[byte]byte{1: 0, 2: 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for i := range tt.group {
				tt.group[i].key = pageKey{11: byte(i)}
			}
			got := map[byte]byte{}
			for k, v := range primaries(tt.group) {
				got[k[11]] = v[11]
			}
			if tt.want == nil {
				tt.want = map[byte]byte{}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("duplicates (-want +got):\n%s", d)
			}
		})
	}
}

func TestDuplicateIsDecidedWhenRead(t *testing.T) {
	a := newArchive(t)
	one, two := "http://a.gov.cn/1", "http://b.gov.cn/2"
	first, second := one, two
	if ID(two) < ID(one) {
		first, second = two, one
	}
	dup := func(url string) any {
		all, _ := lines(t, a, Filter{})
		return all[ID(url)]["duplicate_of"]
	}
	mustApply(t, a, reportAnswer(second, 1, day(0), "b2", "t", 2024))
	if dup(second) != nil {
		t.Error("a report alone is a duplicate")
	}
	mustApply(t, a, reportAnswer(first, 1, day(0), "b1", "t", 2024))
	if dup(first) != nil || dup(second) != ID(first) {
		t.Errorf("duplicate_of: %v, %v", dup(first), dup(second))
	}
	if _, ids := lines(t, a, Filter{NoDuplicates: true}); !cmp.Equal(ids, []string{ID(first)}) {
		t.Errorf("without duplicates: %v", ids)
	}
	mustApply(t, a, Envelope{Capture: &Capture{URL: first, Run: 2, At: day(1), Outcome: HTTPError, Status: 404}, Gone: true})
	if dup(first) != ID(second) || dup(second) != nil {
		t.Errorf("after the first is gone: %v, %v", dup(first), dup(second))
	}
	mustApply(t, a, reportAnswer(second, 3, day(2), "b3", "another text", 2024))
	if dup(first) != nil || dup(second) != nil {
		t.Errorf("after the texts differ: %v, %v", dup(first), dup(second))
	}
	checkWhole(t, a)
}

// TestOneTextOfManyAgencies holds the cost of a large group: deciding anew for
// each of its members would take minutes.
func TestOneTextOfManyAgencies(t *testing.T) {
	group := make([]twin, 20000)
	for i := range group {
		group[i] = twin{key: pageKey{8: byte(i >> 16), 9: byte(i >> 8), 10: byte(i)}, Agency: fmt.Sprint(i % 50), Year: 2020 + i%4}
	}
	if got := len(primaries(group)); got != len(group)-100 {
		t.Errorf("%d duplicates, want %d", got, len(group)-100)
	}
}
