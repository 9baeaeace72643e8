package grid

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"
)

// minUpright is how many characters one below the other make upright text.
const minUpright = 3

// withUpright joins characters that stand one below the other, as labels are
// set in tall narrow cells, to one word. A column of units is none, nor are
// numbers.
func withUpright(boxes []box) []box {
	var single, out []box
	for _, b := range boxes {
		if (b.text >= "\u2E80" && utf8.RuneCountInString(b.text) == 1 || b.upright()) && !isValue(b.text) {
			single = append(single, b)
			continue
		}
		out = append(out, b)
	}
	slices.SortStableFunc(single, func(a, b box) int { return cmp.Compare(a.center(), b.center()) })
	for start := 0; start < len(single); {
		end := start + 1
		for end < len(single) && single[end].center()-single[start].center() < 0.35*single[start].size() {
			end++
		}
		out = append(out, uprightRuns(single[start:end])...)
		start = end
	}
	return out
}

// uprightRuns joins what stands in one column of characters.
func uprightRuns(column []box) []box {
	column = slices.Clone(column)
	slices.SortStableFunc(column, func(a, b box) int { return cmp.Compare(a.y0, b.y0) })
	var out []box
	for start := 0; start < len(column); {
		end, units := start, 0
		for end < len(column) && (end == start || uprightNext(column[end-1], column[end])) {
			if unit.MatchString(column[end].text) {
				units++
			}
			end++
		}
		run := column[start:end]
		if len(run) < minUpright || 2*units >= len(run) {
			out = append(out, run...)
		} else {
			one := run[0]
			for _, b := range run[1:] {
				one.text += b.text
				one.x0, one.x1, one.y1 = min(one.x0, b.x0), max(one.x1, b.x1), max(one.y1, b.y1)
			}
			out = append(out, one)
		}
		start = end
	}
	return out
}

func uprightNext(a, b box) bool {
	size := max(a.size(), b.size())
	return b.y0-a.y1 < 0.6*size && b.y0-a.y0 > 0.5*size && math.Abs(a.size()-b.size()) < 0.3*size
}
