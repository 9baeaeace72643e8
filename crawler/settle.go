package crawler

import (
	"context"

	"nianbao/crawler/fetch"
	"nianbao/crawler/frontier"
	"nianbao/store"
)

// notAReport is the kind of a page that is kept and counted, never exported.
const notAReport = "not_a_report"

// settle decides what an exchange means for its URL, reads what it brought,
// and commits both with the clocks it moved.
func (t *turn) settle(ctx context.Context, l frontier.Lease, x fetch.Exchange, moved *clocks) result {
	defer t.freeFiles()
	rec, c := l.Record, x.Capture
	c.Context, c.Referrer, c.RequestBody = rec.Context, rec.Referrer, string(rec.Body)
	e := frontier.Ending{
		At: x.Ended, Outcome: c.Outcome, Cause: c.Error, Unchanged: rec.Unchanged,
		Envelope: store.Envelope{Capture: &c, Body: x.Body},
	}
	if err := t.read(ctx, l, x, &e); err != nil {
		if ctx.Err() != nil && moved != nil { // a try was broken off: it is asked again
			return t.giveBack(ctx, l, *moved)
		}
		return result{err: err}
	}
	v := judge(e.Outcome, c.Status)
	res := result{clocks: moved}
	t.place(l, v, x, &e, &res)
	t.skip(l, &e)
	if moved != nil {
		ops, err := moved.ops(t.host)
		if err != nil {
			return result{err: err}
		}
		e.Envelope.Ops = append(e.Envelope.Ops, ops...)
	} else { // refused by the guard: no request was made, so there is no capture
		e.Envelope = store.Envelope{Ops: e.Envelope.Ops}
		res.counts = Counts{Refused: 1}
	}
	c.Outcome = e.Outcome
	if t.asked != nil {
		t.asked.Outcome = e.Outcome // a page may only say in words that it is missing
	}
	if v.hard {
		res.leave = &frontier.Left{Outcome: e.Outcome, Cause: e.Cause}
	}
	return t.end(ctx, l, e, res)
}

// read takes from an answer what it leads to and what it says.
func (t *turn) read(ctx context.Context, l frontier.Lease, x fetch.Exchange, e *frontier.Ending) error {
	rec, c := l.Record, e.Envelope.Capture
	if tried(rec) && c.Outcome != store.OK {
		return t.untried(ctx, rec, pageOf(x), e)
	}
	if t.postInstead(rec, x, e) {
		return nil
	}
	if c.Outcome == store.Soft404 && drawn(rec, pageOf(x)) {
		c.Outcome, c.Error = store.OK, ""
		e.Outcome, e.Cause = c.Outcome, ""
	}
	switch c.Outcome {
	case store.Redirect:
		return t.redirect(ctx, rec, e)
	case store.NotModified:
		e.Unchanged++
		if rec.Class == frontier.Lists {
			return t.rereadList(ctx, rec, e)
		}
		return nil
	case store.HTTPError:
		if judge(c.Outcome, c.Status).gone {
			return t.noticeMissing(rec, pageOf(x), e)
		}
		return nil
	case store.OK:
	default:
		return nil
	}
	if err := t.readPage(ctx, rec, pageOf(x), e); err != nil || reads(e) {
		return err
	}
	if err := t.noticeMissing(rec, pageOf(x), e); err != nil {
		return err
	}
	if rec.Class == frontier.Lists && rec.URL == rec.Context.Column && e.Outcome == store.OK && e.Cause == "" {
		e.Cause = noList
	}
	return nil
}

// reads says whether something was read off a page: a report, or links to
// follow. One whose reader failed is not known to be neither.
func reads(e *frontier.Ending) bool {
	r := e.Envelope.Reading
	return r != nil && r.Kind != notAReport || len(e.Found) > 0 || e.Outcome == store.OK && e.Cause != ""
}

// readPage reads a page as what it is asked for.
func (t *turn) readPage(ctx context.Context, rec frontier.Record, p page, e *frontier.Ending) error {
	p.words = t.words
	if unread, err := t.try(ctx, rec, p, e); err != nil || unread {
		return err
	}
	t.run.opts.Log.Debug("page is read", "url", rec.URL)
	c := e.Envelope.Capture
	e.Good = &frontier.Good{ETag: c.ETag, LastModified: c.LastModified, RawSHA256: c.RawSHA256}
	switch rec.Class {
	case frontier.Lists:
		return t.readList(ctx, rec, p, e)
	case frontier.Reports:
		return t.readReport(ctx, rec, p, e)
	}
	e.Envelope.Words = p.words
	if err := t.rereadPages(ctx, rec, e); err != nil {
		return err
	}
	e.Unchanged = 0
	if c.RawSHA256 == rec.Good.RawSHA256 {
		e.Unchanged = rec.Unchanged + 1
	}
	return nil
}

// page is the body of an answer as it is read.
type page struct {
	body      []byte
	charset   string
	mediaType string
	shell     []byte       // the page whose script asked for it, where that is needed to read it
	words     *store.Words // what a program said of the body, a file; nil where none was run
}

func pageOf(x fetch.Exchange) page {
	return page{body: x.Body, charset: x.Charset, mediaType: x.Capture.MediaType}
}

// place says what state the URL is in now and when it is asked again, and
// counts it.
func (t *turn) place(l frontier.Lease, v verdict, x fetch.Exchange, e *frontier.Ending, res *result) {
	tries := l.Tries() + 1
	e.State, e.Envelope.Gone = v.state, v.gone
	res.counts = Counts{Fetched: 1, Bytes: x.Capture.WireBytes}
	if t.instead { // it waits to be found again, should the POST fail
		e.State, e.Envelope.Gone, res.mood = frontier.Failed, false, well
		return
	}
	if v.again && tries < maxTries {
		e.State, e.Retry, res.mood = frontier.Found, t.waitFor(x.Ended, tries), ailing
		e.Failures = l.Record.Failures
		return
	}
	switch v.state {
	case frontier.Done:
		res.mood = well
	case frontier.Gone:
		res.mood = well
		e.Unchanged++
		res.counts.Gone++
	case frontier.Declined:
		res.mood = failing
		e.Unchanged++
		res.counts.Declined++
	case frontier.Failed:
		res.mood = failing
		e.Failures = l.Record.Failures + 1
		res.counts.Failed++
	case frontier.Refused:
		e.Unchanged++
	}
	if e.Outcome == store.NotModified {
		res.counts.NotModified++
	}
	if e.Unread {
		e.Recheck = x.Ended.Add(unreadRest)
		res.unread = true
		return
	}
	next := visit{class: l.Record.Class, state: v.state, unchanged: e.Unchanged, failures: e.Failures}
	e.Recheck = next.next(x.Ended, t.run.opts.Recheck)
}
