package intake

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"

	"nianbao/store"
)

// take looks a page up, and sends it on its way if it is new.
func (in *Intake) take(p page) error {
	host, err := store.HostOf(p.capture.URL)
	if err == nil {
		err = bounds(&p.capture)
	}
	if err != nil {
		in.refuse(p, err.Error())
		return nil
	}
	h, err := in.known.get(&p.capture)
	if err != nil {
		return in.failed(err)
	}
	switch {
	case h.has(p):
		in.ledger.count(func(s *Summary) { s.Known++ })
		return nil
	case p.standIn && h.any:
		in.ledger.pass("text of a page that is here as it was served", p.capture.URL)
		return nil
	case p.capture.Outcome == store.NotModified && !p.own && !h.any:
		in.ledger.pass("304 for a page that is not here", p.capture.URL)
		return nil
	case h.next > math.MaxUint16:
		in.refuse(p, fmt.Sprintf("over %d captures of one address in one import; import the rest once more", math.MaxUint16))
		return nil
	}
	if err := in.begun(); err != nil {
		return in.failed(err)
	}
	// hosts are numbered, and so lie in the archive, in the order they came
	if _, err := in.o.Archive.HostID(in.ctx, host); err != nil {
		return in.failed(err)
	}
	p.capture.Run = in.run.ID
	p.ways = in.recent.ways(p.capture.URL)
	it := &item{page: p, seq: uint16(h.next), ready: make(chan struct{})}
	h.add(p)
	if p.capture.Outcome == store.Redirect {
		in.recent.redirect(&p.capture)
	}
	return in.send(it)
}

// send hands an item to the workers and, in order, to the keeper.
func (in *Intake) send(it *item) error {
	in.pending.Add(1)
	select {
	case in.keeps <- it:
	case <-in.ctx.Done():
		in.pending.Done()
		return context.Cause(in.ctx)
	}
	select {
	case in.reads <- it:
		return nil
	case <-in.ctx.Done():
		close(it.ready) // the keeper drops it
		return context.Cause(in.ctx)
	}
}

// blob is a body the archive has, or is about to have: pages are on their way
// while the next record is read.
func (in *Intake) blob(sha string) ([]byte, error) {
	body, err := in.o.Archive.Blob(sha)
	if errors.Is(err, store.ErrNotFound) {
		in.pending.Wait()
		if err := context.Cause(in.ctx); err != nil {
			return nil, err
		}
		body, err = in.o.Archive.Blob(sha)
	}
	return body, err
}

// gone tells whether an answer says that a page is there no more.
func gone(c *store.Capture) bool {
	return c.Outcome == store.HTTPError && (c.Status == http.StatusNotFound || c.Status == http.StatusGone)
}

// maxURL bounds an address, in bytes; the archive keeps no longer one.
const maxURL = 16 << 10

// bounds refuses a capture that the archive would.
func bounds(c *store.Capture) error {
	if len(c.URL) > maxURL {
		return fmt.Errorf("its address has %d bytes", len(c.URL))
	}
	if c.At.IsZero() || c.At.Year() < 1 || c.At.Year() > 9999 {
		return fmt.Errorf("its time is of the year %d", c.At.Year())
	}
	return nil
}
