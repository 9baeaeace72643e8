package grid

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
)

// ruling is a ruling line of a page: upright or level.
type ruling struct{ x0, y0, x1, y1 float64 }

// maxRulings bounds the ruling lines of one page: a page of a report has some
// hundreds, each cell's edge by itself.
const maxRulings = 4_000

// readRule adds a ruling line to its page: a rule element behind the pages.
func readRule(tag []byte, pages []sheet) {
	_, after, _ := bytes.Cut(tag, []byte(`page="`))
	number, _, _ := bytes.Cut(after, []byte(`"`))
	n, err := strconv.Atoi(string(number[:min(len(number), 8)]))
	if err != nil || n < 1 || n > len(pages) || len(pages[n-1].rulings) >= maxRulings {
		return
	}
	var r ruling
	for _, c := range []struct {
		name string
		to   *float64
	}{{"xMin", &r.x0}, {"yMin", &r.y0}, {"xMax", &r.x1}, {"yMax", &r.y1}} {
		v, ok := coordinate(tag, c.name)
		if !ok {
			return
		}
		*c.to = v
	}
	p := &pages[n-1]
	if r.x1 >= r.x0 && r.y1 >= r.y0 && r.x0 > -joint && r.x1 < p.width+joint && r.y0 > -joint && r.y1 < p.height+joint {
		p.rulings = append(p.rulings, r)
	}
}

// Distances between ruling lines, in points.
const (
	sameRule = 2.0 // lines nearer than this are one: borders are drawn twice
	joint    = 3.5 // ends nearer than this meet
	minRule  = 8.0 // shorter ones are strokes of letters drawn as shapes
)

// hairline is a ruling line along one direction: where it lies, and from where
// to where it goes.
type hairline struct{ at, from, to float64 }

// ruled splits the ruling lines of a page into level and upright ones, those
// on one line joined.
func (s *sheet) ruled() (level, upright []hairline) {
	for _, r := range s.rulings {
		if r.x1-r.x0 > r.y1-r.y0 {
			level = append(level, hairline{(r.y0 + r.y1) / 2, r.x0, r.x1})
		} else {
			upright = append(upright, hairline{(r.x0 + r.x1) / 2, r.y0, r.y1})
		}
	}
	return joined(level), joined(upright)
}

// joined makes one line of those that lie on one and touch.
func joined(lines []hairline) []hairline {
	slices.SortFunc(lines, func(a, b hairline) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.from, b.from)) })
	var out []hairline
	for start := 0; start < len(lines); {
		end := start + 1
		for end < len(lines) && lines[end].at-lines[start].at <= sameRule {
			end++
		}
		group := slices.Clone(lines[start:end])
		slices.SortFunc(group, func(a, b hairline) int { return cmp.Compare(a.from, b.from) })
		one := group[0]
		for _, l := range group[1:] {
			if l.from-one.to <= joint {
				one.to = max(one.to, l.to)
				continue
			}
			out = append(out, one)
			one = l
		}
		out = append(out, one)
		start = end
	}
	return slices.DeleteFunc(out, func(l hairline) bool { return l.to-l.from < minRule })
}

// covers tells whether one of the lines near a place passes a point.
func covers(lines []hairline, at, point float64) bool {
	return slices.ContainsFunc(lines, func(l hairline) bool {
		return l.at >= at-sameRule && l.at <= at+sameRule && l.from <= point && l.to >= point
	})
}
