package passage

import "slices"

// Index is an index in memory, for comparing a handful of reports with each
// other. The zero value is ready. It is not safe for concurrent use.
type Index struct {
	holders map[Print][]Report
}

// Add makes a report's sentences known.
func (x *Index) Add(r Report, sentences []Sentence) {
	if x.holders == nil {
		x.holders = map[Print][]Report{}
	}
	for _, s := range sentences {
		if held := x.holders[s.Print]; !slices.Contains(held, r) {
			x.holders[s.Print] = append(held, r)
		}
	}
}

// Shared lists the sentences that stand in other reports as well.
func (x *Index) Shared(r Report, sentences []Sentence) []Shared {
	var out []Shared
	for _, s := range sentences {
		others := slices.DeleteFunc(slices.Clone(x.holders[s.Print]), func(o Report) bool { return o == r })
		if len(others) > 0 {
			out = append(out, Shared{s, others})
		}
	}
	return out
}
