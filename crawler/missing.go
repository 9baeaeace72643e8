package crawler

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"nianbao/crawler/fetch"
	"nianbao/crawler/frontier"
	"nianbao/store"
)

const (
	// missingProof is at how many addresses of a host one and the same page
	// must have stood before it is known for what it is.
	missingProof = 2
	// maxShapes is how many shapes are kept of one host.
	maxShapes = 16
)

// missingPages is what a host shows in place of pages it does not have, learnt
// from its own answers: never by a request of its own. Nothing is learnt from
// a page that reads as a report or a list, nor held against one.
type missingPages struct {
	Shapes []missingShape `json:"shapes"` // the one seen last at the end
}

// missingShape is one such page, or one that may turn out to be.
type missingShape struct {
	Hash   string    `json:"hash"`
	Title  string    `json:"title,omitempty"`
	Status int       `json:"status"`          // with which it was met first: 404, 410, or one that does not say so
	URLs   []string  `json:"urls"`            // where it stood, the first missingProof of them
	Learnt time.Time `json:"learnt,omitzero"` // zero: not proven yet
}

// missingKey is where a host's are kept.
func missingKey(host string) []byte { return []byte("missing/" + host) }

// loadMissing reads what a host is known to show for missing pages. What does
// not decode is learnt anew.
func loadMissing(r frontier.Reader, host string) (missingPages, error) {
	b, err := r.Get(store.Notes, missingKey(host))
	if err != nil {
		return missingPages{}, fmt.Errorf("read missing pages of %s: %w", host, err)
	}
	var m missingPages
	if b == nil || json.Unmarshal(b, &m) != nil {
		return missingPages{}, nil
	}
	return m, nil
}

// op stores them.
func (m missingPages) op(host string) (store.Op, error) {
	b, err := json.Marshal(m)
	if err != nil {
		return store.Op{}, fmt.Errorf("encode missing pages of %s: %w", host, err)
	}
	return store.Op{Bucket: store.Notes, Key: missingKey(host), Value: b}, nil
}

// of is the shape with a hash; nil where it was not met.
func (m missingPages) of(hash string) *missingShape {
	for i := range m.Shapes {
		if m.Shapes[i].Hash == hash {
			return &m.Shapes[i]
		}
	}
	return nil
}

// open says whether a page of the shape at url would be news.
func (s *missingShape) open(url string) bool {
	return s == nil || s.Learnt.IsZero() && !slices.Contains(s.URLs, url)
}

// met is m once a page of the shape was seen at url. Of too many shapes the
// one that was met longest ago goes, one that proved nothing first.
func (m missingPages) met(s fetch.Shape, url string, status int, at time.Time) missingPages {
	entry := missingShape{Hash: s.Hash, Title: s.Title, Status: status}
	rest := make([]missingShape, 0, len(m.Shapes)+1)
	for _, old := range m.Shapes {
		if old.Hash == s.Hash {
			entry = old
			continue
		}
		rest = append(rest, old)
	}
	if entry.open(url) {
		entry.URLs = append(slices.Clone(entry.URLs), url)
	}
	if len(entry.URLs) >= missingProof && entry.Learnt.IsZero() {
		entry.Learnt = at.UTC()
	}
	if len(rest) >= maxShapes {
		unproven := slices.IndexFunc(rest, func(s missingShape) bool { return s.Learnt.IsZero() })
		gone := max(unproven, 0)
		rest = slices.Delete(rest, gone, gone+1)
	}
	return missingPages{Shapes: append(rest, entry)}
}

// cause says why a page of the shape, found at url, is a missing one.
func (s missingShape) cause(url string) string {
	other := s.URLs[0]
	if other == url {
		other = s.URLs[1]
	}
	if s.Status == 404 || s.Status == 410 {
		return fmt.Sprintf("looks like the host's %d page, as at %s", s.Status, other)
	}
	return "the same page stands at " + other
}

// noticeMissing looks at an answer that is neither report nor list: whether
// the host is known to show it for missing pages, and what it teaches. It
// makes a known one a soft 404.
func (t *turn) noticeMissing(rec frontier.Record, p page, e *frontier.Ending) error {
	c := e.Envelope.Capture
	shape, ok := fetch.ShapeOf(p.body, rec.URL)
	if !ok || !fetch.IsHTML(p.mediaType) {
		return nil
	}
	known, err := loadMissing(t.run.opts.Archive, t.host)
	if err != nil {
		return err
	}
	if teaches(rec, shape, c.Status) && known.of(shape.Hash).open(rec.URL) {
		known = known.met(shape, rec.URL, c.Status, e.At)
		op, err := known.op(t.host)
		if err != nil {
			return err
		}
		e.Envelope.Ops = append(e.Envelope.Ops, op)
	}
	if s := known.of(shape.Hash); c.Outcome == store.OK && s != nil && !s.Learnt.IsZero() {
		softGone(e, s.cause(rec.URL))
	}
	return nil
}

// teaches says whether a page without report or list is one to learn from: one
// that is missing by its status, or a small one where a report or a file was
// promised. A column may well be empty, and an undecided link lead anywhere.
func teaches(rec frontier.Record, s fetch.Shape, status int) bool {
	if status == 404 || status == 410 {
		return true
	}
	return s.Small && rec.Class != frontier.Lists && !rec.Maybe
}

// softGone makes an answer that was taken for a page one for a missing page:
// it is kept as a capture, nothing is read off it, and the next request for
// its address is not conditional on it.
func softGone(e *frontier.Ending, cause string) {
	e.Outcome, e.Cause = store.Soft404, cause
	c := e.Envelope.Capture
	c.Outcome, c.Error = e.Outcome, e.Cause
	e.Envelope.Reading, e.Good = nil, nil
}
