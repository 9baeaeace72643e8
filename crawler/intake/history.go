package intake

import (
	"strconv"
	"time"

	"nianbao/store"
)

// history is what the archive has of one page.
type history struct {
	any  bool // something that was kept
	next int  // number of its next capture in this run
	seen map[string]bool
}

// histories are those of the pages a worker had last: captures of one page
// mostly come together.
type histories struct {
	in *Intake
	of map[string]*history
}

// maxHistories bounds how many are remembered.
const maxHistories = 64

// get is the history of the page a capture belongs to.
func (hs *histories) get(c *store.Capture) (*history, error) {
	key := c.URL
	if c.RequestBody != "" || c.Method == "POST" {
		key = c.Method + " " + c.URL + "\n" + c.RequestBody
	}
	if h := hs.of[key]; h != nil {
		return h, nil
	}
	h, run := &history{seen: map[string]bool{}}, hs.in.begun()
	for old, err := range hs.in.o.Archive.CapturesLike(hs.in.ctx, c) {
		if err != nil {
			return nil, err
		}
		if old.Run == run {
			h.next++
		}
		h.enter(&old)
	}
	if len(hs.of) >= maxHistories {
		clear(hs.of)
	}
	hs.of[key] = h
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
