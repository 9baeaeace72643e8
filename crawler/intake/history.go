package intake

import (
	"strconv"
	"time"

	"nianbao/store"
)

// history is what the archive has, and is about to have, of one page.
type history struct {
	any  bool // something that was kept
	next int  // number of its next capture in this run
	seen map[string]bool
}

// histories are those of the pages that came last. What is forgotten came so
// long ago that it is in the archive by now: far fewer pages are on their way.
type histories struct {
	in          *Intake
	now, before map[string]*history
}

// maxHistories bounds how many are remembered, twice.
const maxHistories = 4096

// get is the history of the page a capture belongs to.
func (hs *histories) get(c *store.Capture) (*history, error) {
	key := c.URL
	if c.RequestBody != "" || c.Method == "POST" {
		key = c.Method + " " + c.URL + "\n" + c.RequestBody
	}
	if h := hs.now[key]; h != nil {
		return h, nil
	}
	h := hs.before[key]
	if h == nil {
		h = &history{seen: map[string]bool{}}
		for old, err := range hs.in.o.Archive.CapturesLike(hs.in.ctx, c) {
			if err != nil {
				return nil, err
			}
			if old.Run == hs.in.run.ID {
				h.next++
			}
			h.enter(&old)
		}
	}
	if hs.now == nil || len(hs.now) >= maxHistories {
		hs.before, hs.now = hs.now, map[string]*history{}
	}
	hs.now[key] = h
	return h, nil
}

func (h *history) enter(c *store.Capture) {
	h.seen[dated(c)], h.seen[undated(c, false)], h.seen[undated(c, true)] = true, true, true
	h.any = h.any || c.RawSHA256 != ""
}

func (h *history) add(p page) {
	h.enter(&p.capture)
	h.next++
}

// has tells whether a page is in the archive already. An agency or a year that
// is named for a file makes it another one.
func (h *history) has(p page) bool {
	if p.dated {
		return h.seen[dated(&p.capture)]
	}
	return h.seen[undated(&p.capture, p.capture.Context.Agency != "" || p.capture.Context.Year != 0)]
}

func dated(c *store.Capture) string {
	return c.At.UTC().Format(time.RFC3339Nano) + " " + strconv.Itoa(c.Status) + " " + c.RawSHA256
}

func undated(c *store.Capture, named bool) string {
	if !named {
		return c.RawSHA256
	}
	return c.RawSHA256 + " " + strconv.Itoa(c.Context.Year) + " " + c.Context.Agency
}
