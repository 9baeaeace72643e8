package store

import "time"

// sighting is what one capture says about its page.
type sighting struct {
	capture *Capture
	seq     uint16
	read    *Facts // nil without a reading
	gone    bool
}

// step is what a sighting did to a page.
type step struct {
	page       Page
	newReport  bool // the first reading of this page
	newVersion bool // its text or cells differ from those before, which are to be kept
	replaced   bool // the reading is another JSON object than the one stored
	turned     bool // a report was marked gone, or came back
}

// changed says whether the step is one for the change log.
func (s *step) changed() bool { return s.newReport || s.newVersion || s.replaced || s.turned }

// advance is the one place that decides what a capture means for its page. old
// is nil for a URL never requested before.
//
// A capture older than the last one (a fleet replays, saved pages are imported
// late) gives a page its first reading, or moves first_seen back, and nothing
// else: it stays in the source records, and becomes a version when the derived
// ones are rebuilt in order.
func advance(old *Page, s sighting) step {
	c := s.capture
	out := step{page: Page{URL: c.URL}}
	if old != nil {
		out.page = *old
	}
	p := &out.page
	kept := c.Outcome == OK
	if kept && (p.FirstSeen.IsZero() || c.At.Before(p.FirstSeen)) {
		p.FirstSeen = c.At
	}
	late := old != nil && c.At.Before(old.LastAt)
	if late && (s.read == nil || old.Read != nil) {
		return out
	}
	if !late {
		p.LastRun, p.LastSeq, p.LastAt, p.LastOutcome = c.Run, s.seq, c.At, c.Outcome
	}
	if c.Context.Portal != "" {
		p.Portal, p.Region = c.Context.Portal, c.Context.Region
	}
	switch {
	case s.gone:
		out.leave(c.At)
	case kept && s.read != nil:
		out.read(s)
		out.confirm(c.At, late)
	case kept && (p.Read == nil || c.RawSHA256 == p.RawSHA256):
		p.setAnswer(c)
		out.confirm(c.At, late)
	case c.Outcome == NotModified && !p.FirstSeen.IsZero():
		out.confirm(c.At, late)
	}
	return out
}

// leave records that the page is no longer there.
func (s *step) leave(at time.Time) {
	if s.page.GoneAt.IsZero() {
		s.page.GoneAt = at
		s.turned = s.page.Read != nil
	}
}

// confirm records that what is known of the page stands. A late answer cannot
// say that a page came back.
func (s *step) confirm(at time.Time, late bool) {
	if at.After(s.page.FetchedAt) {
		s.page.FetchedAt = at
	}
	if !late && !s.page.GoneAt.IsZero() {
		s.page.GoneAt = time.Time{}
		s.turned = s.page.Read != nil
	}
}

// read takes a reading over.
func (s *step) read(now sighting) {
	p, c := &s.page, now.capture
	s.newReport = p.Read == nil
	s.newVersion = !s.newReport && differs(p, now)
	s.replaced = s.newReport || p.Read.Body != now.read.Body || p.Read.Annotations != now.read.Annotations
	if s.newReport || s.newVersion {
		p.Versions++
		p.ChangedAt = c.At
	}
	p.setAnswer(c)
	p.Read = now.read
}

// readAgain takes over the reading of a page that stands as it was, of which a
// file came, or came anew. What it says first with its file is no new version
// of it, but dates from then.
func (s *step) readAgain(now *Facts, at time.Time) {
	p := &s.page
	was := p.Read
	s.newVersion = otherFiles(was, now)
	s.replaced = was.Body != now.Body || was.Annotations != now.Annotations
	if s.newVersion {
		p.Versions++
	}
	if was.Text != now.Text {
		p.ChangedAt = at
	}
	p.Read = now
}

func (p *Page) setAnswer(c *Capture) {
	p.Status, p.MediaType, p.RawSHA256 = c.Status, c.MediaType, c.RawSHA256
	p.ETag, p.LastModified = c.ETag, c.LastModified
}

// differs says whether a reading is another version of the page (CONTRACT,
// Versions). The same bytes are the same version, unless tables or text stand
// in an attachment and that is another one now. Readings of different parsers
// cannot be compared but by content hash, which leaves out most of what a
// later parser comes to read otherwise.
func differs(p *Page, now sighting) bool {
	was, is := p.Read, now.read
	if p.RawSHA256 != "" && p.RawSHA256 == now.capture.RawSHA256 {
		return otherFiles(was, is)
	}
	if was.Parser != is.Parser {
		return was.ContentSHA256 != is.ContentSHA256
	}
	return was.Text != is.Text
}

// otherFiles says whether two readings of the same bytes took their tables, or
// their text, from different attachments that say different things.
func otherFiles(was, is *Facts) bool {
	other := func(a, b string) bool { return a != "" && b != "" && a != b }
	return was.Text != is.Text && (other(was.TablesFrom, is.TablesFrom) || other(was.TextFrom, is.TextFrom))
}
