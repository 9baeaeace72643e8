package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestCoverageCountsTheReportsOfEachAgencyAndYear holds it against the reports
// as exported.
func TestCoverageCountsTheReportsOfEachAgencyAndYear(t *testing.T) {
	dir := t.TempDir()
	portal(t, dir, "5ms")
	must(t, dir, "crawl")
	want := map[string]map[int]int{}
	for line := range strings.Lines(must(t, dir, "export")) {
		var r struct {
			Agency string
			Year   int
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		if want[r.Agency] == nil {
			want[r.Agency] = map[int]int{}
		}
		want[r.Agency][r.Year]++
	}
	var got struct {
		Agencies []struct {
			Agency string
			Years  map[int]int
		}
	}
	if err := json.Unmarshal([]byte(must(t, dir, "stats", "--coverage", "--json")), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Agencies) != len(want) || len(want) < 5 {
		t.Errorf("%d agencies, want %d", len(got.Agencies), len(want))
	}
	for _, one := range got.Agencies {
		if !maps.Equal(one.Years, want[one.Agency]) {
			t.Errorf("%s: %v, want %v", one.Agency, one.Years, want[one.Agency])
		}
	}
	lines := strings.Split(strings.TrimSpace(must(t, dir, "stats", "--coverage")), "\n")
	if len(lines) != 1+len(want) {
		t.Errorf("%d lines:\n%s", len(lines), strings.Join(lines, "\n"))
	}
	head := strings.Fields(lines[0])
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		agency := cells[len(cells)-1]
		for i, cell := range cells[:len(cells)-1] {
			year, err := strconv.Atoi(head[i])
			if n, _ := strconv.Atoi(strings.Replace(cell, "-", "0", 1)); err != nil || n != want[agency][year] {
				t.Errorf("%s in %s: %q, want %d", agency, head[i], cell, want[agency][year])
			}
		}
	}
}

func TestYearColumnsHaveNoHolesAndNoEnd(t *testing.T) {
	for name, c := range map[string]struct{ seen, want []int }{
		"a hole":      {[]int{2019, 2022}, []int{2019, 2020, 2021, 2022}},
		"unknown":     {[]int{0, 2020}, []int{2020, 0}},
		"a misprint":  {[]int{202, 2020}, []int{202, 2020}},
		"unknown all": {[]int{0}, []int{0}},
		"none":        {nil, nil},
	} {
		seen := map[int]bool{}
		for _, y := range c.seen {
			seen[y] = true
		}
		if got := yearColumns(seen); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
