package store

import (
	"math/rand/v2"
	"slices"
	"sort"
)

// A sketch tells how much of one body stands in another without comparing
// them: sums of some of its stretches of 64 bytes, chosen by the sums
// themselves, so that equal stretches are chosen in both (min-wise sampling).
const (
	stretch    = 64      // bytes
	maxSketch  = 512     // sums kept of a body
	firstLimit = 1 << 59 // sums below this are candidates: one in 32
)

type sketch struct {
	sums  []uint64 // ascending, no two alike
	limit uint64   // every sum of the body below this is in sums
}

// gear scatters bytes for the rolling sum (the gear hash of FastCDC): each
// shift by one bit forgets the byte before the last 64. It is not stored
// anywhere.
var gear = func() (table [256]uint64) {
	r := rand.New(rand.NewPCG(1, 64))
	for i := range table {
		table[i] = r.Uint64()
	}
	return table
}()

// sketchOf reads a body once. It takes some 2 ns a byte, and little memory
// however long the body is.
func sketchOf(b []byte) sketch {
	s := sketch{limit: firstLimit}
	if len(b) < stretch {
		return s
	}
	var h uint64
	for _, c := range b[:stretch-1] {
		h = h<<1 + gear[c]
	}
	limit := s.limit
	for _, c := range b[stretch-1:] {
		if h = h<<1 + gear[c]; h >= limit {
			continue
		}
		if s.sums = append(s.sums, h); len(s.sums) == 4*maxSketch {
			s.cut()
			limit = s.limit
		}
	}
	s.cut()
	return s
}

// cut sorts, drops what is there twice, and keeps the smallest sums.
func (s *sketch) cut() {
	slices.Sort(s.sums)
	s.sums = slices.Compact(s.sums)
	if len(s.sums) > maxSketch {
		s.limit = s.sums[maxSketch]
		s.sums = s.sums[:maxSketch]
	}
}

// within is the share of a body's stretches that stand in another, from 0 to
// 1: 0 where there is nothing to compare.
func (s sketch) within(other sketch) float64 {
	limit := min(s.limit, other.limit)
	mine := s.sums[:sort.Search(len(s.sums), func(i int) bool { return s.sums[i] >= limit })]
	if len(mine) == 0 {
		return 0
	}
	found, rest := 0, other.sums
	for _, sum := range mine {
		for len(rest) > 0 && rest[0] < sum {
			rest = rest[1:]
		}
		if len(rest) > 0 && rest[0] == sum {
			found++
		}
	}
	return float64(found) / float64(len(mine))
}
