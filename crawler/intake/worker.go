package intake

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"

	"nianbao/crawler/fetch"
	"nianbao/extract"
	"nianbao/store"
)

// work takes the pages of one worker in until there are no more. An error of
// the archive ends the import.
func (in *Intake) work(pages <-chan page) {
	known := histories{in: in, of: map[string]*history{}}
	for p := range pages {
		if in.ctx.Err() == nil {
			if err := in.enter(&known, p); err != nil {
				in.stop(err)
			}
		}
		in.pending.Done()
	}
}

// enter takes one page in, unless it is known.
func (in *Intake) enter(known *histories, p page) error {
	h, err := known.get(&p.capture)
	if err != nil {
		return err
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
	env := store.Envelope{Capture: &p.capture, Seq: uint16(h.next), Body: p.body}
	kind, err := in.look(&env, p)
	if errors.Is(err, errUnreadable) {
		in.refuse(p, err.Error())
		return nil
	}
	if err != nil {
		return err
	}
	env.Gone = p.capture.Outcome == store.HTTPError && (p.capture.Status == http.StatusNotFound || p.capture.Status == http.StatusGone)
	if p.capture.Run, err = in.runID(); err != nil {
		return err
	}
	if _, err := in.o.Archive.Apply(in.ctx, env); err != nil {
		return fmt.Errorf("take in %s of %s: %w", p.capture.URL, p.file, err)
	}
	h.add(p)
	if env.Words != nil && env.Words.Fault != "" && in.o.Unread != nil {
		in.o.Unread(p.file, env.Words.Fault)
	}
	in.ledger.count(func(s *Summary) {
		s.Taken++
		switch {
		case env.Reading == nil:
			s.Captures++
		case kind == extract.NotAReport:
			s.Pages++
		default:
			s.Reports++
		}
	})
	return nil
}

// keepReport leaves a known report as it was where what stands in its place now
// is none, as a crawl does.
func (in *Intake) keepReport(env *store.Envelope, kind extract.Kind, p page) error {
	if kind != extract.NotAReport || p.own || !p.dated {
		return nil
	}
	was, known, err := in.o.Archive.PageOf(p.capture.URL)
	if err != nil || !known || was.Read == nil || was.Read.Kind == string(extract.NotAReport) {
		return err
	}
	env.Reading = nil
	env.Capture.Outcome, env.Capture.Error = store.Soft404, "a report stood here, what stands here now is none"
	return nil
}

// errUnreadable is a page on which a parser gave up.
var errUnreadable = errors.New("it cannot be read")

// look reads a page, if reports are looked for in it, and puts what it says into
// the envelope. The error is errUnreadable, or that of the archive or of the
// context.
func (in *Intake) look(env *store.Envelope, p page) (kind extract.Kind, err error) {
	kind = extract.NotAReport
	if !p.read || p.capture.Outcome != store.OK {
		return kind, nil
	}
	if in.o.Reader != nil {
		if env.Words, err = in.o.Reader.Words(in.ctx, p.body); err != nil {
			return kind, fmt.Errorf("read %s: %w", p.file, err)
		}
	}
	if env.Reading, kind, err = read(p, env.Words); err != nil {
		return kind, err
	}
	return kind, in.keepReport(env, kind, p)
}

// read reads a page. Pages are hostile: one on which a parser panics is one that
// cannot be read.
func read(p page, words *store.Words) (reading *store.Reading, kind extract.Kind, err error) {
	defer func() {
		if r := recover(); r != nil {
			reading, err = nil, fmt.Errorf("%w: the parser panicked: %v", errUnreadable, r)
		}
	}()
	c := p.capture.Context
	report := extract.Read(extract.Page{
		Body: p.body, MediaType: p.capture.MediaType, Charset: p.charset, URL: p.capture.URL,
		Agency: c.Agency, Year: c.Year, LinkTitle: c.LinkTitle, LinkDate: c.LinkDate, Words: words.Bytes(),
	})
	reading, err = store.ReadingOf(&report)
	return reading, report.Kind, err
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

// charsetOf is what the head of an answer claims its charset to be.
func charsetOf(c *store.Capture) string {
	return fetch.Charset(c.ResponseHeaders.Get("Content-Type"))
}
