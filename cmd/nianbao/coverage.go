package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"nianbao/store"
)

// coverage prints how many reports there are of each agency and year: a line an
// agency, a column a year from the first that any report is of to the last.
func (a *app) coverage(ctx context.Context, archive *store.Archive, asJSON bool) error {
	agencies := []store.AgencyYears{}
	seen := map[int]bool{}
	for one, err := range archive.Coverage(ctx) {
		if err != nil {
			return err
		}
		agencies = append(agencies, one)
		for year := range one.Years {
			seen[year] = true
		}
	}
	if asJSON {
		return a.json(struct {
			Agencies []store.AgencyYears `json:"agencies"`
		}{agencies})
	}
	years := yearColumns(seen)
	line := func(cells func(year int) string, agency string) error {
		var b strings.Builder
		for _, year := range years {
			fmt.Fprintf(&b, "%4s  ", cells(year))
		}
		_, err := fmt.Fprintln(a.out, b.String()+agency)
		return err
	}
	head := func(year int) string {
		if year == 0 {
			return "?"
		}
		return fmt.Sprint(year)
	}
	if err := line(head, a.say("agency", "机关")); err != nil {
		return err
	}
	for _, one := range agencies {
		count := func(year int) string {
			if n := one.Years[year]; n > 0 {
				return fmt.Sprint(n)
			}
			return "-"
		}
		name := one.Agency
		if name == "" {
			name = a.say("(unknown)", "（不明）")
		}
		if err := line(count, name); err != nil {
			return err
		}
	}
	return nil
}

// yearColumns are all years from the first seen to the last, and 0 behind them
// where reports are of no known year. Years far apart stand without those
// between: one misprint must not make a thousand columns.
func yearColumns(seen map[int]bool) []int {
	const most = 40
	years := slices.Sorted(maps.Keys(seen))
	unknown := len(years) > 0 && years[0] == 0
	if unknown {
		years = years[1:]
	}
	if n := len(years); n > 0 && years[n-1]-years[0] < most {
		first, last := years[0], years[n-1]
		years = nil
		for y := first; y <= last; y++ {
			years = append(years, y)
		}
	}
	if unknown {
		years = append(years, 0)
	}
	return years
}
