package store

import "slices"

// A dictionary is a body that others of its host are packed against. It is
// stored plainly itself, so that no body hangs on more than one other, and
// carries a bounded number of others, so that damage to one takes few along.
// Bodies are never removed from an archive: a dictionary stays as long as what
// needs it.
const (
	maxUses     = 500     // bodies packed against one dictionary, about
	maxShelf    = 8       // dictionaries at hand of one host
	maxRecent   = 6       // sketches of a host's last bodies
	maxDictBody = 4 << 20 // bytes of a body that is, or has, a dictionary
	minDictBody = 1 << 10 // bytes of a body that is worth one
)

// Shares of a body, by sketch.
const (
	leastCover = 0.1  // in a dictionary, for it to be tried at all
	doubtful   = 0.3  // in a dictionary: below this, plain packing is tried too
	leastGain  = 0.02 // that a fresher dictionary must have more, to count
	sameKind   = 0.9  // of the most: bodies that cover so much are alike
)

// dictPage is a dictionary at hand.
type dictPage struct {
	key    blobKey
	sketch sketch
	uses   uint64
}

// shelf is what is known of one host's dictionaries: those at hand, the least
// lately used first, and how the host's pages drift away from them.
type shelf struct {
	pages  []dictPage
	recent []sketch // of the last bodies, however they were packed
	debt   float64  // what fresher dictionaries would have saved by now, in bodies
}

// past is what an earlier answer from the same address offers a body.
type past struct {
	dict     *dictPage // the earlier body where it is plain, else its dictionary; nil for none
	own      float64   // share of the body in the earlier one itself
	plain    bool      // the earlier body is the dictionary
	captures int       // of this address so far
}

// choice is how a body is packed: against dict, or plainly where that is nil;
// then pin says that it is to be a dictionary for others of the host, and own
// for later bodies from its address.
type choice struct {
	dict     *dictPage
	covered  float64 // share of the body in dict
	pin, own bool
}

// choose decides by what it would cost, in shares of a body packed plainly.
//
// Against a dictionary the part costs that it does not cover. Packing plainly
// what could be packed against one is the price of a new dictionary, and is
// paid once what the new one would have saved comes to as much: for the host,
// summed over its last bodies (debt); for one address, taking it that there
// will be as many captures more as there were. So no more than about twice the
// least possible is spent, whatever comes.
func (s *shelf) choose(b sketch, p past) choice {
	best := choice{}
	if p.dict != nil && p.dict.uses < maxUses {
		best = choice{dict: p.dict, covered: b.within(p.dict.sketch)}
	}
	own := best.dict != nil && p.plain
	full := false
	for i := range s.pages {
		d := &s.pages[i]
		if c := b.within(d.sketch); c > best.covered {
			best, full, own = choice{dict: d, covered: c}, d.uses >= maxUses, false
		}
	}
	gain := s.fresh(b) - best.covered
	switch {
	case best.covered < leastCover, full:
		return choice{pin: true}
	case own:
		return best
	case p.own-best.covered > leastGain && float64(p.captures)*(p.own-best.covered) >= best.covered:
		return choice{own: true}
	case gain > leastGain:
		if s.debt += gain; s.debt >= best.covered {
			s.debt = 0
			return choice{pin: true}
		}
	}
	return best
}

// fresh is what a body of this kind as dictionary would cover of one: the mean
// over those of the last bodies that cover about the most. The most itself
// would be luck.
func (s *shelf) fresh(b sketch) float64 {
	covers := make([]float64, len(s.recent))
	for i, r := range s.recent {
		covers[i] = b.within(r)
	}
	sum, n, most := 0.0, 0, slices.Max(append(covers, 0))
	for _, c := range covers {
		if c >= sameKind*most {
			sum, n = sum+c, n+1
		}
	}
	return sum / float64(max(n, 1))
}

// saw notes a body that was packed.
func (s *shelf) saw(b sketch, c choice) {
	if len(s.recent) == maxRecent {
		s.recent = slices.Delete(s.recent, 0, 1)
	}
	s.recent = append(s.recent, b)
	if c.dict == nil {
		return
	}
	for i, d := range s.pages {
		if d.key == c.dict.key {
			d.uses++
			s.pages = append(slices.Delete(s.pages, i, i+1), d)
			return
		}
	}
}

// put takes a new dictionary in. One that is full, or else the least lately
// used, makes room.
func (s *shelf) put(d dictPage) {
	s.pages = slices.DeleteFunc(s.pages, func(old dictPage) bool { return old.uses >= maxUses || old.key == d.key })
	if len(s.pages) >= maxShelf {
		s.pages = slices.Delete(s.pages, 0, len(s.pages)-maxShelf+1)
	}
	s.pages = append(s.pages, d)
}

// keys are the shelf's dictionaries, the least lately used first.
func (s *shelf) keys() []blobKey {
	out := make([]blobKey, len(s.pages))
	for i, d := range s.pages {
		out[i] = d.key
	}
	return out
}
